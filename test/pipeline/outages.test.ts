import { describe, expect, it } from 'vitest'
import type { SourceHealth, VisitHour } from '../../model/ports.ts'
import { DAY_MS, dayStart, fixedClock, localDay } from '../../model/time.ts'
import type { FetchOutcome } from '../../model/words.ts'
import { outageDays, outagesOf as outagesIn } from '../../pipeline/intake/outages.ts'
import { createSourceWatch } from '../../pipeline/intake/source-watch.ts'
import { atOnce } from '../../pipeline/turns.ts'

const HOUR = 3_600_000
const START = dayStart('2026-01-05').getTime()
const isWorkday = (day: string): boolean => ![0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay())

/** A small generator, so that every run sees the same weeks. */
const random = (seed: number) => () => {
  seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0
  return seed / 2 ** 32
}
const poisson = (mean: number, next: () => number): number => {
  let n = 0
  for (let p = next(); p > Math.exp(-mean); p *= next()) n++
  return n
}

/** An office by day: `perHour` posts on working hours of working days, a tenth of that by night and on weekends. */
const officeRate = (at: number, perHour: number): number => {
  const hour = ((at + 8 * HOUR) / HOUR) % 24
  return hour >= 8 && hour < 20 && isWorkday(localDay(new Date(at))) ? perHour : perHour / 10
}

function looks(options: {
  source?: string
  days: number
  perHour: number
  seed?: number
  every?: number
  outcome?: (at: number) => FetchOutcome | 'no look' | 'silent' | undefined
}): VisitHour[] {
  const next = random(options.seed ?? 7)
  const rows: VisitHour[] = []
  let waiting = 0
  for (let i = 0; i < options.days * 24; i++) {
    const at = START + i * HOUR
    const asked = options.outcome?.(at)
    waiting += asked === 'silent' ? 0 : poisson(officeRate(at, options.perHour), next)
    if (i % (options.every ?? 1) !== 0 || asked === 'no look') continue
    const bad = asked !== undefined && asked !== 'silent'
    const outcome = bad ? asked : waiting > 0 ? 'new' : 'unchanged'
    rows.push({
      source: options.source ?? 'office',
      hour: new Date(at).toISOString(),
      outcome,
      visits: 4,
      fresh: bad ? 0 : waiting,
    })
    if (!bad) waiting = 0
  }
  return rows
}
const dayOf = (n: number): string => localDay(new Date(START + n * DAY_MS + HOUR))
const daysOf = (n: number): string[] => Array.from({ length: n }, (_, i) => dayOf(i))
const at = (days: number) => ({ now: new Date(START + days * DAY_MS), isWorkday })

const outagesOf = (...asked: Parameters<typeof outagesIn>) => atOnce(outagesIn(...asked))

