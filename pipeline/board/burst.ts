/**
 * Bursts against what was to be expected (METHODS §5): a level per series, weekday and rest-day factors pooled over all
 * series, the season where a year ago is known, a negative-binomial tail for the surplus, Benjamini–Hochberg over the
 * series of a day. A day on which a source failed is no calm day: it leaves the level alone and is reported as unknown.
 */

import { atOnce, type Turns } from '../turns.ts'

export interface BurstRules {
  /** Days that make the level; the newest `skip` before the day tested are left out, so that a burst does not hide itself. */
  readonly baseline: number
  readonly skip: number
  /** False discovery rate over the series of one day. */
  readonly rate: number
  /** A surplus of fewer voices than this is never a burst. */
  readonly least: number
}
export const burstRules: BurstRules = { baseline: 56, skip: 3, rate: 0.05, least: 3 }

/** Weeks before the days tested in each of which somebody wrote on two days or more: a stray old letter is no history. */
const LEAST_WEEKS = 3
const LEAST_DAYS = 2

export interface DailySeries {
  readonly key: string
  /** Voices a day, oldest first, one number for each of `days`. */
  readonly counts: ArrayLike<number>
}

export interface Burst {
  readonly key: string
  /** First day of the run of days above expectation that leads to the day tested. */
  readonly since: string
  /** Voices from `since` to the day tested, and as many as were to be expected. */
  readonly observed: number
  readonly expected: number
  /** Probability of as many by chance. */
  readonly p: number
}

export interface BurstReport {
  readonly bursts: readonly Burst[]
  /** True when the day tested has an outage: no burst means nothing then. */
  readonly unknown: boolean
}

export interface BurstInput {
  /** "YYYY-MM-DD", consecutive, oldest first; the last is the day tested. */
  readonly days: readonly string[]
  readonly series: readonly DailySeries[]
  readonly isWorkday: (day: string) => boolean
  /** Days on which a source failed, was blocked or changed its shape. */
  readonly outages?: ReadonlySet<string>
  /** Share of the last day that has passed, 0..1; 1 when left out. */
  readonly passed?: number | undefined
}

/** Kinds of day with a rhythm of their own: Monday … Friday when worked, a make-up day, a rest day. */
const kindOf = (day: string, isWorkday: (day: string) => boolean): number => {
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay()
  if (!isWorkday(day)) return 0
  return weekday === 0 || weekday === 6 ? 6 : weekday
}

/** Series looked at before others have their turn. */
const STEP = 500

/** Finds the series whose newest one to three days stand out. Pure. */
export const findBursts = (input: BurstInput, rules: BurstRules = burstRules): BurstReport =>
  atOnce(burstsIn(input, rules))

