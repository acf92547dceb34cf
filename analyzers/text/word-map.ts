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
  /** Four numbers a word, in one look: its first two units, its third and its length, and where its value is; 0 is a free place. */
  let slots = new Int32Array(capacity * 4)
  /** In the order the words came up, so that those of everyday lie near each other. */
  const values: (T | undefined)[] = [undefined]
  const grow = (): void => {
    const before = slots
    capacity *= 2
    slots = new Int32Array(capacity * 4)
    for (let i = 0; i < before.length; i += 4) {
      if (before[i + 2] === 0) continue
      const place = placeOf(slots, before[i]!, before[i + 1]!)
      for (let k = 0; k < 3; k++) slots[place + k] = before[i + k]!
    }
  }
  return {
    get size() {
      return values.length - 1 + long.size
    },
    get: (word) => (isShort(word) ? values[slots[placeOf(slots, headOf(word), tailOf(word)) + 2]!] : long.get(word)),
    set(word, value) {
      if (!isShort(word)) {
        long.set(word, value)
        return
      }
      const [head, tail] = [headOf(word), tailOf(word)]
      let place = placeOf(slots, head, tail)
      if (slots[place + 2] !== 0) {
        values[slots[place + 2]!] = value
        return
      }
      if (values.length * 2 > capacity) {
        grow()
        place = placeOf(slots, head, tail)
      }
      slots[place] = head
      slots[place + 1] = tail
      slots[place + 2] = values.push(value) - 1
    },
  }
}

/** The place of a word, or the free one where it belongs. */
function placeOf(slots: Int32Array, head: number, tail: number): number {
  const mask = (slots.length >> 2) - 1
  let hash = Math.imul(head, 0x9e3779b1) ^ Math.imul(tail, 0x85ebca6b)
  hash = (hash ^ (hash >>> 15)) & mask
  while (slots[hash * 4 + 2] !== 0 && (slots[hash * 4] !== head || slots[hash * 4 + 1] !== tail))
    hash = (hash + 1) & mask
  return hash * 4
}

/** Neither longer nor empty. */
const isShort = (word: string): boolean => word.length <= MOST_UNITS && word.length > 0

/** Its first two units. */
export const headOf = (word: string): number => word.charCodeAt(0) | (word.length > 1 ? word.charCodeAt(1) << 16 : 0)

/** The third unit and the length, which tells a word that ends in NUL from one that is shorter. */
export const tailOf = (word: string): number => (word.length > 2 ? word.charCodeAt(2) : 0) | (word.length << 16)
