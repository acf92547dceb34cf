/** What the crawling zone writes for the zone of the console: what is new, in signed bundles. */
import { randomUUID } from 'node:crypto'
import { closeSync, fsyncSync, openSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { BUNDLE_ENDING, type Bundle, type BundlePost, bundleVersionOf } from '../model/bundle.ts'
import { AppError } from '../model/error.ts'
import { bundleMessages as m } from '../model/messages/bundle.ts'
import type { Records, StoredPost } from '../model/ports.ts'
import { isErased } from '../model/post.ts'
import { makeBundleKey, publicKeyOf, sealBundle } from '../pipeline/intake/bundle.ts'
import type { Context } from './context.ts'
import { makeFolder } from './folder.ts'
import { keyFile } from './key-file.ts'

/** Posts in one bundle: one transaction of a second or two where it is taken. */
const POSTS = 2000
const keyOf = (context: Context) => keyFile(join(context.config.keysDir, 'bundle.pem'))

/** Makes the zone's key pair unless it is there, and returns the public line for the other zone's `bundles.trust`. */
export function makeZoneKey(context: Context): string {
  const file = keyOf(context)
  return publicKeyOf(file.read() ?? file.update((there) => there ?? makeBundleKey()))
}

/** What the zone remembers of the bundles it has written: the last one, and whether its file was finished. */
interface Sent {
  readonly seq: number
  readonly from: number
  readonly to: number
  /** Looks up to here are in it or in earlier ones. */
  readonly visitsFrom: string
  readonly visitsTo: string
}
const EVER = '1970-01-01T00:00:00.000Z'
const FIRST: Sent = { seq: 0, from: 0, to: 0, visitsFrom: EVER, visitsTo: EVER }
const sentKey = (seq: number): string => `bundle.sent.${seq}`

const readSent = async (records: Records, seq: number): Promise<Sent | undefined> => {
  const text = await records.meta.get(sentKey(seq))
  return text === undefined ? undefined : (JSON.parse(text) as Sent)
}

/**
 * Writes what changed since the last bundle, in as many as it takes; returns their paths. A range is put down before its
 * file is written, so that a bundle cut off by a kill is written again as the same number with the same content.
 * `again`: numbers to write once more, because they were lost on the way.
 * Throws AppError `bundle.no-key`, `bundle.unknown`.
 */
export async function writeBundles(
  context: Context,
  records: Records,
  folder: string,
  again: readonly number[] = [],
): Promise<string[]> {
  const key = keyOf(context).read()
  if (key === undefined) throw new AppError('bundle.no-key', context.say(m.noKey))
  makeFolder(folder)
  const zone = await records.meta.setOnce('install', randomUUID())
  const paths: string[] = []
  const write = async (sent: Sent): Promise<void> => {
    const [posts, erased] = parted(await records.bundles.outgoing(sent.from, sent.to, POSTS))
    const rows = posts.map(toRow)
    const visits = await records.bundles.visits(sent.visitsFrom, sent.visitsTo)
    const seen = new Set(visits.map((visit) => visit.source))
    const bundle: Bundle = {
      head: {
        lanting: 'bundle',
        version: bundleVersionOf({ erased, posts: rows }),
        zone,
        seq: sent.seq,
        from: sent.from,
        to: sent.to,
        at: context.clock.now().toISOString(),
      },
      posts: rows,
      erased,
      health: (await records.sources.health()).filter((health) => seen.has(health.source)),
      visits,
    }
    const name = `lanting-${zone.slice(0, 8)}-${String(sent.seq).padStart(8, '0')}${BUNDLE_ENDING}`
    paths.push(writeWhole(folder, name, sealBundle(bundle, key)))
  }
  for (const seq of again) {
    const sent = await readSent(records, seq)
    if (!sent) throw new AppError('bundle.unknown', context.say(m.unknownNumber, seq), { details: { seq } })
    await write(sent)
  }
  let last = FIRST
  const number = Number((await records.meta.get('bundle.sent')) ?? 0)
  if (number > 0) last = (await readSent(records, number)) ?? FIRST
  // The file of the last number may be half written: then it was never renamed, and its range stands.
  const pending = await readSent(records, number + 1)
  if (pending) {
    await write(pending)
    await records.meta.set('bundle.sent', String(pending.seq))
    last = pending
  }
  const now = context.clock.now().toISOString()
  for (;;) {
    const posts = await records.bundles.outgoing(last.to, Number.MAX_SAFE_INTEGER, POSTS)
    const visits = await records.bundles.visits(last.visitsTo, now)
    // A look that found nothing new travels too: without it the other side could not tell calm from a broken crawl.
    if (posts.length === 0 && visits.length === 0) return paths
    const sent: Sent = {
      seq: last.seq + 1,
      from: last.to,
      to: posts.at(-1)?.rev ?? last.to,
      visitsFrom: last.visitsTo,
      visitsTo: visits.at(-1)?.at ?? last.visitsTo,
    }
    await records.meta.set(sentKey(sent.seq), JSON.stringify(sent))
    await write(sent)
    await records.meta.set('bundle.sent', String(sent.seq))
    last = sent
  }
}

/** Posts, and what is left of erased ones. */
function parted(rows: readonly StoredPost[]): [posts: StoredPost[], erased: Bundle['erased']] {
  const gone = (post: StoredPost): boolean => post.screening !== undefined && isErased(post.screening)
  return [rows.filter((post) => !gone(post)), rows.filter(gone).map(({ id }) => ({ id }))]
}

/** A file that is there whole or not at all, whatever happens. */
function writeWhole(folder: string, name: string, text: string): string {
  const path = join(folder, name)
  const part = join(folder, `.${name}.part`)
  const file = openSync(part, 'w')
  try {
    // All of it: a single write may be short where the disk is nearly full.
    writeFileSync(file, text)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  renameSync(part, path)
  return path
}

const toRow = (post: StoredPost): BundlePost => ({
  rev: post.rev,
  source: post.source,
  nativeId: post.nativeId,
  url: post.url,
  kind: post.kind,
  title: post.title,
  text: post.text,
  marks: post.marks.map((mark) => ({ ...mark })),
  writer: post.voice,
  postedAt: post.postedAt,
  postedPrecision: post.postedPrecision,
  collectedAt: post.collectedAt,
  likes: post.likes,
  replies: post.replies,
  views: post.views,
  givenAppealType: post.givenAppealType,
  addressee: post.addressee,
  area: post.area,
  city: post.city,
  sourceCaseId: post.sourceCaseId,
  sourceState: post.sourceState,
  channel: post.channel,
  publicConsent: post.publicConsent,
  answer: post.answer && { ...post.answer },
})
