export interface WordMap<T> {
  readonly size: number
  get(word: string): T | undefined
  set(word: string, value: T): void
}

/** Of a short word. */
export const MOST_UNITS = 3

/**
 * A map of words. Those of up to three characters, nearly all there are in a letter, are told apart by their units: a string fresh
 * from the segmenter is dear to look up, for it must first be hashed and then compared. Longer ones lie in a Map.
 */
export function createWordMap<T>(): WordMap<T> {
  const long = new Map<string, T>()
  let capacity = 1 << 10
  /** Two numbers a word: its first two units, then its third and its length; a length of 0 is a free place. */
  let keys = new Int32Array(capacity * 2)
  let values: (T | undefined)[] = new Array(capacity).fill(undefined)
  let short = 0
  const grow = (): void => {
    const before = { keys, values }
    capacity *= 2
    keys = new Int32Array(capacity * 2)
    values = new Array(capacity).fill(undefined)
    for (let i = 0; i < before.values.length; i++) {
      const [head, tail] = [before.keys[i * 2]!, before.keys[i * 2 + 1]!]
      if (tail === 0) continue
      const place = placeOf(keys, head, tail)
      keys[place * 2] = head
      keys[place * 2 + 1] = tail
      values[place] = before.values[i]
    }
  }
  return {
    get size() {
      return short + long.size
    },
    get: (word) => (isShort(word) ? values[placeOf(keys, headOf(word), tailOf(word))] : long.get(word)),
    set(word, value) {
      if (!isShort(word)) {
        long.set(word, value)
        return
      }
      const [head, tail] = [headOf(word), tailOf(word)]
      let place = placeOf(keys, head, tail)
      if (keys[place * 2 + 1] === 0) {
        if (++short * 2 > capacity) {
          grow()
          place = placeOf(keys, head, tail)
        }
        keys[place * 2] = head
        keys[place * 2 + 1] = tail
      }
      values[place] = value
    },
  }
}

/** The place of a word, or the free one where it belongs. */
function placeOf(keys: Int32Array, head: number, tail: number): number {
  const mask = (keys.length >> 1) - 1
  let hash = Math.imul(head, 0x9e3779b1) ^ Math.imul(tail, 0x85ebca6b)
  hash = (hash ^ (hash >>> 15)) & mask
  while (keys[hash * 2 + 1] !== 0 && (keys[hash * 2] !== head || keys[hash * 2 + 1] !== tail)) hash = (hash + 1) & mask
  return hash
}

/** Neither longer nor empty. */
const isShort = (word: string): boolean => word.length <= MOST_UNITS && word.length > 0

/** Its first two units. */
export const headOf = (word: string): number => word.charCodeAt(0) | (word.length > 1 ? word.charCodeAt(1) << 16 : 0)

/** The third unit and the length, which tells a word that ends in NUL from one that is shorter. */
export const tailOf = (word: string): number => (word.length > 2 ? word.charCodeAt(2) : 0) | (word.length << 16)
