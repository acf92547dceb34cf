import type { Kysely } from 'kysely'
import type { Post, Screening } from '../../model/post.ts'
import { chunks, type Tx, take } from './counters.ts'
import { isErased } from './erasure.ts'
import { instant } from './rows.ts'
import type { DecisionRow, PostRow, Tables } from './schema.ts'
import { isGroupable, standing } from './standing.ts'

/**
 * PostStore.saveScreenings. A verdict that says what the last one said changes nothing, so a re-run costs no new revs; a
 * verdict on words that have changed meanwhile is dropped, and the post goes on waiting.
 */
export function saveScreenings(
  db: Kysely<Tables>,
  rows: readonly { post: Pick<Post, 'id' | 'contentHash'>; screening: Screening }[],
  at: string,
): Promise<void> {
  return db.transaction().execute(async (tx) => {
    for (const part of chunks(rows)) await saveChunk(tx, part, at)
  })
}

type Current = Pick<
  PostRow,
  'id' | 'content_hash' | 'revision' | 'verdict' | 'disposition' | 'issue_id' | 'duplicate_of'
>

async function saveChunk(
  tx: Tx,
  rows: readonly { post: Pick<Post, 'id' | 'contentHash'>; screening: Screening }[],
  at: string,
): Promise<void> {
  const ids = rows.map((r) => r.post.id)
  const posts = new Map((await currentRows(tx, ids)).map((row) => [row.id, row]))
  const last = await lastVerdicts(tx, ids)
  const decisions = await decisionsOf(tx, ids)
  const wanted = rows.filter(({ post }) => {
    const row = posts.get(post.id)
    return row !== undefined && row.content_hash === post.contentHash && !isErased(row)
  })
  let rev = await take(tx, 'rev', wanted.length)
  let seq = await take(tx, 'seq', wanted.length)
  const verdicts: Tables['verdicts'][] = []
  for (const { post, screening } of wanted) {
    const row = posts.get(post.id) as Current
    const verdict = JSON.stringify(screening)
    const before = last.get(post.id)
    if (row.verdict !== null && before?.version === row.verdict && before.screening === verdict) continue
    const version = (before?.version ?? 0) + 1
    verdicts.push({ post_id: post.id, version, revision: row.revision, screening: verdict, at: instant(at) })
    last.set(post.id, { version, screening: verdict })
    const next = standing(screening, decisions.get(`${post.id} ${post.contentHash}`), row)
    await tx
      .updateTable('posts')
      .set({ ...next, verdict: version, rev: rev++, seq: isGroupable(next) ? seq++ : null })
      .where('id', '=', post.id)
      .execute()
    posts.set(post.id, { ...row, ...next, verdict: version })
  }
  // One statement for all: over a network each costs a round trip.
  if (verdicts.length > 0) await tx.insertInto('verdicts').values(verdicts).execute()
}

const currentRows = (tx: Tx, ids: readonly string[]): Promise<Current[]> =>
  tx
    .selectFrom('posts')
    .select(['id', 'content_hash', 'revision', 'verdict', 'disposition', 'issue_id', 'duplicate_of'])
    .where('id', 'in', ids)
    .execute()

async function lastVerdicts(
  tx: Tx,
  ids: readonly string[],
): Promise<Map<string, { version: number; screening: string }>> {
  const rows = await tx
    .selectFrom('verdicts')
    .select(['post_id', 'version', 'screening'])
    .where('post_id', 'in', ids)
    .orderBy('version')
    .execute()
  return new Map(rows.map((row) => [row.post_id, row]))
}

async function decisionsOf(tx: Tx, ids: readonly string[]): Promise<Map<string, DecisionRow>> {
  const rows = await tx.selectFrom('decisions').selectAll().where('post_id', 'in', ids).execute()
  return new Map(rows.map((row) => [`${row.post_id} ${row.content_hash}`, row]))
}