/** The same in turns. */
export function* burstsIn(input: BurstInput, rules: BurstRules = burstRules): Turns<BurstReport> {
  const { days, series } = input
  const last = days.length - 1
  const kinds = days.map((day) => kindOf(day, input.isWorkday))
  const good = days.map((day) => input.outages?.has(day) !== true)
  if (last < 0) return { bursts: [], unknown: false }
  const unknown = good[last] === false
  const totals = yield* totalsOf(series, days.length)
  const begun = totals.findIndex((total) => total > 0)
  const start = Math.max(0, begun, last - rules.skip - rules.baseline + 1)
  const stop = Math.max(start, last - rules.skip + 1)
  // Before three weeks of history nothing is unusual.
  if (begun < 0 || stop - start < 7 * LEAST_WEEKS || !isKnown(totals, good, stop)) return { bursts: [], unknown }
  const factors = dayFactors(totals, kinds, good, start, stop)
  const levels = yield* levelsOf(series, kinds, factors, good, start, stop)
  const dispersion = yield* pooledDispersion(series, levels, kinds, factors, good, start, stop)

  const passed = (d: number): number => (d === last ? (input.passed ?? 1) : 1)
  const tested: { p: number; span: number; observed: number; expected: number; level: number }[] = []
  for (const [i, one] of series.entries()) {
    if (i % STEP === STEP - 1) yield
    const level = levels[i] as number
    const season = seasonOf(one.counts, good, begun, start, stop, last)
    let best: { p: number; span: number; observed: number; expected: number } = {
      p: 1,
      span: 1,
      observed: 0,
      expected: 0,
    }
    for (const span of [1, 2, 3]) {
      let observed = 0
      let expected = 0
      for (let d = last; d > last - span && d >= 0; d -= 1) {
        if (!good[d]) continue
        observed += one.counts[d] ?? 0
        expected += level * (factors[kinds[d] as number] as number) * season * passed(d)
      }
      const p = upperTail(observed, expected, dispersion)
      if (p < best.p) best = { p, span, observed, expected }
    }
    // Three looks at one series cost three chances.
    tested.push({ ...best, p: Math.min(1, best.p * 3), level: level * season })
  }
  const cut = benjaminiHochberg(
    tested.map((t) => t.p),
    rules.rate,
  )
  const bursts: Burst[] = []
  tested.forEach((t, i) => {
    if (t.p > cut || t.observed - t.expected < rules.least) return
    const one = series[i] as DailySeries
    const usual = (d: number): number => t.level * (factors[kinds[d] as number] as number) * passed(d)
    let from = last
    while (from > 0) {
      const before = (one.counts[from - 1] ?? 0) - usual(from - 1)
      if (!good[from - 1] || before < 1 || before < 0.5 * Math.sqrt(t.level + 1)) break
      from -= 1
    }
    from = Math.min(from, last - t.span + 1)
    // What is told is the whole run from its onset, not only the days that gave it away.
    let observed = 0
    let expected = 0
    for (let d = from; d <= last; d += 1) {
      if (!good[d]) continue
      observed += one.counts[d] ?? 0
      expected += usual(d)
    }
    bursts.push({ key: one.key, since: days[from] as string, observed, expected, p: t.p })
  })
  bursts.sort((a, b) => a.p - b.p || (a.key < b.key ? -1 : 1))
  return { bursts, unknown }
}

/** Voices of all series a day. */
function* totalsOf(series: readonly DailySeries[], days: number): Turns<number[]> {
  const totals = new Array<number>(days).fill(0)
  for (const [i, { counts }] of series.entries()) {
    if (i % STEP === STEP - 1) yield
    for (let d = 0; d < days; d += 1) totals[d] = (totals[d] as number) + (counts[d] ?? 0)
  }
  return totals
}

/** Whether the weeks before `stop` tell what is usual; a day on which a source failed may have had its letters. */
function isKnown(totals: readonly number[], good: readonly boolean[], stop: number): boolean {
  for (let week = 1; week <= LEAST_WEEKS; week += 1) {
    let heard = 0
    for (let d = stop - 7 * week; d < stop - 7 * (week - 1); d += 1)
      if (d >= 0 && (good[d] === false || (totals[d] as number) > 0)) heard += 1
    if (heard < LEAST_DAYS) return false
  }
  return true
}

/** 52 weeks: the same weekday a year ago. */
const YEAR = 364
/** Feasts and school terms do not keep the date: the busiest of these weeks a year ago counts. */
const SHIFTS = [-7, 0, 7]

/**
 * How much more was said at this time a year ago than in the weeks before it then (heating in November, enrolment in June),
 * at least 1 and at most 4; 1 where a year ago is not known. The lower bound of one standard deviation is taken, so that the
 * noise of a quiet series hides no burst.
 */
function seasonOf(
  counts: ArrayLike<number>,
  good: readonly boolean[],
  begun: number,
  start: number,
  stop: number,
  last: number,
): number {
  if (start - YEAR < begun) return 1
  const ago = last - YEAR
  const near = SHIFTS.map((shift) => ago + shift)
  // Nothing was said then: no season.
  if (!near.some((day) => saysAnything(counts, day - 3, day + 4))) return 1
  const mean = (from: number, to: number): [number, number] => {
    const values: number[] = []
    for (let d = Math.max(0, from); d < to; d += 1) if (good[d]) values.push(counts[d] as number)
    const plain = values.reduce((a, b) => a + b, 0) / Math.max(1, values.length)
    const capped = values.map((value) => Math.min(value, 3 * plain + 3))
    return [capped.reduce((a, b) => a + b, 0) / Math.max(1, values.length), values.length]
  }
  const [base] = mean(start - YEAR, stop - YEAR)
  const ratios = near.map((day) => {
    const [said, days] = mean(day - 3, day + 4)
    return (said * days - Math.sqrt(said * days)) / (base * days + 1)
  })
  return Math.min(4, Math.max(1, ...ratios))
}

