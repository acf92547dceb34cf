import type { Bag } from './features.ts'
import type { LinearModel } from './model-file.ts'

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

/** 1 + ln n of the usual counts. */
const LOGS = Float64Array.from({ length: 64 }, (_, n) => (n === 0 ? 0 : 1 + Math.log(n)))
const damped = (n: number): number => (n < LOGS.length ? LOGS[n]! : 1 + Math.log(n))

/**
 * The scorer of a model; about 30 µs for a letter of 400 characters. Each feature's key, idf and weights lie side by side in
 * one open-addressing table, because the cost is the memory and not the sums.
 */
export function createLinearScorer(model: LinearModel): LinearScorer {
  const { keys, idf, idfStep, weights, scale, bias, labels, slope, shift } = model
  const width = labels.length === 2 ? 1 : labels.length
  // A slot: the key, then the idf and one byte a column, four to a word.
  const stride = 1 + Math.ceil((width + 1) / 4)
  let size = 16
  while (size < keys.length * 1.6) size *= 2
  const mask = size - 1
  const table = new Int32Array(size * stride)
  const bytes = new Int8Array(table.buffer)
  const unsigned = new Uint8Array(table.buffer)
  for (let i = 0; i < keys.length; i++) {
    let at = (keys[i]! & mask) * stride
    // An idf is never 0, so a slot whose first byte after the key is 0 is free.
    while (bytes[at * 4 + 4] !== 0) at = at + stride === table.length ? 0 : at + stride
    table[at] = keys[i]! | 0
    unsigned[at * 4 + 4] = idf[i]!
    for (let c = 0; c < width; c++) bytes[at * 4 + 5 + c] = weights[i * width + c]!
  }
  /** Where in `bytes` the idf of a feature is, or -1. */
  const find = (hash: number): number => {
    const key = hash | 0
    let at = (hash & mask) * stride
    for (;;) {
      const byte = at * 4 + 4
      if (bytes[byte] === 0) return -1
      if (table[at] === key) return byte
      at = at + stride === table.length ? 0 : at + stride
    }
  }
  const sums = new Float64Array(width)
  let firsts = new Int32Array(1024)
  const margins = (bag: Bag): Float64Array => {
    sums.fill(0)
    let squared = 0
    const { hash, count } = bag
    if (firsts.length < hash.length) firsts = new Int32Array(hash.length * 2)
    // The first look at each slot depends on nothing, so the memory answers many at once; below, they lie in the cache.
    for (let k = 0; k < hash.length; k++) firsts[k] = table[(hash[k]! & mask) * stride]!
    for (let k = 0; k < hash.length; k++) {
      const start = (hash[k]! & mask) * stride * 4 + 4
      const at = firsts[k] === (hash[k]! | 0) && bytes[start] !== 0 ? start : find(hash[k]!)
      if (at === -1) continue
      const value = damped(count[k]!) * unsigned[at]! * idfStep
      squared += value * value
      for (let c = 0; c < width; c++) sums[c]! += bytes[at + 1 + c]! * value
    }
    const norm = squared > 0 ? 1 / Math.sqrt(squared) : 0
    const out = new Float64Array(labels.length)
    for (let c = 0; c < width; c++) out[c] = sums[c]! * scale[c]! * norm + bias[c]!
    if (width === 1) {
      out[1] = out[0]!
      out[0] = -out[1]
    }
    return out
  }
  return {
    labels,
    digest: model.digest,
    margins,
    probabilities(bag) {
      return calibrated(margins(bag), slope, shift)
    },
    explain(hash, into) {
      const at = find(hash)
      if (at === -1) return
      for (let c = 0; c < width; c++) {
        const value = bytes[at + 1 + c]! * scale[c]! * unsigned[at]! * idfStep
        if (width > 1) into[c]! += value
        else {
          into[0]! -= value
          into[1]! += value
        }
      }
    },
  }
}

/** Most labels that a byte numbers. */
const MOST_LABELS = 255

/**
 * Several models over one bag, each margin as its own scorer gives it. Models of one corpus share most features, so each is
 * looked up once; of many labels most weights are 0, so only the others are kept, label and weight in one number.
 * Throws RangeError for a model of fewer than 3 or more than 255 labels.
 */
export function createJointScorer(models: readonly LinearModel[]): (bag: Bag) => Float64Array[] {
  const features = new Map<number, Int32Array>()
  for (const [m, { keys, labels }] of models.entries()) {
    if (labels.length < 3 || labels.length > MOST_LABELS) throw new RangeError(`${labels.length} labels`)
    for (let i = 0; i < keys.length; i++) {
      const of = features.get(keys[i]!) ?? new Int32Array(models.length).fill(-1)
      features.set(keys[i]!, of)
      of[m] = i
    }
  }
  let size = 16
  while (size < features.size * 1.6) size *= 2
  const mask = size - 1
  /** Key and where its row begins, from 1; 0 is a free slot. */
  const table = new Int32Array(size * 2)
  // A row: for each model the idf (0: a feature it does not know), the number of weights, then label × 256 + weight of each.
  const filled: number[] = [0]
  for (const [key, of] of features) {
    let at = (key & mask) * 2
    while (table[at + 1] !== 0) at = at + 2 === table.length ? 0 : at + 2
    table[at] = key | 0
    table[at + 1] = filled.length
    for (const [m, { idf, weights, labels }] of models.entries()) {
      const i = of[m]!
      filled.push(i === -1 ? 0 : idf[i]!)
      if (i === -1) continue
      const count = filled.push(0) - 1
      for (let l = 0; l < labels.length; l++) {
        const weight = weights[i * labels.length + l]!
        if (weight === 0) continue
        filled.push((l << 8) | (weight & 0xff))
        filled[count]!++
      }
    }
  }
  const numbers = Uint16Array.from(filled)
  const steps = models.map((model) => model.idfStep)
  const sums = models.map((model) => new Float64Array(model.labels.length))
  const squared = new Float64Array(models.length)
  let rows = new Int32Array(1024)
  return ({ hash, count }) => {
    for (const one of sums) one.fill(0)
    squared.fill(0)
    if (rows.length < hash.length) rows = new Int32Array(hash.length * 2)
    // All rows are looked up before any is read: the looks depend on nothing, so the memory answers many at once.
    for (let k = 0; k < hash.length; k++) {
      const key = hash[k]! | 0
      let at = (key & mask) * 2
      while (table[at + 1] !== 0 && table[at] !== key) at = at + 2 === table.length ? 0 : at + 2
      rows[k] = table[at + 1]!
    }
    for (let k = 0; k < hash.length; k++) {
      let at = rows[k]!
      if (at === 0) continue
      const times = damped(count[k]!)
      for (let m = 0; m < sums.length; m++) {
        const idf = numbers[at++]!
        if (idf === 0) continue
        const value = times * idf * steps[m]!
        squared[m]! += value * value
        const into = sums[m]!
        const end = at + 1 + numbers[at]!
        for (at++; at < end; at++) {
          const number = numbers[at]!
          into[number >> 8]! += ((number << 24) >> 24) * value
        }
      }
    }
    return models.map(({ scale, bias }, m) => {
      const norm = squared[m]! > 0 ? 1 / Math.sqrt(squared[m]!) : 0
      return sums[m]!.map((sum, l) => sum * scale[l]! * norm + bias[l]!)
    })
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
