/**
 * Outages by source and day: a day that could not be read, and a day on which a source fell silent against its rhythm.
 * Neither is calm: no burst is told from such a day and it does not lower what is expected of others.
 */
import type { VisitHour } from '../../model/ports.ts'
import type { Outage } from '../../model/services.ts'
import { DAY_MS, dayStart, readInstant } from '../../model/time.ts'
import type { Turns } from '../turns.ts'
import { HOUR_MS, hoursOf, learnRhythm, type Rhythm, type SeenHour } from './rhythm.ts'

/** A look reads what was posted since the one before, so an hour counts as read when a good look follows within this. */
const LEAST_REACH_MS = 3 * HOUR_MS
/** Unread for at least half of what usually comes in a day. */
const UNREAD_SHARE = 0.5
/** Sources that bring at least a quarter of a usual day make the day unknown for everybody. */
const LEAST_SHARE = 0.25

/**
 * Outages of the given days ("YYYY-MM-DD", Asia/Shanghai) as far as known at `now`. `visits` should reach back RHYTHM_DAYS
 * before the first day and up to `now`: later looks tell whether what was missed was read afterwards. Pure.
 */
export function* outagesOf(
  visits: readonly VisitHour[],
  days: readonly string[],
  options: { now: Date; isWorkday: (day: string) => boolean },
): Turns<Outage[]> {
  const now = options.now.getTime()
  const bySource = new Map<string, VisitHour[]>()
  for (const visit of visits) {
    if (readInstant(visit.hour) > now) continue
    const list = bySource.get(visit.source)
    if (list) list.push(visit)
    else bySource.set(visit.source, [visit])
  }
  const sources: { source: string; hours: Map<number, SeenHour>; rhythm: Rhythm | undefined }[] = []
  for (const [source, list] of bySource) {
    yield
    const hours = hoursOf(list)
    sources.push({ source, hours, rhythm: learnRhythm(hours, options.isWorkday) })
  }
  const usual = sources.reduce((sum, { rhythm }) => sum + (rhythm?.perDay ?? 0), 0)
  const outages: Outage[] = []
  for (const { source, hours, rhythm } of sources) {
    yield
    const share = usual > 0 ? (rhythm?.perDay ?? 0) / usual : 0
    const silent = rhythm ? silentStretches(hours, rhythm, now) : []
    const good = [...hours].filter(([, hour]) => hour.good).map(([at]) => at)
    const first = hours.keys().next().value ?? now
    const reach = Math.max(LEAST_REACH_MS, 2 * HOUR_MS + 1.5 * usualStep(good))
    for (const day of days) {
      const start = dayStart(day).getTime()
      const end = Math.min(start + DAY_MS, now)
      // A day before its first look says nothing, nor does one that has hardly begun.
      if (start < first || end - start < LEAST_REACH_MS) continue
      if (unreadShare(good, rhythm, start, end, reach, now) >= UNREAD_SHARE)
        outages.push({ source, day, why: 'unread', share, recovered: (good.at(-1) ?? 0) >= start + DAY_MS })
      else if (silent.some((stretch) => stretch.from <= start && stretch.to >= end))
        outages.push({ source, day, why: 'silent', share, recovered: false })
    }
  }
  return outages
}

/** Days on which what is missing (and was not read later) is so much of a usual day that its quiet proves nothing. */
export function outageDays(outages: readonly Outage[], leastShare = LEAST_SHARE): ReadonlySet<string> {
  const missing = new Map<string, number>()
  for (const { day, share, recovered } of outages) if (!recovered) missing.set(day, (missing.get(day) ?? 0) + share)
  return new Set([...missing].filter(([, share]) => share >= leastShare).map(([day]) => day))
}

/** Stretches without anything new that are longer than the rhythm bears, the running one included. */
export function silentStretches(
  hours: ReadonlyMap<number, SeenHour>,
  rhythm: Rhythm,
  now: number,
): { from: number; to: number }[] {
  const found: { from: number; to: number }[] = []
  let from: number | undefined
  let silence = 0
  for (const [at, hour] of hours) {
    if (!hour.good) continue
    if (hour.fresh > 0) {
      if (from !== undefined && silence > rhythm.bar) found.push({ from, to: at })
      from = at + HOUR_MS
      silence = 0
    } else silence += rhythm.weight(at)
  }
  if (from !== undefined && silence > rhythm.bar) found.push({ from, to: now })
  return found
}

/** Middle distance between two good looks, ms. */
function usualStep(good: readonly number[]): number {
  const steps = good.slice(1).map((at, i) => at - (good[i] as number))
  steps.sort((a, b) => a - b)
  return steps[Math.floor(steps.length / 2)] ?? 0
}

/** How much of what usually comes between start and end no good look (ascending) followed in time; 0..1. */
function unreadShare(
  good: readonly number[],
  rhythm: Rhythm | undefined,
  start: number,
  end: number,
  reach: number,
  now: number,
): number {
  let all = 0
  let unread = 0
  for (let at = start; at < end; at += HOUR_MS) {
    // The newest hours may still be read in time.
    const look = good[firstFrom(good, at)]
    if (at + reach > now && look === undefined) continue
    const weight = rhythm?.weight(at) ?? 1
    all += weight
    if (look === undefined || look > at + reach) unread += weight
  }
  return all === 0 ? 0 : unread / all
}

/** Index of the first that is not below; as many as there are when all are. */
function firstFrom(sorted: readonly number[], least: number): number {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((sorted[middle] as number) < least) low = middle + 1
    else high = middle
  }
  return low
}
