/** Text → bags of hashed features (32 bits) for the linear models. */

export interface Bag {
  /** Every feature as often as it is met, in reading order: a scorer counts those alone that its model knows. */
  readonly met: Uint32Array
  /** Each feature once, in the order of its first; counted when somebody asks. */
  readonly hash: Uint32Array
  /** How often each occurs. */
  readonly count: Float32Array
}

export function createBag(met: Uint32Array): Bag {
  let counted: Pick<Bag, 'hash' | 'count'> | undefined
  const count = () => {
    counted ??= countOf(met)
    return counted
  }
  return {
    met,
    get hash() {
      return count().hash
    },
    get count() {
      return count().count
    },
  }
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
  /** Every n-gram of 1 to `longest` UTF-16 units of the parts run together. */
  grams(channel: number, parts: readonly string[], longest: number): void
  /** The same of the first `length` of such units. */
  unitGrams(channel: number, units: Uint16Array, length: number, longest: number): void
  /** Every word, and every two neighbours as «first second». */
  words(channel: number, words: readonly string[]): void
  /** The bag so far; what is added to it later makes another. */
  keep(): Bag
  /** The bag so far; begins a new one. */
  take(): Bag
}

/** Room for some dozens of letters: their bags lie in one piece, for small arrays of this kind are dear to make and to let go. */
const ROOM = 1 << 16
const MOST_UNITS = 1 << 16

export function createCollector(): Collector {
  let met = new Uint32Array(ROOM)
  let start = 0
  let n = 0
  let units = new Uint16Array(1 << 12)
  const reserve = (more: number): void => {
    if (n + more <= met.length) return
    const before = met.subarray(start, n)
    met = new Uint32Array(Math.max(ROOM, (before.length + more) * 2))
    met.set(before)
    start = 0
    n = before.length
  }
  return {
    add(hash) {
      reserve(1)
      met[n++] = hash
    },
    grams(channel, parts, longest) {
      let length = 0
      for (let i = 0; i < parts.length; i++) length += parts[i]!.length
      if (units.length < length || units.length > MOST_UNITS) units = new Uint16Array(Math.max(1 << 12, length))
      writeUnits(parts, units)
      reserve(length * longest)
      n = writeGrams(step(START, channel), units, length, longest, met, n)
    },
    unitGrams(channel, of, length, longest) {
      reserve(length * longest)
      n = writeGrams(step(START, channel), of, length, longest, met, n)
    },
    words(channel, words) {
      reserve(words.length * 2)
      n = writeWords(step(START, channel), words, met, n)
    },
    keep: () => createBag(met.subarray(start, n)),
    take() {
      const bag = createBag(met.subarray(start, n))
      start = n
      return bag
    },
  }
}

// The arrays are arguments: what a closure holds is read anew at every step.
function writeUnits(parts: readonly string[], into: Uint16Array): void {
  let n = 0
  for (let i = 0; i < parts.length; i++) {
    const part = parts[i]!
    for (let j = 0; j < part.length; j++) into[n++] = part.charCodeAt(j)
  }
}

function writeGrams(
  start: number,
  units: Uint16Array,
  length: number,
  longest: number,
  into: Uint32Array,
  from: number,
): number {
  let n = from
  for (let i = 0; i < length; i++) {
    let h = start
    const stop = Math.min(length, i + longest)
    for (let j = i; j < stop; j++) {
      h = step(h, units[j]!)
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

function countOf(met: Uint32Array): Pick<Bag, 'hash' | 'count'> {
  const places = new Map<number, number>()
  for (const feature of met) if (!places.has(feature)) places.set(feature, places.size)
  const count = new Float32Array(places.size)
  for (const feature of met) count[places.get(feature)!]!++
  return { hash: Uint32Array.from(places.keys()), count }
}
