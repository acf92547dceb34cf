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
    const rows = await db
      .selectFrom('outbox')
      .selectAll()
      .where('state', '=', 'pending')
      .where('next_at', '<=', instant(at))
      .orderBy('event_seq')
      .orderBy('endpoint')
      .limit(limit)
      .execute()
    return rows.map(toOutboxRow)
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
    const rows = await db
      .selectFrom('outbox')
      .selectAll()
      .where('state', '=', state)
      .orderBy('event_seq', 'desc')
      .orderBy('endpoint')
      .limit(limit)
      .execute()
    return rows.map(toOutboxRow)
  },
  retry: async (id, at) => {
    await db
      .updateTable('outbox')
      .set({ state: 'pending', next_at: instant(at), done_at: null })
      .where('id', '=', id)
      .where('state', '=', 'dead')
      .execute()
  },
})

const toOutboxRow = (row: Selectable<Tables['outbox']>): OutboxRow => ({
  id: row.id,
  endpoint: row.endpoint,
  eventSeq: Number(row.event_seq),
  body: row.body,
  attempts: row.attempts,
  nextAt: row.next_at,
  state: row.state,
  lastError: row.last_error,
})
