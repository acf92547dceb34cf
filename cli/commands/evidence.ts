import { createHash } from 'node:crypto'
import { AppError } from '../../model/error.ts'
import { crawlMessages as m } from '../../model/messages/crawl.ts'
import { localMinute } from '../../model/time.ts'
import type { Context } from '../context.ts'
import { openRecordsOf } from '../stores.ts'
import { vaultOf } from '../vault.ts'

/**
 * What answer stands behind each revision of a post: address, time, headers, hash. A raw answer in the vault is compared with
 * its hash and never shown: it was redacted for a reason. Exit 1 when one does not agree.
 */
export async function evidenceCommand(context: Context, _options: object, id: string): Promise<number> {
  const records = await openRecordsOf(context, true)
  try {
    if (!(await records.posts.get(id))) throw new AppError('post.unknown', id, { details: { id } })
    const vault = vaultOf(context.config)
    let bad = 0
    const rows = await records.evidence.of(id)
    for (const { revision, contentHash, evidence } of rows) {
      const raw = evidence.vault ? vault.get(evidence.hash) : undefined
      const agrees = raw === undefined ? null : createHash('sha256').update(raw).digest('hex') === evidence.hash
      if (agrees === false) bad++
      if (context.json) context.print(JSON.stringify({ revision, contentHash, ...evidence, raw: agrees }))
      else context.print(context.say(m.evidence, revision, evidence, localMinute(evidence.at), contentHash, agrees))
    }
    if (rows.length === 0) context.note(context.say(m.noEvidence))
    return bad > 0 ? 1 : 0
  } finally {
    await records.close()
  }
}
