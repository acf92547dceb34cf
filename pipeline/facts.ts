/** A handful of ids with how often each was met: site words, districts, places of a centre. */
export interface Facts {
  readonly ids: number[]
  readonly times: number[]
}

/** Different ids a centre remembers; later ones are not counted. */
const MOST = 24

export const factsOf = (ids: readonly number[]): Facts => {
  const kept = ids.slice(0, MOST)
  return { ids: kept, times: kept.map(() => 1) }
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

/** True when both name something and nothing in common. */
export const disjoint = (a: Facts, b: Facts): boolean =>
  a.ids.length > 0 && b.ids.length > 0 && !a.ids.some((id) => b.ids.includes(id))
