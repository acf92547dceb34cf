/** A small set of 32-bit integers that is emptied at no cost and used again, for what is asked once a post. */
export interface IdSet {
  readonly size: number
  clear(): void
  has(id: number): boolean
  /** False when it was there. */
  add(id: number): boolean
}

const GOLDEN = 0x9e3779b1 | 0

/** Grows when more than half full; begins with 2^bits places. */
export function createIdSet(bits: number): IdSet {
  let shift = 32 - bits
  let keys = new Int32Array(2 ** bits)
  /** A place is taken when it carries the present stamp. */
  let stamps = new Int32Array(2 ** bits)
  let stamp = 1
  let size = 0

  const find = (id: number): number => {
    const mask = keys.length - 1
    let i = Math.imul(id, GOLDEN) >>> shift
    while (stamps[i] === stamp && keys[i] !== id) i = (i + 1) & mask
    return i
  }
  const grow = (): void => {
    const [oldKeys, oldStamps] = [keys, stamps]
    shift -= 1
    keys = new Int32Array(2 * oldKeys.length)
    stamps = new Int32Array(keys.length)
    for (let n = 0; n < oldKeys.length; n += 1) {
      if (oldStamps[n] !== stamp) continue
      const at = find(oldKeys[n] as number)
      keys[at] = oldKeys[n] as number
      stamps[at] = stamp
    }
  }
  return {
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
    has: (id) => stamps[find(id)] === stamp,
    add(id) {
      const at = find(id)
      if (stamps[at] === stamp) return false
      keys[at] = id
      stamps[at] = stamp
      size += 1
      if (2 * size > keys.length) grow()
      return true
    },
  }
}
