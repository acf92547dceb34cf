import { createHash } from 'node:crypto'
import type { Event } from '../../model/issue.ts'
import { type Tx, take } from './counters.ts'
import { instant } from './rows.ts'

/** Appends to the feed in the transaction of the change it tells of. `data` holds no words of a letter. */
export async function writeEvent(
  tx: Tx,
  type: string,
  subject: string,
  data: Record<string, unknown>,
  at: string,
): Promise<Event> {
  const seq = await take(tx, 'event')
  const event: Event = { seq, id: eventId(seq, type, subject, at), type, subject, at: instant(at), data }
  await tx
    .insertInto('events')
    .values({ ...event, data: JSON.stringify(data) })
    .execute()
  return event
}

/** Differs between two histories that share a number, as after the restore of a backup. */
const eventId = (seq: number, ...parts: string[]): string =>
  createHash('sha256')
    .update([seq, ...parts].join('\0'))
    .digest('hex')
    .slice(0, 32)
