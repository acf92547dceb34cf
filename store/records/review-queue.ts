import type { Kysely } from 'kysely'
import type { ReviewItem } from '../../model/ports.ts'
import type { Route } from '../../model/words.ts'
import { getMany } from './posts.ts'
import type { Tables } from './schema.ts'

/** Share of each slice in the queue: METHODS 9. */
const HOT = 0.2
const AUDIT = 0.1
/** The issues with the most voices, whose members are worth a second look. */
const HOT_ISSUES = 20

/**
 * About 70 % of what screening doubted, most urgent first; 20 % kept posts of the issues with the most voices, least
 * sure first, since a mistake there moves the board; 10 % a random sample of what nobody would look at otherwise, which
 * gives unbiased precision and recall. An empty slice leaves its room to the first one.
 */
export async function queue(db: Kysely<Tables>, limit: number, routes: readonly Route[]): Promise<ReviewItem[]> {
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
