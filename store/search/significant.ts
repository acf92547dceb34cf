/** Significant terms, by one computation over the counts that each engine gives. */
import type { SignificantTerm } from '../../model/ports.ts'

/** The newest found that are looked at: keywords of a hundred thousand posts would take seconds and say the same. */
export const SAMPLE = 2000
/** A word of fewer posts is chance. */
const LEAST = 3
/** Words weighed against everything indexed, the most frequent ones. */
const CANDIDATES = 200
const MOST = 20

export interface Sample {
  /** Posts looked at. */
  readonly size: number
  /** Posts by keyword, for the keywords worth weighing. */
  readonly counts: ReadonlyMap<string, number>
}

/** `lists`: the keywords of each post looked at; `asked`: the texts of the query, whose words say nothing new. */
export function sampleOf(lists: readonly (readonly string[])[], asked: readonly string[]): Sample {
  const counts = new Map<string, number>()
  for (const list of lists) for (const term of new Set(list)) counts.set(term, (counts.get(term) ?? 0) + 1)
  const worth = [...counts]
    .filter(([term, n]) => n >= LEAST && !asked.some((text) => text.includes(term)))
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .slice(0, CANDIDATES)
  return { size: lists.length, counts: new Map(worth) }
}

/** `background`: posts by keyword among the `total` indexed. */
export function significantOf(
  { size, counts }: Sample,
  background: ReadonlyMap<string, number>,
  total: number,
): SignificantTerm[] {
  return [...counts]
    .map(([term, count]): SignificantTerm => {
      const all = Math.max(background.get(term) ?? 0, count)
      const share = count / size
      const shareOfAll = all / Math.max(total, size)
      return { term, count, background: all, score: ((share - shareOfAll) * share) / shareOfAll }
    })
    .filter((t) => t.score > 0)
    .sort((a, b) => b.score - a.score || (a.term < b.term ? -1 : 1))
    .slice(0, MOST)
}
