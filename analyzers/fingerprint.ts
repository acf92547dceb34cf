/**
 * Fingerprints for near-duplicates: a hash of the exact content, a one-permutation MinHash (Li, Owen & Zhang 2012) of 64
 * bins with rotation densification (Shrivastava & Li 2014) over character 3-grams, and the true Jaccard to verify with.
 */
import { createHash } from 'node:crypto'

export const BINS = 64
const GRAM = 3

export interface Fingerprint {
  /** SHA-256 (first 16 bytes, hex) of letters, digits and Chinese characters only, lower case. */
  readonly exact: string
  /** 64 bins; two texts agree in a bin with a probability of about their Jaccard. All 0xffffffff for an empty text. */
  readonly minhash: Uint32Array
}

const SKIPPED = /[^\p{L}\p{N}]+/gu

/** What of a text is compared: letters, digits, Chinese characters; spaces and punctuation change with every paste. */
const content = (text: string): string => text.replace(SKIPPED, '').toLowerCase()

/** 32-bit finalizer of MurmurHash3 (Appleby, public domain): spreads nearby values. */
function mix(value: number): number {
  let h = value
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}

const gramHash = (a: number, b: number, c: number): number =>
  mix(Math.imul(a, 0x9e3779b1) ^ mix(Math.imul(b, 0x85ebca77) ^ mix(Math.imul(c, 0xc2b2ae3d) + 0x27d4eb2f)))

function eachGram(text: string, visit: (hash: number) => void): void {
  const length = text.length
  if (length === 0) return
  if (length < GRAM) {
    visit(gramHash(text.charCodeAt(0), length > 1 ? text.charCodeAt(1) : 0, 0))
    return
  }
  for (let i = 0; i + GRAM <= length; i++)
    visit(gramHash(text.charCodeAt(i), text.charCodeAt(i + 1), text.charCodeAt(i + 2)))
}

/** Hashes (32 bits) of the character 3-grams of a normalised text; a text under 3 characters is one gram. */
export function shingles(text: string): Set<number> {
  const set = new Set<number>()
  eachGram(content(text), (hash) => set.add(hash))
  return set
}

/** Jaccard of two shingle sets, 0..1; two empty sets are not alike (0): nothing was said twice. */
export function similarity(a: ReadonlySet<number>, b: ReadonlySet<number>): number {
  const [small, large] = a.size < b.size ? [a, b] : [b, a]
  if (small.size === 0) return 0
  let both = 0
  for (const hash of small) if (large.has(hash)) both++
  return both / (a.size + b.size - both)
}

/** Fingerprint of a normalised text (analyzers/normalize.ts). */
export function fingerprint(text: string): Fingerprint {
  const body = content(text)
  const minhash = new Uint32Array(BINS).fill(0xffffffff)
  eachGram(body, (hash) => {
    const bin = hash >>> 26
    const value = mix(hash)
    if (value < (minhash[bin] as number)) minhash[bin] = value
  })
  return { exact: createHash('sha256').update(body).digest('hex').slice(0, 32), minhash: densify(minhash) }
}

/** Fills an empty bin from the next filled one to its right, changed by the distance, so that short texts compare too. */
function densify(bins: Uint32Array): Uint32Array {
  const filled: number[] = []
  for (let i = 0; i < BINS; i++) if (bins[i] !== 0xffffffff) filled.push(i)
  if (filled.length === 0 || filled.length === BINS) return bins
  const out = Uint32Array.from(bins)
  for (let i = 0; i < BINS; i++) {
    if (bins[i] !== 0xffffffff) continue
    let distance = 1
    while (bins[(i + distance) % BINS] === 0xffffffff) distance++
    out[i] = mix((bins[(i + distance) % BINS] as number) + Math.imul(distance, 0x9e3779b1))
  }
  return out
}

/** Share of equal bins, 0..1: an estimate of the Jaccard (standard error about 0.06 at 0.5). */
export function estimate(a: Uint32Array, b: Uint32Array): number {
  let same = 0
  for (let i = 0; i < BINS; i++) if (a[i] === b[i]) same++
  return same / BINS
}
