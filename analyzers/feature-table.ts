import type { Bag } from './features.ts'

/** The features of a bag that a table knows, each once, in the bag's order. */
export interface Found {
  readonly length: number
  /** The first `length` count, here and below. */
  readonly rows: Int32Array
  /** 1 + ln of how often each occurs. */
  readonly times: Float64Array
}

/** Numbers features by their hashes: the least is row 0. */
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

/** Bits of a key that are looked for among those of one bucket. */
const LOW = 16

/** The cost of a look is the memory and the branches, not the sums: so the table is small. `keys` are unique and ascending. */
export function createFeatureTable(keys: ArrayLike<number>): FeatureTable {
  let bits = 32
  while (bits < keys.length * BITS) bits *= 2
  const shift = Math.clz32(bits) + 1
  const filter = new Int32Array(bits >> 5)
  /** Where the keys of each bucket begin: those of the same upper bits. */
  const starts = new Int32Array((1 << (32 - LOW)) + 1)
  const lows = new Uint16Array(keys.length)
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i]!
    const bit = key >>> shift
    filter[bit >> 5]! |= 1 << (bit & 31)
    lows[i] = key
    starts[(key >>> LOW) + 1] = i + 1
  }
  for (let b = 1; b < starts.length; b++) starts[b] = Math.max(starts[b]!, starts[b - 1]!)
  /** By row, from 1; all are 0 between two looks. */
  const counts = new Uint16Array(keys.length + 1)
  let rows = new Int32Array(USUAL)
  let times = new Float64Array(USUAL)
  return {
    look({ met }) {
      if (rows.length < met.length || rows.length > MOST_KEPT) {
        rows = new Int32Array(Math.max(USUAL, met.length))
        times = new Float64Array(rows.length)
      }
      const length = count(rows, look(met, filter, shift, starts, lows, rows), counts)
      takeCounts(rows, length, counts, times)
      return { length, rows, times }
    },
    find: (hash) => rowOf(hash, starts, lows) - 1,
  }
}

/** From 1; 0 for none. */
function rowOf(key: number, starts: Int32Array, lows: Uint16Array): number {
  const end = starts[(key >>> LOW) + 1]!
  const low = key & 0xffff
  for (let row = starts[key >>> LOW]!; row < end; row++) if (lows[row] === low) return row + 1
  return 0
}

// Without branches that cannot be foretold: each number is written down, and the next one over it where it was none. The arrays
// are arguments, for what a closure holds is read anew at every step.

/** Rows, from 1, of what is met; how many there are. */
function look(
  met: Uint32Array,
  filter: Int32Array,
  shift: number,
  starts: Int32Array,
  lows: Uint16Array,
  rows: Int32Array,
): number {
  let n = 0
  for (let k = 0; k < met.length; k++) {
    const key = met[k]!
    const bit = key >>> shift
    rows[n] = key | 0
    n += (filter[bit >> 5]! >>> (bit & 31)) & 1
  }
  let m = 0
  for (let j = 0; j < n; j++) {
    const row = rowOf(rows[j]!, starts, lows)
    rows[m] = row
    m += row === 0 ? 0 : 1
  }
  return m
}

/** Leaves each row once, and how often it was there in `counts`. */
function count(rows: Int32Array, length: number, counts: Uint16Array): number {
  let n = 0
  for (let j = 0; j < length; j++) {
    const row = rows[j]!
    const before = counts[row]!
    counts[row] = before === 0xffff ? before : before + 1
    rows[n] = row
    n += before === 0 ? 1 : 0
  }
  return n
}

function takeCounts(rows: Int32Array, length: number, counts: Uint16Array, times: Float64Array): void {
  for (let j = 0; j < length; j++) {
    const row = rows[j]!
    times[j] = damped(counts[row]!)
    counts[row] = 0
    rows[j] = row - 1
  }
}