describe('outages of sources', () => {
  it('tells quiet nights and weekends of a steady source from outages', () => {
    for (const seed of [1, 2, 3, 4, 5])
      for (const perHour of [0.15, 1, 5])
        expect(outagesOf(looks({ days: 56, perHour, seed }), daysOf(56), at(56)), `seed ${seed}`).toEqual([])
  })

  it('finds the days a source could not be read, and whether they were read later', () => {
    const visits = looks({
      days: 30,
      perHour: 2,
      outcome: (t) => (t >= START + 21 * DAY_MS && t < START + 23 * DAY_MS ? 'blocked' : undefined),
    })
    const during = outagesOf(visits.slice(0, 23 * 24), daysOf(23), at(23))
    expect(during.map(({ day, why, recovered }) => ({ day, why, recovered }))).toEqual([
      { day: dayOf(21), why: 'unread', recovered: false },
      { day: dayOf(22), why: 'unread', recovered: false },
    ])
    expect(outageDays(during)).toEqual(new Set([dayOf(21), dayOf(22)]))
    const after = outagesOf(visits, daysOf(30), at(30))
    expect(after.map(({ day, recovered }) => ({ day, recovered }))).toEqual([
      { day: dayOf(21), recovered: true },
      { day: dayOf(22), recovered: true },
    ])
    expect(outageDays(after)).toEqual(new Set())
  })

  it('finds the days of a source that answers and has fallen silent', () => {
    const visits = looks({ days: 30, perHour: 1, outcome: (t) => (t >= START + 28 * DAY_MS ? 'silent' : undefined) })
    const outages = outagesOf(visits, daysOf(30), at(30))
    expect(outages.map(({ day, why }) => ({ day, why }))).toEqual([
      { day: dayOf(28), why: 'silent' },
      { day: dayOf(29), why: 'silent' },
    ])
    expect(outages[0]).toMatchObject({ share: 1, recovered: false })
  })

  it('counts days on which nobody looked as unread', () => {
    const visits = looks({
      days: 20,
      perHour: 2,
      outcome: (t) => (t >= START + 18 * DAY_MS ? 'no look' : undefined),
    })
    expect(outagesOf(visits, daysOf(20), at(20)).map((o) => [o.day, o.why])).toEqual([
      [dayOf(18), 'unread'],
      [dayOf(19), 'unread'],
    ])
  })

  it('weighs a source by what it usually brings: a small one makes no day unknown', () => {
    const gone = (t: number) => (t >= START + 28 * DAY_MS ? ('failed' as const) : undefined)
    const visits = [
      ...looks({ source: 'big', days: 30, perHour: 5 }),
      ...looks({ source: 'small', days: 30, perHour: 0.5, outcome: gone }),
    ]
    const outages = outagesOf(visits, daysOf(30), at(30))
    expect(new Set(outages.map((o) => o.source))).toEqual(new Set(['small']))
    expect(outages[0]!.share).toBeLessThan(0.2)
    expect(outageDays(outages).size).toBe(0)
    expect(outageDays(outages, 0.01).size).toBe(2)
  })

  it('expects nothing before it has seen enough, and nothing of an empty history', () => {
    const few = looks({ days: 5, perHour: 2 })
    expect(outagesOf(few, daysOf(5), at(5))).toEqual([])
    expect(outagesOf([], daysOf(5), at(5))).toEqual([])
  })

  it('says on the health page what is expected, and since when a source is silent', async () => {
    const fresh = looks({ days: 28, perHour: 1 })
    const lastNew = fresh.filter((v) => v.fresh > 0).at(-1)!.hour
    const health: SourceHealth = {
      source: 'office',
      outcome: 'unchanged',
      at: lastNew,
      lastSuccessAt: lastNew,
      lastNewAt: lastNew,
      consecutiveFailures: 0,
      pausedUntil: null,
      found: 0,
      detail: null,
    }
    const watch = (now: number, list: readonly VisitHour[]) =>
      createSourceWatch({
        sources: {
          health: async () => [health],
          visits: async (from, to) => list.filter((v) => v.hour >= from && v.hour < to),
          countVisits: async (from, to) => list.filter((v) => v.hour >= from && v.hour < to).length,
        },
        clock: fixedClock(new Date(START + now * DAY_MS).toISOString()),
        isWorkday,
      }).standings()
    const [fine] = await watch(28, fresh)
    expect(fine).toMatchObject({ silentSince: null })
    expect(fine!.rhythm!.usualGapHours).toBeLessThan(5)
    expect(fine!.expectedBy! > new Date(START + 28 * DAY_MS).toISOString()).toBe(true)
    const [silent] = await watch(30, [
      ...fresh,
      ...looks({ days: 30, perHour: 0 })
        .slice(28 * 24)
        .map((v) => ({ ...v, outcome: 'unchanged' as const })),
    ])
    expect(silent!.silentSince).not.toBeNull()
    expect(silent!.expectedBy).toBeNull()
    expect(silent!.lastDay).toEqual({ unchanged: 96 })
    const [early] = await watch(3, fresh.slice(0, 72))
    expect(early).toMatchObject({ rhythm: undefined, silentSince: null, expectedBy: null })
  })
})
