import { type Kysely, sql } from 'kysely'
import type { EvidenceStore } from '../../model/ports.ts'
import type { Evidence } from '../../model/post.ts'
import { chunks, type Tx } from './counters.ts'
import type { Tables } from './schema.ts'

/** As JSON.stringify writes it; replaced in place, so that one statement serves both dialects. */
const KEPT = '"vault":true'
const GONE = '"vault":false'
const holds = (hash: string): string => `%"hash":"${hash}"%`

export const createEvidenceStore = (db: Kysely<Tables>): EvidenceStore => ({
  async of(postId) {
    const rows = await db
      .selectFrom('revisions')
      .select(['revision', 'content_hash', 'evidence'])
      .where('post_id', '=', postId)
      .where('evidence', 'is not', null)
      .orderBy('revision')
      .execute()
    return rows.map((row) => ({
      revision: row.revision,
      contentHash: row.content_hash,
      evidence: JSON.parse(row.evidence as string) as Evidence,
    }))
  },
  async inVault(hashes) {
    const wanted = new Set(hashes)
    const found = new Set<string>()
    if (wanted.size === 0) return found
    const rows = await db.selectFrom('revisions').select('evidence').where('evidence', 'like', `%${KEPT}%`).execute()
    for (const row of rows) {
      const { hash } = JSON.parse(row.evidence as string) as Evidence
      if (wanted.has(hash)) found.add(hash)
    }
    return found
  },
})

/** An answer may have brought several posts: once one of them is erased, none of them may keep it. */
export async function forgetRaw(tx: Tx, postId: string): Promise<void> {
  const rows = await tx
    .selectFrom('revisions')
    .select('evidence')
    .where('post_id', '=', postId)
    .where('evidence', 'like', `%${KEPT}%`)
    .execute()
  const hashes = new Set(rows.map((row) => (JSON.parse(row.evidence as string) as Evidence).hash))
  for (const part of chunks([...hashes]))
    for (const hash of part)
      await tx
        .updateTable('revisions')
        .set({ evidence: sql`replace(evidence, ${KEPT}, ${GONE})` })
        .where('evidence', 'like', holds(hash))
        .execute()
}
