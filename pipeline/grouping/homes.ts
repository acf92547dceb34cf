/**
 * Which group each listed post is in, at about twenty bytes a post: its id as a hash of 64 bits (of five million posts, two share
 * one with a chance of one in a million), the group by a number. In a Map of strings it was a hundred.
 */
export interface Homes {
  readonly size: number
  has(post: string): boolean
  /** Undefined too for a post whose group was let go. */
  get(post: string): string | undefined
  set(post: string, group: string): void
  delete(post: string): void
  /** The group is no more, or has no members listed. */
  letGo(group: string): void
}

/** Two halves of the hash, and the number of the group; 0 for a free place. */
const CELL = 3

/** Two hashes as in term-id.ts, from different seeds. */
function hash(text: string, seed: number): number {
  let h = seed
  for (let i = 0; i < text.length; i += 1) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193)
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return h ^ (h >>> 16)
}

/** A table of fifty megabytes that doubled would stand half empty for millions of posts. */
const GROWTH = 1.25

export function createHomes(): Homes {
  let places = 1024
  let cells = new Int32Array(CELL * places)
  const names = new Map<number, string>()
  const numbers = new Map<string, number>()
  let next = 1

  /** The hash as a share of the table (Lemire 2019): of any number of places. */
  const placeOf = (high: number): number => Math.floor(((Math.imul(high, 0x9e3779b1) >>> 0) * places) / 2 ** 32) * CELL
  const after = (at: number): number => (at + CELL === cells.length ? 0 : at + CELL)
  const find = (high: number, low: number): number => {
    let at = placeOf(high)
    while (cells[at + 2] !== 0 && !(cells[at] === high && cells[at + 1] === low)) at = after(at)
    return at
  }
  const put = (at: number, high: number, low: number, group: number): void => {
    cells[at] = high
    cells[at + 1] = low
    cells[at + 2] = group
  }
  const grow = (): void => {
    const old = cells
    places = Math.ceil(GROWTH * places)
    cells = new Int32Array(CELL * places)
    for (let i = 0; i < old.length; i += CELL) {
      if (old[i + 2] === 0) continue
      const [high, low] = [old[i] as number, old[i + 1] as number]
      put(find(high, low), high, low, old[i + 2] as number)
    }
  }
  const seek = (post: string): number => find(hash(post, 0x811c9dc5), hash(post, 0x2f0b4a27))
  const numberOf = (group: string): number => {
    let number = numbers.get(group)
    if (number === undefined) {
      number = next
      next += 1
      numbers.set(group, number)
      names.set(number, group)
    }
    return number
  }
  const homes = {
    size: 0,
    has: (post: string) => cells[seek(post) + 2] !== 0,
    get: (post: string) => names.get(cells[seek(post) + 2] as number),
    set(post: string, group: string) {
      const [high, low] = [hash(post, 0x811c9dc5), hash(post, 0x2f0b4a27)]
      const at = find(high, low)
      const fresh = cells[at + 2] === 0
      put(at, high, low, numberOf(group))
      if (!fresh) return
      homes.size += 1
      if (homes.size * CELL * 4 > cells.length * 3) grow()
    },
    delete(post: string) {
      let free = seek(post)
      if (cells[free + 2] === 0) return
      homes.size -= 1
      // What probing had pushed past the hole moves back (Knuth, 6.4 R).
      for (let i = after(free); cells[i + 2] !== 0; i = after(i)) {
        const home = placeOf(cells[i] as number)
        const distance = (from: number): number => (i - from + cells.length) % cells.length
        if (distance(home) < distance(free)) continue
        put(free, cells[i] as number, cells[i + 1] as number, cells[i + 2] as number)
        free = i
      }
      cells[free + 2] = 0
    },
    letGo(group: string) {
      const number = numbers.get(group)
      if (number === undefined) return
      numbers.delete(group)
      names.delete(number)
    },
  }
  return homes
}
