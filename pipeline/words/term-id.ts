/**
 * Terms as 32-bit integers: vectors, counts and the candidate index hold numbers only, and nothing has to remember every
 * word of five million posts. A pair of characters is its own number. Of words two in about 65,000 distinct ones share one;
 * that two posts then look alike takes many more shared words than one.
 */

/** FNV-1a over UTF-16 units, finished as in MurmurHash3 (Appleby, public domain). */
export function wordId(word: string): number {
  let h = 0x811c9dc5
  for (let i = 0; i < word.length; i += 1) h = Math.imul(h ^ word.charCodeAt(i), 0x01000193)
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return h ^ (h >>> 16)
}

const NAME_CHARS = new Uint8Array(0x10000)
  .fill(1, 0x4e00, 0x9fa6)
  .fill(1, 0x30, 0x3a)
  .fill(1, 0x41, 0x5b)
  .fill(1, 0x61, 0x7b)

/** Pairs of neighbouring Chinese characters or alphanumerics, in order, repeated as they repeat. */
export function pairIds(text: string): number[] {
  const pairs: number[] = []
  for (let i = 1; i < text.length; i += 1) {
    const pair = pairAt(text, i)
    if (pair !== 0) pairs.push(pair)
  }
  return pairs
}

/** The pair that ends at the position, or 0. */
export function pairAt(text: string, end: number): number {
  const before = text.charCodeAt(end - 1)
  const here = text.charCodeAt(end)
  return NAME_CHARS[before] === 1 && NAME_CHARS[here] === 1 ? (before << 16) | here : 0
}

export const pairText = (id: number): string => String.fromCharCode(id >>> 16, id & 0xffff)
