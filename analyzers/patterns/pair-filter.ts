/**
 * Where in a text something may begin: a table of first characters and a filter of first pairs. Nearly every place fails on these
 * two, so whatever looks for words or expressions asks here first.
 */
export interface PairFilter {
  /** By first UTF-16 unit: 0 nothing begins so; 1 with some second units; 2 whatever follows. */
  readonly state: Uint8Array
  readonly pairs: Uint8Array
}

/** Of UTF-16, and of slots. */
export const UNITS = 0x10000
/** Where a pair of units stands in a table of UNITS slots. */
export const slotOf = (first: number, second: number): number =>
  (Math.imul(first, 0x9e3779b1) ^ Math.imul(second, 0x85ebca6b)) >>> 16

export const createPairFilter = (): PairFilter => ({ state: new Uint8Array(UNITS), pairs: new Uint8Array(UNITS >> 3) })

/** Something begins with `first` and then `second`; undefined: whatever follows. */
export function putPair({ state, pairs }: PairFilter, first: number, second: number | undefined): void {
  if (second === undefined) {
    state[first] = 2
    return
  }
  state[first] = Math.max(1, state[first]!)
  const slot = slotOf(first, second)
  pairs[slot >> 3]! |= 1 << (slot & 7)
}

/** The first place from `from` on where something may begin, or the text's length. */
export function nextStart({ state, pairs }: PairFilter, text: string, from: number): number {
  const { length } = text
  for (let i = from; i < length; i++) {
    const unit = text.charCodeAt(i)
    const s = state[unit]!
    if (s === 0) continue
    if (s === 2) return i
    const slot = slotOf(unit, i + 1 < length ? text.charCodeAt(i + 1) : 0)
    if ((pairs[slot >> 3]! & (1 << (slot & 7))) !== 0) return i
  }
  return length
}

/** Numbers by pairs of units: an open-addressing table of the pair, the first unit above the second, and its number; 0 is none. */
export function createPairTable(most: number): Int32Array {
  let size = 16
  while (size < most * 2) size *= 2
  return new Int32Array(size * 2)
}

function placeOf(slots: Int32Array, first: number, second: number): number {
  const key = (first << 16) | second
  const mask = (slots.length >> 1) - 1
  let at = slotOf(first, second) & mask
  while (slots[at * 2 + 1] !== 0 && slots[at * 2] !== key) at = (at + 1) & mask
  return at * 2
}

export function putInto(slots: Int32Array, first: number, second: number, number: number): void {
  const at = placeOf(slots, first, second)
  slots[at] = (first << 16) | second
  slots[at + 1] = number
}

export const takeFrom = (slots: Int32Array, first: number, second: number): number =>
  slots[placeOf(slots, first, second) + 1]!
