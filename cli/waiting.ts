/** Letters that were taken in and not yet screened and grouped: a board without them tells less than it seems to. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { AppError } from '../model/error.ts'
import { cliMessages as m } from '../model/messages/cli.ts'
import { closedMessages as closed } from '../model/messages/closed.ts'
import { transferMessages as transfer } from '../model/messages/transfer.ts'
import type { Records } from '../model/ports.ts'
import { localSecond } from '../model/time.ts'
import { isBeyond } from '../pipeline/jobs/lease.ts'
import type { Context } from './context.ts'
import { textOf } from './errors.ts'
import { isGone, placeOf } from './holder.ts'
import { amissIn, keyFile, voicesFile } from './key-file.ts'
import { WRITER } from './stages.ts'
import { movedTo, openRecordsOf } from './stores.ts'

export const waitingIn = async ({ posts, grouping }: Pick<Records, 'posts' | 'grouping'>): Promise<number> =>
  (await posts.counts()).posts.pending + (await grouping.waiting())

/** Says how many wait, where any do. */
export async function tellWaiting(context: Context, records: Records): Promise<void> {
  const pending = await waitingIn(records)
  if (pending > 0) context.note(context.say(m.uncounted, pending))
}

/** Letters on closed routes that no officer has read: nothing but this number tells that they are there, and it stays where the records lie. */
const unreadIn = async ({ review }: Pick<Records, 'review'>, at: string): Promise<number> =>
  (await review.closedCounts(at)).unread

/** Says how many wait for the officer, where any do. */
export async function tellClosed(context: Context, records: Records): Promise<void> {
  const unread = await unreadIn(records, context.clock.now().toISOString())
  if (unread > 0) context.note(context.say(closed.unread, unread))
}

interface Found {
  readonly check: string
  readonly state: 'ok' | 'bad' | 'skip' | 'warn'
  readonly detail: string
  readonly mend?: string
}

/** What doctor says of letters: bad where some wait and no process is at work; and of those that wait for the officer. */
export async function checkWaiting(context: Context): Promise<Found[]> {
  const { config, say } = context
  const check = say(m.waitingLetters)
  if (!config.postgres && !existsSync(join(config.dataDir, 'records.db')))
    return [{ check, state: 'skip', detail: say(m.nothingStored) }]
  try {
    const records = await openRecordsOf(context, true)
    try {
      const found = [await checkPending(context, records, check), await checkClosed(context, records)]
      const voices = await voicesFile(config, records.meta)
      const amiss = await amissIn(keyFile(voices), records)
      if (amiss !== undefined)
        found.push({
          check: say(transfer.keysOf),
          state: 'warn',
          detail: say(transfer.keys[amiss], voices),
          mend: say(transfer.mendKeys),
        })
      const to = await movedTo(records)
      if (to === undefined) return found
      const mend = say(transfer.mendMoved)
      return [...found, { check: say(transfer.records), state: 'warn', detail: say(transfer.movedAway, to), mend }]
    } finally {
      await records.close()
    }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    const detail = textOf(error, context.lang)
    // Nothing was ever put there.
    if (error.code === 'store.missing') return [{ check, state: 'skip', detail }]
    if (error.code === 'store.older') return [{ check, state: 'warn', detail, mend: say(m.mendOlder) }]
    return [{ check, state: 'bad', detail, mend: say(m.mendRecords) }]
  }
}

async function checkPending({ say }: Context, records: Records, check: string): Promise<Found> {
  const pending = await waitingIn(records)
  const now = await records.meta.wall()
  const held = (await records.meta.leases(now)).find(({ name, heldBy }) => name === WRITER && !isGone(heldBy))
  if (pending === 0) return { check, state: 'ok', detail: say(m.noneWaiting) }
  if (held) {
    const { host, pid } = placeOf(held.heldBy)
    if (!isBeyond(held.until, now)) return { check, state: 'ok', detail: say(m.waitingHeld, pending, host, pid) }
    const detail = say(m.waitingBeyond, pending, host, pid, localSecond(held.until))
    return { check, state: 'warn', detail, mend: say(m.mendBeyond) }
  }
  return { check, state: 'bad', detail: say(m.waitingAlone, pending), mend: say(m.mendWaiting) }
}

async function checkClosed({ say, clock }: Context, records: Records): Promise<Found> {
  const check = say(closed.letters)
  const unread = await unreadIn(records, clock.now().toISOString())
  if (unread === 0) return { check, state: 'ok', detail: say(closed.allRead) }
  return { check, state: 'warn', detail: say(closed.toRead, unread), mend: say(closed.mend) }
}
