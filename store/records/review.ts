import type { Kysely } from 'kysely'
import type { Decision, ReviewStore, StoredPost } from '../../model/ports.ts'
import { OPEN_ROUTES, type Route } from '../../model/words.ts'
import { auditSample } from './audit-sample.ts'
import type { Tx } from './counters.ts'
import { follow, screenedPost, settle, writeDecision } from './decisions.ts'
import { isSetAsideInDanger } from './follow.ts'
import { lessons, resembling } from './lessons.ts'
import { getMany } from './posts.ts'
import { closed, closedCounts, queue, waiting } from './review-queue.ts'
import type { Tables } from './schema.ts'

/** 人工研判: what people look at, and what they decide. */
export const createReviewStore = (db: Kysely<Tables>): ReviewStore => ({
  queue: (limit) => queue(db, limit, OPEN_ROUTES),
  closed: (limit, from) => closed(db, limit, from),
  closedCounts: (before) => closedCounts(db, before),
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
  await writeDecision(tx, own, decision, null, by, at)
  for (const id of siblings) {
    if (id === own.id) continue
    const other = await screenedPost(tx, id)
    // Somebody may have decided it meanwhile, or it may have become one of a closed route.
    if (other.decided === 1 || !OPEN_ROUTES.includes(other.route as Route)) continue
    if (isSetAsideInDanger(decision.disposition, other)) continue
    await writeDecision(tx, other, decision, own.id, by, at)
  }
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
