export interface WordMap<T> {
  readonly size: number
  get(word: string): T | undefined
  set(word: string, value: T): void
}

const MOST_UNITS = 3

/**
 * A map of words. Those of up to three characters, nearly all there are in a letter, are told apart by a number: a string fresh
 * from the segmenter is dear to look up, for it must first be hashed and then compared. Longer ones lie in a Map.
 */
export function createWordMap<T>(): WordMap<T> {
  const long = new Map<string, T>()
  let capacity = 1 << 10
  /** 0 is free. */
  let keys = new Float64Array(capacity)
  let values: (T | undefined)[] = new Array(capacity).fill(undefined)
  let short = 0
  /** The place of a key, or the free one where it belongs. */
  const placeOf = (key: number): number => {
    let hash = Math.imul(key >>> 0, 0x9e3779b1) ^ Math.imul(key / 2 ** 32, 0x85ebca6b)
    hash = (hash ^ (hash >>> 15)) & (capacity - 1)
    while (keys[hash] !== 0 && keys[hash] !== key) hash = (hash + 1) & (capacity - 1)
    return hash
  }
  const grow = (): void => {
    const before = { keys, values }
    capacity *= 2
    keys = new Float64Array(capacity)
    values = new Array(capacity).fill(undefined)
    for (let i = 0; i < before.keys.length; i++) {
      const key = before.keys[i]!
      if (key === 0) continue
      const place = placeOf(key)
      keys[place] = key
      values[place] = before.values[i]
    }
  }
  return {
    get size() {
      return short + long.size
    },
    get(word) {
      const key = keyOf(word)
      return key === 0 ? long.get(word) : values[placeOf(key)]
    },
    set(word, value) {
      const key = keyOf(word)
      if (key === 0) {
        long.set(word, value)
        return
      }
      let place = placeOf(key)
      if (keys[place] === 0) {
        if (++short * 2 > capacity) {
          grow()
          place = placeOf(key)
        }
        keys[place] = key
      }
      values[place] = value
    },
  }
}

/** The units of a word as one number; 0 for a longer one, an empty one and one with a NUL in it. */
function keyOf(word: string): number {
  const { length } = word
  if (length > MOST_UNITS) return 0
  let key = 0
  for (let i = length - 1; i >= 0; i--) {
    const unit = word.charCodeAt(i)
    if (unit === 0) return 0
    key = key * 0x10000 + unit
  }
  return key
}
