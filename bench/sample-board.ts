/** The hot board of the whole sample city as of its day, and how many planned issues of each half stand on it, each once. */
import type { HotIssue, Issue, Member } from '../model/issue.ts'
import { DAY_MS } from '../model/time.ts'
import { rank } from '../pipeline/board/rank.ts'

/** Monday 2026-01-19 10:00 in Lanzhou: the sample's now. */
const NOW = '2026-01-19T02:00:00.000Z'
/** The window the hot board has unless asked otherwise. */
const DAYS = 30
const ROWS = 15

export function sampleBoard(members: readonly Member[], issues: readonly Issue[], top = ROWS): HotIssue[] {
  const from = new Date(Date.parse(NOW) - DAYS * DAY_MS).toISOString()
  return rank(members, issues, { from, to: NOW, top })
}

/**
 * How many planned issues stand on the board exactly once. A row is about the planned issue that most of its posts belong
 * to; found is an issue with one such row, and only one, that holds more than half of its posts. Two matters in one row are
 * one found at most; a matter in two rows is none.
 */
export function foundOnce(
  board: readonly Pick<HotIssue, 'id'>[],
  planned: ReadonlyMap<string, string>,
  said: ReadonlyMap<string, string>,
): number {
  const sizes = new Map<string, number>()
  for (const issue of planned.values()) sizes.set(issue, (sizes.get(issue) ?? 0) + 1)
  const posts = new Map<string, number>()
  for (const row of said.values()) posts.set(row, (posts.get(row) ?? 0) + 1)
  const shared = new Map<string, Map<string, number>>()
  for (const [post, issue] of planned) {
    const row = said.get(post)
    if (row === undefined) continue
    const own = shared.get(row) ?? new Map<string, number>()
    own.set(issue, (own.get(issue) ?? 0) + 1)
    shared.set(row, own)
  }
  const rows = new Map<string, number[]>()
  for (const { id } of board)
    for (const [issue, count] of shared.get(id) ?? [])
      if (count * 2 > (posts.get(id) as number)) rows.set(issue, [...(rows.get(issue) ?? []), count])
  return [...rows].filter(([issue, [count, ...more]]) => more.length === 0 && count! * 2 > sizes.get(issue)!).length
}
