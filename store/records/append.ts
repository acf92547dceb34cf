import type { Kysely } from 'kysely'
import { contentHash } from '../../model/content-hash.ts'
import type { DeliveryCounts, FailedRow } from '../../model/ports.ts'
import type { Answer, Mark, Post } from '../../model/post.ts'
import { localDay } from '../../model/time.ts'
import type { Precision } from '../../model/words.ts'
import { CHUNK, chunks, type Tx, take } from './counters.ts'
import { tombstone } from './erasure.ts'
import { instant, toFacts, toRevision } from './rows.ts'
import type { PostRow, Tables } from './schema.ts'
import { WAITING } from './standing.ts'

type Outcome = 'fresh' | 'revised' | 'unchanged'

const FINENESS: Record<Precision, number> = { minute: 2, day: 1, month: 0 }

/** PostStore.append: posts, failed rows and the count of the delivery move in one transaction. */
export const append = (
  db: Kysely<Tables>,
  posts: readonly Post[],
  failed: readonly FailedRow[],
  at: string,
): Promise<DeliveryCounts> => db.transaction().execute((tx) => appendIn(tx, posts, failed, at))

/** The same within a larger transaction. */
export async function appendIn(
  tx: Tx,
  given: readonly Post[],
  failed: readonly FailedRow[],
  at: string,
): Promise<DeliveryCounts> {
  const former = given.flatMap(({ formerIds = [], numberIds: n }) => [
    ...formerIds,
    ...(n ? [n.alone, n.withWords] : []),
  ])
  const ids = [...given.map((post) => post.id), ...former]
  const known = await currentRows(tx, ids)
  const erased = await erasedIds(tx, ids)
  const posts = given.map((post) => asKnown(post, known, erased))
  const outcomes = new Map<string, Record<Outcome | 'failed', number>>()
  const count = (source: string, outcome: Outcome | 'failed'): void => {
    const row = outcomes.get(source) ?? { fresh: 0, revised: 0, unchanged: 0, failed: 0 }
    row[outcome]++
    outcomes.set(source, row)
  }
  const fresh = new Map<string, Post>()
  const later: Post[] = []
  for (const post of posts) {
    // The second copy within one delivery meets the first one's row.
    if (erased.has(post.id)) count(post.source, 'unchanged')
    else if (known.has(post.id) || fresh.has(post.id)) later.push(post)
    else {
      fresh.set(post.id, post)
      count(post.source, 'fresh')
    }
  }
  await insertFresh(tx, [...fresh.values()], at, known)
  for (const post of later) {
    const row = known.get(post.id)
    if (row) count(post.source, await refresh(tx, row, post, at, known))
  }
  for (const row of failed) {
    await keepFailed(tx, row, at)
    count(row.source, 'failed')
  }
  return countDelivery(tx, outcomes, at)
}

/**
 * A letter that came in before its number was known, or under an id that could be guessed, stays the post it is, with its issue,
 * decisions and cases, and has its number from now on; the number of another letter is never taken for it.
 */
function asKnown(post: Post, known: ReadonlyMap<string, PostRow>, erased: ReadonlySet<string>): Post {
  const other = sharing(post, known, erased)
  if (other !== undefined) return { ...post, id: other, nativeId: known.get(other)?.native_id ?? post.nativeId }
  if (post.formerIds === undefined || known.has(post.id) || erased.has(post.id)) return post
  const id = post.formerIds.find((old) => erased.has(old) || isSame(post, known.get(old)))
  if (id === undefined) return post
  // Of a number that leads to a person the post's own id stands for it.
  return { ...post, id, nativeId: post.nativeId === post.id ? id : post.nativeId }
}

/**
 * The id under which a letter lies whose number stood on several texts in one export and stands on it alone in this one, or the other way
 * round. Under the number alone another letter may lie: only the same words are the same letter.
 */
function sharing(
  { id, contentHash, numberIds }: Post,
  known: ReadonlyMap<string, PostRow>,
  erased: ReadonlySet<string>,
): string | undefined {
  if (numberIds === undefined) return undefined
  const { alone, withWords } = numberIds
  if (known.has(withWords) || erased.has(withWords)) return withWords
  return id === withWords && known.get(alone)?.content_hash === contentHash ? alone : undefined
}

