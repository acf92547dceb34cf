import { type Kysely, sql } from 'kysely'
import type { Lesson, StoredPost } from '../../model/ports.ts'
import { OPEN_ROUTES } from '../../model/words.ts'
import { getMany } from './posts.ts'
import { instant } from './rows.ts'
import type { Tables } from './schema.ts'

/** A campaign, an advert or a petition is over within two months. */
const NEAR_MS = 60 * 86_400_000

/** ReviewStore.resembling: a plain search for the strings; who asks verifies. */
export async function resembling(
  db: Kysely<Tables>,
  postId: string,
  strings: readonly string[],
  limit: number,
): Promise<StoredPost[]> {
  const wanted = strings.filter((s) => s !== '')
  const origin = await db.selectFrom('posts').select(['at', 'content_hash']).where('id', '=', postId).executeTakeFirst()
  if (!origin) return []
  const at = Date.parse(origin.at)
  const rows = await db
    .selectFrom('posts as p')
    .innerJoin('revisions as r', (join) => join.onRef('r.post_id', '=', 'p.id').onRef('r.revision', '=', 'p.revision'))
    .select('p.id')
    .where('p.at', '>=', instant(new Date(at - NEAR_MS).toISOString()))
    .where('p.at', '<=', instant(new Date(at + NEAR_MS).toISOString()))
    .where('p.decided', '=', 0)
    .where('p.verdict', 'is not', null)
    .where('p.route', 'in', OPEN_ROUTES)
    .where('p.id', '!=', postId)
    .where((eb) =>
      eb.or([
        eb('p.content_hash', '=', origin.content_hash),
        ...wanted.map((s) => sql<boolean>`r.text like ${`%${literal(s)}%`} escape '!'`),
      ]),
    )
    .orderBy('p.at')
    .orderBy('p.id')
    .limit(limit)
    .execute()
  return getMany(
    db,
    rows.map((row) => row.id),
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
