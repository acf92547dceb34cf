import { expect, it } from 'vitest'
import { redact } from '../../analyzers/redaction/redact.ts'
import { FRESH, NAME_SENTENCES, RARE } from './name-sentences.ts'
import { RELATIONS, UNSEEN_RELATIONS } from './relation-sentences.ts'

/** Pinned a little below what was measured; they only rise. */
const FLOORS = {
  'looked at': { recall: 0.9, precision: 0.95 },
  fresh: { recall: 0.85, precision: 0.9 },
  rare: { recall: 0.5, precision: 0.9 },
  relations: { recall: 0.85, precision: 0.95 },
  'relations, unseen': { recall: 0.8, precision: 0.9 },
} as const

it.each([
  ['looked at', NAME_SENTENCES],
  ['fresh', FRESH],
  ['rare', RARE],
  ['relations', RELATIONS],
  ['relations, unseen', UNSEEN_RELATIONS],
] as const)('names by another hand go, and what looks like one stays: %s', (set, lines) => {
  let [gone, there, taken, right] = [0, 0, 0, 0]
  const missed: string[] = []
  const wrong: string[] = []
  for (const line of lines) {
    const names = [...line.matchAll(/\[(.+?)\]/g)].map((m) => m[1] as string)
    const text = line.replace(/[[\]]/g, '')
    const seen = redact('', text)
    const marks = seen.marks.filter((m) => m.type === '姓名').length
    const hit = names.filter((name) => !seen.text.includes(name)).length
    there += names.length
    gone += hit
    taken += marks
    right += Math.min(marks, hit)
    if (hit < names.length) missed.push(`${text} → ${seen.text}`)
    if (marks > hit) wrong.push(`${text} → ${seen.text}`)
  }
  const [recall, precision] = [gone / there, right / taken]
  console.info(
    `names, ${set}: ${lines.length} sentences, recall ${recall.toFixed(3)}, precision ${precision.toFixed(3)}`,
  )
  expect(recall, missed.join('\n')).toBeGreaterThanOrEqual(FLOORS[set].recall)
  expect(precision, wrong.join('\n')).toBeGreaterThanOrEqual(FLOORS[set].precision)
})

it('the writer who numbers himself is named, however seldom the name, and what he vows stays', () => {
  expect(redact('', '本人苏予棠，身份证号620102199001011237。').text).toBe('本人〔姓名〕，身份证号〔身份证〕。')
  expect(redact('', '本人承诺属实，身份证号620102199001011237。').text).toContain('本人承诺属实')
})

it('a name with a word of grammar in it goes as any other, and what is asked of a child stays', () => {
  const said = (text: string): string => redact('', text).text
  expect(said('我叫王可馨，反映路灯不亮')).toBe('我叫〔姓名〕，反映路灯不亮')
  expect(said('联系人:王可馨')).toBe('联系人:〔姓名〕')
  expect(said('我女儿高为民昨天在学校被打了')).toContain('我女儿〔姓名〕昨天')
  expect(said('我女儿可以转学吗')).toBe('我女儿可以转学吗')
  expect(said('还人民群众赖以生存的青山绿水')).toBe('还人民群众赖以生存的青山绿水')
  expect(said('我侄女高三，想问报名的事')).toBe('我侄女高三，想问报名的事')
})

it('the class of whoever is named as kin goes, with or without its number', () => {
  const said = (text: string): string => redact('', text).text
  expect(said('我闺女刘思雨上初二(3)班,在西固十中')).toBe('我闺女〔姓名〕上〔学生〕,在西固十中')
  expect(said('我外孙陈浩然在省保育院大班')).toBe('我外孙〔姓名〕在省保育院〔学生〕')
  expect(said('我丫头马晓燕在培黎小学三年级')).toBe('我丫头〔姓名〕在培黎小学〔学生〕')
  expect(said('三年级没有科学老师。')).toBe('三年级没有科学老师。')
  expect(said('王建国老师在培黎小学教三年级')).toBe('〔姓名〕老师在培黎小学教三年级')
  expect(said('我弟弟等303班车去上学')).toBe('我弟弟等303班车去上学')
})
