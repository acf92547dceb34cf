import type { Found } from './feature-table.ts'
import type { LinearModel } from './model-file.ts'

/** A model's weights, read by the rows of a feature table. */
export interface ModelRows {
  /** Columns: one a label, or one alone for two labels. */
  readonly width: number
  /** What takes the length of the text out. */
  norm(found: Found): number
  /** Margins of columns [from, to), given that norm. */
  margins(found: Found, norm: number, from: number, to: number): Float64Array
  /** Idf × weight of one row in one column. */
  weight(row: number, column: number): number
}

/** `rowOf` numbers the model's features in the table. Idf and weights of a row lie side by side: one look at the memory. */
export function createModelRows(model: LinearModel, rowOf: (feature: number) => number): ModelRows {
  const { keys, idf, idfStep, weights, scale, bias, labels } = model
  const width = labels.length === 2 ? 1 : labels.length
  const stride = width + 1
  let rows = 0
  for (let i = 0; i < keys.length; i++) rows = Math.max(rows, rowOf(i) + 1)
  /** Idf, 0 for a row that is none of the model's, and the weights. */
  const bytes = new Int8Array(rows * stride)
  for (let i = 0; i < keys.length; i++) {
    const at = rowOf(i) * stride
    bytes[at] = idf[i]!
    for (let c = 0; c < width; c++) bytes[at + 1 + c] = weights[i * width + c]!
  }
  const sums = new Float64Array(width)
  return {
    width,
    norm: (found) => normOf(found, bytes, stride, idfStep),
    margins(found, norm, from, to) {
      sums.fill(0)
      addRows(found, bytes, stride, idfStep, sums, from, to)
      const out = new Float64Array(to - from)
      for (let c = from; c < to; c++) out[c - from] = sums[c]! * scale[c]! * norm + bias[c]!
      return out
    },
    weight: (row, column) =>
      bytes[row * stride + 1 + column]! * scale[column]! * (bytes[row * stride]! & 0xff) * idfStep,
  }
}

// The arrays are arguments: what a closure holds is read anew at every step.
function normOf({ rows, times }: Found, bytes: Int8Array, stride: number, idfStep: number): number {
  const { length } = bytes
  let squared = 0
  for (let k = 0; k < rows.length; k++) {
    const at = rows[k]! * stride
    if (at >= length) continue
    const value = times[k]! * (bytes[at]! & 0xff) * idfStep
    squared += value * value
  }
  return squared > 0 ? 1 / Math.sqrt(squared) : 0
}

function addRows(
  { rows, times }: Found,
  bytes: Int8Array,
  stride: number,
  idfStep: number,
  into: Float64Array,
  from: number,
  to: number,
): void {
  const { length } = bytes
  for (let k = 0; k < rows.length; k++) {
    const at = rows[k]! * stride
    if (at >= length || bytes[at] === 0) continue
    const value = times[k]! * (bytes[at]! & 0xff) * idfStep
    for (let c = from; c < to; c++) into[c]! += bytes[at + 1 + c]! * value
  }
}
