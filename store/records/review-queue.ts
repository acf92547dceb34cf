import type { Kysely } from 'kysely'
import type { ReviewItem, StoredPost } from '../../model/ports.ts'
import { CLOSED_READ, type Disposition, OPEN_ROUTES, type Route } from '../../model/words.ts'
import { chunks } from './counters.ts'
import { BLANK_HASH } from './erasure.ts'
import { getMany } from './posts.ts'
import { CLOSED, instant, selectPosts, toStoredPost } from './rows.ts'
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
  const uncertain = await uncertainTexts(db, limit, routes)
  const first = uncertain.slice(0, limit - hot.length - audit.length)
  const why = new Map<string, ReviewItem['why']>([
    ...audit.map((id) => [id, 'audit'] as const),
    ...hot.map((id) => [id, 'hot'] as const),
    ...first.map(({ id }) => [id, 'uncertain'] as const),
  ])
  const alike = new Map(first.map((one) => [one.id, one.alike]))
  const posts = await getMany(db, [...new Set([...first.map(({ id }) => id), ...hot, ...audit])])
  return posts.map((post) => ({ post, why: why.get(post.id) as ReviewItem['why'], alike: alike.get(post.id) ?? 0 }))
}

const TO_READ: readonly Disposition[] = ['kept', 'review', 'duplicate']

/** An erased post keeps a closed route and has nothing to read. A backlog of old letters is read when it comes. */
export async function closed(db: Kysely<Tables>, limit: number, from: string): Promise<StoredPost[]> {
  const rows = await selectPosts(db)
    .where('p.route', 'in', CLOSED)
    .where('p.disposition', 'in', TO_READ)
    .where('p.content_hash', '!=', BLANK_HASH)
    .where('p.first_collected_at', '>=', instant(from))
    .orderBy('p.first_collected_at', 'desc')
    .orderBy('p.at', 'desc')
    .orderBy('p.id')
    .limit(limit)
    .execute()
  return rows.map(toStoredPost)
}

export async function closedCounts(db: Kysely<Tables>, before: string): Promise<{ older: number; unread: number }> {
  const all = db
    .selectFrom('posts as p')
    .select((eb) => eb.fn.countAll().as('n'))
    .where('p.route', 'in', CLOSED)
    .where('p.disposition', 'in', TO_READ)
    .where('p.content_hash', '!=', BLANK_HASH)
  const [older, unread] = await Promise.all([
    all.where('p.first_collected_at', '<', instant(before)).executeTakeFirstOrThrow(),
    all
      .where((eb) =>
        eb.not(
          eb.exists(
            eb
              .selectFrom('audit as a')
              .select('a.seq')
              .whereRef('a.subject', '=', 'p.id')
              .where('a.action', '=', CLOSED_READ),
          ),
        ),
      )
      .executeTakeFirstOrThrow(),
  ])
  return { older: Number(older.n), unread: Number(unread.n) }
}

/** Not decided yet: in review, or decided by a person before its words changed. */
const undecided = (db: Kysely<Tables>, routes: readonly Route[]) =>
  db.selectFrom('posts as p').where('p.decided', '=', 0).where('p.route', 'in', routes)

const changedSince = (db: Kysely<Tables>, routes: readonly Route[]) =>
  undecided(db, routes)
    .where((eb) => eb('p.id', 'in', eb.selectFrom('decisions as d').select('d.post_id')))
    .where('p.disposition', '!=', 'review')

export async function waiting(db: Kysely<Tables>): Promise<number> {
  const doubted = undecided(db, OPEN_ROUTES).where('p.disposition', '=', 'review')
  const counts = await Promise.all(
    [doubted, changedSince(db, OPEN_ROUTES)].map((query) =>
      query.select((eb) => eb.fn.countAll().as('n')).executeTakeFirstOrThrow(),
    ),
  )
  return counts.reduce((sum, { n }) => sum + Number(n), 0)
}

interface Doubted {
  readonly id: string
  readonly urgency: number | null
  readonly at: string
  /** Others of the very same words. */
  readonly alike: number
}

/** Each text once, by its oldest post: the most urgent first, then the oldest. */
async function uncertainTexts(db: Kysely<Tables>, limit: number, routes: readonly Route[]): Promise<Doubted[]> {
  if (limit <= 0) return []
  const texts = await undecided(db, routes)
    .where('p.disposition', '=', 'review')
    .select((eb) => [
      'p.content_hash',
      eb.fn.max('p.urgency').as('urgency'),
      eb.fn.min('p.at').as('at'),
      eb.fn.countAll().as('n'),
    ])
    .groupBy('p.content_hash')
    .orderBy('urgency', 'desc')
    .orderBy('at')
    .orderBy('p.content_hash')
    .limit(limit)
    .execute()
  const oldest = new Map<string, string>()
  for (const part of chunks(texts.map((text) => text.content_hash)))
    for (const row of await undecided(db, routes)
      .where('p.disposition', '=', 'review')
      .where('p.content_hash', 'in', part)
      .select(['p.id', 'p.content_hash'])
      .orderBy('p.at')
      .orderBy('p.id')
      .execute())
      if (!oldest.has(row.content_hash)) oldest.set(row.content_hash, row.id)
  const changed = await changedSince(db, routes)
    .select(['p.id', 'p.urgency', 'p.at'])
    .orderBy('p.urgency', 'desc')
    .orderBy('p.at')
    .orderBy('p.id')
    .limit(limit)
    .execute()
  return [
    ...texts.flatMap(({ content_hash, urgency, at, n }) => {
      const id = oldest.get(content_hash)
      return id === undefined ? [] : [{ id, urgency, at, alike: Number(n) - 1 }]
    }),
    ...changed.map((row) => ({ ...row, alike: 0 })),
  ]
    .sort((a, b) => (b.urgency ?? 0) - (a.urgency ?? 0) || compare(a.at, b.at) || compare(a.id, b.id))
    .slice(0, limit)
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
