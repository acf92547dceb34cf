import { describe, expect, it } from 'vitest'
import { localDays } from '../../model/time.ts'
import { areaRows, findSurges, isComparable, perTenThousand } from '../../pipeline/board/areas.ts'
import { POPULATION } from '../../pipeline/board/population.ts'
import { rank } from '../../pipeline/board/rank.ts'
import { atOnce } from '../../pipeline/turns.ts'
import { daysBefore, issue, member, range, TO, weekdays } from './members.ts'

const issues = [
  issue('a', { district: '城关区', category: '城乡建设' }),
  issue('b', { district: '红古区', category: '环境保护' }),
  issue('c'),
]

describe('areas', () => {
  it('counts voices of the window and of the one before, and gives rates where residents are known', () => {
    const members = [
      ...range(6).map((n) => member(n)),
      member(7, { voice: 'v0' }),
      ...range(3).map((n) => member(20 + n, { issueId: 'b' })),
      member(30, { issueId: 'b', at: daysBefore(9) }),
      member(40, { issueId: 'c' }),
      member(41, { issueId: 'a', kind: 'news' }),
      member(50, { at: daysBefore(20) }),
    ]
    const rows = atOnce(areaRows(members, issues, 'district', { from: daysBefore(7), to: TO }, POPULATION))
    expect(rows).toEqual([
      { name: '城关区', issues: 1, posts: 8, voices: 6, voicesBefore: 0, perTenThousand: 0.05 },
      { name: '红古区', issues: 1, posts: 3, voices: 3, voicesBefore: 1, perTenThousand: 0.22 },
      { name: null, issues: 1, posts: 1, voices: 1, voicesBefore: 0, perTenThousand: null },
    ])
    const byCategory = atOnce(areaRows(members, issues, 'category', { from: daysBefore(7), to: TO }, POPULATION))
    expect(byCategory.map((row) => [row.name, row.perTenThousand])).toEqual([
      ['城乡建设', null],
      ['环境保护', null],
      [null, null],
    ])
  })

  it('compares with the window before only where posts of it are stored', () => {
    const week = { from: daysBefore(7), to: TO }
    expect(isComparable([member(1, { at: daysBefore(13) }), member(2)], week)).toBe(true)
    expect(isComparable([member(1, { at: daysBefore(9) }), member(2)], week)).toBe(false)
    expect(isComparable([], week)).toBe(false)
  })

  it('puts a small district first when issues are ranked per 10,000 residents', () => {
    const members = [...range(6).map((n) => member(n)), ...range(3).map((n) => member(20 + n, { issueId: 'b' }))]
    const window = { from: daysBefore(7), to: TO, top: 9, population: POPULATION }
    expect(rank(members, issues, window).map((i) => i.id)).toEqual(['a', 'b'])
    const perCapita = rank(members, issues, { ...window, order: 'per-capita' })
    expect(perCapita.map((i) => [i.id, i.perTenThousand])).toEqual([
      ['b', 0.22],
      ['a', 0.05],
    ])
  })

  it('knows residents by district and nothing of places without a number', () => {
    expect(Object.values(POPULATION.people).reduce((a, b) => a + b, 0)).toBe(3_616_163)
    expect(perTenThousand(5, '兰州新区', POPULATION)).toBeNull()
    expect(perTenThousand(5, null, POPULATION)).toBeNull()
  })
})

describe('surges', () => {
  const days = localDays(daysBefore(80), TO)
  const quiet = range(80).map((n) => member(n, { at: daysBefore(80 - n) }))
  const input = { issues, days, isWorkday: weekdays }

  it('names category, district, onset and size', () => {
    const rush = range(12).map((n) => member(100 + n, { at: daysBefore(n < 6 ? 1 : 2), issueId: 'a' }))
    const { surges, unknown } = atOnce(findSurges({ ...input, members: [...quiet, ...rush] }))
    expect(unknown).toBe(false)
    expect(surges).toMatchObject([{ category: '城乡建设', district: '城关区', since: '2026-01-17', observed: 14 }])
    expect(surges[0]?.expected).toBeLessThan(4)
  })

  it('adds up issues of one category and district', () => {
    const two = [...issues, issue('d', { district: '城关区', category: '城乡建设' })]
    const rush = range(10).map((n) => member(100 + n, { issueId: n % 2 ? 'a' : 'd' }))
    expect(atOnce(findSurges({ ...input, issues: two, members: [...quiet, ...rush] })).surges).toHaveLength(1)
  })

  it('says unknown, not calm, when the last day misses a main source', () => {
    expect(atOnce(findSurges({ ...input, members: quiet, outages: new Set(['2026-01-18']) }))).toEqual({
      surges: [],
      unknown: true,
    })
  })

  it('expects in its season what came in the same weeks a year ago', () => {
    const long = localDays(daysBefore(440), TO)
    const daily = long.flatMap((_, n) => member(1000 + n, { at: daysBefore(440 - n) }))
    const season = (back: number) =>
      range(7).flatMap((d) => range(5).map((n) => member(9000 + back * 50 + d * 5 + n, { at: daysBefore(back + d) })))
    const members = [...daily, ...season(1).filter((m) => m.at >= daysBefore(3))]
    expect(atOnce(findSurges({ ...input, days: long, members })).surges).toHaveLength(1)
    const lastYear = season(361)
    expect(atOnce(findSurges({ ...input, days: long, members: [...members, ...lastYear] })).surges).toHaveLength(0)
  })
})
