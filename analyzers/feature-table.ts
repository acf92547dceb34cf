import type { Bag } from './features.ts'

/** The features of a bag that a table knows, in the bag's order. */
export interface Found {
  readonly rows: Int32Array
  /** 1 + ln of how often each occurs. */
  readonly times: Float64Array
}

/** Numbers features by their hashes: the first key given is row 0. */
export interface FeatureTable {
  look(bag: Bag): Found
  /** -1 for a feature it does not know. */
  find(hash: number): number
}

/** 1 + ln n of the usual counts. */
const LOGS = Float64Array.from({ length: 64 }, (_, n) => (n === 0 ? 0 : 1 + Math.log(n)))
const damped = (n: number): number => (n < LOGS.length ? LOGS[n]! : 1 + Math.log(n))

/** Bits of the filter to a feature: so few are set that most features which nobody knows end there, in the near cache. */
const BITS = 6

/** The cost of a look is the memory and the branches, not the sums. `keys` are unique. */
export function createFeatureTable(keys: ArrayLike<number>): FeatureTable {
  let size = 16
  while (size < keys.length * 1.6) size *= 2
  let bits = 32
  while (bits < keys.length * BITS) bits *= 2
  const shift = Math.clz32(bits) + 1
  const filter = new Int32Array(bits >> 5)
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
  let room = new Int32Array(1024)
  return {
    look(bag) {
      if (room.length < bag.hash.length) room = new Int32Array(bag.hash.length * 2)
      return look(bag, filter, shift, slots, room)
    },
    find: (hash) => rowOf(hash | 0, slots) - 1,
  }
}

function rowOf(key: number, slots: Int32Array): number {
  const mask = (slots.length >> 1) - 1
  let at = key & mask
  while (slots[at * 2 + 1] !== 0 && slots[at * 2] !== key) at = (at + 1) & mask
  return slots[at * 2 + 1]!
}

/**
 * Without branches that cannot be foretold: each number is written down, and the next one over it where it was none. The
 * arrays are arguments, for what a closure holds is read anew at every step.
 */
function look({ hash, count }: Bag, filter: Int32Array, shift: number, slots: Int32Array, room: Int32Array): Found {
  let n = 0
  for (let k = 0; k < hash.length; k++) {
    const bit = hash[k]! >>> shift
    room[n] = k
    n += (filter[bit >> 5]! >>> (bit & 31)) & 1
  }
  const rows = new Int32Array(n)
  const times = new Float64Array(n)
  let m = 0
  for (let j = 0; j < n; j++) {
    const k = room[j]!
    const row = rowOf(hash[k]! | 0, slots)
    rows[m] = row - 1
    times[m] = damped(count[k]!)
    m += row === 0 ? 0 : 1
  }
  return { rows: rows.subarray(0, m), times: times.subarray(0, m) }
}
