import { say } from '../../model/catalogue.ts'
import { AppError } from '../../model/error.ts'
import { consoleMessages } from '../../model/messages/console.ts'
import type { PairLink, StoredLink } from '../../model/ports.ts'
import type { HotQuery, IssueDetail } from '../../model/services.ts'
import { contradicted, isOpen } from './contradictions.ts'
import type { ConsoleDeps } from './deps.ts'

type Deps = Pick<ConsoleDeps, 'records' | 'hot' | 'config'>

/** Pairs to store and earlier human pairs that say the contrary. */
export interface LinkChange {
  readonly wanted: PairLink[]
  readonly obsolete: StoredLink[]
}

export const notFound = ({ config }: Pick<ConsoleDeps, 'config'>, what: string): AppError =>
  new AppError('api.not-found', say(config.lang)(consoleMessages.notFound, what.slice(0, 64)))

/** The issue with its posts; one whose posts are all closed to view is not there. Throws `api.not-found`. */
export async function openDetail(deps: Deps, id: string, query: HotQuery = {}): Promise<IssueDetail> {
  const found = await deps.hot.detail(id, query)
  if (!found || found.posts.length === 0) throw notFound(deps, id)
  return found
}

const anchorOf = (detail: IssueDetail): string => detail.representative[0] ?? detail.posts[0]!.id

/** One must-link from this issue's central post to the other's. Throws `api.same-issue`. */
export async function mergePairs(deps: Deps, id: string, other: string): Promise<LinkChange> {
  const [mine, theirs] = [await openDetail(deps, id), await openDetail(deps, other)]
  if (mine.issue.id === theirs.issue.id)
    throw new AppError('api.same-issue', say(deps.config.lang)(consoleMessages.sameIssue))
  const [a, b] = [new Set(mine.posts.map((p) => p.id)), new Set(theirs.posts.map((p) => p.id))]
  const links = await deps.records.grouping.links()
  const wanted: PairLink[] = [{ a: anchorOf(mine), b: anchorOf(theirs), kind: 'must' }]
  const across = (l: PairLink): boolean => (a.has(l.a) && b.has(l.b)) || (a.has(l.b) && b.has(l.a))
  const against = new Set(contradicted(links, wanted))
  const obsolete = links.filter((l) => against.has(l) || (l.kind === 'cannot' && across(l)))
  // Left over, the ties of a split would read as merges of their own.
  return { wanted, obsolete: withTies(obsolete, links) }
}

/**
 * The posts taken out cannot be with the central post of those that stay, and must be with one another.
 * Throws `api.not-found` for a post that is not in the issue, `api.split-all`.
 */
export async function splitPairs(deps: Deps, id: string, chosen: readonly string[]): Promise<LinkChange> {
  const detail = await openDetail(deps, id)
  const out = new Set(chosen)
  const members = new Set(detail.posts.map((p) => p.id))
  for (const post of out) if (!members.has(post)) throw notFound(deps, post)
  const staying = detail.posts.filter((p) => !out.has(p.id))
  const anchor = detail.representative.find((r) => !out.has(r)) ?? staying[0]?.id
  if (anchor === undefined) throw new AppError('api.split-all', say(deps.config.lang)(consoleMessages.splitAll))
  const [first, ...rest] = [...out] as [string, ...string[]]
  const links = await deps.records.grouping.links()
  const wanted = [
    ...[...out].map((a): PairLink => ({ a, b: anchor, kind: 'cannot' })),
    ...rest.map((a): PairLink => ({ a, b: first, kind: 'must' })),
  ]
  const across = (l: PairLink): boolean => out.has(l.a) !== out.has(l.b) && members.has(l.a) && members.has(l.b)
  const against = new Set(contradicted(links, wanted))
  return { wanted, obsolete: links.filter((l) => against.has(l) || (l.kind === 'must' && across(l))) }
}

/** Pairs as a system names them. Throws `api.not-found` for a post that is not there. */
export async function namedPairs(
  deps: Deps,
  pairs: readonly { a: string; b: string }[],
  kind: PairLink['kind'],
): Promise<LinkChange> {
  const ids = [...new Set(pairs.flatMap(({ a, b }) => [a, b]))]
  const there = new Set((await deps.records.posts.getMany(ids)).map((p) => p.id))
  const missing = ids.find((id) => !there.has(id))
  if (missing !== undefined) throw notFound(deps, missing)
  const wanted = pairs.map(({ a, b }): PairLink => ({ a, b, kind }))
  return { wanted, obsolete: contradicted(await deps.records.grouping.links(), wanted) }
}

