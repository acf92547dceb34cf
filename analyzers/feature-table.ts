import type { Bag } from './features.ts'

/** The features of a bag that a table knows, each once, in the bag's order. */
export interface Found {
  readonly length: number
  /** The first `length` count, here and below. */
  readonly rows: Int32Array
  /** 1 + ln of how often each occurs. */
  readonly times: Float64Array
}

/** Numbers features by their hashes: the first key given is row 0. */
export interface FeatureTable {
  /** Valid until the next look. */
  look(bag: Bag): Found
  /** -1 for a feature it does not know. */
  find(hash: number): number
}

/** 1 + ln n of the usual counts. */
const LOGS = Float64Array.from({ length: 64 }, (_, n) => (n === 0 ? 0 : 1 + Math.log(n)))
const damped = (n: number): number => (n < LOGS.length ? LOGS[n]! : 1 + Math.log(n))

/** Bits of the filter to a feature: so few are set that most features which nobody knows end there, in the near cache. */
const BITS = 6

/** Room for a usual letter; what the longest of letters took beyond the other is given back. */
const USUAL = 1 << 12
const MOST_KEPT = 1 << 16

/** The cost of a look is the memory and the branches, not the sums. `keys` are unique. */
export function createFeatureTable(keys: ArrayLike<number>): FeatureTable {
  let bits = 32
  while (bits < keys.length * BITS) bits *= 2
  const shift = Math.clz32(bits) + 1
  const filter = new Int32Array(bits >> 5)
  let size = 16
  while (size < keys.length * 1.6) size *= 2
  /** Key and row, from 1; 0 is a free slot. */
  const slots = new Int32Array(size * 2)
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i]! | 0
    let at = key & (size - 1)
    while (slots[at * 2 + 1] !== 0) at = (at + 1) & (size - 1)
    slots[at * 2] = key
    slots[at * 2 + 1] = i + 1
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
      return { length, rows, times }
    },
    find: (hash) => rowOf(hash | 0, slots) - 1,
  }
}

/** What one look needs beside the table. Its own small table stays in the nearest cache; all counts are 0 between two looks. */
interface Room {
  readonly rows: Int32Array
  readonly times: Float64Array
  readonly keys: Int32Array
  readonly counts: Uint16Array
  readonly used: Int32Array
}
const createRoom = (size: number): Room => ({
  rows: new Int32Array(size),
  times: new Float64Array(size),
  keys: new Int32Array(size * 2),
  counts: new Uint16Array(size * 2),
  used: new Int32Array(size),
})

/** From 1; 0 for none. */
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
  const mask = keys.length - 1
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
    rows[n] = row - 1
    times[n] = damped(counts[at]!)
    counts[at] = 0
    n += row === 0 ? 0 : 1
  }
  return n
}
