/** What the join decision is told of two sides: how near they are, how many, how far apart in time. Pure. */
import type { Cluster } from './cluster.ts'
import { type Centre, emptyCentre, type Probe } from './issue-vector.ts'
import type { JoinEvidence } from './join-model.ts'
import { measureNearness, noNearness } from './nearness.ts'

const DAY = 86_400_000

type MutableEvidence = { -readonly [figure in keyof JoinEvidence]: JoinEvidence[figure] }
const noEvidence = (): MutableEvidence => ({
  ...noNearness(),
  size: Number.NaN,
  smaller: Number.NaN,
  gapDays: Number.NaN,
})

/** How what the probe is aimed at, seen from `firstAt` to `lastAt`, compares with a cluster; written into `out`. */
export function evidence(
  probe: Probe,
  firstAt: number,
  lastAt: number,
  cluster: Pick<Cluster, 'firstAt' | 'lastAt'>,
  centre: Centre,
  out: MutableEvidence = noEvidence(),
): JoinEvidence {
  measureNearness(probe, centre, out)
  out.size = Math.max(probe.centre.size, centre.size)
  out.smaller = Math.max(1, Math.min(probe.centre.size, centre.size))
  out.gapDays = Math.max(0, cluster.firstAt - lastAt, firstAt - cluster.lastAt) / DAY
  return out
}

/** Figures of the best candidate so far and of the one looked at, and the centre of one that rests. */
export interface Scales {
  best: MutableEvidence
  other: MutableEvidence
  readonly resting: Centre
}
export const createScales = (): Scales => ({ best: noEvidence(), other: noEvidence(), resting: emptyCentre() })
