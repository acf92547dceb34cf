import { describe, expect, it } from 'vitest'
import type { Case } from '../../model/issue.ts'
import { type HardFacts, type HardOptions, rankHard as rankingHard } from '../../pipeline/board/hard.ts'
import { atOnce } from '../../pipeline/turns.ts'
import { daysBefore, issue, member, range, TO, weekdays } from './members.ts'

const window = { from: daysBefore(90), to: TO, isWorkday: weekdays }
const facts = (more: Partial<HardFacts>): HardFacts => ({
  issue: issue('a'),
  members: [],
  answers: [],
  states: [],
  cases: [],
  ...more,
})
const kase = (more: Partial<Case>): Case => ({
  steps: [],
  id: 'GD1',
  issueId: 'a',
  title: 'a',
  unit: '市住建局',
  units: ['市住建局'],
  note: '',
  state: '办理中',
  urgency: 0,
  createdAt: daysBefore(20),
  dueAt: daysBefore(5),
  dueProvisional: false,
  rev: 1,
  ...more,
})
const rankHard = (all: readonly HardFacts[], options: HardOptions) => atOnce(rankingHard(all, options))
const kinds = (one: HardFacts): string[] | undefined => rankHard([one], window)[0]?.reasons.map((r) => r.kind)
/** Letters every `step` days, the newest yesterday. */
const letters = (n: number, step: number) => range(n).map((i) => member(i, { at: daysBefore(1 + (n - 1 - i) * step) }))

describe('难点', () => {
  it('lists what came back after its answer, letters under way left aside', () => {
    const answered = member(9, { at: daysBefore(30), answeredAt: daysBefore(20) })
    expect(kinds(facts({ members: [answered, ...letters(2, 1)] }))).toEqual(['answered-returning'])
    const underWay = [member(1, { at: daysBefore(19) }), member(2, { at: daysBefore(18) })]
    expect(kinds(facts({ members: [answered, ...underWay] }))).toBeUndefined()
    const onePerson = letters(3, 1).map((m) => ({ ...m, voice: 'one' }))
    expect(kinds(facts({ members: [answered, ...onePerson] }))).toBeUndefined()
    // Two stragglers of a matter that forty had before its answer.
    const many = range(40).map((i) => member(100 + i, { at: daysBefore(30) }))
    expect(kinds(facts({ members: [answered, ...many, ...letters(2, 1)] }))).toBeUndefined()
  })

  it('quotes a promise whose day is over while people still write', () => {
    const answers = [{ unit: '区住建局', text: '预计1月10日前完成修复。', at: daysBefore(20) }]
    const [hard] = rankHard([facts({ members: letters(2, 1), answers })], window)
    expect(hard?.reasons).toEqual([
      { kind: 'promise-overdue', promisedFor: '2026-01-10', words: '预计1月10日前完成修复', unit: '区住建局' },
    ])
    // Nobody has written since: perhaps it was kept.
    const quiet = range(2).map((i) => member(i, { at: daysBefore(15) }))
    expect(kinds(facts({ members: quiet, answers }))).toBeUndefined()
  })

  it('lists open cases past their deadline, not those answered or without one', () => {
    const members = letters(2, 1)
    expect(kinds(facts({ members, cases: [kase({})] }))).toEqual(['case-overdue'])
    for (const other of [{ state: '已答复' as const }, { dueAt: null }, { dueAt: TO }])
      expect(kinds(facts({ members, cases: [kase(other)] }))).toBeUndefined()
  })

  it('counts returns by the words of sources and by withdrawn cases', () => {
    const members = letters(2, 1)
    expect(kinds(facts({ members, states: ['已退回', '办理中'] }))).toBeUndefined()
    expect(kinds(facts({ members, states: ['已退回'], cases: [kase({ state: '撤回', dueAt: null })] }))).toEqual([
      'sent-back',
    ])
  })

  it('takes long life or several units for hard only together', () => {
    const old = letters(4, 30)
    const answers = ['兰州市住建局', '市住建局'].map((unit) => ({ unit, text: '', at: daysBefore(9) }))
    expect(kinds(facts({ members: old, answers }))).toBeUndefined()
    const two = [...answers, { unit: '城关区政府', text: '', at: daysBefore(9) }]
    expect(kinds(facts({ members: old, answers: two }))).toEqual(['long-lived', 'several-units'])
    expect(kinds(facts({ members: letters(4, 1), answers: two }))).toBeUndefined()
    // A hand-over to a mistyped unit, withdrawn.
    const cases = [kase({ unit: '市热馆办', state: '撤回', dueAt: null })]
    expect(kinds(facts({ members: old, answers, cases }))).toBeUndefined()
  })

  it.each([
    [['城关区城市管理综合执法局', '城关区城市管理综合行政执法局', '城关区城管局'], undefined],
    [['安宁区', '安宁区城市管理局', '安宁区人民政府'], undefined],
    [['兰州市卫生健康委员会', '市卫健委'], undefined],
    [
      ['城关区城管局', '城关区住房和城乡建设局', '城关区'],
      ['城关区住房和城乡建设局', '城关区城管局'],
    ],
    [
      ['安宁区城管局', '西固区城管局'],
      ['安宁区城管局', '西固区城管局'],
    ],
  ])('counts offices and not their names: %j', (names, units) => {
    const answers = names.map((unit) => ({ unit, text: '', at: daysBefore(9) }))
    const [hard] = rankHard([facts({ members: letters(4, 30), answers })], window)
    expect(hard?.reasons.find((r) => r.kind === 'several-units')?.units).toEqual(units)
  })

  it('counts a kind of office as the one of the issue’s district', () => {
    const units = (names: string[], district: string | null) => {
      const answers = names.map((unit) => ({ unit, text: '', at: daysBefore(9) }))
      const [hard] = rankHard([facts({ issue: issue('a', { district }), members: letters(4, 30), answers })], window)
      return hard?.reasons.find((r) => r.kind === 'several-units')?.units
    }
    expect(units(['县区城管', '城关区城管局', '区城管执法局'], '城关区')).toBeUndefined()
    expect(units(['县区城管', '西固区城管局'], '城关区')).toEqual(['城关区城管执法局', '西固区城管局'])
    expect(units(['县区城管', '城关区城管局'], null)).toEqual(['县区城管', '城关区城管局'])
  })

  it('orders by weight, then by voices, and leaves out what is quiet, merged or one person’s', () => {
    const make = (id: string, n: number, more: Partial<HardFacts> = {}) =>
      facts({ issue: issue(id), members: letters(n, 1), cases: [kase({})], ...more })
    const ranked = rankHard(
      [
        make('few', 2),
        make('many', 5),
        make('worse', 2, { states: ['退单', '重办'] }),
        make('merged', 5, { issue: issue('merged', { mergedInto: 'many' }) }),
        make('single', 1),
        make('quiet', 3, { members: range(3).map((i) => member(i, { at: daysBefore(100) })) }),
      ],
      window,
    )
    expect(ranked.map((one) => [one.rank, one.id, one.hardness])).toEqual([
      [1, 'worse', 4],
      [2, 'many', 2],
      [3, 'few', 2],
    ])
  })
})
