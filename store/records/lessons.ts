import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { Lesson, StoredPost } from '../../model/ports.ts'
import { OPEN_ROUTES } from '../../model/words.ts'
import { NEAR_MS } from './follow.ts'
import { getMany } from './posts.ts'
import { instant } from './rows.ts'
import type { Tables } from './schema.ts'

/** The texts of four months are looked through in spans of so much: nobody else may wait for all of them. */
const SPAN_MS = 2 * 86_400_000

/** ReviewStore.resembling: a plain search for the strings, whatever the case of their letters; who asks verifies. */
export async function resembling(
  db: Kysely<Tables>,
  postId: string,
  strings: readonly string[],
  limit: number,
  decided = false,
): Promise<StoredPost[]> {
  const wanted = strings.filter((s) => s !== '')
  const origin = await db.selectFrom('posts').select(['at', 'content_hash']).where('id', '=', postId).executeTakeFirst()
  if (!origin) return []
  const at = Date.parse(origin.at)
  // SQLite's `like` takes no notice of case and PostgreSQL's does.
  const like = wanted.map((s) => sql<boolean>`lower(r.text) like lower(${`%${literal(s)}%`}) escape '!'`)
  if (decided) return decidedLike(db, postId, at, like, limit)
  const found: string[] = []
  for (let from = at - NEAR_MS; from <= at + NEAR_MS && found.length < limit; from += SPAN_MS) {
    const rows = await db
      .selectFrom('posts as p')
      .innerJoin('revisions as r', (join) =>
        join.onRef('r.post_id', '=', 'p.id').onRef('r.revision', '=', 'p.revision'),
      )
      .select('p.id')
      .where('p.at', '>=', instant(new Date(from).toISOString()))
      // The last moment counts too.
      .where('p.at', '<', instant(new Date(Math.min(from + SPAN_MS, at + NEAR_MS + 1)).toISOString()))
      .where('p.decided', '=', 0)
      .where('p.verdict', 'is not', null)
      .where('p.route', 'in', OPEN_ROUTES)
      .where('p.id', '!=', postId)
      .where((eb) => eb.or([eb('p.content_hash', '=', origin.content_hash), ...like]))
      .orderBy('p.at')
      .orderBy('p.id')
      .limit(limit - found.length)
      .execute()
    found.push(...rows.map((row) => row.id))
  }
  return getMany(db, found)
}

/** Found from the few decisions, and not among all posts of four months. */
async function decidedLike(
  db: Kysely<Tables>,
  postId: string,
  at: number,
  like: readonly RawBuilder<boolean>[],
  limit: number,
): Promise<StoredPost[]> {
  if (like.length === 0) return []
  const rows = await db
    .selectFrom('decisions as d')
    .innerJoin('posts as p', (join) =>
      join.onRef('p.id', '=', 'd.post_id').onRef('p.content_hash', '=', 'd.content_hash'),
    )
    .innerJoin('revisions as r', (join) => join.onRef('r.post_id', '=', 'p.id').onRef('r.revision', '=', 'p.revision'))
    .select(['p.id', 'p.at'])
    // Nobody decides on what is not written yet.
    .where('d.at', '>=', instant(new Date(at - NEAR_MS).toISOString()))
    .where('d.via', 'is', null)
    .where('d.post_id', '!=', postId)
    .where((eb) => eb.or([...like]))
    .orderBy('d.at', 'desc')
    .orderBy('p.id')
    .limit(limit)
    .execute()
  const near = rows.filter((row) => Math.abs(Date.parse(row.at) - at) <= NEAR_MS)
  return getMany(
    db,
    near.map((row) => row.id),
  )
}

const literal = (text: string): string => text.replace(/[!%_]/g, '!$&')

/** ReviewStore.lessons. */
export async function lessons(db: Kysely<Tables>, limit: number, after = ''): Promise<Lesson[]> {
  const rows = await db
    .selectFrom('decisions as d')
    .innerJoin('posts as p', (join) =>
      join.onRef('p.id', '=', 'd.post_id').onRef('p.content_hash', '=', 'd.content_hash'),
    )
    .selectAll('d')
    .where('d.post_id', '>', after)
    .where('p.verdict', 'is not', null)
    .orderBy('d.post_id')
    .limit(limit)
    .execute()
  const posts = new Map(
    (
      await getMany(
        db,
        rows.map((row) => row.post_id),
      )
    ).map((post) => [post.id, post]),
  )
  return rows.map((row) => ({
    post: posts.get(row.post_id) as StoredPost,
    decision: {
      postId: row.post_id,
      disposition: row.disposition,
      category: row.category ?? undefined,
      route: row.route ?? undefined,
      appealType: row.appeal_type ?? undefined,
      note: row.note ?? undefined,
      why: row.slice ?? undefined,
    },
    via: row.via,
  }))
}
