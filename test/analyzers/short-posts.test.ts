import { describe, expect, it } from 'vitest'
import { withoutCallback } from '../../analyzers/spam/callback.ts'
import type { Screening } from '../../model/post.ts'
import type { Kind } from '../../model/words.ts'
import { CONSUMER_PAIRS } from './consumer-pairs.ts'
import { LATER_NOT, LATER_NOW, NOT_AN_ALARM, NOW } from './plain-dangers.ts'
import { screenText } from './screened.ts'
import { BLIND_ADVERTS, BLIND_GENUINE, LATER_ADVERTS, LATER_GENUINE } from './short-posts.ts'

const screen = (text: string, kind: Kind = 'letter'): Screening => screenText(text, { kind })

const CALLBACKS = [
  '，联系电话13893112233',
  '，请尽快处理，电话：0931-8465732',
  '，联系人：李女士，13893112233',
  '。我的手机13919876543，盼回复',
]
const share = (list: readonly string[], of: (text: string) => boolean): number => list.filter(of).length / list.length

describe('a short letter that leaves a number', () => {
  const lists = [
    ['blind', BLIND_GENUINE, 0.87],
    ['later', LATER_GENUINE, 0.79],
  ] as const
  it.each(lists.flatMap(([name, list, floor]) => CALLBACKS.map((c) => [name, c, list, floor] as const)))(
    'is never set aside and mostly kept: %s, %s',
    (_, callback, list, floor) => {
      for (const kind of ['letter', 'post', 'comment'] as const) {
        expect(list.filter((text) => screen(text + callback, kind).disposition === 'quarantined')).toEqual([])
        expect(share(list, (text) => screen(text + callback, kind).disposition === 'kept')).toBeGreaterThanOrEqual(
          floor,
        )
      }
    },
  )
  it('is kept or looked at without one, and hardly set aside where nothing parts the number from it', () => {
    for (const [, list] of lists) {
      expect(list.filter((text) => screen(text).disposition === 'quarantined')).toEqual([])
      expect(share(list, (text) => screen(`${text}13893112233`).disposition === 'quarantined')).toBeLessThan(0.05)
    }
  })
})

describe('a short advert with a number', () => {
  const written = ['13893112233', '电话13893112233', '微信lz_wang888']
  it.each(written)('is set aside: %s', (number) => {
    for (const kind of ['letter', 'post', 'comment'] as const)
      expect(
        BLIND_ADVERTS.filter((text) => screen(text.replace('☎', number), kind).disposition !== 'quarantined'),
      ).toEqual([])
  })
  it.each(written)('is at least looked at, though it speaks of trouble: %s', (number) => {
    for (const kind of ['letter', 'post'] as const)
      expect(
        share(LATER_ADVERTS, (text) => screen(text.replace('☎', number), kind).disposition === 'kept'),
      ).toBeLessThan(0.06)
  })
})

describe('a danger in one plain sentence', () => {
  const alarms = (list: readonly string[]) =>
    list.flatMap((text) => ['', '，电话13893112233', '，请速来人！'].map((tail) => text + tail))
  it('is an emergency, and nobody sets it aside', () => {
    for (const text of [...alarms(NOW), ...alarms(LATER_NOW)]) {
      const said = screen(text)
      expect([said.urgency, said.route, said.disposition === 'quarantined'], text).toEqual([3, 'emergency', false])
    }
  })
  it('is none where it is over, feared, supposed, practised, told or meant otherwise', () => {
    const list = [...NOT_AN_ALARM, ...LATER_NOT]
    // Two are taken for one by the signs of route-judge.ts: a question what to dial, one after an inquiry.
    expect(list.filter((text) => screen(text).urgency === 3).length).toBeLessThanOrEqual(2)
  })
  it('is none in a comment or a long letter, which speak of something else', () => {
    expect(screen('有人落水了', 'comment').urgency).toBe(0)
    const long = `我们小区物业收费不透明，${'每年的账目都没有公示过，业主问起来就推脱，'.repeat(4)}那边着火了也不通知。`
    expect(screen(long).urgency).toBe(0)
  })
  it('is never set aside, whatever it looks like', () => {
    const said = screen('无抵押贷款当天下款，加微信lz_wang888。楼上着火了，快来人')
    expect([said.urgency, said.disposition]).toEqual([3, 'review'])
  })
})

