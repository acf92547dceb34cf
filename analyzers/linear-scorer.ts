import { createFeatureTable } from './feature-table.ts'
import type { Bag } from './features.ts'
import type { LinearModel } from './model-file.ts'
import { createModelRows } from './model-rows.ts'

export interface LinearScorer {
  readonly labels: readonly string[]
  readonly digest: string
  /** Calibrated probabilities, one a label, summing to 1. */
  probabilities(bag: Bag): Float64Array
  /** Margins, one a label (with two labels the first is the second's negative). */
  margins(bag: Bag): Float64Array
  /** Adds to `sums` what one feature adds to the margin of each label when it occurs once, before the length of the text is taken out. */
  explain(hash: number, sums: Float64Array): void
}

/** The scorer of a model; about 10 µs for a letter of 400 characters. */
export function createLinearScorer(model: LinearModel): LinearScorer {
  const { labels, slope, shift } = model
  const table = createFeatureTable(model.keys)
  const rows = createModelRows(model)
  const two = labels.length === 2
  const margins = (bag: Bag): Float64Array => {
    const found = table.look(bag)
    const own = rows.margins(found, 0, rows.width)
    return two ? Float64Array.of(-own[0]!, own[0]!) : own
  }
  return {
    labels,
    digest: model.digest,
    margins,
    probabilities(bag) {
      return calibrated(margins(bag), slope, shift)
    },
    explain(hash, into) {
      const row = table.find(hash)
      if (row === -1) return
      for (let c = 0; c < rows.width; c++) {
        const value = rows.weight(row, c)
        if (two) {
          into[0]! -= value
          into[1]! += value
        } else into[c]! += value
      }
    },
  }
}

/** softmax(slope × margin + shift). */
export function calibrated(
  margins: ArrayLike<number>,
  slope: readonly number[],
  shift: readonly number[],
): Float64Array {
  const out = new Float64Array(margins.length)
  let top = Number.NEGATIVE_INFINITY
  for (let l = 0; l < out.length; l++) {
    out[l] = slope[l]! * margins[l]! + shift[l]!
    if (out[l]! > top) top = out[l]!
  }
  let sum = 0
  for (let l = 0; l < out.length; l++) {
    out[l] = Math.exp(out[l]! - top)
    sum += out[l]!
  }
  for (let l = 0; l < out.length; l++) out[l]! /= sum
  return out
}
