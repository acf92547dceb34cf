/**
 * The rhythm of a source, learned from past looks: in which hours it usually brings something new, and how long it is
 * usually silent. Silence is measured in operational time (time rescaling of an inhomogeneous Poisson process): each hour
 * counts −ln(1 − p), p being how often that hour of that kind of day brought something new. So a quiet night or weekend
 * counts for little, and a silence of length s happens by chance about exp(−s) of the time. Sources are burstier than
 * that, so the longest tenth of a source's own past silences raises the bar.
 */
import type { VisitHour } from '../../model/ports.ts'
import { localDay, localDayNumber, readInstant } from '../../model/time.ts'

export const HOUR_MS = 3_600_000
const LEARNED_EVENTS = 10
const LEARNED_HOURS = 7 * 24
/** Looks back so far: long enough for weekends, short enough to follow a site that changes its habits. */
export const RHYTHM_DAYS = 56
/** One silence in 10,000 is as long by chance. */
const LEAST_BAR = Math.log(10_000)
const OWN_SILENCE = 0.9
const OWN_FACTOR = 1.5
/** Pseudo-observations that draw an hour with little history to the source's mean. */
const PRIOR = 4

/** Looks that read the source, whatever they found. */
export const GOOD: ReadonlySet<string> = new Set(['new', 'unchanged', 'empty'])

/** One hour of looks at one source. */
export interface SeenHour {
  readonly good: boolean
  readonly fresh: number
}

export interface Rhythm {
  /** Hours between two novelties, as a person would say it: the middle one and the longest tenth. */
  readonly usualGapHours: number
  readonly longGapHours: number
  /** How much operational time an hour is worth. */
  weight(hourStart: number): number
  /** Share of hours in which the source is looked at, 0..1. */
  readonly lookedAt: number
  /** Operational silence beyond which a source counts as fallen silent. */
  readonly bar: number
  /** New posts of a day, on average over days that could be read. */
  readonly perDay: number
}

/** Hours (start in ms) of one source, ascending. */
export function hoursOf(visits: readonly VisitHour[]): Map<number, SeenHour> {
  const hours = new Map<number, SeenHour>()
  for (const visit of visits) {
    const at = readInstant(visit.hour)
    const known = hours.get(at)
    hours.set(at, {
      good: (known?.good ?? false) || GOOD.has(visit.outcome),
      fresh: (known?.fresh ?? 0) + visit.fresh,
    })
  }
  return new Map([...hours].sort(([a], [b]) => a - b))
}

/** The hour of its kind of day, 0..47; a calendar is asked once a day. */
const createSlots = (isWorkday: (day: string) => boolean): ((at: number) => number) => {
  const rest = new Map<number, number>()
  return (at) => {
    const day = localDayNumber(at)
    let base = rest.get(day)
    if (base === undefined) {
      base = isWorkday(localDay(new Date(at))) ? 0 : 24
      rest.set(day, base)
    }
    return base + Math.floor(((at + 8 * HOUR_MS) / HOUR_MS) % 24)
  }
}

const quantile = (sorted: readonly number[], q: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? 0

/**
 * Learns from the hours of one source; undefined until ten novelties over a week were seen (nothing is called silent
 * before). Only hours in which the source could be read count, so that its failures are not taken for its habits.
 */
export function learnRhythm(
  hours: ReadonlyMap<number, SeenHour>,
  isWorkday: (day: string) => boolean,
): Rhythm | undefined {
  const good = [...hours].filter(([, hour]) => hour.good)
  const events = good.filter(([, hour]) => hour.fresh > 0)
  const first = good[0]?.[0]
  const last = good.at(-1)?.[0]
  if (first === undefined || last === undefined) return undefined
  if (events.length < LEARNED_EVENTS || last - first < LEARNED_HOURS * HOUR_MS) return undefined
  const slotOf = createSlots(isWorkday)
  const seen = new Array<number>(48).fill(0)
  const fresh = new Array<number>(48).fill(0)
  for (const [at, hour] of good) {
    const slot = slotOf(at)
    seen[slot] = (seen[slot] as number) + 1
    if (hour.fresh > 0) fresh[slot] = (fresh[slot] as number) + 1
  }
  const mean = events.length / good.length
  // Neighbouring hours lend half their weight: a rhythm does not jump at the full hour.
  const smooth = (counts: readonly number[], slot: number): number => {
    const base = slot < 24 ? 0 : 24
    const at = (offset: number): number => counts[base + ((slot - base + offset + 24) % 24)] as number
    return at(0) + (at(-1) + at(1)) / 2
  }
  const weights = seen.map((_, slot) => {
    const p = (smooth(fresh, slot) + PRIOR * mean) / (smooth(seen, slot) + PRIOR)
    return -Math.log(1 - Math.min(p, 0.95))
  })
  const weight = (at: number): number => weights[slotOf(at)] as number

  const silences: number[] = []
  const gaps: number[] = []
  let silence = 0
  let before = (events[0] as [number, SeenHour])[0]
  for (const [at, hour] of good) {
    if (at <= before) continue
    silence += weight(at)
    if (hour.fresh === 0) continue
    silences.push(silence)
    gaps.push((at - before) / HOUR_MS)
    before = at
    silence = 0
  }
  silences.sort((a, b) => a - b)
  gaps.sort((a, b) => a - b)
  const days = new Set(good.map(([at]) => localDayNumber(at))).size
  return {
    usualGapHours: quantile(gaps, 0.5),
    longGapHours: quantile(gaps, OWN_SILENCE),
    weight,
    lookedAt: Math.min(1, (good.length * HOUR_MS) / (last - first + HOUR_MS)),
    bar: Math.max(LEAST_BAR, OWN_FACTOR * quantile(silences, OWN_SILENCE)),
    perDay: events.reduce((sum, [, hour]) => sum + hour.fresh, 0) / days,
  }
}
