/** A small set of 32-bit integers in order of arrival, emptied at no cost and used again: for what is asked once a post. */
export interface IdSet {
  /** The first `size` are in use. */
  readonly ids: Int32Array
  readonly size: number
  clear(): void
  has(id: number): boolean
  /** How many came before it: of a new one, the size until now. */
  add(id: number): number
}

const GOLDEN = 0x9e3779b1 | 0

/** A class: an object with a getter made by a function is a dictionary to the engine, which compiles no call to it into its caller. */
class Ids implements IdSet {
  ids: Int32Array
  size = 0
  #shift: number
  #slots: Int32Array
  /** A slot is taken when it carries the present stamp. */
  #stamps: Int32Array
  #stamp = 1

  constructor(bits: number) {
    this.#shift = 32 - bits
    this.#slots = new Int32Array(2 ** bits)
    this.#stamps = new Int32Array(2 ** bits)
    this.ids = new Int32Array(2 ** (bits - 1) + 1)
  }

  clear(): void {
    this.size = 0
    this.#stamp += 1
    if (this.#stamp < 0x7fffffff) return
    this.#stamps.fill(0)
    this.#stamp = 1
  }

  has(id: number): boolean {
    // Unsigned numbers are the same ids.
    return this.#stamps[this.#find(id | 0)] === this.#stamp
  }

  add(given: number): number {
    const id = given | 0
    const at = this.#find(id)
    if (this.#stamps[at] === this.#stamp) return this.#slots[at] as number
    const { size } = this
    this.#slots[at] = size
    this.#stamps[at] = this.#stamp
    this.ids[size] = id
    this.size = size + 1
    if (2 * size + 2 > this.#slots.length) this.#grow()
    return size
  }

  #find(id: number): number {
    const { ids } = this
    const slots = this.#slots
    const stamps = this.#stamps
    const stamp = this.#stamp
    const mask = slots.length - 1
    let i = Math.imul(id, GOLDEN) >>> this.#shift
    while (stamps[i] === stamp && ids[slots[i] as number] !== id) i = (i + 1) & mask
    return i
  }

  #grow(): void {
    this.#shift -= 1
    const slots = new Int32Array(2 * this.#slots.length)
    const before = this.ids
    this.#slots = slots
    this.#stamps = new Int32Array(slots.length)
    this.ids = new Int32Array(slots.length / 2 + 1)
    this.ids.set(before.subarray(0, this.size))
    for (let n = 0; n < this.size; n += 1) {
      const at = this.#find(this.ids[n] as number)
      slots[at] = n
      this.#stamps[at] = this.#stamp
    }
  }
}

/** Begins with 2^bits places; grows when half full. */
export const createIdSet = (bits: number): IdSet => new Ids(bits)
