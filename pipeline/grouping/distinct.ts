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

/** Stands in no voice. */
const BETWEEN = '\u0001'

export function createDistinct(encoded?: string): Distinct & { parts(): { values?: string[]; bits?: Uint8Array } } {
  // Few values joined in one string, each between two marks: a seventh of the memory of a set of strings.
  let joined: string | undefined = BETWEEN
  let few = 0
  let bits: Uint8Array | undefined
  /** Bits set. */
  let ones = 0
  const recount = (): void => {
    ones = 0
    for (const byte of bits as Uint8Array) for (let b = byte; b > 0; b &= b - 1) ones += 1
  }
  const valuesOf = (text: string): string[] => (few === 0 ? [] : text.slice(1, -1).split(BETWEEN))
  const mark = (value: string): void => {
    const at = hash(value) % BITS
    const byte = (bits as Uint8Array)[at >> 3] as number
    const bit = 1 << (at & 7)
    if ((byte & bit) === 0) ones += 1
    ;(bits as Uint8Array)[at >> 3] = byte | bit
  }
  const spread = (): void => {
    const values = joined === undefined ? [] : valuesOf(joined)
    bits = new Uint8Array(BITS / 8)
    joined = undefined
    for (const value of values) mark(value)
  }
  const self = {
    add(value: string) {
      // 12 characters of the keyed hash tell a thousand voices apart.
      const short = value.slice(0, 12)
      if (joined === undefined) return mark(short)
      const own = short + BETWEEN
      if (joined.includes(BETWEEN + own)) return
      joined += own
      few += 1
      if (few > EXACT) spread()
    },
    join(other: Distinct) {
      const parts = (other as ReturnType<typeof createDistinct>).parts()
      if (parts.values !== undefined) for (const value of parts.values) self.add(value)
      else {
        if (joined !== undefined) spread()
        const from = parts.bits as Uint8Array
        for (let i = 0; i < from.length; i += 1)
          (bits as Uint8Array)[i] = ((bits as Uint8Array)[i] as number) | (from[i] as number)
        recount()
      }
    },
    get count() {
      if (joined !== undefined) return few
      return Math.round(-BITS * Math.log(Math.max(1, BITS - ones) / BITS))
    },
    encode: () =>
      joined !== undefined
        ? `v${valuesOf(joined).join(',')}`
        : `b${Buffer.from(bits as Uint8Array).toString('base64')}`,
    parts: () => (joined !== undefined ? { values: valuesOf(joined) } : { bits: bits as Uint8Array }),
  }
  if (encoded?.startsWith('b')) {
    joined = undefined
    bits = new Uint8Array(Buffer.from(encoded.slice(1), 'base64'))
    recount()
  } else if (encoded !== undefined && encoded.length > 1)
    for (const value of encoded.slice(1).split(',')) self.add(value)
  return self
}
