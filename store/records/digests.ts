import type { Kysely } from 'kysely'
import type { DigestStore } from '../../model/ports.ts'
import { instant } from './rows.ts'
import type { Tables } from './schema.ts'

/** One run a day, one row a recipient. `pending` lists whom the mail has not reached, those it failed to reach too. */
export const createDigestStore = (db: Kysely<Tables>): DigestStore => ({
  open: (day, recipients, at) =>
    db.transaction().execute(async (tx) => {
      const known = await tx.selectFrom('digest_runs').select('day').where('day', '=', day).executeTakeFirst()
      if (known) return
      await tx
        .insertInto('digest_runs')
        .values({ day, content: '', at: instant(at) })
        .execute()
      for (const recipient of new Set(recipients))
        await tx
          .insertInto('digest_recipients')
          .values({ day, recipient, state: 'pending', attempts: 0, detail: null, at: instant(at) })
          .execute()
    }),
  openedAt: async (day) =>
    (await db.selectFrom('digest_runs').select('at').where('day', '=', day).executeTakeFirst())?.at,
  pending: (day) =>
    db
      .selectFrom('digest_recipients')
      .select(['recipient', 'attempts'])
      .where('day', '=', day)
      .where('state', '!=', 'sent')
      .orderBy('recipient')
      .execute(),
  mark: async (day, recipient, state, detail, at) => {
    await db
      .updateTable('digest_recipients')
      .set((eb) => ({ state, detail, attempts: eb('attempts', '+', 1), at: instant(at) }))
      .where('day', '=', day)
      .where('recipient', '=', recipient)
      // A mail that the server took is sent for good.
      .where('state', '!=', 'sent')
      .execute()
  },
  list: (day) =>
    db
      .selectFrom('digest_recipients')
      .select(['recipient', 'state', 'detail'])
      .where('day', '=', day)
      .orderBy('recipient')
      .execute(),
  unsent: (from) =>
    db
      .selectFrom('digest_recipients as r')
      .innerJoin('digest_runs as d', 'd.day', 'r.day')
      .select(['r.day', 'r.recipient', 'r.attempts', 'r.detail', 'd.at as since'])
      .where('r.day', '>=', from)
      .where('r.state', '!=', 'sent')
      .orderBy('r.day', 'desc')
      .orderBy('r.recipient')
      .execute(),
})
