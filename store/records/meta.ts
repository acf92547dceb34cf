import type { Kysely } from 'kysely'
import type { MetaStore } from '../../model/ports.ts'
import { localSecond } from '../../model/time.ts'
import { failure } from '../failure.ts'
import { writeAudit } from './audit.ts'
import { take } from './counters.ts'
import { setMeta } from './grouping.ts'
import { instant } from './rows.ts'
import type { Tables } from './schema.ts'

/** A time no lease lives to. */
const NEVER = '1970-01-01T00:00:00.000Z'

/**
 * Tokens whose lease is remembered. A writer further behind is still refused by the first commit of any later one; the
 * list only covers the time until that commit.
 */
const KEPT_TOKENS = 10_000

const after = (now: string, ttlMs: number): string => new Date(Date.parse(now) + ttlMs).toISOString()

/**
 * Leases with fencing tokens, the audit trail, small settings. Tokens rise over all leases together and outlive their
 * lease, so that a stale one is told from the one in force. Whoever holds a lease is refused it too: two parts of one process
 * exclude each other as two processes do.
 */
export const createMetaStore = (db: Kysely<Tables>, wall: () => Promise<string>): MetaStore => ({
  wall,
  acquire: (name, holder, ttlMs, now, dead) =>
    db.transaction().execute(async (tx) => {
      const row = await tx.selectFrom('leases').selectAll().where('name', '=', name).executeTakeFirst()
      if (row && row.until > instant(now) && row.until !== dead) return { heldBy: row.holder, until: row.until }
      const token = await take(tx, 'token')
      const lease = { holder, token, until: after(now, ttlMs) }
      await tx
        .insertInto('leases')
        .values({ name, ...lease })
        .onConflict((oc) => oc.column('name').doUpdateSet(lease))
        .execute()
      await tx.insertInto('lease_tokens').values({ token, name }).execute()
      await tx
        .deleteFrom('lease_tokens')
        .where('name', '=', name)
        .where('token', '<', token - KEPT_TOKENS)
        .execute()
      return { token }
    }),
  // In a transaction, so that it cannot fall between another's reading of an expired lease and its taking it.
  renew: (name, token, ttlMs, now) =>
    db.transaction().execute(async (tx) => {
      // An expired lease that nobody took is still ours: no other writer has been at work.
      const rows = await tx
        .updateTable('leases')
        .set({ until: after(now, ttlMs) })
        .where('name', '=', name)
        .where('token', '=', token)
        .where('until', '>', NEVER)
        .returning('token')
        .execute()
      return rows.length > 0
    }),
  release: async (name, token) => {
    await db.updateTable('leases').set({ until: NEVER }).where('name', '=', name).where('token', '=', token).execute()
  },
  leases: (now) =>
    db
      .selectFrom('leases')
      .select(['name', 'holder as heldBy', 'until'])
      .where('until', '>', instant(now))
      .orderBy('name')
      .execute(),
  audit: (by, action, subject, data, at) =>
    db.transaction().execute((tx) => writeAudit(tx, by, action, subject, data, at)),
  get: async (key) => (await db.selectFrom('meta').select('value').where('key', '=', key).executeTakeFirst())?.value,
  set: (key, value) => setMeta(db, key, value),
  setOnce: (key, value) => setMetaOnce(db, key, value),
})

/** Ends the leases of those that will not come back, before the living are asked after. */
export type EndDead = (meta: MetaStore) => Promise<void>

/** Throws `store.held` while a process is at work on the Records of that name; `now` by the clock of leases. */
export async function refuseWhileHeld(db: Kysely<Tables>, name: string, now: string): Promise<void> {
  const held = await db.selectFrom('leases').selectAll().where('until', '>', now).executeTakeFirst()
  if (!held) return
  const [host = '', pid = ''] = held.holder.split(':')
  throw failure('store.held', { file: name, host, pid, until: localSecond(held.until) })
}

/** MetaStore.setOnce. What is set once is never changed, so that it may be read after the step. */
export async function setMetaOnce(db: Kysely<Tables>, key: string, value: string): Promise<string> {
  await db
    .insertInto('meta')
    .values({ key, value })
    .onConflict((oc) => oc.doNothing())
    .execute()
  return (await db.selectFrom('meta').select('value').where('key', '=', key).executeTakeFirstOrThrow()).value
}
