import { createHash } from 'node:crypto'
import { type Kysely, sql } from 'kysely'
import type { ErasureStore } from '../../model/ports.ts'
import { ERASED_RULE, type Screening } from '../../model/post.ts'
import { writeAudit } from './audit.ts'
import { type Tx, take } from './counters.ts'
import type { Engine } from './engine.ts'
import { forgetRaw } from './evidence.ts'
import { forgetWords } from './forget-words.ts'
import { instant } from './rows.ts'
import type { PostRow, Tables } from './schema.ts'

/** What the erasure register holds of an erased post: a hash of its id, which is itself a hash. */
export const tombstone = (id: string): string => createHash('sha256').update(`erased\0${id}`).digest('hex')

/** Content hash of an erased post. */
export const BLANK_HASH = createHash('sha256').update('\0').digest('hex')

export const isErased = (row: Pick<PostRow, 'content_hash'>): boolean => row.content_hash === BLANK_HASH

export const createErasureStore = (db: Kysely<Tables>, { purge, copies }: Engine): ErasureStore => ({
  erase: (id, by, at) => erasePost(db, id, by, at),
  purge: async () => {
    await sql.raw(purge).execute(db)
  },
  copies,
})

/**
 * Erasure blanks the words, the links to the source and all that was concluded from them, and keeps number, dates and
 * outcome, so that counts and archived cases stay true. The route is closed: the post leaves search, rankings and lists.
 */
export const erasePost = (db: Kysely<Tables>, id: string, by: string, at: string): Promise<boolean> =>
  db.transaction().execute((tx) => eraseIn(tx, id, by, at))

export async function eraseIn(tx: Tx, id: string, by: string, at: string): Promise<boolean> {
  await tx
    .insertInto('tombstones')
    .values({ hash: tombstone(id), at: instant(at) })
    .onConflict((oc) => oc.doNothing())
    .execute()
  const row = await tx.selectFrom('posts').selectAll().where('id', '=', id).executeTakeFirst()
  if (!row || isErased(row)) return false
  await forgetRaw(tx, id)
  await forgetWords(tx, row)
  for (const table of ['revisions', 'verdicts', 'decisions'] as const)
    await tx.deleteFrom(table).where('post_id', '=', id).execute()
  await tx
    .deleteFrom('links')
    .where((eb) => eb.or([eb('a', '=', id), eb('b', '=', id)]))
    .execute()
  const screening = blankScreening(row)
  await tx
    .updateTable('posts')
    .set({
      ...BLANK,
      ...outcome(screening),
      voice: id,
      rev: await take(tx, 'rev'),
      // The grouping writer may hold its words, wherever the post was by now.
      seq: await take(tx, 'seq'),
    })
    .where('id', '=', id)
    .execute()
  await tx
    .insertInto('revisions')
    .values({
      post_id: id,
      revision: 1,
      title: '',
      text: '',
      marks: '[]',
      content_hash: BLANK_HASH,
      collected_at: row.collected_at,
      evidence: null,
    })
    .execute()
  await tx
    .insertInto('verdicts')
    .values({ post_id: id, version: 1, revision: 1, screening: JSON.stringify(screening), at: instant(at) })
    .execute()
  await writeAudit(tx, by, 'post.erase', id, {}, at)
  return true
}

const BLANK = {
  native_id: null,
  url: null,
  addressee: null,
  area: null,
  source_case_id: null,
  source_state: null,
  answer: null,
  answered_at: null,
  content_hash: BLANK_HASH,
  revision: 1,
  verdict: 1,
  decided: 0,
  duplicate_of: null,
  issue_id: null,
  member: 0,
} as const

const outcome = (s: Screening) => ({
  disposition: s.disposition,
  route: s.route,
  appeal_type: s.appealType,
  urgency: s.urgency,
  spam: s.spam,
  relevance: s.relevance,
})

/** A whole verdict, so that every reader of verdicts (the search index first of all) sees the closed route. */
const blankScreening = (row: PostRow): Screening => ({
  // One that was never screened ends as off-topic: nothing is left to screen.
  disposition:
    row.disposition === 'duplicate' ? 'kept' : ((row.disposition ?? 'off-topic') as Screening['disposition']),
  appealType: row.appeal_type ?? '其他',
  route: 'restricted',
  spam: 0,
  relevance: 0,
  category: null,
  categories: [],
  places: [],
  departments: [],
  keywords: [],
  urgency: 0,
  reasons: [{ rule: ERASED_RULE, weight: 1, text: '' }],
  versions: { rules: '', dictionary: '', models: '' },
})
