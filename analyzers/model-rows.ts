import type { Found } from './feature-table.ts'
import type { LinearModel } from './model-file.ts'

/** A model's weights, read by the number of the feature among its keys. */
export interface ModelRows {
  /** Columns: one a label, or one alone for two labels. */
  readonly width: number
  /** Margins of columns [from, to). */
  margins(found: Found, from: number, to: number): Float64Array
  /** Idf × weight of one feature in one column. */
  weight(row: number, column: number): number
}

export function createModelRows({ idf, idfStep, weights, scale, bias, labels }: LinearModel): ModelRows {
  const width = labels.length === 2 ? 1 : labels.length
  const sums = new Float64Array(width)
  let values = new Float64Array(1024)
  return {
    width,
    margins(found, from, to) {
      if (values.length < found.length) values = new Float64Array(found.length * 2)
      const squared = addFirst(found, idf, idfStep, weights, width, from, sums, values)
      addRest(found, values, weights, width, from, to, sums)
      // The length of the text is taken out.
      const norm = squared > 0 ? 1 / Math.sqrt(squared) : 0
      const out = new Float64Array(to - from)
      for (let c = from; c < to; c++) out[c - from] = sums[c]! * scale[c]! * norm + bias[c]!
      return out
    },
    weight: (row, column) => weights[row * width + column]! * scale[column]! * idf[row]! * idfStep,
  }
}

/**
 * What each feature weighs, and the sum of the first column. Its looks at the weights depend on nothing, so the memory answers
 * many at once; for the other columns the rows then lie near. (The arrays are arguments: what a closure holds is read anew at every step.)
 */
function addFirst(
  { length, rows, times }: Found,
  idf: Uint8Array,
  idfStep: number,
  weights: Int8Array,
  width: number,
  column: number,
  sums: Float64Array,
  values: Float64Array,
): number {
  let squared = 0
  let sum = 0
  for (let k = 0; k < length; k++) {
    const row = rows[k]!
    const value = times[k]! * idf[row]! * idfStep
    values[k] = value
    squared += value * value
    sum += weights[row * width + column]! * value
  }
  sums[column] = sum
  return squared
}

function addRest(
  { length, rows }: Found,
  values: Float64Array,
  weights: Int8Array,
  width: number,
  from: number,
  to: number,
  sums: Float64Array,
): void {
  for (let c = from + 1; c < to; c++) sums[c] = 0
  for (let k = 0; k < length; k++) {
    const value = values[k]!
    const row = rows[k]! * width
    for (let c = from + 1; c < to; c++) sums[c]! += weights[row + c]! * value
  }
}
