import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { AppError } from '../../model/error.ts'
import { type Found, eraseMessages as m } from '../../model/messages/erase.ts'
import type { StoredPost } from '../../model/ports.ts'
import { localDay, systemClock } from '../../model/time.ts'
import { postId } from '../../pipeline/intake/post-id.ts'
import { type App, openApp } from '../app.ts'
import type { Context } from '../context.ts'
import { isPostId, withNumber } from '../numbered.ts'

/** Who did it where nobody is named, in audit lines. */
const ACTOR = 'cli'
/** For another process that groups and indexes. */
const PATIENCE_MS = 60_000
const LOOK_MS = 500

/**
 * Erases posts for good, by id (also such as have not come yet) or by their number, and sees to it that nothing is left of their words in issues, index and
 * vault. Exit 1 when a running process has not followed in time: the same command again ends it.
 */
export async function eraseCommand(context: Context, options: { by?: string }, ids: string[]): Promise<number> {
  const { say, clock } = context
  const app = await openApp(context, 'append')
  try {
    const wanted = new Set<string>()
    // All are looked up before any goes.
    for (const named of ids) wanted.add(isPostId(named) ? named : (await numbered(context, app, named)).id)
    const at = clock.now().toISOString()
    const by = options.by ?? ACTOR
    for (const id of wanted) {
      const post = await app.records.posts.get(id)
      if (post !== undefined) context.note(say(m.found, foundOf(post)))
      const erased = await app.records.erasure.erase(id, by, at)
      // One that came in before its number was known would be another post under that.
      const renamed = post?.nativeId === undefined ? id : postId(post.source, post.nativeId)
      if (renamed !== id) await app.records.erasure.erase(renamed, by, at)
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
    const files = copiesOf(context)
    if (files.length > 0) context.note(say(m.files))
    for (const file of files) context.note(`  ${file}`)
    const schemas = await app.records.erasure.copies()
    if (schemas.length > 0) context.note(say(m.schemas))
    for (const schema of schemas) context.note(`  drop schema "${schema.replaceAll('"', '""')}" cascade;`)
    return 0
  } finally {
    await app.close()
  }
}

const foundOf = (post: StoredPost): Found => ({
  source: post.source,
  number: post.nativeId ?? '',
  day: localDay(post.postedAt ?? post.firstCollectedAt),
  id: post.id,
})

/** The one letter that has the number at its source. Throws AppError `usage.post` where none or several have it. */
async function numbered({ say }: Context, { records }: App, number: string): Promise<StoredPost> {
  const found = await withNumber(records.posts, number)
  const [only] = found
  if (only === undefined) throw new AppError('usage.post', say(m.noId, number))
  if (found.length > 1) throw new AppError('usage.post', say(m.several, number, found.map(foundOf)))
  return only
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
