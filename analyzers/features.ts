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

/** Room for the features of a usual letter; what the longest of letters took beyond the other is given back. */
const USUAL = 1 << 12
const MOST_KEPT = 1 << 16

/** Notes every feature as often as it is met; what is the same is put together in the end. */
export function createCollector(): Collector {
  let met = new Uint32Array(USUAL)
  let n = 0
  let slots = createSlots(USUAL)
  const reserve = (more: number): void => {
    if (n + more <= met.length) return
    const before = met
    met = new Uint32Array(Math.max(n + more, before.length * 2))
    met.set(before)
  }
  return {
    add(hash) {
      reserve(1)
      met[n++] = hash
    },
    grams(channel, text, longest) {
      reserve(text.length * longest)
      n = writeGrams(step(START, channel), text, longest, met, n)
    },
    words(channel, words) {
      reserve(words.length * 2)
      n = writeWords(step(START, channel), words, met, n)
    },
    take() {
      while (slots.keys.length < n * 2) slots = createSlots(slots.keys.length * 2)
      const bag = countOf(met, n, slots)
      n = 0
      if (met.length > MOST_KEPT) {
        met = new Uint32Array(USUAL)
        slots = createSlots(USUAL)
      }
      return bag
    },
  }
}

// The arrays are arguments: what a closure holds is read anew at every step.
function writeGrams(start: number, text: string, longest: number, into: Uint32Array, from: number): number {
  const { length } = text
  let n = from
  for (let i = 0; i < length; i++) {
    let h = start
    const stop = Math.min(length, i + longest)
    for (let j = i; j < stop; j++) {
      h = step(h, text.charCodeAt(j))
      into[n++] = mix(h)
    }
  }
  return n
}

function writeWords(start: number, words: readonly string[], into: Uint32Array, from: number): number {
  let n = from
  let before = 0
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!
    let own = start
    let pair = step(before, SPACE)
    for (let j = 0; j < word.length; j++) {
      const unit = word.charCodeAt(j)
      own = step(own, unit)
      pair = step(pair, unit)
    }
    into[n++] = mix(own)
    if (i > 0) into[n++] = mix(pair)
    before = own
  }
  return n
}

/** An open-addressing table of features met; all counts are 0 between two bags. */
interface Slots {
  readonly keys: Uint32Array
  readonly counts: Uint16Array
  readonly used: Uint32Array
}
const createSlots = (size: number): Slots => ({
  keys: new Uint32Array(size),
  counts: new Uint16Array(size),
  used: new Uint32Array(size),
})

function countOf(met: Uint32Array, length: number, { keys, counts, used }: Slots): Bag {
  const mask = keys.length - 1
  let n = 0
  for (let i = 0; i < length; i++) {
    const key = met[i]!
    let at = key & mask
    while (counts[at] !== 0 && keys[at] !== key) at = (at + 1) & mask
    const count = counts[at]!
    keys[at] = key
    used[n] = at
    if (count < 0xffff) counts[at] = count + 1
    n += count === 0 ? 1 : 0
  }
  const hash = new Uint32Array(n)
  const count = new Float32Array(n)
  for (let i = 0; i < n; i++) {
    const at = used[i]!
    hash[i] = keys[at]!
    count[i] = counts[at]!
    counts[at] = 0
  }
  return { hash, count }
}