function saysAnything(counts: ArrayLike<number>, from: number, to: number): boolean {
  for (let d = Math.max(0, from); d < to; d += 1) if ((counts[d] ?? 0) > 0) return true
  return false
}

/** Share of each kind of day against the mean day, drawn towards 1 where few days or few voices tell. */
function dayFactors(
  totals: readonly number[],
  kinds: readonly number[],
  good: readonly boolean[],
  start: number,
  stop: number,
): number[] {
  const sums = new Array<number>(7).fill(0)
  const counts = new Array<number>(7).fill(0)
  let total = 0
  let n = 0
  for (let d = start; d < stop; d += 1) {
    if (!good[d]) continue
    const sum = totals[d] as number
    const kind = kinds[d] as number
    sums[kind] = (sums[kind] as number) + sum
    counts[kind] = (counts[kind] as number) + 1
    total += sum
    n += 1
  }
  const mean = n === 0 ? 0 : total / n
  const PRIOR = 2
  const raw = sums.map((sum, kind) =>
    mean === 0 ? 1 : (sum + PRIOR * mean) / (((counts[kind] as number) + PRIOR) * mean),
  )
  // A make-up day is a working day until enough of them were seen.
  if ((counts[6] as number) < 3) raw[6] = ((raw[1] as number) + (raw[5] as number)) / 2
  return raw
}

/** Mean voices a typical day of each series; older days weigh less, a single day at most three times the rest. */
function* levelsOf(
  series: readonly DailySeries[],
  kinds: readonly number[],
  factors: readonly number[],
  good: readonly boolean[],
  start: number,
  stop: number,
): Turns<number[]> {
  const days: { readonly d: number; readonly factor: number; readonly w: number }[] = []
  let weight = 0
  for (let d = start; d < stop; d += 1) {
    if (!good[d]) continue
    const w = 2 ** ((d - stop) / 28)
    days.push({ d, factor: factors[kinds[d] as number] as number, w })
    weight += w
  }
  const levels: number[] = []
  for (const [i, { counts }] of series.entries()) {
    if (i % STEP === STEP - 1) yield
    // Days without a voice add nothing.
    const said = days.filter(({ d }) => (counts[d] ?? 0) > 0)
    const mean = (cap: number): number => {
      let sum = 0
      for (const { d, factor, w } of said) sum += w * Math.min((counts[d] as number) / factor, cap)
      return weight === 0 ? 0 : sum / weight
    }
    const first = mean(Number.POSITIVE_INFINITY)
    const second = mean(3 * first + 3)
    levels.push(mean(3 * second + 3) + 0.02)
  }
  return levels
}

/** Variance beyond the Poisson, as 1/k of the negative binomial, by moments over all series. */
function* pooledDispersion(
  series: readonly DailySeries[],
  levels: readonly number[],
  kinds: readonly number[],
  factors: readonly number[],
  good: readonly boolean[],
  start: number,
  stop: number,
): Turns<number> {
  let over = 0
  let squares = 0
  for (const [i, { counts }] of series.entries()) {
    if (i % STEP === STEP - 1) yield
    for (let d = start; d < stop; d += 1) {
      if (!good[d]) continue
      const mu = (levels[i] as number) * (factors[kinds[d] as number] as number)
      const residual = Math.min(Math.abs((counts[d] ?? 0) - mu), 3 * Math.sqrt(mu + 1))
      over += residual * residual - mu
      squares += mu * mu
    }
  }
  return Math.min(2, Math.max(0.02, squares === 0 ? 0.1 : over / squares))
}

/** P(X ≥ x) of a negative binomial with this mean and 1/k. */
export function upperTail(x: number, mean: number, inverseK: number): number {
  if (x <= 0) return 1
  const k = 1 / inverseK
  const q = mean / (mean + k)
  let term = (1 - q) ** k
  let below = term
  for (let i = 1; i < x; i += 1) {
    term *= ((k + i - 1) / i) * q
    below += term
  }
  return Math.max(1e-12, 1 - below)
}

/** The largest p that is still a discovery at this rate; 0 when none is. */
export function benjaminiHochberg(ps: readonly number[], rate: number): number {
  const sorted = [...ps].sort((a, b) => a - b)
  let cut = 0
  sorted.forEach((p, i) => {
    if (p <= (rate * (i + 1)) / sorted.length) cut = p
  })
  return cut
}
