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
  /** A row: the idf, then a weight a column. They lie side by side: one look at the memory. */
  const stride = width + 1
  const bytes = new Int8Array(idf.length * stride)
  for (let i = 0; i < idf.length; i++) {
    bytes[i * stride] = idf[i]!
    for (let c = 0; c < width; c++) bytes[i * stride + 1 + c] = weights[i * width + c]!
  }
  const sums = new Float64Array(width)
  let values = new Float64Array(1024)
  return {
    width,
    margins(found, from, to) {
      if (values.length < found.length) values = new Float64Array(found.length * 2)
      const squared = addFirst(found, bytes, stride, idfStep, from, sums, values)
      addRest(found, values, bytes, stride, from, to, sums)
      // The length of the text is taken out.
      const norm = squared > 0 ? 1 / Math.sqrt(squared) : 0
      const out = new Float64Array(to - from)
      for (let c = from; c < to; c++) out[c - from] = sums[c]! * scale[c]! * norm + bias[c]!
      return out
    },
    weight: (row, column) =>
      bytes[row * stride + 1 + column]! * scale[column]! * (bytes[row * stride]! & 0xff) * idfStep,
  }
}

/**
 * What each feature weighs, and the sum of the first column. Its looks at the weights depend on nothing, so the memory answers
 * many at once; for the other columns the rows then lie near. (The arrays are arguments: what a closure holds is read anew at every step.)
 */
function addFirst(
  { length, rows, times }: Found,
  bytes: Int8Array,
  stride: number,
  idfStep: number,
  column: number,
  sums: Float64Array,
  values: Float64Array,
): number {
  let squared = 0
  let sum = 0
  for (let k = 0; k < length; k++) {
    const row = rows[k]! * stride
    const value = times[k]! * (bytes[row]! & 0xff) * idfStep
    values[k] = value
    squared += value * value
    sum += bytes[row + 1 + column]! * value
  }
  sums[column] = sum
  return squared
}

function addRest(
  { length, rows }: Found,
  values: Float64Array,
  bytes: Int8Array,
  stride: number,
  from: number,
  to: number,
  sums: Float64Array,
): void {
  for (let c = from + 1; c < to; c++) sums[c] = 0
  for (let k = 0; k < length; k++) {
    const value = values[k]!
    const row = rows[k]! * stride + 1
    for (let c = from + 1; c < to; c++) sums[c]! += bytes[row + c]! * value
  }
}
