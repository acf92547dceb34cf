/** A handful of ids with how often each was met: site words, districts, places of a centre. */
export interface Facts {
  /** The first `size` of both are in use. */
  ids: number[]
  times: number[]
  size: number
}

/** Different ids a centre remembers; later ones are not counted. */
const MOST = 24

// Never written to: what is to hold more gets arrays of its own.
const NONE: number[] = []
export const noFacts = (): Facts => ({ ids: NONE, times: NONE, size: 0 })

export const factsOf = (ids: ArrayLike<number>, times?: ArrayLike<number>): Facts => {
  const facts = noFacts()
  fillFacts(facts, ids, times)
  return facts
}

/** The same in place of what the facts were. */
export function fillFacts(facts: Facts, ids: ArrayLike<number>, times?: ArrayLike<number>): void {
  facts.size = Math.min(MOST, ids.length)
  widen(facts, facts.size)
  for (let n = 0; n < facts.size; n += 1) {
    facts.ids[n] = ids[n] as number
    facts.times[n] = times?.[n] ?? 1
  }
}

/** The same from numbers that lie somewhere: ids, then times. */
export function readFacts(facts: Facts, numbers: Int32Array, at: number, size: number): void {
  facts.size = size
  widen(facts, size)
  for (let n = 0; n < size; n += 1) {
    facts.ids[n] = numbers[at + n] as number
    facts.times[n] = numbers[at + size + n] as number
  }
}

/** Another id, met once; nothing when it is there already. For facts that are filled one by one, from a size of 0. */
export function noteFact(facts: Facts, id: number): void {
  if (placeOf(facts, id) >= 0 || facts.size === MOST) return
  widen(facts, facts.size + 1)
  facts.ids[facts.size] = id
  facts.times[facts.size] = 1
  facts.size += 1
}

/** To just so many: an array that is pushed to keeps room for seventeen, and a centre has two dozen arrays. */
function widen(facts: Facts, size: number): void {
  if (facts.ids.length >= size) return
  const [ids, times] = [new Array<number>(size), new Array<number>(size)]
  for (let n = 0; n < size; n += 1) {
    ids[n] = n < facts.ids.length ? (facts.ids[n] as number) : 0
    times[n] = n < facts.ids.length ? (facts.times[n] as number) : 0
  }
  facts.ids = ids
  facts.times = times
}

// A loop over a few numbers is compiled into its caller; indexOf is a call.
const placeOf = (facts: Facts, id: number): number => {
  const { ids, size } = facts
  for (let n = 0; n < size; n += 1) if (ids[n] === id) return n
  return -1
}

export const timesOf = (facts: Facts, id: number): number => {
  const at = placeOf(facts, id)
  return at < 0 ? 0 : (facts.times[at] as number)
}

export function addFacts(sum: Facts, part: Facts): void {
  for (let n = 0; n < part.size; n += 1) {
    const id = part.ids[n] as number
    const at = placeOf(sum, id)
    if (at >= 0) sum.times[at] = (sum.times[at] as number) + (part.times[n] as number)
    else if (sum.size < MOST) {
      widen(sum, sum.size === 0 ? Math.min(MOST, part.size) : sum.size + 1)
      sum.ids[sum.size] = id
      sum.times[sum.size] = part.times[n] as number
      sum.size += 1
    }
  }
}
