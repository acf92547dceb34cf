import { createFeatureTable, type Found, ROW } from './feature-table.ts'
import type { Bag } from './features.ts'
import type { LinearModel } from './model-file.ts'
import { createModelRows, LISTED, type ModelRows, weightOf } from './model-rows.ts'

export interface JointScorer {
  /** By model: where its margins begin among all; one a label, or one alone, the second's, for two labels. */
  readonly starts: readonly number[]
  /** How many margins there are. */
  readonly width: number
  /** Writes the margins of all models into [from, from + width). */
  score(bag: Bag, into: Float64Array, from: number): void
  /** Adds to `sums` what one feature adds to the margins of a model when it occurs once, before the length of the text is taken out. */
  explain(model: number, hash: number, sums: Float64Array): void
}

/**
 * Several models over one bag. Models of one corpus share most features, so each is looked up once for all of them. A margin is a sum of
 * idf × weight, both whole numbers, times 1 + ln of how often the feature occurs: those that occur equally often are added up as
 * whole numbers (sum-kernel.ts), so that the order of the features changes nothing.
 */
export function createJointScorer(models: readonly LinearModel[]): JointScorer {
  const rows = createModelRows(models)
  const { parts, bytes } = rows
  const table = createFeatureTable(rows)
  const totals = new Float64Array(rows.kernel.memory, rows.totals, rows.eights * 8)
  const sum = createSums(rows)
  const starts: number[] = []
  let width = 0
  for (const part of parts) {
    starts.push(width)
    width += part.width
  }
  return {
    starts,
    width,
    score(bag, into, from) {
      const squares = sum(table.look(bag))
      for (let m = 0; m < parts.length; m++) {
        const part = parts[m]!
        // The length of the text is taken out, and the step of the idf with it.
        const norm = squares[m]! > 0 ? 1 / Math.sqrt(squares[m]!) : 0
        const [start, first] = [from + starts[m]!, part.from * 8]
        for (let c = 0; c < part.width; c++)
          into[start + c] = totals[first + c]! * part.scale[c]! * norm + part.bias[c]!
      }
    },
    explain(m, hash, sums) {
      const row = table.find(hash)
      if (row === -1) return
      for (let c = 0; c < parts[m]!.width; c++) sums[c]! += weightOf(bytes, parts[m]!, row, c)
    },
  }
}

/** 1 + ln n of the usual counts; what is met more often is added up alone. */
const LOGS = Float64Array.from({ length: 64 }, (_, n) => (n === 0 ? 0 : 1 + Math.log(n)))

/** Leaves the sums of what was found in `totals`; returns the sum of squares of each model's values, in steps of its idf. */
function createSums(rows: ModelRows): (found: Found) => Float64Array {
  const { kernel, parts, none, sums, totals, eights } = rows
  const models = parts.length
  const list = new Int32Array(kernel.memory, rows.list, LISTED)
  const wide = new Float64Array(kernel.memory, totals, eights * 8)
  const squares = new Float64Array(models)
  /** By how often and by how many models a row does not serve: rows, then the place of the next. */
  const places = new Int32Array((LOGS.length + 1) * models)
  /** By model: where in the list its rows of the group at hand end. */
  const ends = new Int32Array(models)
  const flush = (first: number, times: number): void => {
    let served = 0
    for (let m = 0; m < models; m++) {
      // Rows that serve the most models stand first.
      const length = ends[m]! - first
      if (length <= 0) break
      const { idfAt, at, from, eights: own } = parts[m]!
      squares[m]! +=
        times * times * kernel.add(rows.list + first * 4, (length + 1) >> 1, idfAt, at, own, sums + from * 32)
      served += own
    }
    kernel.flush(sums, totals, served, times)
  }
  const part = ({ rows: all, counts }: Found, from: number, to: number): void => {
    const most = sorted(all, counts, from, to, models, places, list, none)
    let first = 0
    for (let n = 1; n <= most; n++) {
      for (let m = 0; m < models; m++) ends[m] = places[n * models + models - 1 - m]!
      const last = ends[0]!
      if (last > first) flush(first, LOGS[n]!)
      first = last + (last & 1)
    }
    for (let k = from; k < to; k++) {
      if (counts[k]! < LOGS.length) continue
      list[0] = (all[k]! & ROW) * 8
      list[1] = none
      for (let m = 0; m < models; m++) ends[m] = m < all[k]! >>> 24 ? 1 : 0
      flush(0, 1 + Math.log(counts[k]!))
    }
  }
  return (found) => {
    wide.fill(0)
    squares.fill(0)
    // Each group may take one more to be even.
    const step = LISTED - LOGS.length
    for (let k = 0; k < found.length; k += step) part(found, k, Math.min(found.length, k + step))
    return squares
  }
}

/**
 * Lists rows by how often they occur, in groups of an even number, and within a group by how many models they do not serve; leaves
 * in `places` where each such part ends. Returns the last group. What occurs more often than LOGS goes is left out.
 */
function sorted(
  rows: Int32Array,
  counts: Uint16Array,
  from: number,
  to: number,
  models: number,
  places: Int32Array,
  list: Int32Array,
  none: number,
): number {
  let most = 0
  places.fill(0)
  for (let k = from; k < to; k++) {
    const n = counts[k]!
    if (n >= LOGS.length) continue
    if (n > most) most = n
    places[(n + 1) * models - (rows[k]! >>> 24)]!++
  }
  let end = 0
  for (let n = 1; n <= most; n++) {
    for (let at = n * models; at < (n + 1) * models; at++) {
      const length = places[at]!
      places[at] = end
      end += length
    }
    if ((end & 1) === 1) list[end++] = none
  }
  for (let k = from; k < to; k++) {
    const n = counts[k]!
    if (n < LOGS.length) list[places[(n + 1) * models - (rows[k]! >>> 24)]!++] = (rows[k]! & ROW) * 8
  }
  return most
}
