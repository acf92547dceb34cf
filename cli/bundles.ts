/** Bundles between the crawling zone and the zone of the console: writing what is new, taking what has come. */
import { randomUUID } from 'node:crypto'
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { BUNDLE_ENDING, BUNDLE_VERSION, type Bundle, type BundlePost } from '../model/bundle.ts'
import { AppError } from '../model/error.ts'
import { bundleMessages as m } from '../model/messages/bundle.ts'
import type { DeliveryCounts, Records, StoredPost } from '../model/ports.ts'
import { makeBundleKey, openBundle, publicKeyOf, readBundleHead, sealBundle } from '../pipeline/bundle.ts'
import { toBundledPost } from '../pipeline/bundle-post.ts'
import type { Inbox } from '../pipeline/inbox.ts'
import { readSecret } from './config-file.ts'
import type { Context } from './context.ts'
import { keyFile } from './key-file.ts'

/** Posts in one bundle: one transaction of a second or two where it is taken. */
const POSTS = 2000
/** Larger than any bundle this program writes. */
const MOST_BYTES = 512_000_000

const keyOf = (context: Context) => keyFile(join(context.config.keysDir, 'bundle.pem'))

/** Makes the zone's key pair unless it is there, and returns the public line for the other zone's `bundles.trust`. */
export function makeZoneKey(context: Context): string {
  const file = keyOf(context)
  const known = file.read()
  if (known !== undefined) return publicKeyOf(known)
  const { privatePem, publicKey } = makeBundleKey()
  file.write(privatePem)
  return publicKey
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
  mkdirSync(folder, { recursive: true })
  const zone = await records.meta.setOnce('install', randomUUID())
  const paths: string[] = []
  const write = async (sent: Sent): Promise<void> => {
    const posts = await records.bundles.outgoing(sent.from, sent.to, POSTS)
    const visits = await records.bundles.visits(sent.visitsFrom, sent.visitsTo)
    const seen = new Set(visits.map((visit) => visit.source))
    const bundle: Bundle = {
      head: {
        lanting: 'bundle',
        version: BUNDLE_VERSION,
        zone,
        seq: sent.seq,
        from: sent.from,
        to: sent.to,
        at: context.clock.now().toISOString(),
      },
      posts: posts.map(toRow),
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

/** A file that is there whole or not at all, whatever happens. */
function writeWhole(folder: string, name: string, text: string): string {
  const path = join(folder, name)
  const part = join(folder, `.${name}.part`)
  const file = openSync(part, 'w')
  try {
    writeSync(file, text)
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
  sourceCaseId: post.sourceCaseId,
  sourceState: post.sourceState,
  channel: post.channel,
  publicConsent: post.publicConsent,
  answer: post.answer && { ...post.answer },
})

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
 * Proves and takes one bundle; a repeated one is left alone. Throws AppError `bundle.*` and `usage.file`, and then nothing
 * of it was taken.
 */
export async function takeBundle(
  context: Context,
  app: { records: Records; inbox: Inbox },
  file: string,
): Promise<TakenBundle> {
  const size = statSync(file, { throwIfNoEntry: false })?.size
  if (size === undefined) throw new AppError('usage.file', `没有这个文件（no such file）：${file}`)
  if (size > MOST_BYTES) throw new AppError('bundle.format', `${file}: is no bundle`, { details: { file } })
  const text = readFileSync(file, 'utf8')
  const { records } = app
  const claimed = readBundleHead(text)
  if (claimed && (await records.bundles.taken(claimed.zone)).includes(claimed.seq))
    return { file, zone: claimed.zone, seq: claimed.seq, counts: undefined }
  const trusted = context.config.bundles.trust.map((key) => readSecret(key, context.env))
  const { head, posts, health, visits } = openBundle(text, trusted, file)
  const { zone, seq } = head
  const taken = posts.map((row) => ({ rev: row.rev, post: toBundledPost(row, app.inbox.toPost) }))
  const at = context.clock.now().toISOString()
  return { file, zone, seq, counts: await records.bundles.take({ zone, seq, posts: taken, health, visits }, at) }
}

/** Numbers that must exist, since later ones have come, and have not. */
export function missingNumbers(taken: readonly number[]): number[] {
  const have = new Set(taken)
  return Array.from({ length: taken.at(-1) ?? 0 }, (_, i) => i + 1).filter((seq) => !have.has(seq))
}
