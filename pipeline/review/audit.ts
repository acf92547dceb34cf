/**
 * Precision and recall of screening from the random audit (METHODS §9): a stratified estimate over what the machine said.
 * Each stratum's share is a Beta posterior (Jeffreys prior); the interval is of its 2.5th and 97.5th percentile over draws.
 */
import { seeded } from '../../analyzers/learning/linear.ts'
import type { AuditFigures, Measured } from '../../model/learning.ts'
import type { AuditSample, Ruled } from '../../model/ports.ts'

const DRAWS = 4000
const SEED = 20_260_119
const STRATA: readonly Ruled[] = ['kept', 'review', 'quarantined', 'off-topic']

/** Judged posts of one stratum, and how many of them people would set aside. */
interface Stratum {
  readonly size: number
  readonly n: number
  readonly noise: number
}

/** A stratum of a smaller share than this may go unjudged: it enters with its whole uncertainty. */
const SMALL = 0.02

/** Pure and deterministic. A larger stratum that nobody has judged gives no figure that needs it. */
export function auditFigures({ population, judged }: AuditSample): AuditFigures {
  const of = (machine: Ruled): Stratum => {
    const own = judged.filter((j) => j.machine === machine)
    const n = sum(own.map((j) => j.n))
    return { size: population[machine], n, noise: sum(own.filter((j) => j.person === 'quarantined').map((j) => j.n)) }
  }
  const strata = new Map(STRATA.map((machine) => [machine, of(machine)]))
  const total = sum(STRATA.map((machine) => population[machine]))
  const random = seeded(SEED)
  const draws = new Map<Ruled, Float64Array>()
  for (const [machine, s] of strata)
    draws.set(
      machine,
      Float64Array.from({ length: DRAWS }, () => beta(s.noise + 0.5, s.n - s.noise + 0.5, random)),
    )
  const share = (m: Ruled, i: number): number => {
    const s = strata.get(m) as Stratum
    return i < 0 ? (s.n === 0 ? 0.5 : s.noise / s.n) : (draws.get(m)?.[i] as number)
  }
  const measured = (needed: readonly Ruled[], figure: (share: (m: Ruled) => number) => number): Measured => {
    const there = needed.map((m) => strata.get(m) as Stratum)
    const n = sum(there.map((s) => s.n))
    if (there.some((s) => s.size > SMALL * total && s.n === 0) || n === 0)
      return { n, value: null, low: null, high: null }
    const all = Array.from({ length: DRAWS }, (_, i) => figure((m) => share(m, i))).sort((a, b) => a - b)
    const value = figure((m) => share(m, -1))
    if (!Number.isFinite(value)) return { n, value: null, low: null, high: null }
    const at = (q: number): number => all[Math.floor(q * (DRAWS - 1))] as number
    return { n, value: round(value), low: round(Math.min(value, at(0.025))), high: round(Math.max(value, at(0.975))) }
  }
  const size = (m: Ruled): number => (strata.get(m) as Stratum).size
  const noise = (share: (m: Ruled) => number, list: readonly Ruled[]): number =>
    sum(list.map((m) => size(m) * share(m)))
  const genuine = (share: (m: Ruled) => number, list: readonly Ruled[]): number =>
    sum(list.map((m) => size(m) * (1 - share(m))))
  const away: readonly Ruled[] = ['quarantined', 'off-topic']
  const doubted = (strata.get('review') as Stratum).n
  return {
    audited: sum(judged.map((j) => j.n)) - doubted,
    doubted,
    precision: measured(['quarantined'], (s) => s('quarantined')),
    recall: measured(STRATA, (s) => noise(s, ['quarantined', 'review']) / noise(s, STRATA)),
    lost: measured(STRATA, (s) => genuine(s, away) / genuine(s, STRATA)),
  }
}

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0)
const round = (x: number): number => Math.round(x * 1e4) / 1e4

/** A draw of Beta(a, b) as a ratio of two Gamma draws. */
function beta(a: number, b: number, random: () => number): number {
  const x = gamma(a, random)
  return x / (x + gamma(b, random))
}

/** Marsaglia & Tsang 2000; below 1 by the boost of Gamma(a + 1). */
function gamma(shape: number, random: () => number): number {
  if (shape < 1) return gamma(shape + 1, random) * (1 - random()) ** (1 / shape)
  const d = shape - 1 / 3
  const c = 1 / Math.sqrt(9 * d)
  for (;;) {
    const x = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
    const v = (1 + c * x) ** 3
    if (v > 0 && Math.log(1 - random()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v
  }
}
