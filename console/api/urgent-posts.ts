import type { HotIssue, Issue } from '../../model/issue.ts'
import type { StoredPost } from '../../model/ports.ts'
import type { Department } from '../../model/post.ts'
import type { HotQuery } from '../../model/services.ts'
import { DAY_MS } from '../../model/time.ts'
import { URGENT_LEVEL, urgentWords } from '../../model/urgent.ts'
import type { ConsoleDeps } from './deps.ts'
import type { UrgentWords } from './issue-view.ts'
import { viewPost } from './post-view.ts'

/** Words of the urgent posts that the issues' marks tell of. */
export async function urgentWordsOf(
  { records }: Pick<ConsoleDeps, 'records'>,
  issues: readonly (Issue | HotIssue)[],
): Promise<UrgentWords> {
  const ids = issues.flatMap((issue) => ('urgent' in issue && issue.urgent ? [issue.urgent.postId] : []))
  const posts = await records.posts.getMany(ids)
  return new Map(posts.filter((post) => viewPost(post)).map((post) => [post.id, urgentWords(post)]))
}

export interface UrgentList {
  /** The most urgent first, the newest of them first; a copied text once, by its newest post. */
  readonly posts: readonly { readonly post: StoredPost; readonly copies: number }[]
  /** Posts that may be urgent and wait for a person. */
  readonly inReview: number
}

/** Urgent posts of a window, of whatever issue or none; the filters ask the post itself. */
export async function urgentPosts(
  { records }: Pick<ConsoleDeps, 'records'>,
  query: HotQuery & { readonly asOf: string; readonly days: number },
): Promise<UrgentList> {
  const from = new Date(Date.parse(query.asOf) - query.days * DAY_MS).toISOString()
  const found = new Map<string, { post: StoredPost; copies: number }>()
  let inReview = 0
  const filter = { from, to: query.asOf, urgency: URGENT_LEVEL, openRoutesOnly: true }
  for await (const post of records.posts.iterate(filter)) {
    if (post.kind === 'news' || !asked(post, query)) continue
    if (post.disposition === 'review') inReview += 1
    if (post.disposition !== 'kept' && post.disposition !== 'duplicate') continue
    const root = post.duplicateOf ?? post.id
    found.set(root, { post, copies: (found.get(root)?.copies ?? -1) + 1 })
  }
  const level = ({ post }: { post: StoredPost }): number => post.screening?.urgency ?? 0
  const posts = [...found.values()].sort((a, b) => level(b) - level(a) || (timeOf(a.post) < timeOf(b.post) ? 1 : -1))
  return { posts, inReview }
}

const timeOf = (post: StoredPost): string => post.postedAt ?? post.firstCollectedAt

/** By the local unit's name as by its kind's, as on the board. */
const isLead = (lead: Department | undefined, asked: string): boolean => lead?.name === asked || lead?.unit === asked

const asked = ({ screening }: StoredPost, { district, category, department }: HotQuery): boolean =>
  (district === undefined || screening?.places.some((p) => p.name === district || p.district === district) === true) &&
  (category === undefined || screening?.category === category) &&
  (department === undefined || isLead(screening?.departments[0], department))
