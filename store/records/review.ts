import type { Kysely } from 'kysely'
import type { Decision, ReviewItem, ReviewStore, StoredPost } from '../../model/ports.ts'
import type { Screening } from '../../model/post.ts'
import { OPEN_ROUTES, type Route } from '../../model/words.ts'
import { failure } from '../failure.ts'
import { writeAudit } from './audit.ts'
import { type Tx, take } from './counters.ts'
import { isErased } from './erasure.ts'
import { writeEvent } from './events.ts'
import { getMany } from './posts.ts'
import { instant } from './rows.ts'
import type { DecisionRow, Tables } from './schema.ts'
import { isGroupable, standing } from './standing.ts'

/** Share of each slice in the queue: METHODS 9. */
const HOT = 0.2
const AUDIT = 0.1
/** The issues with the most voices, whose members are worth a second look. */
const HOT_ISSUES = 20
const CLOSED_ROUTES: readonly Route[] = ['protected', 'restricted']

/** 人工研判: what people look at, and what they decide. */
export const createReviewStore = (db: Kysely<Tables>): ReviewStore => ({
  queue: (limit, options) => queue(db, limit, options?.closedRoutes ? CLOSED_ROUTES : OPEN_ROUTES),
  decide: async (decision, by, at) => {
    await db.transaction().execute((tx) => decide(tx, decision, by, at))
    return (await getMany(db, [decision.postId]))[0] as StoredPost
  },
  undo: async (postId, by, at) => {
    await db.transaction().execute((tx) => undo(tx, postId, by, at))
    return (await getMany(db, [postId]))[0] as StoredPost
  },
})

/**
 * About 70 % of what screening doubted, most urgent first; 20 % kept posts of the issues with the most voices, least
 * sure first, since a mistake there moves the board; 10 % a random sample of what nobody would look at otherwise, which
 * gives unbiased precision and recall. An empty slice leaves its room to the first one.
 */
async function queue(db: Kysely<Tables>, limit: number, routes: readonly Route[]): Promise<ReviewItem[]> {
  const hotRoom = Math.round(limit * HOT)
  const auditRoom = Math.round(limit * AUDIT)
  const hot = await hotIds(db, hotRoom, routes)
  const audit = (await auditIds(db, auditRoom + hot.length, routes))
    .filter((id) => !hot.includes(id))
    .slice(0, auditRoom)
  const uncertain = await uncertainIds(db, limit, routes)
  const first = uncertain.slice(0, limit - hot.length - audit.length)
  const why = new Map<string, ReviewItem['why']>([
    ...audit.map((id) => [id, 'audit'] as const),
    ...hot.map((id) => [id, 'hot'] as const),
    ...first.map((id) => [id, 'uncertain'] as const),
  ])
  const posts = await getMany(db, [...new Set([...first, ...hot, ...audit])])
  return posts.map((post) => ({ post, why: why.get(post.id) as ReviewItem['why'] }))
}

/** Not decided yet: in review, or decided by a person before its words changed. The most urgent first, then the oldest. */
async function uncertainIds(db: Kysely<Tables>, limit: number, routes: readonly Route[]): Promise<string[]> {
  if (limit <= 0) return []
  const undecided = db
    .selectFrom('posts as p')
    .select(['p.id', 'p.urgency', 'p.at'])
    .where('p.decided', '=', 0)
    .where('p.route', 'in', routes)
    .orderBy('p.urgency', 'desc')
    .orderBy('p.at')
    .orderBy('p.id')
    .limit(limit)
  const doubted = await undecided.where('p.disposition', '=', 'review').execute()
  const changed = await undecided
    .where((eb) => eb('p.id', 'in', eb.selectFrom('decisions as d').select('d.post_id')))
    .execute()
  const byId = new Map([...doubted, ...changed].map((row) => [row.id, row]))
  return [...byId.values()]
    .sort((a, b) => (b.urgency ?? 0) - (a.urgency ?? 0) || compare(a.at, b.at) || compare(a.id, b.id))
    .slice(0, limit)
    .map((row) => row.id)
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

async function hotIds(db: Kysely<Tables>, limit: number, routes: readonly Route[]): Promise<string[]> {
  if (limit <= 0) return []
  const issues = await db
    .selectFrom('issues')
    .select('id')
    .where('merged_into', 'is', null)
    .where('voices', '>', 1)
    .orderBy('voices', 'desc')
    .orderBy('id')
    .limit(HOT_ISSUES)
    .execute()
  if (issues.length === 0) return []
  const rows = await db
    .selectFrom('posts')
    .select('id')
    .where(
      'issue_id',
      'in',
      issues.map((issue) => issue.id),
    )
    .where('disposition', '=', 'kept')
    .where('decided', '=', 0)
    .where('route', 'in', routes)
    .orderBy('spam', 'desc')
    .orderBy('relevance')
    .orderBy('id')
    .limit(limit)
    .execute()
  return rows.map((row) => row.id)
}

/** Ids are hashes, so the smallest ones are a fair sample of all posts that stays the same from call to call. */
async function auditIds(db: Kysely<Tables>, limit: number, routes: readonly Route[]): Promise<string[]> {
  if (limit <= 0) return []
  const found: string[] = []
  for (const disposition of ['kept', 'quarantined', 'duplicate', 'off-topic'] as const) {
    const rows = await db
      .selectFrom('posts')
      .select('id')
      .where('disposition', '=', disposition)
      .where('decided', '=', 0)
      .where('route', 'in', routes)
      .orderBy('id')
      .limit(limit)
      .execute()
    found.push(...rows.map((row) => row.id))
  }
  return found.sort().slice(0, limit)
}

async function decide(tx: Tx, decision: Decision, by: string, at: string): Promise<void> {
  const { id, content_hash } = await screenedPost(tx, decision.postId)
  const row: Omit<DecisionRow, 'post_id' | 'content_hash'> = {
    disposition: decision.disposition,
    category: decision.category ?? null,
    route: decision.route ?? null,
    appeal_type: decision.appealType ?? null,
    note: decision.note ?? null,
    decided_by: by,
    at: instant(at),
  }
  await tx
    .insertInto('decisions')
    .values({ post_id: id, content_hash, ...row })
    .onConflict((oc) => oc.columns(['post_id', 'content_hash']).doUpdateSet(row))
    .execute()
  await settle(tx, id, 'post.decided', by, { ...decision, postId: undefined, note: undefined }, at)
}

async function undo(tx: Tx, postId: string, by: string, at: string): Promise<void> {
  const { id, content_hash } = await screenedPost(tx, postId)
  const gone = await tx
    .deleteFrom('decisions')
    .where('post_id', '=', id)
    .where('content_hash', '=', content_hash)
    .returning('post_id')
    .execute()
  if (gone.length > 0) await settle(tx, id, 'post.undecided', by, {}, at)
}

async function screenedPost(tx: Tx, id: string): Promise<{ id: string; content_hash: string }> {
  const row = await tx
    .selectFrom('posts')
    .select(['id', 'content_hash', 'verdict'])
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