const samePair = (a: { a: string; b: string }, b: { a: string; b: string }): boolean =>
  (a.a === b.a && a.b === b.b) || (a.a === b.b && a.b === b.a)

/**
 * The stored links that undoing these pairs of a kind takes back; pairs nobody stored are none. With a split go the must-links
 * that tied a post it took out to the others it took out: they would keep together what may come back. `restored`: what had
 * given way to them, where no other decision speaks against it.
 */
export async function undonePairs(
  deps: Deps,
  pairs: readonly { a: string; b: string }[],
  kind: PairLink['kind'],
): Promise<{ undone: PairLink[]; restored: PairLink[] }> {
  const links = await deps.records.grouping.links()
  const undone = links.filter((link) => link.kind === kind && pairs.some((pair) => samePair(pair, link)))
  if (kind === 'must') return { undone, restored: await restoredBy(deps, undone, undone, links) }
  const gone = withTies(undone, links)
  return { undone: gone, restored: await restoredBy(deps, undone, gone, links) }
}

/** With cannot-links of splits, the must-links that tied their posts to the others taken out. */
function withTies<T extends PairLink>(gone: readonly T[], links: readonly T[]): T[] {
  const all = new Set(gone)
  for (const { a, b, kind } of gone) {
    if (kind !== 'cannot') continue
    const out = new Set(links.filter((l) => l.kind === 'cannot' && l.b === b).map((l) => l.a))
    for (const link of links)
      if (link.kind === 'must' && (link.a === a || link.b === a) && out.has(link.a) && out.has(link.b)) all.add(link)
  }
  return [...all]
}

async function restoredBy(
  { records }: Pick<Deps, 'records'>,
  undone: readonly PairLink[],
  gone: readonly PairLink[],
  links: readonly StoredLink[],
): Promise<PairLink[]> {
  const before = await records.issues.replaced(undone)
  const there = new Set((await records.posts.getMany(before.flatMap((l) => [l.a, l.b]))).map((p) => p.id))
  const left = links.filter((l) => !gone.includes(l))
  return before.filter(
    (l) =>
      there.has(l.a) &&
      there.has(l.b) &&
      !left.some((other) => samePair(other, l)) &&
      contradicted(left, [l]).length === 0,
  )
}

/** One merge or split by people as they did it: its pairs taken back together undo it. */
export interface HumanChange {
  readonly kind: 'merge' | 'split'
  readonly pairs: readonly PairLink[]
  /** Titles of the posts taken out, or of both sides of a merge, what was joined to last; closed posts have none. */
  readonly titles: readonly string[]
}

/** What people merged into or split from this issue and has not been taken back. */
export async function changesOf(deps: Deps, detail: IssueDetail): Promise<HumanChange[]> {
  const links = await deps.records.grouping.links()
  const members = new Set(detail.posts.map((p) => p.id))
  const splits = [
    ...Map.groupBy(
      links.filter((l) => l.kind === 'cannot'),
      (l) => l.b,
    ).values(),
  ].map((cannot) => {
    const out = new Set(cannot.map((l) => l.a))
    return [...cannot, ...links.filter((l) => l.kind === 'must' && out.has(l.a) && out.has(l.b))]
  })
  const within = new Set(splits.flat())
  const merges = links.filter((l) => l.kind === 'must' && !within.has(l)).map((l) => [l])
  const own = [...splits, ...merges].filter((pairs) => pairs.some((l) => members.has(l.a) || members.has(l.b)))
  const posts = await deps.records.posts.getMany([...new Set(own.flat().flatMap((l) => [l.a, l.b]))])
  const titles = new Map(posts.filter(isOpen).map((p) => [p.id, p.title || p.text.slice(0, 24)]))
  return own.map((pairs) => {
    const kind = pairs[0]?.kind === 'cannot' ? 'split' : 'merge'
    const ids = new Set([...pairs.map((l) => l.a), ...(kind === 'merge' ? pairs.map((l) => l.b) : [])])
    return {
      kind,
      pairs,
      titles: [...ids].flatMap((id) => titles.get(id) ?? []),
    }
  })
}
