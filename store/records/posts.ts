import { type ExpressionBuilder, type Kysely, sql } from 'kysely'
import type { DeliveryCounts, LatestDelivery, PostFilter, PostStore, StoredPost } from '../../model/ports.ts'
import type { Answer, Post } from '../../model/post.ts'
import { sharedForm, spellings } from '../../model/shared-number.ts'
import { DISPOSITIONS, type Disposition, OPEN_ROUTES } from '../../model/words.ts'
import { append } from './append.ts'
import { chunks } from './counters.ts'
import { CLOSED, instant, selectPosts, toStoredPost } from './rows.ts'
import type { PostRow, Tables } from './schema.ts'
import { saveScreenings } from './screenings.ts'

/** Posts read at once by `iterate`, doubled from page to page: many who ask have found what they look for in the first. */
const FIRST_PAGE = 32
const LARGEST_PAGE = 512

/** Posts, their revisions and verdicts over any dialect of Kysely. */
export const createPostStore = (db: Kysely<Tables>): PostStore => ({
  append: (posts, failed, at) => append(db, posts, failed, at),
  saveScreenings: (rows, at) => saveScreenings(db, rows, at),
  pending: async (limit) => {
    const rows = await selectPosts(db)
      .where('p.disposition', 'is', null)
      .orderBy('p.at')
      .orderBy('p.id')
      .limit(limit)
      .execute()
    return rows.map(toStoredPost)
  },
  pendingIds: async (limit, after) => {
    let query = db
      .selectFrom('posts')
      .select(['id', 'at'])
      .where('disposition', 'is', null)
      .orderBy('at')
      .orderBy('id')
      .limit(limit)
    if (after)
      query = query.where('at', '>=', after.at).where((eb) => eb.or([eb('at', '>', after.at), eb('id', '>', after.id)]))
    return query.execute()
  },
  get: async (id) => {
    const row = await selectPosts(db).where('p.id', '=', id).executeTakeFirst()
    return row && toStoredPost(row)
  },
  getMany: (ids, options) => getMany(db, ids, options),
  words: (ids) => words(db, ids),
  wordsIn: (issueId) => wordsIn(db, issueId),
  outcomes: (ids) => outcomes(db, ids),
  iterate: (filter) => iterate(db, filter),
  changedSince: async (rev, limit) => {
    const rows = await selectPosts(db).where('p.rev', '>', rev).orderBy('p.rev').limit(limit).execute()
    return rows.map(toStoredPost)
  },
  counts: (options) => counts(db, options),
  latest: () => latest(db),
})

/** In the order of `ids`; those unknown are left out. */
export async function getMany(
  db: Kysely<Tables>,
  ids: readonly string[],
  { voices = false } = {},
): Promise<StoredPost[]> {
  const found = new Map<string, StoredPost>()
  for (const part of chunks(ids)) {
    for (const row of await selectPosts(db).where('p.id', 'in', part).execute())
      found.set(row.id, voices ? { ...toStoredPost(row), voice: row.voice } : toStoredPost(row))
  }
  return ids.map((id) => found.get(id)).filter((post) => post !== undefined)
}

async function words(db: Kysely<Tables>, ids: readonly string[]): Promise<Map<string, Pick<Post, 'title' | 'text'>>> {
  const found = new Map<string, Pick<Post, 'title' | 'text'>>()
  for (const part of chunks(ids))
    for (const { id, title, text } of await db
      .selectFrom('posts as p')
      .innerJoin('revisions as r', (join) =>
        join.onRef('r.post_id', '=', 'p.id').onRef('r.revision', '=', 'p.revision'),
      )
      .select(['p.id', 'r.title', 'r.text'])
      .where('p.id', 'in', part)
      .execute())
      found.set(id, { title, text })
  return found
}

async function* wordsIn(db: Kysely<Tables>, issueId: string): AsyncIterable<Pick<Post, 'title' | 'text'>> {
  let last: { at: string; id: string } | undefined
  for (let page = FIRST_PAGE; ; page = Math.min(LARGEST_PAGE, 2 * page)) {
    let query = db
      .selectFrom('posts as p')
      .innerJoin('revisions as r', (join) =>
        join.onRef('r.post_id', '=', 'p.id').onRef('r.revision', '=', 'p.revision'),
      )
      .select(['p.id', 'p.at', 'r.title', 'r.text'])
      .where('p.issue_id', '=', issueId)
      .where('p.route', 'in', OPEN_ROUTES)
      .orderBy('p.at')
      .orderBy('p.id')
      .limit(page)
    if (last) query = query.where(after(last))
    const rows = await query.execute()
    for (const { title, text } of rows) yield { title, text }
    last = rows.at(-1)
    if (rows.length < page) return
  }
}

/** Posts behind one, in order of (at, id). */
const after =
  ({ at, id }: { at: string; id: string }) =>
  (eb: ExpressionBuilder<{ p: PostRow }, 'p'>) =>
    eb.and([eb('p.at', '>=', at), eb.or([eb('p.at', '>', at), eb('p.id', '>', id)])])

async function outcomes(
  db: Kysely<Tables>,
  ids: readonly string[],
): Promise<Map<string, Pick<Post, 'answer' | 'sourceState'>>> {
  const found = new Map<string, Pick<Post, 'answer' | 'sourceState'>>()
  for (const part of chunks(ids))
    for (const { id, answer, source_state } of await db
      .selectFrom('posts')
      .select(['id', 'answer', 'source_state'])
      .where('id', 'in', part)
      .where((eb) => eb.or([eb('answer', 'is not', null), eb('source_state', 'is not', null)]))
      .execute())
      found.set(id, {
        answer: answer === null ? undefined : (JSON.parse(answer) as Answer),
        sourceState: source_state ?? undefined,
      })
  return found
}

