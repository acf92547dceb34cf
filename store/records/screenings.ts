import { type Kysely, sql } from 'kysely'
import type { Post, Screening } from '../../model/post.ts'
import { chunks, type Tx, take } from './counters.ts'
import { follow } from './decisions.ts'
import { isErased } from './erasure.ts'
import { instant } from './rows.ts'
import type { PostRow, Tables } from './schema.ts'
import { comesToWriter, type Ruling, standing } from './standing.ts'
import { updatePosts } from './update-rows.ts'

/** Verdicts kept of a post: the one in force and the one before. */
const VERSIONS = 2

type Judged = Pick<Post, 'id' | 'contentHash' | 'city'>

/**
 * PostStore.saveScreenings. A verdict that says what the last one said changes nothing, so a re-run costs no new revs; a
 * verdict on words that have changed meanwhile, or for another city, is dropped, and the post goes on waiting. Posts follow
 * what people decided on equal words together with their verdict: nobody would ask for it afterwards.
 */
export function saveScreenings(
  db: Kysely<Tables>,
  rows: readonly { post: Judged; screening: Screening }[],
  at: string,
): Promise<void> {
  return db.transaction().execute(async (tx) => {
    for (const part of chunks(rows)) {
      const fresh = await saveChunk(tx, part, at)
      await follow(
        tx,
        fresh.map((postId) => ({ postId })),
        at,
      )
    }
  })
}

type Row = Awaited<ReturnType<typeof currentRows>>[number]

const COLUMNS = [
  'disposition',
  'route',
  'appeal_type',
  'urgency',
  'spam',
  'relevance',
  'decided',
  'duplicate_of',
  'issue_id',
  'member',
  'verdict',
  'rev',
  'seq',
] as const

/** Gives the ids that got a new verdict. */
async function saveChunk(
  tx: Tx,
  rows: readonly { post: Judged; screening: Screening }[],
  at: string,
): Promise<string[]> {
  const posts = new Map(
    (
      await currentRows(
        tx,
        rows.map((r) => r.post.id),
      )
    ).map((row) => [row.id, row]),
  )
  const last = await lastVerdicts(
    tx,
    [...posts.values()].filter(wasScreened).map((row) => row.id),
  )
  const wanted = rows.filter(({ post }) => {
    const row = posts.get(post.id)
    const same = row?.content_hash === post.contentHash && row.city === (post.city ?? null)
    return row !== undefined && same && !isErased(row)
  })
  let rev = await take(tx, 'rev', wanted.length)
  let seq = await take(tx, 'seq', wanted.length)
  const verdicts: Tables['verdicts'][] = []
  const changed = new Map<string, Pick<PostRow, 'id' | (typeof COLUMNS)[number]>>()
  for (const { post, screening } of wanted) {
    const row = posts.get(post.id) as Row
    const verdict = JSON.stringify(screening)
    const before = last.get(post.id)
    if (row.verdict !== null && before?.version === row.verdict && before.screening === verdict) continue
    const version = (before?.version ?? 0) + 1
    verdicts.push({ post_id: post.id, version, revision: row.revision, screening: verdict, at: instant(at) })
    last.set(post.id, { version, screening: verdict })
    const next = { ...standing(screening, rulingOf(row), row), verdict: version }
    changed.set(post.id, { id: post.id, ...next, rev: rev++, seq: comesToWriter(next, row) ? seq++ : row.seq })
    posts.set(post.id, { ...row, ...next })
  }
  await updatePosts(tx, COLUMNS, [...changed.values()])
  // One statement for all: over a network each costs a round trip.
  if (verdicts.length > 0) await tx.insertInto('verdicts').values(verdicts).execute()
  const judgedOften = verdicts.filter(({ version }) => version > VERSIONS).map((row) => row.post_id)
  if (judgedOften.length > 0)
    await tx
      .deleteFrom('verdicts')
      .where('post_id', 'in', judgedOften)
      .where('version', '<=', (eb) =>
        eb
          .selectFrom('verdicts as newer')
          .select((e) => sql<number>`${e.fn.max('newer.version')} - ${sql.lit(VERSIONS)}`.as('least'))
          .whereRef('newer.post_id', '=', 'verdicts.post_id'),
      )
      .execute()
  return [...changed.keys()]
}

/** A post of one revision that waits has no verdict to look for: only new words or another city put one back into the queue. */
const wasScreened = (row: Row): boolean => row.verdict !== null || row.revision > 1 || row.city !== null

/** With what people decided on the words of now. */
const currentRows = (tx: Tx, ids: readonly string[]) =>
  tx
    .selectFrom('posts as p')
    .leftJoin('decisions as d', (join) =>
      join.onRef('d.post_id', '=', 'p.id').onRef('d.content_hash', '=', 'p.content_hash'),
    )
    .select([
      'p.id',
      'p.content_hash',
      'p.revision',
      'p.city',
      'p.verdict',
      'p.disposition',
      'p.issue_id',
      'p.duplicate_of',
      'p.seq',
    ])
    .select([
      'd.disposition as d_disposition',
      'd.category as d_category',
      'd.route as d_route',
      'd.appeal_type as d_appeal_type',
      'd.note as d_note',
    ])
    .where('p.id', 'in', ids)
    .execute()

const rulingOf = (row: Row): Ruling | undefined =>
  row.d_disposition === null
    ? undefined
    : {
        disposition: row.d_disposition,
        category: row.d_category,
        route: row.d_route,
        appeal_type: row.d_appeal_type,
        note: row.d_note,
      }

async function lastVerdicts(
  tx: Tx,
  ids: readonly string[],
): Promise<Map<string, { version: number; screening: string }>> {
  if (ids.length === 0) return new Map()
  const rows = await tx
    .selectFrom('verdicts')
    .select(['post_id', 'version', 'screening'])
    .where('post_id', 'in', ids)
    .orderBy('version')
    .execute()
  return new Map(rows.map((row) => [row.post_id, row]))
}
