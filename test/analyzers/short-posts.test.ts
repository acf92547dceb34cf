import { describe, expect, it } from 'vitest'
import { redact } from '../../analyzers/redaction/redact.ts'
import { withoutCallback } from '../../analyzers/spam/callback.ts'
import { openScreener } from '../../cli/screening.ts'
import type { Screening } from '../../model/post.ts'
import type { Kind } from '../../model/words.ts'
import { LATER_NOT, LATER_NOW, NOT_AN_ALARM, NOW } from './plain-dangers.ts'
import { BLIND_ADVERTS, BLIND_GENUINE, LATER_ADVERTS, LATER_GENUINE } from './short-posts.ts'

const screener = openScreener({ city: 'lanzhou', models: {} })
const screen = (text: string, kind: Kind = 'letter'): Screening =>
  screener.screen({
    ...redact('', text),
    kind,
    postedAt: undefined,
    givenAppealType: undefined,
    addressee: undefined,
    channel: undefined,
  }).screening

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
