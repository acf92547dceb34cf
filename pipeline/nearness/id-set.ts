/** A small set of 32-bit integers in order of arrival, emptied at no cost and used again: for what is asked once a post. */
export interface IdSet {
  /** The first `size` are in use. */
  readonly ids: Int32Array
  readonly size: number
  clear(): void
  has(id: number): boolean
  /** How many came before it: of a new one, the size until now. */
  add(id: number): number
}

const GOLDEN = 0x9e3779b1 | 0

/** Begins with 2^bits places; grows when half full. */
export function createIdSet(bits: number): IdSet {
  let shift = 32 - bits
  let slots = new Int32Array(2 ** bits)
  /** A slot is taken when it carries the present stamp. */
  let stamps = new Int32Array(2 ** bits)
  let ids = new Int32Array(2 ** (bits - 1) + 1)
  let stamp = 1
  let size = 0

  const find = (id: number): number => {
    const mask = slots.length - 1
    let i = Math.imul(id, GOLDEN) >>> shift
    while (stamps[i] === stamp && ids[slots[i] as number] !== id) i = (i + 1) & mask
    return i
  }
  const grow = (): void => {
    shift -= 1
    slots = new Int32Array(2 * slots.length)
    stamps = new Int32Array(slots.length)
    const before = ids
    ids = new Int32Array(slots.length / 2 + 1)
    ids.set(before.subarray(0, size))
    for (let n = 0; n < size; n += 1) {
      const at = find(ids[n] as number)
      slots[at] = n
      stamps[at] = stamp
    }
  }
  return {
    get ids() {
      return ids
    },
    get size() {
      return size
    },
    clear() {
      size = 0
      stamp += 1
      if (stamp < 0x7fffffff) return
      stamps.fill(0)
      stamp = 1
    },
    // Unsigned numbers are the same ids.
    has: (id) => stamps[find(id | 0)] === stamp,
    add(given) {
      const id = given | 0
      const at = find(id)
      if (stamps[at] === stamp) return slots[at] as number
      slots[at] = size
      stamps[at] = stamp
      ids[size] = id
      size += 1
      if (2 * size > slots.length) grow()
      return size - 1
    },
  }
}
