import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { AppError } from '../../model/error.ts'
import { eraseMessages as m } from '../../model/messages/erase.ts'
import { systemClock } from '../../model/time.ts'
import { type App, openApp } from '../app.ts'
import type { Context } from '../context.ts'

/** Who did it where nobody is named, in audit lines. */
const ACTOR = 'cli'
/** As `pipeline/intake/post-id.ts` makes them. */
const ID = /^[a-z2-7]{26}$/
/** For another process that groups and indexes. */
const PATIENCE_MS = 60_000
const LOOK_MS = 500

/**
 * Erases posts for good, also such as have not come yet, and sees to it that nothing is left of their words in issues, index and
 * vault. Exit 1 when a running process has not followed in time: the same command again ends it.
 */
export async function eraseCommand(context: Context, options: { by?: string }, ids: string[]): Promise<number> {
  const { say, clock } = context
  const strange = ids.find((id) => !ID.test(id))
  if (strange !== undefined) throw new AppError('usage.post', say(m.noId, strange))
  const app = await openApp(context, 'append')
  try {
    for (const id of new Set(ids)) {
      const erased = await app.records.erasure.erase(id, options.by ?? ACTOR, clock.now().toISOString())
      if (context.json) context.print(JSON.stringify({ id, erased }))
      else context.print(say(erased ? m.erased : m.nothing, id))
    }
    await app.sweepVault()
    if (!(await follow(context, app))) {
      context.note(say(m.unfinished))
      return 1
    }
    await app.records.erasure.purge()
    await app.search.purge()
    context.note(say(m.byHand))
    for (const copy of copiesOf(context)) context.note(`  ${copy}`)
    return 0
  } finally {
    await app.close()
  }
}

/** Until issues and index hold nothing of it any more, be it by this process or by the one that has the lease. */
async function follow(context: Context, app: App): Promise<boolean> {
  const { posts, grouping } = app.records
  if (await app.tryProcess(context)) return !context.signal.aborted
  const until = systemClock.now().getTime() + PATIENCE_MS
  while (!context.signal.aborted && systemClock.now().getTime() < until) {
    const left = await posts.changedSince(await app.search.lastRev(), 1)
    if ((await grouping.waiting()) === 0 && left.length === 0 && !(await app.search.filling())) return true
    await wait(LOOK_MS)
  }
  return false
}

/** Files in the data folder that may hold the words and that the program does not write again. */
function copiesOf({ config: { dataDir } }: Context): string[] {
  const within = (dir: string, is: (name: string) => boolean): string[] =>
    existsSync(dir)
      ? readdirSync(dir)
          .filter(is)
          .sort()
          .map((name) => join(dir, name))
      : []
  return [
    ...within(join(dataDir, 'digests'), () => true),
    ...within(join(dataDir, 'backups'), () => true),
    // Of a restore: those that were replaced, those that are being made.
    ...within(dataDir, (name) => name.startsWith('records.db.')),
  ]
}
