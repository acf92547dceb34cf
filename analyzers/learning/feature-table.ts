import type { Bag } from './features.ts'
import { type ModelRows, servedOf } from './model-rows.ts'

/** The features of a bag that a table knows, each once, in the bag's order. */
export interface Found {
  readonly length: number
  /** Where the row of each begins, in eights of bytes, and above 24 bits how many models it serves. The first `length` count. */
  readonly rows: Int32Array
  /** How often each occurs, up to 65535. */
  readonly counts: Uint16Array
}

/** Finds the rows of features by their hashes. */
export interface FeatureTable {
  /** Valid until the next look. */
  look(bag: Bag): Found
  /** Where the row of a feature begins in the bytes, -1 for a feature it does not know. */
  find(hash: number): number
}

/** Where a row is; the bits above are of how many models it serves. */
export const ROW = 0xffffff

/** Bits of the filter to a feature: so few are set that most features which nobody knows end there, in the near cache. */
const BITS = 6

/** Room for a usual letter; what the longest of letters took beyond the other is given back. */
const USUAL = 1 << 12
const MOST_KEPT = 1 << 16

/** The cost of a look is the memory and the branches, not the sums. */
export function createFeatureTable({ rows, words, bytes }: ModelRows): FeatureTable {
  let bits = 32
  while (bits < rows.length * BITS) bits *= 2
  const shift = Math.clz32(bits) + 1
  const filter = new Int32Array(bits >> 5)
  let size = 16
  while (size < rows.length * 1.6) size *= 2
  /** The key; then how many models the row serves and where it is, 0 for a free slot. */
  const slots = new Int32Array(size * 2)
  for (let i = 0; i < rows.length; i++) {
    const key = words[rows[i]! * 2]!
    let at = key & (size - 1)
    while (slots[at * 2 + 1] !== 0) at = (at + 1) & (size - 1)
    slots[at * 2] = key
    slots[at * 2 + 1] = (servedOf(bytes, rows[i]! * 8) << 24) | rows[i]!
    const bit = key >>> shift
    filter[bit >> 5]! |= 1 << (bit & 31)
  }
  let room = createRoom(USUAL)
  return {
    look({ met }) {
      if (room.rows.length < met.length || room.rows.length > MOST_KEPT)
        room = createRoom(Math.max(USUAL, 2 ** Math.ceil(Math.log2(met.length + 1))))
      const { rows, times } = room
      const length = look(count(pass(met, filter, shift, room), room), slots, room)
      return { length, rows, counts: times }
    },
    find: (hash) => {
      const row = rowOf(hash | 0, slots)
      return row === 0 ? -1 : (row & ROW) * 8
    },
  }
}

/** What one look needs beside the table. Its own small table stays in the nearest cache; all counts are 0 between two looks. */
interface Room {
  readonly rows: Int32Array
  readonly times: Uint16Array
  readonly keys: Int32Array
  readonly counts: Uint16Array
  readonly used: Int32Array
}
const createRoom = (size: number): Room => ({
  rows: new Int32Array(size),
  times: new Uint16Array(size),
  keys: new Int32Array(size * 2),
  counts: new Uint16Array(size * 2),
  used: new Int32Array(size),
})

/** What stands in the slot of a key, 0 for none. */
function rowOf(key: number, slots: Int32Array): number {
  const mask = (slots.length >> 1) - 1
  let at = key & mask
  while (slots[at * 2 + 1] !== 0 && slots[at * 2] !== key) at = (at + 1) & mask
  return slots[at * 2 + 1]!
}

// Without branches that cannot be foretold: each number is written down, and the next one over it where it was none. The arrays
// are arguments, for what a closure holds is read anew at every step.

/** Leaves what may be known in `rows`; how many there are. */
function pass(met: Uint32Array, filter: Int32Array, shift: number, { rows }: Room): number {
  let n = 0
  for (let k = 0; k < met.length; k++) {
    const bit = met[k]! >>> shift
    rows[n] = met[k]! | 0
    n += (filter[bit >> 5]! >>> (bit & 31)) & 1
  }
  return n
}

/** Leaves the place of each key once in `used`, and how often it was there in `counts`. */
function count(length: number, { rows, keys, counts, used }: Room): number {
  // As small as can be: the less of it is touched, the nearer it lies.
  const mask = Math.min(keys.length, 2 << (32 - Math.clz32(length))) - 1
  let n = 0
  for (let j = 0; j < length; j++) {
    const key = rows[j]!
    let at = key & mask
    while (counts[at] !== 0 && keys[at] !== key) at = (at + 1) & mask
    const before = counts[at]!
    keys[at] = key
    counts[at] = before === 0xffff ? before : before + 1
    used[n] = at
    n += before === 0 ? 1 : 0
  }
  return n
}

function look(length: number, slots: Int32Array, { rows, times, keys, counts, used }: Room): number {
  const mask = (slots.length >> 1) - 1
  // The first looks depend on nothing, so the memory answers many at once; below, what they met lies near.
  for (let j = 0; j < length; j++) rows[j] = slots[(keys[used[j]!]! & mask) * 2]!
  let n = 0
  for (let j = 0; j < length; j++) {
    const at = used[j]!
    const row = rowOf(keys[at]!, slots)
    rows[n] = row
    times[n] = counts[at]!
    counts[at] = 0
    n += row === 0 ? 0 : 1
  }
  return n
}
