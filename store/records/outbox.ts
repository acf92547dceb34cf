import type { Kysely, Selectable } from 'kysely'
import type { OutboxRow, OutboxStore } from '../../model/ports.ts'
import { DAY_MS } from '../../model/time.ts'
import { instant } from './rows.ts'
import type { Tables } from './schema.ts'

/** A receiver may ask what it was sent for so long; then its words are nobody's business here. */
const KEPT_MS = 90 * DAY_MS

/** What has still to reach other systems. A row is marked only after the receiver's acknowledgement. */
export const createOutboxStore = (db: Kysely<Tables>): OutboxStore => ({
  due: async (at, limit) => {
    const pending = rowsWithSubject(db).where('outbox.state', '=', 'pending')
    const rows = await db
      .selectFrom(
        pending
          .where('outbox.next_at', '<=', instant(at))
          // What is told of a matter is told in order: not while an earlier row of it waits for its next attempt.
          .where(({ not, exists, ref }) =>
            not(
              exists(
                db
                  .selectFrom('outbox as earlier')
                  .leftJoin('events as told', 'told.seq', 'earlier.event_seq')
                  .select('earlier.id')
                  .where('earlier.state', '=', 'pending')
                  .where('earlier.next_at', '>', instant(at))
                  .where('earlier.endpoint', '=', ref('outbox.endpoint'))
                  .where('earlier.event_seq', '<', ref('outbox.event_seq'))
                  .where('told.subject', '=', ref('events.subject')),
              ),
            ),
          )
          // So many of each: an endpoint that does not answer leaves the others theirs.
          .select(({ fn }) =>
            fn
              .agg<number>('row_number')
              .over((over) => over.partitionBy('outbox.endpoint').orderBy('outbox.event_seq'))
              .as('place'),
          )
          .as('of_each'),
      )
      .selectAll()
      .where('place', '<=', limit)
      .orderBy('event_seq')
      .orderBy('endpoint')
      .execute()
    return rows.map(toOutboxRow)
  },
  counts: async () => {
    const rows = await db
      .selectFrom('outbox')
      .select(['state', ({ fn }) => fn.countAll<number>().as('n')])
      .groupBy('state')
      .execute()
    return { pending: 0, sent: 0, dead: 0, ...Object.fromEntries(rows.map(({ state, n }) => [state, Number(n)])) }
  },
  sent: async (id, at) => {
    await db
      .deleteFrom('outbox')
      .where('state', '=', 'sent')
      .where('done_at', '<', instant(new Date(Date.parse(at) - KEPT_MS).toISOString()))
      .execute()
    await db
      .updateTable('outbox')
      .set((eb) => ({ state: 'sent', attempts: eb('attempts', '+', 1), last_error: null, done_at: instant(at) }))
      .where('id', '=', id)
      .where('state', '!=', 'sent')
      .execute()
  },
  failed: async (id, error, nextAt, at) => {
    const dead = nextAt === null
    await db
      .updateTable('outbox')
      .set((eb) => ({
        state: dead ? ('dead' as const) : ('pending' as const),
        attempts: eb('attempts', '+', 1),
        last_error: error,
        next_at: instant(nextAt ?? at),
        done_at: dead ? instant(at) : null,
      }))
      .where('id', '=', id)
      .where('state', '=', 'pending')
      .execute()
  },
  list: async (state, limit) => {
    const rows = await rowsWithSubject(db)
      .where('outbox.state', '=', state)
      .orderBy('outbox.event_seq', 'desc')
      .orderBy('outbox.endpoint')
      .limit(limit)
      .execute()
    return rows.map(toOutboxRow)
  },
  retry: async (id, at) => {
    const rows = await db
      .updateTable('outbox')
      .set({ state: 'pending', next_at: instant(at), done_at: null })
      .where('id', '=', id)
      .where('state', '=', 'dead')
      .returning('id')
      .execute()
    return rows.length > 0
  },
})

const rowsWithSubject = (db: Kysely<Tables>) =>
  db
    .selectFrom('outbox')
    .leftJoin('events', 'events.seq', 'outbox.event_seq')
    .selectAll('outbox')
    .select('events.subject')

const toOutboxRow = (row: Selectable<Tables['outbox']> & { readonly subject: string | null }): OutboxRow => ({
  id: row.id,
  endpoint: row.endpoint,
  eventSeq: Number(row.event_seq),
  subject: row.subject ?? '',
  body: row.body,
  attempts: row.attempts,
  nextAt: row.next_at,
  state: row.state,
  lastError: row.last_error,
})
