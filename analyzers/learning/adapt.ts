/**
 * Teaches a trained model on: a correction to its weights is learned from labelled bags, so that what it knew stays and a few
 * hundred decisions are enough. Same features, same file format; labels the model has not are not learned.
 */

import { isEvidence } from '../spam/spam.ts'
import type { Bag } from './features.ts'
import { type SparseRow, trainSvm } from './linear.ts'
import { createLinearScorer } from './linear-scorer.ts'
import { type LinearModel, sealModel } from './model-file.ts'

export interface AdaptRow {
  readonly bag: Bag
  /** One of the model's labels. */
  readonly label: string
}

/** Small against training from nothing (2): a decision corrects, it does not overrule thousands of letters. */
const COST = 0.5
const EPOCHS = 30

/**
 * The model with its correction. `rows` come in any order; the same rows and seed give the same model. Scale and calibration
 * stay: a margin keeps meaning what it meant.
 */
export function adapt(live: LinearModel, rows: readonly AdaptRow[], seed: number, dataDigest: string): LinearModel {
  const { keys, idf, idfStep, labels } = live
  const width = labels.length === 2 ? 1 : labels.length
  const place = new Map<number, number>()
  for (let i = 0; i < keys.length; i++) place.set(keys[i]!, i)
  const scorer = createLinearScorer(live)
  const sparse = rows.map(({ bag }) => sparseOf(bag, place, idf, idfStep))
  const margins = rows.map(({ bag }) => scorer.margins(bag))
  const weights = new Int8Array(live.weights)
  const scale = [...live.scale]
  const bias = [...live.bias]
  for (let c = 0; c < width; c++) {
    const label = width === 1 ? 1 : c
    const correction = trainSvm(
      sparse,
      rows.map((row) => row.label === labels[label]),
      {
        dims: keys.length,
        cost: COST,
        epochs: EPOCHS,
        seed,
        offset: Float64Array.from(margins, (m) => m[label]!),
      },
    )
    bias[c] = bias[c]! + correction[keys.length]!
    let top = 0
    const sums = new Float64Array(keys.length)
    for (let i = 0; i < keys.length; i++) {
      sums[i] = live.weights[i * width + c]! * live.scale[c]! + correction[i]!
      if (correction[i] !== 0) top = Math.max(top, Math.abs(sums[i]!))
    }
    // Coarser steps only where the correction would not fit into a byte.
    scale[c] = Math.max(live.scale[c]!, top / 127)
    for (let i = 0; i < keys.length; i++) {
      if (correction[i] === 0 && scale[c] === live.scale[c]) continue
      weights[i * width + c] = Math.max(-127, Math.min(127, Math.round(sums[i]! / scale[c]!)))
    }
  }
  const { digest: _, ...rest } = live
  return sealModel({ ...rest, ...(isEvidence(live) ? { evidence: true } : {}), weights, scale, bias, dataDigest })
}

/** A bag as the scorer weighs it: (1 + ln n) × idf over the known features, length taken out. */
function sparseOf(bag: Bag, place: ReadonlyMap<number, number>, idf: Uint8Array, idfStep: number): SparseRow {
  const index: number[] = []
  const value: number[] = []
  let squared = 0
  for (let k = 0; k < bag.hash.length; k++) {
    const i = place.get(bag.hash[k]!)
    if (i === undefined) continue
    const x = (1 + Math.log(bag.count[k]!)) * idf[i]! * idfStep
    index.push(i)
    value.push(x)
    squared += x * x
  }
  const norm = 1 / Math.sqrt(squared || 1)
  return { index: Uint32Array.from(index), value: Float32Array.from(value, (x) => x * norm) }
}
