/**
 * The innermost loop of the linear models as a WebAssembly module of two functions, written out in its bytes: eight columns are added
 * up at a time, in whole numbers, which no order of adding can change. `plainKernel` is what it does, in so many words.
 *
 * Binary format: https://webassembly.github.io/spec/core/binary/ ; vector instructions have the prefix 0xfd.
 */
export interface SumKernel {
  /** All of the module's memory. Sums, then rows (model-rows.ts), then lists of rows. */
  readonly memory: ArrayBuffer
  /**
   * Adds idf × weight of `pairs` × 2 rows, whose beginnings lie at `list` as numbers of 32 bits, to the 32-bit sums at `sums`: `eights`
   * × 8 columns from `at` in each row on, times the byte at `idfAt`. Returns the sum of the squares of these bytes. At
   * most 2^15 rows: what they come to is below 2^15 × 255² < 2^31.
   */
  add(list: number, pairs: number, idfAt: number, at: number, eights: number, sums: number): number
  /** Adds `times` × the 32-bit sums at `sums` to the 64-bit ones at `totals`, `eights` × 8 of both, and clears the former. */
  flush(sums: number, totals: number, eights: number, times: number): void
}

const PAGE = 1 << 16

/** A kernel with room for so many bytes, all 0. */
export function createSumKernel(bytes: number): SumKernel {
  const memory = new WebAssembly.Memory({ initial: Math.ceil(bytes / PAGE) })
  module ??= new WebAssembly.Module(Uint8Array.from(MODULE))
  const { exports } = new WebAssembly.Instance(module, { m: { m: memory } })
  return { memory: memory.buffer, ...(exports as unknown as Pick<SumKernel, 'add' | 'flush'>) }
}

let module: WebAssembly.Module | undefined

/** The same without WebAssembly: what the module is tested against. */
export function plainKernel(bytes: number): SumKernel {
  const memory = new ArrayBuffer(Math.ceil(bytes / PAGE) * PAGE)
  const [signed, byte] = [new Int8Array(memory), new Uint8Array(memory)]
  const [words, doubles] = [new Int32Array(memory), new Float64Array(memory)]
  return {
    memory,
    add(list, pairs, idfAt, at, eights, sums) {
      let squares = 0
      for (let k = 0; k < pairs * 2; k++) {
        const row = words[list / 4 + k]!
        const idf = byte[row + idfAt]!
        squares += idf * idf
        for (let c = 0; c < eights * 8; c++) words[sums / 4 + c]! += signed[row + at + c]! * idf
      }
      return squares
    },
    flush(sums, totals, eights, times) {
      for (let c = 0; c < eights * 8; c++) {
        doubles[totals / 8 + c]! += times * words[sums / 4 + c]!
        words[sums / 4 + c] = 0
      }
    },
  }
}

const I32 = 0x7f
const F64 = 0x7c
const V128 = 0x7b

/** LEB128. */
function number(value: number): number[] {
  const out: number[] = []
  for (let rest = value; ; rest >>= 7) {
    const low = rest & 0x7f
    const last = (rest >> 7 === 0 && (low & 0x40) === 0) || (rest >> 7 === -1 && (low & 0x40) !== 0)
    out.push(last ? low : low | 0x80)
    if (last) return out
  }
}
const sized = (bytes: readonly number[]): number[] => [...number(bytes.length), ...bytes]
const list = (...items: readonly (readonly number[])[]): number[] => [...number(items.length), ...items.flat()]
const section = (id: number, bytes: readonly number[]): number[] => [id, ...sized(bytes)]
const name = (text: string): number[] => sized([...text].map((ch) => ch.charCodeAt(0)))
const type = (of: readonly number[], result: readonly number[]): number[] => [0x60, ...sized(of), ...sized(result)]

const get = (local: number) => [0x20, local]
const set = (local: number) => [0x21, local]
const tee = (local: number) => [0x22, local]
const int = (value: number) => [0x41, ...number(value)]
const plus = [0x6a]
const times = [0x6c]
const shiftLeft = [0x74]
const or = [0x72]
const less = [0x49]
const vector = (code: number, ...rest: number[]) => [0xfd, ...unsigned(code), ...rest]
const unsigned = (value: number): number[] => (value < 128 ? [value] : [(value & 127) | 128, value >> 7])
const load = (offset: number) => [0x28, 2, offset]
const loadByte = [0x2d, 0, 0]
const load8Signed = vector(1, 0, 0)
const loadVector = (offset: number) => vector(0, 0, offset)
const storeVector = (offset: number) => vector(11, 0, offset)
const splat32 = vector(17)
const splatDouble = vector(20)
/** Of two vectors of 16-bit numbers the first four of each in turn, or the last four. */
const mesh = (half: 0 | 1) =>
  vector(13, ...[0, 1, 2, 3].flatMap((k) => [0, 1, 16, 17].map((byte) => byte + 2 * k + 8 * half)))
