import type { Kysely } from 'kysely'
import type { Decision, ReviewStore, StoredPost } from '../../model/ports.ts'
import type { Screening } from '../../model/post.ts'
import { OPEN_ROUTES, type Route } from '../../model/words.ts'
import { failure } from '../failure.ts'
import { writeAudit } from './audit.ts'
import { auditSample } from './audit-sample.ts'
import { type Tx, take } from './counters.ts'
import { isErased } from './erasure.ts'
import { writeEvent } from './events.ts'
import { decisionsToFollow, isSetAsideInDanger } from './follow.ts'
import { lessons, resembling } from './lessons.ts'
import { getMany } from './posts.ts'
import { queue, waiting } from './review-queue.ts'
import { instant } from './rows.ts'
import type { DecisionRow, PostRow, Tables } from './schema.ts'
import { isGroupable, standing } from './standing.ts'

const CLOSED_ROUTES: readonly Route[] = ['protected', 'restricted']

/** 人工研判: what people look at, and what they decide. */
export const createReviewStore = (db: Kysely<Tables>): ReviewStore => ({
  queue: (limit, options) => queue(db, limit, options?.closedRoutes ? CLOSED_ROUTES : OPEN_ROUTES),
  decide: async (decision, by, at, siblings = []) => {
    await db.transaction().execute((tx) => decide(tx, decision, by, at, siblings))
    return (await getMany(db, [decision.postId]))[0] as StoredPost
  },
  undo: async (postId, by, at) => {
    await db.transaction().execute((tx) => undo(tx, postId, by, at))
    return (await getMany(db, [postId]))[0] as StoredPost
  },
  waiting: () => waiting(db),
  follow: (followers, at) => db.transaction().execute((tx) => follow(tx, followers, at)),
  resembling: (postId, strings, limit, options) => resembling(db, postId, strings, limit, options?.decided),
  audit: () => auditSample(db),
  lessons: (limit, after) => lessons(db, limit, after),
})

async function decide(tx: Tx, decision: Decision, by: string, at: string, siblings: readonly string[]): Promise<void> {
  const own = await screenedPost(tx, decision.postId)
  await write(tx, own, decision, null, by, at)
  for (const id of siblings) {
    if (id === own.id) continue
    const other = await screenedPost(tx, id)
    // Somebody may have decided it meanwhile, or it may have become one of a closed route.
    if (other.decided === 1 || !OPEN_ROUTES.includes(other.route as Route)) continue
    if (isSetAsideInDanger(decision.disposition, other)) continue
    await write(tx, other, decision, own.id, by, at)
  }
}

async function follow(tx: Tx, followers: Parameters<ReviewStore['follow']>[0], at: string): Promise<string[]> {
  const found = await decisionsToFollow(tx, followers)
  for (const { postId, decision: d } of found) {
    const decision: Decision = {
      postId,
      disposition: d.disposition,
      category: d.category ?? undefined,
      route: d.route ?? undefined,
      appealType: d.appeal_type ?? undefined,
    }
    await write(tx, await screenedPost(tx, postId), decision, d.post_id, d.decided_by, at)
  }
  return found.map(({ postId }) => postId)
}

type Screened = Pick<PostRow, 'id' | 'content_hash' | 'verdict' | 'decided' | 'route' | 'urgency'>

/** One decision row. A slice once named stays: deciding again takes nothing out of the audit. */
async function write(
  tx: Tx,
  post: Screened,
  decision: Decision,
  via: string | null,
  by: string,
  at: string,
): Promise<void> {
  const { id, content_hash } = post
  const row: Omit<DecisionRow, 'post_id' | 'content_hash' | 'slice'> = {
    disposition: decision.disposition,
    category: decision.category ?? null,
    route: decision.route ?? null,
    appeal_type: decision.appealType ?? null,
    note: decision.note ?? null,
    decided_by: by,
    at: instant(at),
    machine: await machineSaid(tx, post),
    via,
  }
  const slice = via === null && decision.why ? { slice: decision.why } : {}
  await tx
    .insertInto('decisions')
    .values({ post_id: id, content_hash, slice: null, ...row, ...slice })
    .onConflict((oc) => oc.columns(['post_id', 'content_hash']).doUpdateSet({ ...row, ...slice }))
    .execute()
  await settle(
    tx,
    id,
    'post.decided',
    by,
    { ...decision, postId: undefined, note: undefined, via: via ?? undefined },
    at,
  )
}

async function machineSaid(tx: Tx, { id, verdict }: Screened): Promise<DecisionRow['machine']> {
  const row = await tx
    .selectFrom('verdicts')
    .select('screening')
    .where('post_id', '=', id)
    .where('version', '=', verdict)
    .executeTakeFirstOrThrow()
  return (JSON.parse(row.screening) as Screening).disposition
}

async function undo(tx: Tx, postId: string, by: string, at: string): Promise<void> {
  const { id, content_hash } = await screenedPost(tx, postId)
  const gone = await tx
    .deleteFrom('decisions')
    .where('post_id', '=', id)
    .where('content_hash', '=', content_hash)
    .returning('post_id')
    .execute()
  if (gone.length === 0) return
  await settle(tx, id, 'post.undecided', by, {}, at)
  const followers = await tx
    .deleteFrom('decisions')
    .where('via', '=', id)
    .returning(['post_id', 'content_hash'])
    .execute()
  for (const row of followers) {
    const other = await tx
      .selectFrom('posts')
      .select(['content_hash', 'verdict'])
      .where('id', '=', row.post_id)
      .executeTakeFirstOrThrow()
    // Words that changed since have a verdict of their own already.
    if (other.content_hash === row.content_hash && other.verdict !== null)
      await settle(tx, row.post_id, 'post.undecided', by, { via: id }, at)
  }
}

async function screenedPost(tx: Tx, id: string): Promise<Screened> {
  const row = await tx
    .selectFrom('posts')
    .select(['id', 'content_hash', 'verdict', 'decided', 'route', 'urgency'])
    .where('id', '=', id)
    .executeTakeFirst()
  if (!row) throw failure('store.no-post', { id })
  if (row.verdict === null) throw failure('store.not-screened', { id }, { retry: 'later' })
  if (isErased(row)) throw failure('store.erased', { id })
  return row
}

/** Puts the verdict and the decision (or its absence) into force, with audit line and event. */
async function settle(
  tx: Tx,
  id: string,
  type: 'post.decided' | 'post.undecided',
  by: string,
  data: Record<string, unknown>,
  at: string,
): Promise<void> {
  const row = await tx
    .selectFrom('posts as p')
    .innerJoin('verdicts as v', (join) => join.onRef('v.post_id', '=', 'p.id').onRef('v.version', '=', 'p.verdict'))
    .select(['v.screening', 'p.issue_id', 'p.duplicate_of', 'p.content_hash'])
    .where('p.id', '=', id)
    .executeTakeFirstOrThrow()
  const ruling = await tx
    .selectFrom('decisions')
    .selectAll()
    .where('post_id', '=', id)
    .where('content_hash', '=', row.content_hash)
    .executeTakeFirst()
  const next = standing(JSON.parse(row.screening) as Screening, ruling, row)
  await tx
    .updateTable('posts')
    .set({ ...next, rev: await take(tx, 'rev'), seq: isGroupable(next) ? await take(tx, 'seq') : null })
    .where('id', '=', id)
    .execute()
  await writeAudit(tx, by, type, id, data, at)
  await writeEvent(tx, type, id, { disposition: next.disposition, route: next.route }, at)
}
