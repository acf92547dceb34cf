/** Sparse vectors as two typed arrays, and the small hashed copy of one that makes its dot products with many others cheap. */

/** Term ids and their weights, in order of first appearance; `size` of the arrays is in use. */
export interface Vector {
  ids: Int32Array
  weights: Float32Array
  size: number
}

const NO_IDS = new Int32Array(0)
const NO_WEIGHTS = new Float32Array(0)
export const emptyVector = (): Vector => ({ ids: NO_IDS, weights: NO_WEIGHTS, size: 0 })

/** Of terms yet to be set. */
export function vectorFor(size: number): Vector {
  if (size === 0) return emptyVector()
  // The engine keeps so small arrays in its own heap.
  if (size <= 16) return { ids: new Int32Array(size), weights: new Float32Array(size), size }
  // One piece of memory for both: asking for it is the dear part.
  const buffer = new ArrayBuffer(8 * size)
  return { ids: new Int32Array(buffer, 0, size), weights: new Float32Array(buffer, 4 * size, size), size }
}

export function vectorOf(ids: ArrayLike<number>, weights: ArrayLike<number>, size = ids.length): Vector {
  const vector = vectorFor(size)
  fillVector(vector, ids, weights, size)
  return vector
}

/** The first `size` terms in place of what the vector was. */
export function fillVector(vector: Vector, from: ArrayLike<number>, weights: ArrayLike<number>, size: number): void {
  if (vector.ids.length < size) Object.assign(vector, vectorFor(size))
  const { ids, weights: own } = vector
  for (let n = 0; n < size; n += 1) {
    ids[n] = from[n] as number
    own[n] = weights[n] as number
  }
  vector.size = size
}

/** The `most` heaviest, heaviest first, in place of what the vector was. */
export function fillHeaviest(vector: Vector, from: Vector, most: number): void {
  const size = heaviest(from.weights, from.size, Math.min(most, from.size))
  if (vector.ids.length < size) Object.assign(vector, vectorFor(size))
  const { ids, weights } = vector
  for (let n = 0; n < size; n += 1) {
    const at = top.places[n] as number
    ids[n] = from.ids[at] as number
    weights[n] = from.weights[at] as number
  }
  vector.size = size
}

/** 0 for a term it does not have. */
export function weightOf(vector: Vector, id: number): number {
  const { ids, size } = vector
  for (let n = 0; n < size; n += 1) if (ids[n] === id) return vector.weights[n] as number
  return 0
}

export function lengthOf(vector: Vector): number {
  let sum = 0
  for (let i = 0; i < vector.size; i += 1) sum += (vector.weights[i] as number) ** 2
  return Math.sqrt(sum)
}

/** Where `heaviest` puts what it finds. */
export const top = { places: new Int32Array(256) }

/** Finds the positions of the `most` heaviest terms, heaviest first; of equals the earlier first. Gives how many there are in `top`. */
export function heaviest(weights: ArrayLike<number>, size: number, most: number): number {
  if (top.places.length < most) top.places = new Int32Array(2 * most)
  const { places } = top
  let count = 0
  let last = Number.NEGATIVE_INFINITY
  for (let i = 0; i < size; i += 1) {
    const weight = weights[i] as number
    if (count === most && weight <= last) continue
    let at = count < most ? count : most - 1
    while (at > 0 && (weights[places[at - 1] as number] as number) < weight) {
      places[at] = places[at - 1] as number
      at -= 1
    }
    places[at] = i
    if (count < most) count += 1
    last = weights[places[count - 1] as number] as number
  }
  return count
}

/** One vector spread over a small hash table: its weights can be asked for by term. Loaded anew in the time of its size. */
export interface Spread {
  readonly bits: number
  readonly keys: Int32Array
  readonly weights: Float32Array
  /** Position in the loaded vector. */
  readonly places: Int32Array
  /** A slot is in use when it carries the present stamp. */
  readonly stamps: Int32Array
  /** The same for slots that were marked since. */
  readonly marks: Int32Array
  stamp: number
}

