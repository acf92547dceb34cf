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

const isNameChar = (c: number): boolean =>
  (c >= 0x4e00 && c <= 0x9fa5) || (c >= 0x30 && c <= 0x39) || (c >= 0x41 && c <= 0x5a) || (c >= 0x61 && c <= 0x7a)

/** Pairs of neighbouring Chinese characters or alphanumerics, in order, repeated as they repeat. */
export function pairIds(text: string): number[] {
  const pairs: number[] = []
  let before = 0
  for (let i = 0; i < text.length; i += 1) {
    const unit = text.charCodeAt(i)
    const here = isNameChar(unit) ? unit : 0
    if (before !== 0 && here !== 0) pairs.push((before << 16) | here)
    before = here
  }
  return pairs
}

export const pairText = (id: number): string => String.fromCharCode(id >>> 16, id & 0xffff)
