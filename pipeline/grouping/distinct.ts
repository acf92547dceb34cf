/**
 * Counts distinct voices in bounded memory: exact up to 256, then by linear counting over a bitmap of 16,384 bits
 * (Whang et al. 1990): about 1 % off at 10,000 voices, 3 % at 60,000.
 */
export interface Distinct {
  add(value: string): void
  join(other: Distinct): void
  readonly count: number
  /** Text form; equal for equal content and order of adding. */
  encode(): string
}

const EXACT = 256
const BITS = 16_384

const hash = (value: string): number => {
  let h = 0x811c9dc5
  for (let i = 0; i < value.length; i += 1) h = Math.imul(h ^ value.charCodeAt(i), 0x01000193)
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d)
  h = Math.imul(h ^ (h >>> 12), 0x297a2d39)
  return (h ^ (h >>> 15)) >>> 0
}

/** Characters of the latest values. */
const LATE = 200

/** Stands in no voice. */
const BETWEEN = '\u0001'

type Parts = { readonly values: string[] } | { readonly bits: Uint8Array }

/** A class, for there is one an issue: the functions are then of all together. */
class Voices implements Distinct {
  // Few values joined in one string, each between two marks: a seventh of the memory of a set of strings. The latest lie in another,
  // for what is searched after something was put behind it is copied first.
  #joined: string | undefined = BETWEEN
  #late = BETWEEN
  #few = 0
  #bits: Uint8Array | undefined
  /** Bits set. */
  #ones = 0

  constructor(encoded: string) {
    if (encoded.startsWith('b')) {
      this.#joined = undefined
      this.#bits = new Uint8Array(Buffer.from(encoded.slice(1), 'base64'))
      this.#recount()
    } else if (encoded.length > 1) for (const value of encoded.slice(1).split(',')) this.add(value)
  }

  add(value: string): void {
    // 12 characters of the keyed hash tell a thousand voices apart.
    const short = value.slice(0, 12)
    if (this.#joined === undefined) {
      this.#mark(short)
      return
    }
    const own = short + BETWEEN
    if (this.#few > 0) {
      const sought = BETWEEN + own
      if (this.#late.includes(sought) || this.#joined.includes(sought)) return
    }
    this.#late += own
    this.#few += 1
    if (this.#late.length > LATE) {
      this.#joined += this.#late.slice(1)
      this.#late = BETWEEN
    }
    if (this.#few > EXACT) this.#spread()
  }

  join(other: Distinct): void {
    const parts = (other as Voices).parts()
    if ('values' in parts) {
      for (const value of parts.values) this.add(value)
      return
    }
    const own = this.#spread()
    for (let i = 0; i < own.length; i += 1) own[i] = (own[i] as number) | (parts.bits[i] as number)
    this.#recount()
  }

  get count(): number {
    if (this.#joined !== undefined) return this.#few
    return Math.round(-BITS * Math.log(Math.max(1, BITS - this.#ones) / BITS))
  }

  encode(): string {
    const parts = this.parts()
    return 'values' in parts ? `v${parts.values.join(',')}` : `b${Buffer.from(parts.bits).toString('base64')}`
  }

  parts(): Parts {
    if (this.#joined === undefined) return { bits: this.#spread() }
    return { values: this.#few === 0 ? [] : (this.#joined + this.#late.slice(1)).slice(1, -1).split(BETWEEN) }
  }

  /** The bitmap, which takes the place of the few. */
  #spread(): Uint8Array {
    if (this.#bits !== undefined) return this.#bits
    const parts = this.parts()
    this.#bits = new Uint8Array(BITS / 8)
    this.#joined = undefined
    if ('values' in parts) for (const value of parts.values) this.#mark(value)
    return this.#bits
  }

  #mark(value: string): void {
    const bits = this.#spread()
    const at = hash(value) % BITS
    const byte = bits[at >> 3] as number
    const bit = 1 << (at & 7)
    if ((byte & bit) === 0) this.#ones += 1
    bits[at >> 3] = byte | bit
  }

  #recount(): void {
    this.#ones = 0
    for (const byte of this.#spread()) for (let b = byte; b > 0; b &= b - 1) this.#ones += 1
  }
}

export const createDistinct = (encoded = ''): Distinct => new Voices(encoded)
