/**
 * Hashes of many texts one behind the other in one piece of memory, the oldest let go first: an array for each of thirty thousand texts is
 * as many things for the collector to walk, and to ask for one takes as long as to fill it.
 */
export interface GramRing {
  /** Keeps a copy; gives its place. */
  put(grams: Uint32Array): number
  /** What was put at the place. Good until the next is put. */
  at(place: number, size: number): Uint32Array
  /** Lets go of all that lies before the place. */
  free(place: number): void
}

const GROWTH = 1.5

/** `room`: numbers it has room for at first. */
export function createGramRing(room = 2 ** 16): GramRing {
  let cells = new Uint32Array(room)
  // Places count on for ever. None of those of one text lie across the end of the cells: what would is put at their beginning.
  let first = 0
  let next = 0
  /** The place of the first cell. */
  let base = 0
  const cellOf = (place: number): number => (place - base) % cells.length
  const placeFor = (size: number): number => {
    const left = cells.length - cellOf(next)
    return size > left ? next + left : next
  }
  const grow = (size: number): void => {
    const held = next - first
    const larger = new Uint32Array(Math.ceil(GROWTH * (held + size)))
    const from = cellOf(first)
    const end = cells.subarray(from, from + held)
    larger.set(end)
    larger.set(cells.subarray(0, held - end.length), end.length)
    cells = larger
    base = first
  }
  return {
    put(grams) {
      const size = grams.length
      if (placeFor(size) + size - first > cells.length) grow(size)
      const place = placeFor(size)
      cells.set(grams, cellOf(place))
      next = place + size
      return place
    },
    at: (place, size) => cells.subarray(cellOf(place), cellOf(place) + size),
    free(place) {
      first = Math.max(first, place)
    },
  }
}
