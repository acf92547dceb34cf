import type { SourceHealth, SourceStore, VisitHour } from '../../model/ports.ts'
import type { Outage, SourceStanding, SourceWatch } from '../../model/services.ts'
import { type Clock, DAY_MS, dayStart } from '../../model/time.ts'
import type { FetchOutcome } from '../../model/words.ts'
import { inTurns } from '../turns.ts'
import { outageDays, outagesOf, silentStretches } from './outages.ts'
import { HOUR_MS, hoursOf, learnRhythm, RHYTHM_DAYS, type Rhythm } from './rhythm.ts'

/** Nobody waits longer than this for a source that hardly ever brings anything. */
const LOOK_AHEAD_MS = 60 * DAY_MS

/** Looks so long ago are all there; only a bundle from another zone may still bring one. */
const SETTLED_MS = 2 * DAY_MS
/** How long outages are taken for what they were, unless there was another look. */
const FRESH_MS = 60_000
/** Spans of days that are asked for again and again. */
const KEPT = 8

const hourFrom = (at: string): string => new Date(Math.ceil(Date.parse(at) / HOUR_MS) * HOUR_MS).toISOString()
const dayFrom = (at: number): string => new Date(Math.floor(at / DAY_MS) * DAY_MS).toISOString()

/** Learns each source's rhythm from its past looks and tells silence from calm. Nothing is stored. */
export function createSourceWatch(deps: {
  sources: Pick<SourceStore, 'health' | 'visits' | 'countVisits'>
  clock: Clock
  isWorkday: (day: string) => boolean
}): SourceWatch {
  const { sources, clock, isWorkday } = deps
  const since = (at: number): string => new Date(at - RHYTHM_DAYS * DAY_MS).toISOString()
  const upTo = (at: number): string => new Date(at + 1).toISOString()

  /** Looks of past days, whole hours, read once: a year of them is dear to read. How many there are tells whether there are more. */
  let past: { from: string; to: string; looks: number; hours: VisitHour[] } | undefined
  const readPast = async (from: string, to: string): Promise<VisitHour[]> => {
    if (past?.to === to && past.from <= from && (await sources.countVisits(past.from, to)) === past.looks)
      return past.hours
    const first = past && past.from < from ? past.from : dayFrom(Date.parse(from))
    const looks = await sources.countVisits(first, to)
    const hours: VisitHour[] = []
    for (let at = first; at < to; ) {
      const next = dayFrom(Date.parse(at) + DAY_MS)
      hours.push(...(await sources.visits(at, next)))
      at = next
    }
    past = { from: first, to, looks, hours }
    return hours
  }
  const visitsIn = async (from: string, to: string): Promise<VisitHour[]> => {
    const settled = dayFrom(clock.now().getTime() - SETTLED_MS)
    const whole = hourFrom(from)
    if (whole >= settled || settled >= to) return sources.visits(from, to)
    const hours = await readPast(whole, settled)
    return [
      ...(from < whole ? await sources.visits(from, whole) : []),
      ...hours.filter(({ hour }) => hour >= whole),
      ...(await sources.visits(settled, to)),
    ]
  }

  const kept = new Map<string, { at: number; looks: number; found: Outage[] }>()
  const outages: SourceWatch['outages'] = async (days) => {
    const first = days[0]
    if (first === undefined) return []
    const now = clock.now()
    const from = since(dayStart(first).getTime())
    const to = upTo(now.getTime())
    const looks = await sources.countVisits(from, to)
    const key = days.join()
    const known = kept.get(key)
    const age = now.getTime() - (known?.at ?? 0)
    if (known?.looks === looks && age >= 0 && age < FRESH_MS) return known.found
    const found = await inTurns(outagesOf(await visitsIn(from, to), days, { now, isWorkday }))
    kept.delete(key)
    kept.set(key, { at: now.getTime(), looks, found })
    if (kept.size > KEPT) kept.delete(kept.keys().next().value as string)
    return found
  }
  return {
    outages,
    outageDays: async (days) => outageDays(await outages(days)),
    async standings() {
      const now = clock.now().getTime()
      const [health, visits] = await Promise.all([sources.health(), visitsIn(since(now), upTo(now))])
      const bySource = Map.groupBy(visits, (visit) => visit.source)
      return health.map((one) => standingOf(one, bySource.get(one.source) ?? [], now, isWorkday))
    },
  }
}

function standingOf(
  health: SourceHealth,
  visits: readonly VisitHour[],
  now: number,
  isWorkday: (day: string) => boolean,
): SourceStanding {
  const hours = hoursOf(visits)
  const rhythm = learnRhythm(hours, isWorkday)
  const silent = rhythm && silentStretches(hours, rhythm, now).find((stretch) => stretch.to === now)
  const lastDay: Partial<Record<FetchOutcome, number>> = {}
  for (const { hour, outcome, visits: n } of visits)
    if (Date.parse(hour) >= now - DAY_MS) lastDay[outcome] = (lastDay[outcome] ?? 0) + n
  return {
    ...health,
    rhythm: rhythm && {
      usualGapHours: rhythm.usualGapHours,
      longGapHours: rhythm.longGapHours,
      perDay: Math.round(rhythm.perDay * 10) / 10,
    },
    silentSince: silent ? new Date(silent.from).toISOString() : null,
    expectedBy: rhythm && !silent ? expectedBy(rhythm, health, now) : null,
    lastDay,
  }
}

/** The hour in which silence since the last novelty would pass the bar, looked at as often as so far. */
function expectedBy(rhythm: Rhythm, health: SourceHealth, now: number): string | null {
  if (health.lastNewAt === null) return null
  const last = Date.parse(health.lastNewAt)
  let silence = 0
  for (let at = last - (last % HOUR_MS) + HOUR_MS; at < now + LOOK_AHEAD_MS; at += HOUR_MS) {
    silence += rhythm.weight(at) * rhythm.lookedAt
    if (silence > rhythm.bar && at > now) return new Date(at + HOUR_MS).toISOString()
  }
  return null
}