/** For vectors of at most 2^bits / 2 terms. */
export const createSpread = (bits: number): Spread => ({
  bits,
  keys: new Int32Array(2 ** bits),
  weights: new Float32Array(2 ** bits),
  places: new Int32Array(2 ** bits),
  stamps: new Int32Array(2 ** bits),
  marks: new Int32Array(2 ** bits),
  stamp: 0,
})

const GOLDEN = 0x9e3779b1 | 0

/** The slot of a term, or -1. */
export function slotOf(spread: Spread, id: number): number {
  const { keys, stamps, stamp } = spread
  const mask = keys.length - 1
  let i = Math.imul(id, GOLDEN) >>> (32 - spread.bits)
  while (stamps[i] === stamp) {
    if (keys[i] === id) return i
    i = (i + 1) & mask
  }
  return -1
}

export function load(spread: Spread, vector: Vector): void {
  spread.stamp += 1
  const { keys, stamps, stamp, weights, places } = spread
  const mask = keys.length - 1
  for (let n = 0; n < vector.size; n += 1) {
    const id = vector.ids[n] as number
    let i = Math.imul(id, GOLDEN) >>> (32 - spread.bits)
    while (stamps[i] === stamp) i = (i + 1) & mask
    stamps[i] = stamp
    keys[i] = id
    weights[i] = vector.weights[n] as number
    places[i] = n
  }
}

/** Marks a term; one that is not loaded is passed over. */
export function mark(spread: Spread, id: number): void {
  const slot = slotOf(spread, id)
  if (slot >= 0) spread.marks[slot] = spread.stamp
}

export function dot(spread: Spread, vector: Vector): number {
  const { keys, stamps, stamp, weights } = spread
  const mask = keys.length - 1
  const shift = 32 - spread.bits
  const { ids, size } = vector
  let sum = 0
  for (let n = 0; n < size; n += 1) {
    const id = ids[n] as number
    let i = Math.imul(id, GOLDEN) >>> shift
    while (stamps[i] === stamp) {
      if (keys[i] === id) {
        sum += (weights[i] as number) * (vector.weights[n] as number)
        break
      }
      i = (i + 1) & mask
    }
  }
  return sum
}

/** Which terms of a part a sum had already, and what is left of one that is cut. */
let met = new Uint8Array(256)
const left = emptyVector()

/** Leaves the `most` heaviest terms, heaviest first, in the same arrays. */
export function cut(vector: Vector, most: number): void {
  fillHeaviest(left, vector, most)
  fillVector(vector, left.ids, left.weights, left.size)
}

/** Adds what `spread` holds of `part` to `sum`; cut to the `limit` heaviest once half as many more have gathered. */
export function addLoaded(sum: Vector, part: Vector, spread: Spread, limit: number): void {
  if (met.length < part.size) met = new Uint8Array(2 * part.size)
  met.fill(0, 0, part.size)
  const { weights: own, ids: known, size: before } = sum
  let fresh = part.size
  for (let n = 0; n < before; n += 1) {
    const slot = slotOf(spread, known[n] as number)
    if (slot < 0) continue
    own[n] = (own[n] as number) + (spread.weights[slot] as number)
    const place = spread.places[slot] as number
    fresh -= 1 - (met[place] as number)
    met[place] = 1
  }
  if (sum.size + fresh > sum.ids.length) {
    const room = Math.max(sum.size + fresh, Math.min(Math.ceil(sum.ids.length * 1.5), Math.ceil(limit * 1.5)))
    const { ids, weights } = vectorFor(room)
    for (let n = 0; n < before; n += 1) {
      ids[n] = known[n] as number
      weights[n] = own[n] as number
    }
    sum.ids = ids
    sum.weights = weights
  }
  for (let n = 0; n < part.size; n += 1) {
    if (met[n] === 1) continue
    sum.ids[sum.size] = part.ids[n] as number
    sum.weights[sum.size] = part.weights[n] as number
    sum.size += 1
  }
  // Cut in steps, not at every post: sorting is the dear part. What is left keeps its arrays, which fill again.
  if (sum.size <= limit * 1.5) return
  cut(sum, limit)
}
