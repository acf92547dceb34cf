import { describe, expect, it } from 'vitest'
import { benjaminiHochberg, findBursts, upperTail } from '../../pipeline/board/burst.ts'

const days = Array.from({ length: 80 }, (_, n) =>
  new Date(Date.UTC(2025, 9, 1) + n * 86_400_000).toISOString().slice(0, 10),
)
const isWorkday = (day: string): boolean => ![0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay())
const weekly = (low: number, high: number) => days.map((day) => (isWorkday(day) ? high : low))

describe('bursts', () => {
  it('finds a surplus, its onset and its size', () => {
    const counts = weekly(2, 4)
    for (const back of [0, 1, 2]) counts[counts.length - 1 - back] = 20
    const { bursts } = findBursts({
      days,
      series: [
        { key: 'a', counts },
        { key: 'b', counts: weekly(2, 4) },
      ],
      isWorkday,
    })
    expect(bursts).toHaveLength(1)
    expect(bursts[0]).toMatchObject({ key: 'a', since: days.at(-3) })
    expect(bursts[0]?.observed).toBeGreaterThan(3 * (bursts[0]?.expected ?? 0))
  })

  it('does not take a Monday after quiet week-ends for a burst', () => {
    const cut = days.findLastIndex((day) => new Date(`${day}T00:00:00Z`).getUTCDay() === 1) + 1
    const monday = days.slice(0, cut)
    const counts = monday.map((day) => (isWorkday(day) ? 9 : 1))
    expect(findBursts({ days: monday, series: [{ key: 'a', counts }], isWorkday }).bursts).toEqual([])
  })

  it('takes no day of an outage for calm: it says unknown and keeps the level', () => {
    const counts = weekly(5, 5)
    for (const back of [0, 1, 2, 3, 4]) counts[counts.length - 1 - back] = 0
    const outages = new Set(days.slice(-5))
    expect(findBursts({ days, series: [{ key: 'a', counts }], isWorkday, outages })).toEqual({
      bursts: [],
      unknown: true,
    })
    // The day the source is back, ordinary counts are no burst though the days before were empty.
    const back = [...counts.slice(0, -1), 5]
    const report = findBursts({
      days,
      series: [{ key: 'a', counts: back }],
      isWorkday,
      outages: new Set(days.slice(-5, -1)),
    })
    expect(report).toEqual({ bursts: [], unknown: false })
  })

  it('has no opinion before three weeks in which people wrote, whatever single letters are older', () => {
    const report = (counts: (d: number) => number, n = days.length) => {
      const some = days.slice(-n)
      const own = some.map((_, d) => (d === n - 1 ? 30 : counts(n - 1 - d)))
      return findBursts({ days: some, series: [{ key: 'a', counts: own }], isWorkday }).bursts.length
    }
    // `ago`: days before the one tested.
    expect(report((ago) => (ago < 17 ? 2 : 0))).toBe(0)
    expect(report((ago) => (ago < 5 ? 2 : [9, 16, 30].includes(ago) ? 1 : 0))).toBe(0)
    expect(report((ago) => (ago < 25 ? 2 : 0))).toBe(1)
    expect(report(() => 2, 24)).toBe(1)
    expect(report(() => 2, 20)).toBe(0)
  })

  it('has no opinion without history', () => {
    expect(
      findBursts({ days: days.slice(0, 4), series: [{ key: 'a', counts: [0, 0, 9, 9] }], isWorkday }).bursts,
    ).toEqual([])
    expect(findBursts({ days: [], series: [], isWorkday })).toEqual({ bursts: [], unknown: false })
  })

  it('computes the tail and the false discovery cut as defined', () => {
    expect(upperTail(0, 3, 0.1)).toBe(1)
    // A negative binomial with tiny 1/k is nearly Poisson: P(X ≥ 1) = 1 − e^−2.
    expect(upperTail(1, 2, 1e-6)).toBeCloseTo(1 - Math.exp(-2), 4)
    expect(benjaminiHochberg([0.01, 0.02, 0.03, 0.5], 0.05)).toBe(0.03)
    expect(benjaminiHochberg([0.2, 0.9], 0.05)).toBe(0)
  })
})
