/**
 * Replay: stored days under the rules of this process (another program version, models, city or dictionary), in a
 * throw-away store, compared with the stored verdicts in another. Which issue a post joins depends on what came before it,
 * and stored posts came in the order of crawls and imports; so both are grouped anew as people wrote, and only what the
 * rules do differs between them. Reads the real store and writes nothing to it.
 */
import type { HotIssue } from '../../model/issue.ts'
import type { PostFilter, Records, StoredPost } from '../../model/ports.ts'
import { type Clock, DAY_MS } from '../../model/time.ts'
import { rank } from '../board/rank.ts'
import type { Analysis } from '../stages/analysis.ts'
import { createGroupStage } from '../stages/group-stage.ts'
import { screenPending } from '../stages/screen-stage.ts'
import { type Difference, differenceOf, type Outline, outlineOf, type Replayed } from './replay-difference.ts'

/** Days before the first that are run too: a matter that began earlier is known when the window opens. */
const WARM_UP_DAYS = 60
const BATCH = 500
const BY = 'replay'

export interface ReplayOptions {
  /** UTC, half-open: the days whose difference is told. */
  readonly from: string
  readonly to: string
  /** Rows of the board that are compared. */
  readonly top: number
  readonly isWorkday: (day: string) => boolean
  readonly clock: Clock
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: ((done: number, total: number) => void) | undefined
}

/** Empty stores nobody else sees: for the stored verdicts, and for those of the other rules. */
export interface Scratch {
  readonly before: Records
  readonly after: Records
}

/** `analysis` has not grouped anything yet. */
export async function replay(
  records: Pick<Records, 'posts' | 'issues' | 'grouping'>,
  scratch: Scratch,
  analysis: Analysis,
  options: ReplayOptions,
): Promise<Difference> {
  const { from, to, clock } = options
  const at = clock.now().toISOString()
  const warm = new Date(Date.parse(from) - WARM_UP_DAYS * DAY_MS).toISOString()
  const span = { from: warm, to }
  const { total, decided, known } = await copyPosts(records, scratch, span, at)
  await screenPending(scratch.after, (batch) => analysis.screen(batch), {
    clock,
    signal: options.signal,
    onProgress: (done) => options.onProgress?.(done, total),
  })
  const links = (await records.grouping.links()).filter((pair) => known.has(pair.a) && known.has(pair.b))
  for (const store of [scratch.before, scratch.after]) {
    // What people decided stands over any rules.
    for (const post of decided) await copyDecision(store, post, at)
    await store.issues.link(links, BY, at)
    await group(store, analysis, options, at)
  }

  const posts: Replayed[] = []
  const stored = await postsOf(records, { from, to })
  const before = await postsOf(scratch.before, { from, to })
  for await (const after of scratch.after.posts.iterate({ from, to })) {
    const stands = stored.get(after.id)
    const was = before.get(after.id)
    if (stands && was) posts.push({ stored: stands, before: was, after: outlineOf(after) })
  }
  const boards = {
    before: await boardOf(scratch.before, span, options),
    after: await boardOf(scratch.after, span, options),
  }
  return differenceOf(posts, boards, options.top)
}

async function group(store: Records, analysis: Analysis, options: ReplayOptions, at: string): Promise<void> {
  const { clock, signal } = options
  const lease = await store.meta.acquire(BY, BY, DAY_MS, at)
  if (!('token' in lease)) throw new Error('the throw-away store of a replay is in use')
  const stage = createGroupStage({ grouping: store.grouping, posts: store.posts, analysis, fence: lease.token })
  await stage.run({ clock, signal })
}

async function postsOf(
  { posts }: Pick<Records, 'posts'>,
  span: Pick<PostFilter, 'from' | 'to'>,
): Promise<Map<string, Outline>> {
  const found = new Map<string, Outline>()
  for await (const post of posts.iterate(span)) found.set(post.id, outlineOf(post))
  return found
}

/** As they were first delivered: redacted, with voice and answer. Erased posts have no words left to judge. */
async function copyPosts(
  records: Pick<Records, 'posts'>,
  scratch: Scratch,
  span: Pick<PostFilter, 'from' | 'to'>,
  at: string,
): Promise<{ total: number; decided: StoredPost[]; known: Set<string> }> {
  const decided: StoredPost[] = []
  const known = new Set<string>()
  let batch: StoredPost[] = []
  const flush = async (): Promise<void> => {
    const posts = batch.map((post) => ({ ...post, collectedAt: post.firstCollectedAt }))
    for (const store of [scratch.before, scratch.after]) await store.posts.append(posts, [], at)
    const judged = posts.flatMap((post) => (post.screening ? [{ post, screening: post.screening }] : []))
    await scratch.before.posts.saveScreenings(judged, at)
    batch = []
  }
  for await (const post of records.posts.iterate({ ...span, voices: true })) {
    if (post.title === '' && post.text === '') continue
    if (post.decidedByHuman) decided.push(post)
    known.add(post.id)
    batch.push(post)
    if (batch.length === BATCH) await flush()
  }
  await flush()
  return { total: known.size, decided, known }
}

async function copyDecision(scratch: Pick<Records, 'review'>, post: StoredPost, at: string): Promise<void> {
  const s = post.screening
  if (s === undefined) return
  await scratch.review.decide(
    {
      postId: post.id,
      disposition: s.disposition,
      route: s.route,
      appealType: s.appealType,
      ...(s.category ? { category: s.category } : {}),
    },
    BY,
    at,
  )
}

/** The whole ranking of the window; pins are left out, for they are not the rules'. */
async function boardOf(
  records: Pick<Records, 'issues'>,
  span: { readonly from: string; readonly to: string },
  options: ReplayOptions,
): Promise<HotIssue[]> {
  const members = await records.issues.members(span.from, span.to)
  const issues = await records.issues.getMany([...new Set(members.map((m) => m.issueId))])
  return rank(
    members,
    issues.map((issue) => ({ ...issue, pinned: false })),
    { ...options, top: Number.MAX_SAFE_INTEGER },
  )
}
