import { contentHash } from '../../model/content-hash.ts'
import { fitLine, fitText } from '../../model/fit-text.ts'
import type { DeliveryCounts, FailedRow, PostStore } from '../../model/ports.ts'
import type { Answer, Delivery, Evidence, Post, Redacted } from '../../model/post.ts'
import type { Clock } from '../../model/time.ts'
import { createBeside } from './beside.ts'
import { idOf, postId, shortId } from './post-id.ts'
import type { Vault } from './vault.ts'
import type { Voices } from './voice.ts'

/** Longer texts are no letters; the rest is cut with a visible mark, so that one page cannot fill the store. */
const MAX_TITLE = 300
const MAX_TEXT = 50_000
/** Of an id: one that is longer is stored as its hash. */
const MAX_LOOKED_AT = 2000

export interface Inbox {
  /**
   * Redacts, names and stores one delivery of a source; the only way into the program. Idempotent: the same delivery
   * again is counted as unchanged. Rows without any text are failed (`inbox.empty`), never dropped.
   */
  append(source: string, deliveries: readonly Delivery[], failed?: readonly FailedRow[]): Promise<DeliveryCounts>
  /** The stored form of one delivery collected at `at`, storing nothing. */
  toPost(delivery: Delivery, at: Date): Post
  /** Destroys the voice keys whose time is up, as `append` does first (`Voices.turn`). */
  turnKeys(): Promise<void>
}

const cut = (tidy: string, max: number): string => (tidy.length > max ? `${tidy.slice(0, max).toWellFormed()}…` : tidy)
const ofLines = (text: string): string => cut(fitText(text), MAX_TEXT)
const ofOneLine = (text: string): string => cut(fitLine(text), MAX_TITLE)

const count = (n: number | undefined): number => (n !== undefined && Number.isFinite(n) && n > 0 ? Math.floor(n) : 0)

/** Builds the stored form of one delivery: redacted, with id, content hash and voice. Raw text stays in memory. */
export function toPost(
  delivery: Delivery,
  redact: (title: string, text: string) => Redacted,
  voices: Voices,
  now: Date,
): Post {
  const redacted = redact(ofOneLine(delivery.title ?? ''), ofLines(delivery.text))
  const hash = contentHash(redacted.title, redacted.text)
  const beside = createBeside(redact)
  const given = delivery.nativeId === undefined ? undefined : shortId(delivery.nativeId)
  // Of the id as given: the same row is the same post, also where an older version stored that id.
  const key = given ?? delivery.url ?? hash
  const guessable = postId(delivery.source, key)
  const leads =
    delivery.nativeId === undefined
      ? delivery.url !== undefined && beside.urlNamesPerson(fitLine(delivery.url))
      : beside.namesPerson(fitLine(delivery.nativeId.slice(0, MAX_LOOKED_AT)))
  const named = (own: string): string =>
    leads ? idOf(voices.secret(`${delivery.source}\0${own}`)) : postId(delivery.source, own)
  const id = named(key)
  const { numberIds } = delivery
  const former = [
    ...(leads ? [guessable] : []),
    ...(delivery.postId === undefined ? [] : [delivery.postId]),
    ...(delivery.formerIds ?? []).map((old) => postId(delivery.source, old)),
  ]
  const nativeId = given === undefined ? undefined : fitLine(given) || id
  // People write into any field they are given: a clerk's mobile number stands beside his office.
  const short = (value: string | undefined): string | undefined =>
    value === undefined ? undefined : redact('', ofOneLine(value)).text
  const answer: Answer | undefined = delivery.answer && {
    ...delivery.answer,
    ...(delivery.answer.unit === undefined ? {} : { unit: short(delivery.answer.unit) }),
    text: redact('', ofLines(delivery.answer.text)).text,
  }
  return {
    id,
    source: delivery.source,
    ...(former.length === 0 ? {} : { formerIds: former }),
    ...(numberIds === undefined
      ? {}
      : {
          numberIds: {
            alone: named(shortId(numberIds.alone)),
            withWords: named(shortId(numberIds.withWords)),
          },
        }),
    // A clerk's export may number letters by the phone they came from. Such a number would find a person: the post's own id stands for it.
    nativeId: nativeId !== undefined && leads ? id : nativeId,
    url: delivery.url === undefined ? undefined : beside.url(fitLine(delivery.url)),
    kind: delivery.kind,
    ...redacted,
    postedAt: delivery.postedAt,
    postedPrecision: delivery.postedPrecision ?? 'minute',
    collectedAt: now.toISOString(),
    likes: count(delivery.likes),
    replies: count(delivery.replies),
    views: count(delivery.views),
    givenAppealType: short(delivery.givenAppealType),
    addressee: short(delivery.addressee),
    area: short(delivery.area),
    city: delivery.city,
    sourceCaseId: short(delivery.sourceCaseId),
    sourceState: short(delivery.sourceState),
    channel: short(delivery.channel),
    publicConsent: delivery.publicConsent,
    answer,
    ...(delivery.evidence === undefined ? {} : { evidence: toEvidence(delivery.evidence, beside.place) }),
    voice: voices.voice(delivery.source, delivery.author, id, now),
    voiceBefore: voices.before(delivery.source, delivery.author, now),
    contentHash: hash,
  }
}

const toEvidence = (
  { raw: _, ...evidence }: NonNullable<Delivery['evidence']>,
  place: (where: string) => string,
): Evidence => ({ ...evidence, url: place(evidence.url), vault: false })

const later = (a: string | undefined, b: string): string => (a !== undefined && a > b ? a : b)

export function createInbox(deps: {
  posts: PostStore
  redact: (title: string, text: string) => Redacted
  voices: Voices
  clock: Clock
  /** Where raw answers go; without it they are let go. */
  vault?: Vault | undefined
}): Inbox {
  const turnKeys = (now: Date): Promise<void> =>
    deps.voices.turn(now, async () => (await deps.posts.latest()).map(({ day }) => day).reduce(later, undefined))
  return {
    toPost: (delivery, at) => toPost(delivery, deps.redact, deps.voices, at),
    turnKeys: () => turnKeys(deps.clock.now()),
    async append(source, deliveries, failed = []) {
      const now = deps.clock.now()
      await turnKeys(now)
      const posts: Post[] = []
      const { vault } = deps
      // Before its row: a row must not speak of what is not there. What no row speaks of is swept away.
      const keepRaw = (post: Post, raw: string | undefined): Post => {
        if (!vault || raw === undefined || !post.evidence) return post
        vault.put(post.evidence.hash, raw, now)
        return { ...post, evidence: { ...post.evidence, vault: true } }
      }
      const { place } = createBeside(deps.redact)
      const bad = failed.map((row) => ({ ...row, where: place(fitLine(row.where)) }))
      for (const delivery of deliveries) {
        const post = toPost(delivery, deps.redact, deps.voices, now)
        const where = post.url ?? post.nativeId ?? source
        if (post.title === '' && post.text === '')
          bad.push({ source, where, code: 'inbox.empty', message: 'Neither title nor text' })
        else posts.push(keepRaw(post, delivery.evidence?.raw))
      }
      return deps.posts.append(posts, bad, now.toISOString())
    },
  }
}
