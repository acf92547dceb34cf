/** How a decision is written, whoever took it, and how a post takes one over. */
import type { Decision } from '../../model/ports.ts'
import type { Screening } from '../../model/post.ts'
import { failure } from '../failure.ts'
import { writeAudit } from './audit.ts'
import { type Tx, take } from './counters.ts'
import { isErased } from './erasure.ts'
import { writeEvent } from './events.ts'
import { decisionsToFollow, type Follower } from './follow.ts'
import { instant } from './rows.ts'
import type { DecisionRow, PostRow } from './schema.ts'
import { comesToWriter, standing } from './standing.ts'

/** ReviewStore.follow; without `of` what was decided on equal words. */
export async function follow(tx: Tx, followers: readonly Follower[], at: string): Promise<string[]> {
  const found = await decisionsToFollow(tx, followers)
  for (const { postId, decision: d } of found) {
    const decision: Decision = {
      postId,
      disposition: d.disposition,
      category: d.category ?? undefined,
      route: d.route ?? undefined,
      appealType: d.appeal_type ?? undefined,
    }
    await writeDecision(tx, await screenedPost(tx, postId), decision, d.post_id, d.decided_by, at)
  }
  return found.map(({ postId }) => postId)
}

type Screened = Pick<PostRow, 'id' | 'content_hash' | 'verdict' | 'decided' | 'route' | 'urgency'>

/** One decision row. A slice once named stays: deciding again takes nothing out of the audit. */
export async function writeDecision(
  tx: Tx,
  post: Screened,
  decision: Decision,
  via: string | null,
  by: string,
  at: string,
): Promise<void> {
  const { id, content_hash } = post
  const row: Omit<DecisionRow, 'post_id' | 'content_hash' | 'slice'> = {
    disposition: decision.disposition,
    category: decision.category ?? null,
    route: decision.route ?? null,
    appeal_type: decision.appealType ?? null,
    note: decision.note ?? null,
    decided_by: by,
    at: instant(at),
    machine: await machineSaid(tx, post),
    via,
  }
  const slice = via === null && decision.why ? { slice: decision.why } : {}
  await tx
    .insertInto('decisions')
    .values({ post_id: id, content_hash, slice: null, ...row, ...slice })
    .onConflict((oc) => oc.columns(['post_id', 'content_hash']).doUpdateSet({ ...row, ...slice }))
    .execute()
  await settle(
    tx,
    id,
    'post.decided',
    by,
    { ...decision, postId: undefined, note: undefined, via: via ?? undefined },
    at,
  )
}

async function machineSaid(tx: Tx, { id, verdict }: Screened): Promise<DecisionRow['machine']> {
  const row = await tx
    .selectFrom('verdicts')
    .select('screening')
    .where('post_id', '=', id)
    .where('version', '=', verdict)
    .executeTakeFirstOrThrow()
  return (JSON.parse(row.screening) as Screening).disposition
}

export async function screenedPost(tx: Tx, id: string): Promise<Screened> {
  const row = await tx
    .selectFrom('posts')
    .select(['id', 'content_hash', 'verdict', 'decided', 'route', 'urgency'])
    .where('id', '=', id)
    .executeTakeFirst()
  if (!row) throw failure('store.no-post', { id })
  if (row.verdict === null) throw failure('store.not-screened', { id }, { retry: 'later' })
  if (isErased(row)) throw failure('store.erased', { id })
  return row
}

/** Puts the verdict and the decision (or its absence) into force, with audit line and event. */
export async function settle(
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
    .select(['v.screening', 'p.issue_id', 'p.duplicate_of', 'p.content_hash', 'p.seq'])
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
    .set({ ...next, rev: await take(tx, 'rev'), seq: comesToWriter(next, row) ? await take(tx, 'seq') : row.seq })
    .where('id', '=', id)
    .execute()
  await writeAudit(tx, by, type, id, data, at)
  await writeEvent(tx, type, id, { disposition: next.disposition, route: next.route }, at)
}