function isSame(post: Post, row: PostRow | undefined): boolean {
  // A row of another source may name any post as its own.
  if (row === undefined || row.source !== post.source) return false
  const number = row.native_id
  return number === null || number === row.id || number.startsWith('row-') || number === post.nativeId
}

async function currentRows(tx: Tx, ids: readonly string[]): Promise<Map<string, PostRow>> {
  const rows = new Map<string, PostRow>()
  for (const part of chunks(ids))
    for (const row of await tx.selectFrom('posts').selectAll().where('id', 'in', part).execute()) rows.set(row.id, row)
  return rows
}

async function erasedIds(tx: Tx, ids: readonly string[]): Promise<Set<string>> {
  const erased = new Set<string>()
  for (const part of chunks(ids)) {
    const byHash = new Map(part.map((id) => [tombstone(id), id]))
    const rows = await tx
      .selectFrom('tombstones')
      .select('hash')
      .where('hash', 'in', [...byHash.keys()])
      .execute()
    for (const { hash } of rows) erased.add(byHash.get(hash) as string)
  }
  return erased
}

/** Voices of the quarter before that Records knows, among those of the posts. */
async function knownVoices(tx: Tx, posts: readonly Post[]): Promise<Set<string>> {
  const before = [...new Set(posts.flatMap((p) => p.voiceBefore ?? []))]
  const known = new Set<string>()
  for (const part of chunks(before))
    for (const { voice } of await tx.selectFrom('posts').select('voice').where('voice', 'in', part).execute())
      known.add(voice)
  return known
}

async function insertFresh(tx: Tx, posts: readonly Post[], at: string, known: Map<string, PostRow>): Promise<void> {
  const voices = await knownVoices(tx, posts)
  const voiceOf = ({ voice, voiceBefore }: Post): string =>
    voiceBefore !== undefined && voices.has(voiceBefore) ? voiceBefore : voice
  for (const part of chunks(posts, CHUNK / 2)) {
    const rev = await take(tx, 'rev', part.length)
    const rows = part.map((post, i): PostRow => {
      const facts = toFacts({ ...post, voice: voiceOf(post) }, at)
      return { ...facts, ...WAITING, issue_id: null, duplicate_of: null, revision: 1, rev: rev + i }
    })
    await tx.insertInto('posts').values(rows).execute()
    await tx
      .insertInto('revisions')
      .values(part.map((post) => toRevision(post, 1)))
      .execute()
    for (const row of rows) known.set(row.id, row)
  }
}

/** A post that is there already: a new revision, or the same words with perhaps newer counters, state, answer or date. */
async function refresh(tx: Tx, row: PostRow, told: Post, at: string, known: Map<string, PostRow>): Promise<Outcome> {
  const post = await keepWords(tx, row, told)
  const facts = keepKnown(row, toFacts(post, at, { at: row.first_collected_at, voice: row.voice }))
  const late = facts.collected_at < row.collected_at
  const sameWords = row.content_hash === post.contentHash || (late && (await isOldRevision(tx, post)))
  const change: Partial<PostRow> = sameWords
    ? difference(row, { ...facts, content_hash: row.content_hash, collected_at: row.collected_at })
    : { ...facts, ...WAITING, revision: row.revision + 1 }
  // The same words are another matter for another city.
  if (change.city !== undefined) Object.assign(change, WAITING)
  // A late copy of older words (a job run twice) knows nothing newer.
  if (sameWords && (late || Object.keys(change).length === 0)) return 'unchanged'
  if (!sameWords)
    await tx
      .insertInto('revisions')
      .values(toRevision(post, row.revision + 1))
      .execute()
  const next = { ...change, rev: await take(tx, 'rev') }
  await tx.updateTable('posts').set(next).where('id', '=', post.id).execute()
  known.set(post.id, { ...row, ...next })
  return sameWords ? 'unchanged' : 'revised'
}

const isOldRevision = async (tx: Tx, post: Post): Promise<boolean> =>
  (await tx
    .selectFrom('revisions')
    .select('revision')
    .where('post_id', '=', post.id)
    .where('content_hash', '=', post.contentHash)
    .executeTakeFirst()) !== undefined

