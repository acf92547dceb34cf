import { describe, expect, it } from 'vitest'
import type { Place } from '../../model/post.ts'
import { ownPlace, ownUnit, urgentWords } from '../../model/urgent.ts'
import { makeScreening } from '../store/fixtures.ts'

/** A post in whose text or title the words in 【】 tell the danger. */
function told(text: string, title = '') {
  const field = title.includes('【') ? 'title' : 'text'
  const said = field === 'title' ? title : text
  const plain = (words: string): string => words.replace(/[【】]/g, '')
  const [start, end] = [said.indexOf('【'), said.indexOf('】') - 1]
  const reason = { rule: 'urgency.x', weight: 3, field, start, end, text: '' } as const
  return {
    title: plain(title),
    text: plain(text),
    screening: makeScreening({ reasons: start < 0 ? [] : [reason] }),
  }
}

describe('the words an urgent post is told by', () => {
  const filler = '小区物业多年不作为，垃圾没人清运，停车费年年乱涨，业委会也选不起来，打了无数次电话都没有人管'
  it.each([
    ['我妈【喝农药】了', '', '我妈喝农药了'],
    ['【我不想活了】，站在中山桥上', '', '我不想活了，站在中山桥上'],
    [
      '您好，我是业主。三号楼楼道里【天然气泄漏】，味道很大！请尽快处理，谢谢。',
      '',
      '三号楼楼道里天然气泄漏，味道很大',
    ],
    [`${filler}。昨夜楼道【着火】了，老人还在里面。`, '物业不作为', '昨夜楼道着火了，老人还在里面'],
    [`${filler}。`, '六楼【有人被困】电梯', '六楼有人被困电梯'],
    ['喂!有人吗?孩子【掉井里】了!就在西站!快来人!', '', '孩子掉井里了'],
    [`${filler}，昨夜【楼塌】了，大家跑出来了。${filler}`, '', '打了无数次电话都没有人管，昨夜楼塌了，大家跑出来了'],
    [`${'很'.repeat(80)}【着火】了${'啊'.repeat(40)}`, '', `…${'很'.repeat(20)}着火了${'啊'.repeat(37)}…`],
    ['没有哪个词说明危险，只有这一句', '', '没有哪个词说明危险，只有这一句'],
    ['内容', '标题里也没有', '标题里也没有'],
    ['他把门反锁了，我出不去。', '求助', '他把门反锁了，我出不去'],
    ['他把门反锁了，我出不去。', '紧急求助！！', '他把门反锁了，我出不去'],
    ['', '求助', '求助'],
    ['', '', ''],
  ])('%s', (text, title, words) => {
    expect(urgentWords(told(text, title))).toBe(words)
  })

  it('are those that hinted at it where no word tells it', () => {
    const text = '给您添麻烦了。我丈夫又把我锁在屋里，谁来一下。'
    const [start, end] = [text.indexOf('锁在'), text.indexOf('屋里') + 2]
    const reasons = [{ rule: 'route.victim.home', weight: 1, field: 'text', start, end, text: '' } as const]
    expect(urgentWords({ title: '求助', text, screening: makeScreening({ reasons }) })).toMatch(/^我丈夫又把我锁在屋里/)
  })

  it('keeps the place that the post itself names, finest first', () => {
    const at = (...places: Place[]) => ownPlace({ title: '', text: '', screening: makeScreening({ places }) })
    expect(at({ name: '兰州市', level: 'city' })).toBeNull()
    expect(at({ name: '城关区', level: 'district' })).toBe('城关区')
    expect(
      at(
        { name: '城关区', level: 'district' },
        { name: '雁北路', level: 'road', district: '城关区' },
        { name: '天庆丽舍', level: 'site', district: '城关区' },
      ),
    ).toBe('城关区 天庆丽舍')
    expect(at({ name: '小西湖', level: 'street' })).toBe('小西湖')
  })
})

describe('the unit of an urgent post', () => {
  const led = (unsure?: boolean) => {
    const lead = { name: '市公安局', level: '市', role: '主办', score: unsure ? 0.2 : 0.9, reason: '' } as const
    const departments = [unsure ? { ...lead, unsure } : lead]
    return { title: '', text: '', screening: makeScreening({ departments }) }
  }
  it('is that of the place, and marked where it is a guess', () => {
    expect(ownUnit(led())).toBe('市公安局')
    expect(ownUnit(led(true))).toBe('市公安局（待定）')
    const screening = makeScreening({
      departments: [{ name: '县区城管', unit: '城关区城管执法局', level: '县区', role: '主办', score: 0.9 }],
    })
    expect(ownUnit({ title: '', text: '', screening })).toBe('城关区城管执法局')
    expect(ownUnit({ title: '', text: '' })).toBeNull()
  })
})
