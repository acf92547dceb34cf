/** What the join decision is told of two sides: how near they are, how many, how far apart in time. Pure. */

import type { Kind } from '../../model/words.ts'
import type { Cluster } from '../grouping/cluster.ts'
import type { Resting } from '../grouping/cluster-text.ts'
import type { Heard } from '../grouping/pulse.ts'
import { lay, packCentre, sizeOf } from './centre-bytes.ts'
import type { Centre, Probe } from './issue-vector.ts'
import type { JoinEvidence } from './join-model.ts'
import { measureSides, measureWords, noNearness } from './nearness.ts'

const DAY = 86_400_000
/** Different words of a letter. */
const LETTER = 40

type MutableEvidence = { -readonly [figure in keyof JoinEvidence]: JoinEvidence[figure] }
const noEvidence = (): MutableEvidence => ({
  ...noNearness(),
  size: Number.NaN,
  smaller: Number.NaN,
  gapDays: Number.NaN,
  talk: Number.NaN,
  rush: Number.NaN,
  brief: Number.NaN,
})

/** What asks: when it was seen, and whether it is a letter. */
export interface Asking {
  readonly firstAt: number
  readonly lastAt: number
  /** Written to an office, a letter answers nobody: however short, it is not about what others talk of in this hour. */
  readonly letter: boolean
}

export const askingPost = ({ at, kind }: { at: number; kind: Kind }): Asking => ({
  firstAt: at,
  lastAt: at,
  letter: kind === 'letter',
})

/** How what the probe is aimed at compares with a cluster. */
export function evidence(
  probe: Probe,
  asking: Asking,
  cluster: Pick<Cluster, 'firstAt' | 'lastAt'> & { readonly centre: Centre },
  heard: Heard,
): JoinEvidence {
  const out = noEvidence()
  measureBounds(probe, asking, { ...cluster, centre: packCentre(cluster.centre) }, heard, out)
  measureWords(probe, out)
  return out
}

/** The same written into `out`, with a cluster whole or resting; the figures of the words are bounds until `measureWords` has read them. */
export function measureBounds(
  probe: Probe,
  { firstAt, lastAt, letter }: Asking,
  cluster: Pick<Cluster | Resting, 'firstAt' | 'lastAt' | 'centre'>,
  { talk, rush }: Heard,
  out: MutableEvidence,
): void {
  lay(cluster.centre)
  measureSides(probe, out)
  const size = sizeOf(cluster.centre)
  out.size = Math.max(probe.centre.size, size)
  out.smaller = Math.max(1, Math.min(probe.centre.size, size))
  out.gapDays = Math.max(0, cluster.firstAt - lastAt, firstAt - cluster.lastAt) / DAY
  out.talk = talk
  out.rush = rush
  out.brief = letter ? 0 : 1 - Math.min(1, probe.centre.words.size / LETTER)
}

/** Figures of the best candidate so far and of the one looked at. */
export interface Scales {
  best: MutableEvidence
  other: MutableEvidence
}
export const createScales = (): Scales => ({ best: noEvidence(), other: noEvidence() })