/** Products of 16-bit numbers, each two neighbours added. */
const dot = vector(0xba)
const addInts = vector(0xae)
const addDoubles = vector(0xf0)
const timesDoubles = vector(0xf2)
const lowDoubles = vector(0xfe, 1)
/** The last two of four 32-bit numbers to the front. */
const highHalf = vector(13, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7)
const zeros = vector(12, ...new Array<number>(16).fill(0))
/** Runs once, and again for as long as the condition it ends with holds. */
const loop = (...body: readonly (readonly number[])[]) => [0x03, 0x40, ...body.flat(), 0x0d, 0, 0x0b]
const step = (local: number, by: number) => [...get(local), ...int(by), ...plus, ...set(local)]

const ADD = (() => {
  const [LIST, PAIRS, IDF, AT, EIGHTS, SUMS] = [0, 1, 2, 3, 4, 5]
  const [END, STOP, P, Q, O, A, B, SQUARES, X, Y, M] = [6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]
  const idf = (row: number, into: number) => [...get(row), ...get(IDF), ...plus, ...loadByte, ...tee(into)]
  const half = (h: 0 | 1) => [
    ...get(O),
    ...[...get(X), ...get(Y), ...mesh(h), ...get(M), ...dot],
    ...[...get(O), ...loadVector(16 * h), ...addInts, ...storeVector(16 * h)],
  ]
  return [
    ...[...get(PAIRS), 0x45, 0x04, 0x40, ...int(0), 0x0f, 0x0b],
    ...[...get(LIST), ...get(PAIRS), ...int(3), ...shiftLeft, ...plus, ...set(END)],
    ...[...get(SUMS), ...get(EIGHTS), ...int(5), ...shiftLeft, ...plus, ...set(STOP)],
    ...loop(
      [...get(LIST), ...load(0), ...set(P), ...get(LIST), ...load(4), ...set(Q)],
      // The two idfs side by side, four times.
      [...idf(P, A), ...idf(Q, B), ...int(16), ...shiftLeft, ...or, ...splat32, ...set(M)],
      [
        ...get(SQUARES),
        ...get(A),
        ...get(A),
        ...times,
        ...plus,
        ...get(B),
        ...get(B),
        ...times,
        ...plus,
        ...set(SQUARES),
      ],
      [...get(P), ...get(AT), ...plus, ...set(P), ...get(Q), ...get(AT), ...plus, ...set(Q), ...get(SUMS), ...set(O)],
      loop(
        [...get(P), ...load8Signed, ...set(X), ...get(Q), ...load8Signed, ...set(Y)],
        [...half(0), ...half(1)],
        [...step(P, 8), ...step(Q, 8), ...step(O, 32), ...get(O), ...get(STOP), ...less],
      ),
      [...step(LIST, 8), ...get(LIST), ...get(END), ...less],
    ),
    ...[...get(SQUARES), 0x0b],
  ]
})()

const FLUSH = (() => {
  const [SUMS, TOTALS, EIGHTS, TIMES, STOP, X, T] = [0, 1, 2, 3, 4, 5, 6]
  const part = (from: readonly number[], offset: number) => [
    ...get(TOTALS),
    ...[...from, ...lowDoubles, ...get(T), ...timesDoubles],
    ...[...get(TOTALS), ...loadVector(offset), ...addDoubles, ...storeVector(offset)],
  ]
  return [
    ...[...get(TIMES), ...splatDouble, ...set(T)],
    ...[...get(SUMS), ...get(EIGHTS), ...int(5), ...shiftLeft, ...plus, ...set(STOP)],
    ...loop(
      [...get(SUMS), ...loadVector(0), ...set(X)],
      part(get(X), 0),
      part([...get(X), ...get(X), ...highHalf], 16),
      [...get(SUMS), ...zeros, ...storeVector(0)],
      [...step(SUMS, 16), ...step(TOTALS, 32), ...get(SUMS), ...get(STOP), ...less],
    ),
    0x0b,
  ]
})()

const MODULE = [
  ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
  ...section(1, list(type([I32, I32, I32, I32, I32, I32], [I32]), type([I32, I32, I32, F64], []))),
  ...section(2, list([...name('m'), ...name('m'), 2, 0, 1])),
  ...section(3, list([0], [1])),
  ...section(7, list([...name('add'), 0, 0], [...name('flush'), 0, 1])),
  ...section(10, list(sized([2, 8, I32, 3, V128, ...ADD]), sized([2, 1, I32, 2, V128, ...FLUSH]))),
]
