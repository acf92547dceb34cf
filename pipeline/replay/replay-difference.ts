/**
 * What other rules change: posts and board before and after, compared. Pure. Both sides were grouped anew in one order, so
 * that how posts once arrived is not taken for the rules' doing.
 */
import type { HotIssue } from '../../model/issue.ts'
import type { StoredPost } from '../../model/ports.ts'
import type { Category, Disposition } from '../../model/words.ts'
import { OPEN_ROUTES } from '../../model/words.ts'

/** Characters of a text that stand for a title. */
const TITLE = 24

/** What one set of rules says of a post. */
export interface PostState {
  readonly disposition: Disposition | 'pending'
  readonly category: Category | null
  readonly department: string | null
  readonly issueId: string | null
}

export interface PostChange {
  readonly id: string
  readonly nativeId: string | undefined
  /** Or how its text begins. */
  readonly title: string
  readonly before: PostState
  readonly after: PostState
  /** Fields that differ; `issue` when it lies with other posts than before, whatever the issue is called. */
  readonly changed: readonly ('disposition' | 'category' | 'department' | 'issue')[]
}

export interface BoardChange {
  readonly kind: 'gained' | 'lost' | 'moved'
  readonly issueId: string
  readonly title: string
  readonly rankBefore: number | null
  readonly rankAfter: number | null
  readonly voicesBefore: number | null
  readonly voicesAfter: number | null
}

export interface Difference {
  readonly posts: number
  /** Posts that grouping anew alone puts elsewhere, under the stored verdicts: no doing of the rules, and in no change. */
  readonly regrouped: number
  readonly changes: readonly PostChange[]
  readonly board: readonly BoardChange[]
  readonly issuesBefore: number
  readonly issuesAfter: number
}

/** As much of a post as a comparison looks at: of a year of them nothing more fits into memory three times. */
export interface Outline extends PostState {
  readonly id: string
  readonly nativeId: string | undefined
  /** A post that is closed as stored or under the other rules is not told at all: who knows its number would learn what it is. */
  readonly open: boolean
  /** Or how its text begins. */
  readonly title: string
}

export const outlineOf = (post: StoredPost): Outline => ({
  id: post.id,
  nativeId: post.nativeId,
  open: isOpen(post),
  title: post.title || post.text.slice(0, TITLE),
  disposition: post.disposition ?? 'pending',
  category: post.screening?.category ?? null,
  department: post.screening?.departments[0]?.name ?? null,
  issueId: post.issueId,
})

/** One post under both sets of rules. */
export interface Replayed {
  /** As it stands. */
  readonly stored: Outline
  /** With its stored verdict, grouped anew. */
  readonly before: Outline
  readonly after: Outline
}

/** `boards` are whole rankings of the window; `top` rows of each are compared. */
export function differenceOf(
  replayed: readonly Replayed[],
  boards: { readonly before: readonly HotIssue[]; readonly after: readonly HotIssue[] },
  top: number,
): Difference {
  const posts = replayed.filter(({ before, after }) => before.open && after.open)
  const same = matchIssues(posts)
  const standing = matchIssues(posts.map(({ stored, before }) => ({ before: stored, after: before })))
  const changes = posts.flatMap(({ stored, before, after }): PostChange[] => {
    const [a, b] = [stateOf(before), stateOf(after)]
    const changed: PostChange['changed'][number][] = []
    if (a.disposition !== b.disposition) changed.push('disposition')
    if (a.category !== b.category) changed.push('category')
    if (a.department !== b.department) changed.push('department')
    if (isMoved(before, after, same)) changed.push('issue')
    if (changed.length === 0) return []
    // The issue of `before` is the one people can open.
    const stands = { ...a, issueId: stored.issueId }
    return [{ id: after.id, nativeId: after.nativeId, title: after.title, before: stands, after: b, changed }]
  })
  return {
    posts: posts.length,
    regrouped: posts.filter(({ stored, before }) => isMoved(stored, before, standing)).length,
    changes,
    board: boardChanges(boards.before.slice(0, top), boards.after.slice(0, top), same),
    issuesBefore: boards.before.length,
    issuesAfter: boards.after.length,
  }
}

const isOpen = (post: StoredPost): boolean => post.screening !== undefined && OPEN_ROUTES.includes(post.screening.route)

const stateOf = ({ disposition, category, department, issueId }: Outline): PostState => ({
  disposition,
  category,
  department,
  issueId,
})

const isMoved = (before: Outline, after: Outline, same: ReadonlyMap<string, string>): boolean =>
  after.issueId === null ? before.issueId !== null : same.get(after.issueId) !== before.issueId

/**
 * New issue → the old one it stands for: each the one that shares most posts with the other. An issue's id comes from its
 * founding post, which may lie outside the window or be another now, so ids alone prove nothing.
 */
function matchIssues(posts: readonly Pick<Replayed, 'before' | 'after'>[]): Map<string, string> {
  const shared = new Map<string, Map<string, number>>()
  for (const { before, after } of posts) {
    if (before.issueId === null || after.issueId === null) continue
    const row = shared.get(after.issueId) ?? new Map<string, number>()
    shared.set(after.issueId, row)
    row.set(before.issueId, (row.get(before.issueId) ?? 0) + 1)
  }
  const pairs = [...shared].flatMap(([after, row]) => [...row].map(([before, n]) => ({ after, before, n })))
  pairs.sort(
    (a, b) =>
      b.n - a.n ||
      Number(b.after === b.before) - Number(a.after === a.before) ||
      (a.after < b.after ? -1 : a.after > b.after ? 1 : a.before < b.before ? -1 : 1),
  )
  const match = new Map<string, string>()
  const taken = new Set<string>()
  for (const { after, before } of pairs) {
    if (match.has(after) || taken.has(before)) continue
    match.set(after, before)
    taken.add(before)
  }
  return match
}

function boardChanges(
  before: readonly HotIssue[],
  after: readonly HotIssue[],
  same: ReadonlyMap<string, string>,
): BoardChange[] {
  const old = new Map(before.map((issue) => [issue.id, issue]))
  const met = new Set<string>()
  const changes: BoardChange[] = []
  for (const issue of after) {
    const was = old.get(same.get(issue.id) ?? '')
    if (was) met.add(was.id)
    if (was && was.rank === issue.rank) continue
    changes.push({
      kind: was ? 'moved' : 'gained',
      issueId: issue.id,
      title: issue.renamed ?? issue.title,
      rankBefore: was?.rank ?? null,
      rankAfter: issue.rank,
      voicesBefore: was?.windowVoices ?? null,
      voicesAfter: issue.windowVoices,
    })
  }
  for (const issue of before)
    if (!met.has(issue.id))
      changes.push({
        kind: 'lost',
        issueId: issue.id,
        title: issue.renamed ?? issue.title,
        rankBefore: issue.rank,
        rankAfter: null,
        voicesBefore: issue.windowVoices,
        voicesAfter: null,
      })
  return changes
}
