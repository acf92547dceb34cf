/** What the zone of the console takes of the crawling zone: bundles named by hand, or those that come into a folder. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { BUNDLE_ENDING } from '../model/bundle.ts'
import { AppError } from '../model/error.ts'
import { bundleMessages as m } from '../model/messages/bundle.ts'
import type { DeliveryCounts, Records } from '../model/ports.ts'
import type { City } from '../model/words.ts'
import { openBundle, readBundleHead } from '../pipeline/intake/bundle.ts'
import { toBundledPost } from '../pipeline/intake/bundle-post.ts'
import type { Inbox } from '../pipeline/intake/inbox.ts'
import { readSecret } from './config-file.ts'
import type { Context } from './context.ts'
import { textOf } from './errors.ts'

/** Larger than any bundle this program writes. */
const MOST_BYTES = 512_000_000

type Taker = { readonly records: Records; readonly inbox: Inbox }

/** Bundles of a folder in order of name; the path itself when it is a bundle; undefined for anything else. */
export function bundlesAt(path: string): string[] | undefined {
  if (path.endsWith(BUNDLE_ENDING)) return [path]
  if (!existsSync(path) || !statSync(path).isDirectory()) return undefined
  return readdirSync(path)
    .filter((name) => name.endsWith(BUNDLE_ENDING) && !name.startsWith('.'))
    .sort()
    .map((name) => join(path, name))
}

export interface TakenBundle {
  readonly file: string
  readonly zone: string
  readonly seq: number
  /** Undefined when it was taken before. */
  readonly counts: DeliveryCounts | undefined
}

/**
 * Proves and takes one bundle, for the city if one is named; a repeated one is left alone. Throws AppError `bundle.*` and `usage.file`, and then nothing
 * of it was taken.
 */
export async function takeBundle(context: Context, app: Taker, file: string, city?: City): Promise<TakenBundle> {
  const size = statSync(file, { throwIfNoEntry: false })?.size
  if (size === undefined) throw new AppError('usage.file', `没有这个文件（no such file）：${file}`)
  if (size > MOST_BYTES) throw new AppError('bundle.format', `${file}: is no bundle`, { details: { file } })
  const text = readFileSync(file, 'utf8')
  const { records } = app
  const claimed = readBundleHead(text)
  if (claimed && (await records.bundles.taken(claimed.zone)).includes(claimed.seq))
    return { file, zone: claimed.zone, seq: claimed.seq, counts: undefined }
  const trusted = context.config.bundles.trust.map((key) => readSecret(key, context.env))
  const { head, posts, erased, health, visits } = openBundle(text, trusted, file)
  const { zone, seq } = head
  await app.inbox.turnKeys()
  const taken = posts.map((row) => ({
    rev: row.rev,
    post: toBundledPost({ ...row, city: city ?? row.city }, app.inbox.toPost),
  }))
  const at = context.clock.now().toISOString()
  const ids = erased.map(({ id }) => id)
  const counts = await records.bundles.take({ zone, seq, posts: taken, erased: ids, health, visits }, at)
  return { file, zone, seq, counts }
}

/** Numbers that must exist, since later ones have come, and have not. */
export function missingNumbers(taken: readonly number[]): number[] {
  const have = new Set(taken)
  return Array.from({ length: taken.at(-1) ?? 0 }, (_, i) => i + 1).filter((seq) => !have.has(seq))
}

/** Takes each bundle once, in any order; a bad one is named and the others go on. Says which numbers are missing. */
export async function takeBundles(
  context: Context,
  app: Taker,
  files: readonly string[],
  city?: City,
): Promise<{ counts: DeliveryCounts; refused: { file: string; code: string }[] }> {
  const counts = { received: 0, fresh: 0, revised: 0, unchanged: 0, failed: 0 }
  const refused: { file: string; code: string }[] = []
  let repeated = 0
  const zones = new Set<string>()
  for (const file of files) {
    if (context.signal.aborted) break
    try {
      const taken = await takeBundle(context, app, file, city)
      zones.add(taken.zone)
      if (!taken.counts) {
        repeated++
        continue
      }
      const { received, fresh, revised, unchanged } = taken.counts
      for (const [key, n] of Object.entries({ received, fresh, revised, unchanged }))
        counts[key as keyof DeliveryCounts] += n
      context.note(context.say(m.taken, basename(file), received, fresh, revised, unchanged))
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      refused.push({ file, code: error.code })
      context.note(context.say(m.refused, basename(file), textOf(error, context.lang)))
    }
  }
  if (repeated > 0) context.note(context.say(m.repeated, repeated))
  for (const zone of zones) {
    const missing = missingNumbers(await app.records.bundles.taken(zone))
    if (missing.length > 0) context.note(context.say(m.missing, zone.slice(0, 8), missing))
  }
  return { counts, refused }
}

/**
 * Takes what has come into `bundles.folder` since it was last asked, and says whether that was anything. A file that was
 * taken or refused is not opened again until it changes: one that is still being copied is whole the next time.
 */
export function watchBundles(context: Context, app: Taker): () => Promise<boolean> {
  const { folder } = context.config.bundles
  const known = new Map<string, string>()
  return async () => {
    if (folder === undefined) return false
    const now = new Map<string, string>()
    for (const file of bundlesAt(folder) ?? []) {
      const info = statSync(file, { throwIfNoEntry: false })
      if (info) now.set(file, `${info.size}:${info.mtimeMs}`)
    }
    for (const file of known.keys()) if (!now.has(file)) known.delete(file)
    const come = [...now.keys()].filter((file) => known.get(file) !== now.get(file))
    if (come.length === 0) return false
    const { counts, refused } = await takeBundles(context, app, come)
    if (context.signal.aborted) return counts.received > 0
    // What failed for another reason than the bundle itself is tried again.
    const again = new Set(refused.filter(({ code }) => !code.startsWith('bundle.')).map(({ file }) => file))
    for (const file of come) if (!again.has(file)) known.set(file, now.get(file) ?? '')
    return counts.received > 0
  }
}
