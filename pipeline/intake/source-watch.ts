import type { SourceHealth, SourceStore, VisitHour } from '../../model/ports.ts'
import type { SourceStanding, SourceWatch } from '../../model/services.ts'
import { type Clock, DAY_MS, dayStart } from '../../model/time.ts'
import type { FetchOutcome } from '../../model/words.ts'
import { outageDays, outagesOf, silentStretches } from './outages.ts'
import { HOUR_MS, hoursOf, learnRhythm, RHYTHM_DAYS, type Rhythm } from './rhythm.ts'

/** Nobody waits longer than this for a source that hardly ever brings anything. */
const LOOK_AHEAD_MS = 60 * DAY_MS

/** Learns each source's rhythm from its past looks and tells silence from calm. Nothing is stored. */
export function createSourceWatch(deps: {
  sources: Pick<SourceStore, 'health' | 'visits'>
  clock: Clock
  isWorkday: (day: string) => boolean
}): SourceWatch {
  const { sources, clock, isWorkday } = deps
  const since = (at: number): string => new Date(at - RHYTHM_DAYS * DAY_MS).toISOString()
  const upTo = (at: number): string => new Date(at + 1).toISOString()

  const outages: SourceWatch['outages'] = async (days) => {
    const first = days[0]
    if (first === undefined) return []
    const now = clock.now()
    const visits = await sources.visits(since(dayStart(first).getTime()), upTo(now.getTime()))
    return outagesOf(visits, days, { now, isWorkday })
  }
  return {
    outages,
    outageDays: async (days) => outageDays(await outages(days)),
    async standings() {
      const now = clock.now().getTime()
      const [health, visits] = await Promise.all([sources.health(), sources.visits(since(now), upTo(now))])
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
