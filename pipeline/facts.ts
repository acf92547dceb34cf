/** A handful of ids with how often each was met: site words, districts, places of a centre. */
export interface Facts {
  readonly ids: number[]
  readonly times: number[]
}

/** Different ids a centre remembers; later ones are not counted. */
const MOST = 24

export const factsOf = (ids: readonly number[], times?: readonly number[]): Facts => {
  const kept = ids.slice(0, MOST)
  return { ids: kept, times: kept.map((_, n) => times?.[n] ?? 1) }
}

export const timesOf = (facts: Facts, id: number): number => {
  const at = facts.ids.indexOf(id)
  return at < 0 ? 0 : (facts.times[at] as number)
}

export function addFacts(sum: Facts, part: Facts): void {
  for (let n = 0; n < part.ids.length; n += 1) {
    const id = part.ids[n] as number
    const at = sum.ids.indexOf(id)
    if (at >= 0) sum.times[at] = (sum.times[at] as number) + (part.times[n] as number)
    else if (sum.ids.length < MOST) {
      sum.ids.push(id)
      sum.times.push(part.times[n] as number)
    }
  }
}

/** 1 when they name something in common, -1 when both name something and nothing in common, 0 when either is silent. */
export function agreement(a: Facts, b: Facts): -1 | 0 | 1 {
  if (a.ids.length === 0 || b.ids.length === 0) return 0
  for (let n = 0; n < a.ids.length; n += 1) if (b.ids.includes(a.ids[n] as number)) return 1
  return -1
}

/** How many ids both have. */
export function common(a: Facts, b: Facts): number {
  let both = 0
  for (let n = 0; n < a.ids.length; n += 1) if (b.ids.includes(a.ids[n] as number)) both += 1
  return both
}

/** Chance that a mention drawn from either side is the same: 0..1; undefined when either is silent. */
export function overlap(a: Facts, b: Facts): number | undefined {
  if (a.ids.length === 0 || b.ids.length === 0) return undefined
  let both = 0
  let ofA = 0
  let ofB = 0
  for (let n = 0; n < a.ids.length; n += 1) {
    const times = a.times[n] as number
    ofA += times
    both += times * timesOf(b, a.ids[n] as number)
  }
  for (let n = 0; n < b.ids.length; n += 1) ofB += b.times[n] as number
  return both / (ofA * ofB)
}
