/** Letters that were taken in and not yet screened and grouped: a board without them tells less than it seems to. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { AppError } from '../model/error.ts'
import { cliMessages as m } from '../model/messages/cli.ts'
import type { Records } from '../model/ports.ts'
import { systemClock } from '../model/time.ts'
import type { Context } from './context.ts'
import { textOf } from './errors.ts'
import { WRITER } from './stages.ts'
import { openRecordsOf } from './stores.ts'

export const waitingIn = async ({ posts, grouping }: Pick<Records, 'posts' | 'grouping'>): Promise<number> =>
  (await posts.counts()).posts.pending + (await grouping.waiting())

/** Says how many wait, where any do. */
export async function tellWaiting(context: Context, records: Records): Promise<void> {
  const pending = await waitingIn(records)
  if (pending > 0) context.note(context.say(m.uncounted, pending))
}

/** What doctor says of them: bad where they wait and no process is at work. */
export async function checkWaiting(
  context: Context,
): Promise<{ check: string; state: 'ok' | 'bad' | 'skip'; detail: string; mend?: string }> {
  const { config, say } = context
  const check = say(m.waitingLetters)
  if (!config.postgres && !existsSync(join(config.dataDir, 'records.db')))
    return { check, state: 'skip', detail: say(m.nothingStored) }
  try {
    const records = await openRecordsOf(context, true)
    try {
      const pending = await waitingIn(records)
      const holder = await records.meta.holder(WRITER, systemClock.now().toISOString())
      if (pending === 0) return { check, state: 'ok', detail: say(m.noneWaiting) }
      if (holder !== undefined) return { check, state: 'ok', detail: say(m.waitingHeld, pending, holder) }
      return { check, state: 'bad', detail: say(m.waitingAlone, pending), mend: say(m.mendWaiting) }
    } finally {
      await records.close()
    }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return { check, state: 'skip', detail: textOf(error, context.lang) }
  }
}