it('reads what stands before a callback', () => {
  const told = (text: string) => withoutCallback(text)?.text
  expect(told('路灯不亮，联系电话〔手机〕')).toBe('路灯不亮')
  expect(told('路灯不亮。联系人：〔姓名〕女士，〔手机〕，盼复')).toBe('路灯不亮')
  expect(told('路灯不亮，请打我手机〔手机〕或〔电话〕，谢谢领导')).toBe('路灯不亮')
  expect(withoutCallback('路灯不亮〔手机〕')).toEqual({ text: '路灯不亮', parted: false })
  expect(told('〔手机〕')).toBeUndefined()
  expect(told('〔手机〕天天打骚扰电话')).toBeUndefined()
})

describe('a customer and an advert of one trade', () => {
  const dispositions = (side: 0 | 1, kind: Kind): string[] =>
    CONSUMER_PAIRS.map((pair) => screen(pair[side].replace('☎', '13893112233'), kind).disposition)
  const of = (list: readonly string[], disposition: string): number => list.filter((d) => d === disposition).length

  it.each<[Kind, number]>([
    ['letter', 68],
    ['post', 63],
    ['comment', 63],
  ])('tell apart: %s', (kind, kept) => {
    const [genuine, adverts] = [dispositions(0, kind), dispositions(1, kind)]
    expect(of(genuine, 'quarantined')).toBe(0)
    expect(of(genuine, 'kept')).toBeGreaterThanOrEqual(kept)
    expect(of(adverts, 'quarantined')).toBeGreaterThanOrEqual(73)
    expect(of(adverts, 'kept')).toBeLessThanOrEqual(1)
  })

  it.each([
    '工商银行排队太久',
    '中国移动套餐到期自动续费升级了两档,没经我同意',
    '小额贷款公司砍头息,借3万到手2万4,城关区',
    '工商银行柜员态度差',
    '信用卡被盗刷',
    '驾校教练收红包500才给约考',
    '医美做双眼皮失败,机构无证',
    '贷款还清了征信还没更新',
    '城关区实验小学食堂饭菜里有虫子',
  ])('a complaint of a trade is kept: %s', (text) => {
    expect(screen(text).disposition).toBe('kept')
  })

  it.each([
    '工商银行信用卡提额，排队太久找我办，微信 yh8866',
    '移动套餐自动升级五折，回复1办理',
    '砍头息？不存在！我们放款快，☎',
  ])('an advert that names a trouble is not kept: %s', (text) => {
    expect(screen(text.replace('☎', '13893112233')).disposition).not.toBe('kept')
  })
})

describe('greetings, wishes and voices of two characters', () => {
  it.each([
    '领导好',
    '各位领导好',
    '祝兰州越来越好',
    '兰州加油',
    '祝愿家乡明天更美好',
    '希望我们的城市越来越美丽',
    '祝大家新年快乐，兰州更加繁荣',
  ])('nothing is asked: %s', (text) => {
    for (const kind of ['letter', 'post'] as const) expect(screen(text, kind).disposition).toBe('quarantined')
  })
  it.each([
    '领导好，我家没水',
    '祝兰州越来越好，先把天水路的坑补了',
    '希望我们小区的路更好走',
    '加油站的地滑',
    '兰州生活补贴',
    '城市公交更慢了',
  ])('something is asked: %s', (text) => {
    expect(screen(text).disposition).not.toBe('quarantined')
  })
  it('«me too» is a voice below what another wrote, and nothing in a letter', () => {
    for (const text of ['同问', '同求', '同问！']) {
      expect(screen(text, 'comment').disposition).toBe('kept')
      expect(screen(text, 'letter').disposition).toBe('quarantined')
    }
  })
  it('who tells of a danger asks for help, in whatever words', () => {
    expect(screen('小孩掉井里了', 'post')).toMatchObject({ urgency: 3, appealType: '求助' })
    expect(screen('小孩掉井里了', 'comment').appealType).toBe('其他')
  })
})
