import type { Kysely } from 'kysely'
import { OPEN_ROUTES } from '../../model/words.ts'
import { chunks, type Tx } from './counters.ts'
import type { DecisionRow, PostRow, Tables } from './schema.ts'

/** A campaign, an advert or a petition is over within two months. */
export const NEAR_MS = 60 * 86_400_000

/** A decision that a post takes over: what was decided, on which post, by whom. */
export interface Followed {
  readonly postId: string
  readonly decision: Pick<DecisionRow, 'post_id' | 'disposition' | 'category' | 'route' | 'appeal_type' | 'decided_by'>
}

export interface Follower {
  readonly postId: string
  /** Undefined: the latest one on equal words. */
  readonly of?: string | undefined
}

type Waiting = Pick<PostRow, 'id' | 'content_hash' | 'at' | 'disposition' | 'route' | 'urgency'>

const DANGER_URGENCY = 3
/** A danger to life is told in the words of one that was none: people look at each of them. */
export const isSetAsideInDanger = (
  disposition: DecisionRow['disposition'],
  { route, urgency }: Pick<PostRow, 'route' | 'urgency'>,
): boolean =>
  (disposition === 'quarantined' || disposition === 'off-topic') &&
  (route === 'emergency' || Number(urgency) >= DANGER_URGENCY)

/** Which of the posts have a decision to take over: undecided ones of open routes, where it says anything new of them. */
export async function decisionsToFollow(tx: Tx, followers: readonly Follower[]): Promise<Followed[]> {
  const of = new Map(followers.map((one) => [one.postId, one.of]))
  const found: Followed[] = []
  for (const part of chunks([...of.keys()])) {
    const posts = await tx
      .selectFrom('posts')
      .select(['id', 'content_hash', 'at', 'disposition', 'route', 'urgency'])
      .where('id', 'in', part)
      .where('decided', '=', 0)
      .where('verdict', 'is not', null)
      .where('route', 'in', OPEN_ROUTES)
      .execute()
    const equal = posts.filter((post) => of.get(post.id) === undefined)
    const onEqual = await decisions(tx, 'd.content_hash', [...new Set(equal.map((post) => post.content_hash))])
    const named = await decisions(
      tx,
      'd.post_id',
      posts.flatMap((post) => of.get(post.id) ?? []),
    )
    for (const post of posts) {
      const origin = of.get(post.id)
      const decision =
        origin === undefined
          ? onEqual.find((d) => d.content_hash === post.content_hash && near(d, post))
          : named.find((d) => d.post_id === origin && near(d, post))
      if (decision === undefined || isSetAsideInDanger(decision.disposition, post)) continue
      if (saysMore(decision, post))
        found.push({ postId: post.id, decision: { ...decision, post_id: decision.via ?? decision.post_id } })
    }
  }
  return found
}

type Decided = Awaited<ReturnType<typeof decisions>>[number]

/** Decisions in force by their words or their post, the latest first. */
async function decisions(db: Kysely<Tables>, by: 'd.content_hash' | 'd.post_id', values: readonly string[]) {
  if (values.length === 0) return []
  return db
    .selectFrom('decisions as d')
    .innerJoin('posts as o', (join) =>
      join.onRef('o.id', '=', 'd.post_id').onRef('o.content_hash', '=', 'd.content_hash'),
    )
    .selectAll('d')
    .select('o.at as told')
    .where(by, 'in', values)
    .orderBy('d.at', 'desc')
    .orderBy('d.post_id')
    .execute()
}

const near = ({ told, post_id }: Decided, post: Waiting): boolean =>
  post_id !== post.id && Math.abs(Date.parse(told) - Date.parse(post.at)) <= NEAR_MS

const saysMore = (decision: Decided, post: Waiting): boolean =>
  decision.disposition !== post.disposition ||
  decision.category !== null ||
  decision.route !== null ||
  decision.appeal_type !== null
