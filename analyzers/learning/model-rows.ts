import type { LinearModel } from './model-file.ts'
import { createSumKernel, type SumKernel } from './sum-kernel.ts'

/**
 * The weights of several models, one row a feature, all models' side by side: one look at the memory serves them all, and it is the
 * looks that cost. The usual features come first, so that the rows of most letters lie near each other.
 *
 * A row: the key (4 bytes), how many models it serves, the first so many of all (1), an idf for each model (0 where it does not know
 * the feature), filled up to 8 bytes; then for each model it serves a weight a column, filled up to 8.
 */
export interface ModelRows {
  readonly kernel: SumKernel
  readonly bytes: Int8Array
  /** The same as numbers of four bytes, for the keys. */
  readonly words: Int32Array
  /** Where each row begins, in eights of bytes, from 1 on; ordered by how usual the feature is. */
  readonly rows: Int32Array
  readonly parts: readonly Part[]
  /** A row of zeros. */
  readonly none: number
  /** Room for sums of 32 and of 64 bits of all columns, filled up to 8 for each model, and for the numbers of LISTED rows. */
  readonly sums: number
  readonly totals: number
  readonly list: number
  readonly eights: number
}

/** What is known of one of the models. */
export interface Part {
  /** Columns: one a label, or one alone for two labels. */
  readonly width: number
  readonly eights: number
  readonly idfStep: number
  readonly scale: readonly number[]
  readonly bias: readonly number[]
  /** Where in a row its idf is, and where its weights begin. */
  readonly idfAt: number
  readonly at: number
  /** Eights of columns before it. */
  readonly from: number
}

/** Rows that are added up at once, with what fills them up. */
export const LISTED = 1 << 13
const SERVED = 4
const EIGHT = 8

const columnsOf = ({ labels }: LinearModel): number => (labels.length === 2 ? 1 : labels.length)

/** Models that know the most features stand first: rows are shortest then. Throws RangeError for more than 128 MB. */
export function createModelRows(models: readonly LinearModel[]): ModelRows {
  const parts: Part[] = []
  let at = Math.ceil((SERVED + 1 + models.length) / EIGHT) * EIGHT
  const lengths = [at / EIGHT]
  let eights = 0
  for (const [m, model] of models.entries()) {
    const { idfStep, scale, bias } = model
    const width = columnsOf(model)
    const own = Math.ceil(width / EIGHT)
    parts.push({ width, eights: own, idfStep, scale, bias, idfAt: SERVED + 1 + m, at, from: eights })
    eights += own
    at += own * EIGHT
    lengths.push(at / EIGHT)
  }
  const { features, length } = unionOf(models)
  const order = byUse(models, features, length)
  // Sums and totals, a row of zeros, the rows, as much again as a row may be read beyond its end, the list.
  const none = eights * 12
  const rows = new Int32Array(length)
  let end = none + lengths.at(-1)!
  for (let k = 0; k < length; k++) {
    rows[k] = end
    end += lengths[servedBy(features, order[k]!, models.length)]!
  }
  const list = (end + lengths.at(-1)!) * EIGHT
  if (end > 1 << 24) throw new RangeError(`${list} bytes of weights`)
  const kernel = createSumKernel(list + LISTED * 4)
  const bytes = new Int8Array(kernel.memory)
  const words = new Int32Array(kernel.memory)
  for (let k = 0; k < length; k++) {
    const row = rows[k]! * EIGHT
    const first = order[k]! * (models.length + 1)
    words[row >> 2] = features[first]!
    bytes[row + SERVED] = servedBy(features, order[k]!, models.length)
    for (let m = 0; m < models.length; m++) {
      const i = features[first + 1 + m]! - 1
      if (i < 0) continue
      const { idf, weights } = models[m]!
      const { width, idfAt, at } = parts[m]!
      bytes[row + idfAt] = idf[i]!
      for (let c = 0; c < width; c++) bytes[row + at + c] = weights[i * width + c]!
    }
  }
  return { kernel, bytes, words, rows, parts, none: none * EIGHT, sums: 0, totals: eights * 32, list, eights }
}

function servedBy(features: Int32Array, feature: number, models: number): number {
  const first = feature * (models + 1)
  let served = models
  while (features[first + served] === 0) served--
  return served
}

/** Every key once, and after it for each model the number of the feature there, from 1; 0 for none. */
function unionOf(models: readonly LinearModel[]): { features: Int32Array; length: number } {
  const step = models.length + 1
  let most = 0
  for (const { keys } of models) most += keys.length
  let size = 16
  while (size < most * 1.6) size *= 2
  const slots = new Int32Array(size)
  let features = new Int32Array(Math.max(1, models[0]?.keys.length ?? 0) * step)
  let length = 0
  for (const [m, { keys }] of models.entries())
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i]! | 0
      let at = key & (size - 1)
      while (slots[at] !== 0 && features[(slots[at]! - 1) * step] !== key) at = (at + 1) & (size - 1)
      if (slots[at] === 0) {
        if (length * step === features.length) features = larger(features)
        features[length * step] = key
        slots[at] = ++length
      }
      features[(slots[at]! - 1) * step + 1 + m] = i + 1
    }
  return { features, length }
}

function larger(features: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const out = new Int32Array(features.length * 2)
  out.set(features)
  return out
}

/** Features by falling use: by their least idf. */
function byUse(models: readonly LinearModel[], features: Int32Array, length: number): Int32Array {
  const step = models.length + 1
  const rarity = new Uint8Array(length).fill(255)
  const starts = new Int32Array(257)
  for (let f = 0; f < length; f++) {
    for (let m = 0; m < models.length; m++) {
      const i = features[f * step + 1 + m]!
      if (i > 0) rarity[f] = Math.min(rarity[f]!, models[m]!.idf[i - 1]!)
    }
    starts[rarity[f]! + 1]!++
  }
  for (let r = 0; r < 256; r++) starts[r + 1]! += starts[r]!
  const order = new Int32Array(length)
  for (let f = 0; f < length; f++) order[starts[rarity[f]!]!++] = f
  return order
}

/** How many models a row serves. */
export const servedOf = (bytes: Int8Array, row: number): number => bytes[row + SERVED]!

/** Idf × weight of one feature in one column of a model; 0 where the model does not know it. */
export function weightOf(bytes: Int8Array, { at, idfAt, scale, idfStep }: Part, row: number, column: number): number {
  const idf = bytes[row + idfAt]! & 0xff
  return idf === 0 ? 0 : bytes[row + at + column]! * scale[column]! * idf * idfStep
}