type Facts = ReturnType<typeof toFacts>

const isWordless = (answer: string): boolean => (JSON.parse(answer) as Answer).text === ''

/** The same of words: exports of answers leave out the title, others the text. */
async function keepWords(tx: Tx, row: PostRow, post: Post): Promise<Post> {
  if (post.title !== '' && post.text !== '') return post
  const { title, text, marks } = await tx
    .selectFrom('revisions')
    .select(['title', 'text', 'marks'])
    .where('post_id', '=', row.id)
    .where('revision', '=', row.revision)
    .executeTakeFirstOrThrow()
  const kept = { title: post.title || title, text: post.text || text }
  const field = post.title === '' ? 'title' : 'text'
  const known = (JSON.parse(marks) as Mark[]).filter((mark) => mark.field === field)
  return {
    ...post,
    ...kept,
    marks: [...post.marks, ...known],
    contentHash: contentHash(kept.title, kept.text),
  }
}

/** A delivery that does not say a thing does not unsay it: lists show less than the letter's own page. */
function keepKnown(row: PostRow, facts: Facts): Facts {
  const coarser = FINENESS[facts.posted_precision] < FINENESS[row.posted_precision]
  const keepDate = row.posted_at !== null && (facts.posted_at === null || coarser)
  // An undated answer stays answered when it was first seen; one told without its words takes no words away.
  const keepAnswer =
    facts.answer === null || facts.answer === row.answer || (row.answer !== null && isWordless(facts.answer))
  return {
    ...facts,
    native_id: facts.native_id ?? row.native_id,
    url: facts.url ?? row.url,
    given_appeal_type: facts.given_appeal_type ?? row.given_appeal_type,
    addressee: facts.addressee ?? row.addressee,
    area: facts.area ?? row.area,
    city: facts.city ?? row.city,
    source_case_id: facts.source_case_id ?? row.source_case_id,
    source_state: facts.source_state ?? row.source_state,
    channel: facts.channel ?? row.channel,
    public_consent: facts.public_consent ?? row.public_consent,
    ...(keepAnswer ? { answer: row.answer, answered_at: row.answered_at } : {}),
    ...(keepDate
      ? {
          posted_at: row.posted_at,
          posted_precision: row.posted_precision,
          at: row.at,
          day_precision: row.day_precision,
        }
      : {}),
  }
}

function difference(row: PostRow, facts: Facts): Partial<PostRow> {
  return Object.fromEntries(Object.entries(facts).filter(([column, value]) => row[column as keyof Facts] !== value))
}

const keepFailed = (tx: Tx, row: FailedRow, at: string): Promise<unknown> =>
  tx
    .insertInto('failed_rows')
    .values({
      source: row.source,
      place: row.where,
      line: row.line ?? 0,
      code: row.code,
      message: row.message,
      times: 1,
      first_at: instant(at),
      last_at: instant(at),
    })
    .onConflict((oc) =>
      oc.columns(['source', 'place', 'line', 'code']).doUpdateSet((eb) => ({
        message: row.message,
        last_at: instant(at),
        times: eb('failed_rows.times', '+', 1),
      })),
    )
    .execute()

async function countDelivery(
  tx: Tx,
  outcomes: Map<string, Record<Outcome | 'failed', number>>,
  at: string,
): Promise<DeliveryCounts> {
  const total = { received: 0, fresh: 0, revised: 0, unchanged: 0, failed: 0 }
  for (const [source, c] of outcomes) {
    const received = c.fresh + c.revised + c.unchanged + c.failed
    await tx
      .insertInto('deliveries')
      .values({ source, day: localDay(at), received, ...c })
      .onConflict((oc) =>
        oc.columns(['source', 'day']).doUpdateSet((eb) => ({
          received: eb('deliveries.received', '+', received),
          fresh: eb('deliveries.fresh', '+', c.fresh),
          revised: eb('deliveries.revised', '+', c.revised),
          unchanged: eb('deliveries.unchanged', '+', c.unchanged),
          failed: eb('deliveries.failed', '+', c.failed),
        })),
      )
      .execute()
    total.received += received
    for (const name of ['fresh', 'revised', 'unchanged', 'failed'] as const) total[name] += c[name]
  }
  return total
}
