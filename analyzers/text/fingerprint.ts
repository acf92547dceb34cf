/**
 * Fingerprints for near-duplicates: a one-permutation MinHash (Li, Owen & Zhang 2012) of 64 bins with rotation
 * densification (Shrivastava & Li 2014) over character 3-grams, and the true Jaccard to verify with.
 */

export const BINS = 64
const GRAM = 3

const KEPT = /[\p{L}\p{N}]/u
/** Per UTF-16 unit: 0 not seen yet, SKIP, or the unit in lower case. */
const units = new Uint16Array(0x10000)
const SKIP = 1

function read(unit: number): number {
  const character = String.fromCharCode(unit)
  const lower = character.toLowerCase()
  const value = KEPT.test(character) ? (lower.length === 1 ? lower.charCodeAt(0) : unit) : SKIP
  units[unit] = value
  return value
}

/** Where texts are laid out one after the other: asking for memory at every text is dear. */
let page = new Uint16Array(4096)
let table = new Uint32Array(8192)
let hashes = new Uint32Array(4096)

/** What of a text is compared: letters, digits, Chinese characters; spaces and punctuation change with every paste. Lies at the
 * beginning of the page until the next; gives its length. */
function content(text: string): number {
  if (page.length < text.length) page = new Uint16Array(2 * text.length)
  const out = page
  let length = 0
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit >= 0xd800 && unit <= 0xdbff && KEPT.test(text.slice(i, i + 2))) {
      out[length++] = unit
      out[length++] = text.charCodeAt(++i)
      continue
    }
    const kept = (units[unit] as number) || read(unit)
    if (kept !== SKIP) out[length++] = kept
  }
  return length
}

/** 32-bit finalizer of MurmurHash3 (Appleby, public domain): spreads nearby values. */
function mix(value: number): number {
  let h = value
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}

const gramHash = (a: number, b: number, c: number): number =>
  mix(Math.imul(a, 0x9e3779b1) ^ mix(Math.imul(b, 0x85ebca77) ^ mix(Math.imul(c, 0xc2b2ae3d) + 0x27d4eb2f)))

/** Distinct hashes (32 bits) of the character 3-grams of so much of the page, as they come; under 3 characters is one gram. */
function distinctGrams(units: number): Uint32Array {
  const count = units === 0 ? 0 : Math.max(1, units - GRAM + 1)
  const room = 2 ** Math.ceil(Math.log2(2 * count + 1))
  if (table.length < room) table = new Uint32Array(room)
  if (hashes.length < count) hashes = new Uint32Array(2 * count)
  table.fill(0, 0, room)
  const mask = room - 1
  let length = 0
  for (let i = 0; i < count; i++) {
    const second = i + 1 < units ? (page[i + 1] as number) : 0
    const third = i + 2 < units ? (page[i + 2] as number) : 0
    const hash = gramHash(page[i] as number, second, third) || 1
    let at = hash & mask
    while (table[at] !== 0 && table[at] !== hash) at = (at + 1) & mask
    if (table[at] === hash) continue
    table[at] = hash
    hashes[length++] = hash
  }
  return hashes.subarray(0, length)
}

/** The same as a string. */
export const contentOf = (text: string): string => {
  const kept = content(text)
  let out = ''
  // In pieces: a call takes only so many arguments.
  for (let i = 0; i < kept; i += 8192)
    out += Reflect.apply(String.fromCharCode, undefined, page.subarray(i, Math.min(kept, i + 8192)))
  return out
}

/** Hashes (32 bits) of the character 3-grams of a normalised text, each once; a text under 3 characters is one gram. */
export const shingles = (text: string): Uint32Array => readShingles(text).slice()

/** The same, good until the next text is read. */
export const readShingles = (text: string): Uint32Array => distinctGrams(content(text))

/** Jaccard of a text's shingles and the set of another's, 0..1; two empty ones are not alike (0): nothing was said twice. */
export function similarity(a: Uint32Array, b: { readonly size: number; has(hash: number): boolean }): number {
  let both = 0
  for (let i = 0; i < a.length; i++) if (b.has(a[i] as number)) both++
  return both === 0 ? 0 : both / (a.length + b.size - both)
}

/** 64 bins; two texts agree in a bin with a probability of about their Jaccard. All 0xffffffff for an empty text. `out`: written anew. */
export function minhashOf(grams: Uint32Array, out = new Uint32Array(BINS)): Uint32Array {
  bins.fill(0xffffffff)
  for (let i = 0; i < grams.length; i++) {
    const hash = grams[i] as number
    const bin = hash >>> 26
    const value = mix(hash)
    if (value < (bins[bin] as number)) bins[bin] = value
  }
  return densify(out)
}
const bins = new Uint32Array(BINS)

/** Fills an empty bin from the next filled one to its right, changed by the distance, so that short texts compare too. */
function densify(out: Uint32Array): Uint32Array {
  let filled = 0
  for (let i = 0; i < BINS; i++) {
    const bin = bins[i] as number
    out[i] = bin
    if (bin !== 0xffffffff) filled++
  }
  if (filled === 0 || filled === BINS) return out
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
