/** Text → bags of hashed features for the linear models. One bag holds each feature once. */

export interface Bag {
  /** 32-bit hashes; unique. */
  readonly hash: Uint32Array
  /** How often each occurs. */
  readonly count: Float32Array
}

/** What a feature is: kept apart by the salt of its hash. */
export const CHANNEL = { char: 1, head: 2, word: 3, pair: 4, raw: 5, sound: 6 } as const

/** 32-bit finalizer of MurmurHash3 (Appleby, public domain). */
function mix(value: number): number {
  let h = value
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}

const START = 0x811c9dc5
const step = (hash: number, unit: number): number => Math.imul(hash ^ unit, 0x01000193) ^ (hash >>> 15)
const SPACE = 0x20

const steps = (hash: number, text: string): number => {
  let h = hash
  for (let i = 0; i < text.length; i++) h = step(h, text.charCodeAt(i))
  return h
}

export const hashOf = (channel: number, text: string): number => mix(steps(step(START, channel), text))

/** Collects a bag; reused for one text after another, so that scoring allocates little. */
export interface Collector {
  add(hash: number): void
  /** Every n-gram of 1 to `longest` UTF-16 units. */
  grams(channel: number, text: string, longest: number): void
  /** Every word, and every two neighbours as «first second». */
  words(channel: number, words: readonly string[]): void
  /** The bag so far; begins a new one. */
  take(): Bag
}

export function createCollector(): Collector {
  let size = 1 << 12
  let keys = new Uint32Array(size)
  let counts = new Uint16Array(size)
  let used = new Uint32Array(size)
  let n = 0
  const add = (hash: number): void => {
    if (n * 2 >= size) grow()
    let at = hash & (size - 1)
    while (counts[at] !== 0 && keys[at] !== hash) at = (at + 1) & (size - 1)
    if (counts[at] === 0) {
      keys[at] = hash
      used[n++] = at
    }
    if (counts[at]! < 0xffff) counts[at]!++
  }
  const grow = (): void => {
    const oldKeys = keys
    const oldCounts = counts
    const oldUsed = used
    const m = n
    size *= 2
    keys = new Uint32Array(size)
    counts = new Uint16Array(size)
    used = new Uint32Array(size)
    n = 0
    for (let i = 0; i < m; i++) {
      const from = oldUsed[i]!
      let at = oldKeys[from]! & (size - 1)
      while (counts[at] !== 0) at = (at + 1) & (size - 1)
      keys[at] = oldKeys[from]!
      counts[at] = oldCounts[from]!
      used[n++] = at
    }
  }
  return {
    add,
    grams(channel, text, longest) {
      const start = step(START, channel)
      for (let i = 0; i < text.length; i++) {
        let h = start
        const stop = Math.min(text.length, i + longest)
        for (let j = i; j < stop; j++) {
          h = step(h, text.charCodeAt(j))
          add(mix(h))
        }
      }
    },
    words(channel, words) {
      const start = step(START, channel)
      let before = 0
      for (let i = 0; i < words.length; i++) {
        const own = steps(start, words[i]!)
        add(mix(own))
        if (i > 0) add(mix(steps(step(before, SPACE), words[i]!)))
        before = own
      }
    },
    take() {
      const hash = new Uint32Array(n)
      const count = new Float32Array(n)
      for (let i = 0; i < n; i++) {
        const at = used[i]!
        hash[i] = keys[at]!
        count[i] = counts[at]!
        counts[at] = 0
      }
      n = 0
      return { hash, count }
    },
  }
}
