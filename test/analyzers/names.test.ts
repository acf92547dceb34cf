import { expect, it } from 'vitest'
import { redact } from '../../analyzers/redaction/redact.ts'
import { FRESH, NAME_SENTENCES, RARE } from './name-sentences.ts'

/** Pinned a little below what was measured; they only rise. */
const FLOORS = {
  'looked at': { recall: 0.9, precision: 0.95 },
  fresh: { recall: 0.85, precision: 0.9 },
  rare: { recall: 0.5, precision: 0.9 },
} as const

it.each([
  ['looked at', NAME_SENTENCES],
  ['fresh', FRESH],
  ['rare', RARE],
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