const hasNumber = (number: string) => (eb: ExpressionBuilder<{ p: PostRow }, 'p'>) => {
  const { head, length } = sharedForm(number)
  const begins = eb(sql<string>`substr(p.native_id, 1, ${sql.lit(head.length)})`, '=', head)
  return eb.or([
    eb('p.native_id', '=', number),
    eb.and([eb(sql<number>`length(p.native_id)`, '=', sql.lit(length)), begins]),
  ])
}

async function* iterate(db: Kysely<Tables>, filter: PostFilter): AsyncIterable<StoredPost> {
  let last: { at: string; id: string } | undefined
  for (let page = FIRST_PAGE; ; page = Math.min(LARGEST_PAGE, 2 * page)) {
    let query = selectPosts(db).orderBy('p.at').orderBy('p.id').limit(page)
    const { disposition, issueId, from, to, urgency, number, openRoutesOnly, voices } = filter
    // Compared as an expression: the index of dispositions would mean sorting all of them for every page.
    if (disposition !== undefined)
      query = query.where((eb) => eb(eb.fn.coalesce('p.disposition', eb.val('')), '=', disposition))
    if (issueId !== undefined) query = query.where('p.issue_id', '=', issueId)
    if (from !== undefined) query = query.where('p.at', '>=', instant(from))
    if (to !== undefined) query = query.where('p.at', '<', instant(to))
    // A literal, as in ONE: there is an index of the urgent ones.
    if (urgency !== undefined) query = query.where('p.urgency', '>=', sql.lit(urgency))
    if (number !== undefined) query = query.where((eb) => eb.or(spellings(number).map((way) => hasNumber(way)(eb))))
    // A post without a verdict has no route yet: it may turn out to be a closed one.
    if (openRoutesOnly) query = query.where('p.route', 'in', OPEN_ROUTES)
    if (last) query = query.where(after(last))
    const rows = await query.execute()
    for (const row of rows) yield voices ? { ...toStoredPost(row), voice: row.voice } : toStoredPost(row)
    last = rows.at(-1)
    if (rows.length < page) return
  }
}

async function counts(
  db: Kysely<Tables>,
  { openRoutesOnly = false } = {},
): Promise<{ posts: Record<Disposition | 'pending', number>; delivered: DeliveryCounts }> {
  // One transaction, so that both sums are of the same moment while another process appends.
  return db
    .transaction()
    .setAccessMode('read only')
    .execute(async (tx) => {
      const groups = await tx
        .selectFrom('posts')
        .select((eb) => ['disposition', eb.fn.countAll().as('n')])
        .where('disposition', 'is not', null)
        .groupBy('disposition')
        .execute()
      const waiting = await tx
        .selectFrom('posts')
        .select((eb) => eb.fn.countAll().as('n'))
        .where('disposition', 'is', null)
        .executeTakeFirstOrThrow()
      const posts = Object.fromEntries([...DISPOSITIONS, 'pending'].map((name) => [name, 0])) as Record<
        Disposition | 'pending',
        number
      >
      for (const { disposition, n } of groups) posts[disposition as Disposition] = Number(n)
      posts.pending = Number(waiting.n)
      // Taken away instead of left out: all are counted from an index that knows no route.
      let hidden = 0
      if (openRoutesOnly)
        for (const { disposition, n } of await tx
          .selectFrom('posts')
          .select((eb) => ['disposition', eb.fn.countAll().as('n')])
          .where('route', 'in', CLOSED)
          .where('disposition', 'is not', null)
          .groupBy('disposition')
          .execute()) {
          posts[disposition as Disposition] -= Number(n)
          hidden += Number(n)
        }
      const sums = await tx
        .selectFrom('deliveries')
        .select((eb) => [
          eb.fn.sum('received').as('received'),
          eb.fn.sum('fresh').as('fresh'),
          eb.fn.sum('revised').as('revised'),
          eb.fn.sum('unchanged').as('unchanged'),
          eb.fn.sum('failed').as('failed'),
        ])
        .executeTakeFirstOrThrow()
      const delivered = Object.fromEntries(
        Object.entries(sums).map(([name, n]) => [name, Number(n ?? 0)]),
      ) as unknown as DeliveryCounts
      const { received, fresh } = delivered
      return { posts, delivered: { ...delivered, received: received - hidden, fresh: fresh - hidden } }
    })
}

async function latest(db: Kysely<Tables>): Promise<LatestDelivery[]> {
  const rows = await db
    .selectFrom('deliveries as d')
    .select(['source', 'day', 'received', 'fresh', 'revised', 'unchanged', 'failed'])
    .where('day', '=', (eb) =>
      eb
        .selectFrom('deliveries as e')
        .select((one) => one.fn.max('e.day').as('day'))
        .whereRef('e.source', '=', 'd.source'),
    )
    .orderBy('source')
    .execute()
  return rows.map(({ source, day, ...counts }) => ({
    source,
    day,
    received: Number(counts.received),
    fresh: Number(counts.fresh),
    revised: Number(counts.revised),
    unchanged: Number(counts.unchanged),
    failed: Number(counts.failed),
  }))
}
