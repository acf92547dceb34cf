import type { Expression, Kysely, SqlBool } from 'kysely'
import { fitLine } from '../../model/fit-text.ts'
import type { Issue, Member } from '../../model/issue.ts'
import type { IssueLabel, IssueStore, LabelMark, MemberChange, PairLink } from '../../model/ports.ts'
import type { Place } from '../../model/post.ts'
import { APPEAL_TYPES } from '../../model/words.ts'
import { failure } from '../failure.ts'
import { writeAudit } from './audit.ts'
import { chunks, type Tx, take } from './counters.ts'
import { writeEvent } from './events.ts'
import { instant, ONE } from './rows.ts'
import type { IssueRow, PostRow, Tables } from './schema.ts'
import { flag } from './standing.ts'
import { updatePosts } from './update-rows.ts'

/** Issues as people read and edit them, and the member facts that rankings are made of. */
export const createIssueStore = (db: Kysely<Tables>): IssueStore => ({
  get: async (id) => (await readIssues(db, [id]))[0],
  getMany: (ids) => readIssues(db, ids),
  members: (from, to, issueId) => members(db, from, to, issueId),
  newest: async () => {
    const row = await db.selectFrom('counters').select('value').where('name', '=', 'rev').executeTakeFirstOrThrow()
    return Number(row.value)
  },
  membersChanged: (after, limit) => membersChanged(db, after, limit),
  labels: (after, limit) => labels(db, after, limit),
  edit: (id, change, by, at) => db.transaction().execute((tx) => edit(tx, id, change, by, at)),
  link: (pairs, by, at, instead = []) =>
    db.transaction().execute(async (tx) => {
      for (const pair of instead) await unlink(tx, pair, by, at)
      // One line is enough to tell it.
      for (const [n, pair] of pairs.entries()) await link(tx, pair, by, at, n === 0 ? instead : [])
    }),
  unlink: (pairs, by, at, restored = []) =>
    db.transaction().execute(async (tx) => {
      for (const pair of pairs) await unlink(tx, pair, by, at)
      for (const pair of restored) await link(tx, pair, by, at)
    }),
  replaced: (pairs) => replaced(db, pairs),
  redirect: (from, to, by, at) => db.transaction().execute((tx) => redirect(tx, from, to, by, at)),
})

/** Follows merges to the issue that is alive; undefined when there is no such issue. */
export async function resolveIssue(db: Kysely<Tables>, id: string): Promise<string | undefined> {
  let current = id
  for (;;) {
    const row = await db.selectFrom('issues').select('merged_into').where('id', '=', current).executeTakeFirst()
    if (!row) return undefined
    // `redirect` refuses circles, so this ends.
    if (row.merged_into === null) return current
    current = row.merged_into
  }
}

/** An issue and all that were merged into it. */
export async function mergedIssues(db: Kysely<Tables>, id: string): Promise<string[]> {
  const found = new Set([(await resolveIssue(db, id)) ?? id])
  let ring = [...found]
  while (ring.length > 0) {
    const rows = await db.selectFrom('issues').select('id').where('merged_into', 'in', ring).execute()
    ring = rows.map((row) => row.id).filter((x) => !found.has(x))
    for (const x of ring) found.add(x)
  }
  return [...found]
}

/** In the order asked for, each living issue once; unknown ids are left out. */
async function readIssues(db: Kysely<Tables>, ids: readonly string[]): Promise<Issue[]> {
  const rows = new Map<string, IssueRow>()
  const load = async (wanted: readonly string[]): Promise<void> => {
    for (const part of chunks(wanted.filter((id) => !rows.has(id))))
      for (const row of await db.selectFrom('issues').selectAll().where('id', 'in', part).execute())
        rows.set(row.id, row)
  }
  await load(ids)
  for (;;) {
    const further = [...rows.values()].map((row) => row.merged_into).filter((id) => id !== null && !rows.has(id))
    if (further.length === 0) break
    await load(further as string[])
  }
  const living = new Set<string>()
  for (const id of ids) {
    let row = rows.get(id)
    while (row && row.merged_into !== null) row = rows.get(row.merged_into)
    if (row) living.add(row.id)
  }
  const counts = await memberCounts(db, [...living])
  const merged = await setMerged(db)
  return [...living].map((id) => {
    const row = rows.get(id) as IssueRow
    const own = merged.get(id)
    const renamed = row.renamed ?? own?.renamed ?? null
    const pinned = own !== undefined && own.pinned.length > 0 ? 1 : row.pinned
    return toIssue({ ...row, renamed, pinned }, counts.get(id) ?? row)
  })
}

/** What people set of issues that were merged since. */
interface SetMerged {
  readonly renamed: string | null
  /** Those that have a name, and those that are pinned. */
  readonly named: readonly string[]
  readonly pinned: readonly string[]
}

/**
 * By the issue that lives on: a name outlives a merge, unless that one has its own, and so does a pin; both go back when the
 * merge is undone. Of several names that of the lower id.
 */
async function setMerged(db: Kysely<Tables>): Promise<Map<string, SetMerged>> {
  const set = await db
    .selectFrom('issues')
    .select(['id', 'merged_into', 'renamed', 'pinned'])
    .where((eb) => eb.or([eb('renamed', 'is not', null), eb('pinned', '=', 1)]))
    .where('merged_into', 'is not', null)
    .orderBy('id')
    .execute()
  const into = new Map(set.map((row) => [row.id, row.merged_into]))
  for (;;) {
    const further = [...into.values()].filter((id) => id !== null && !into.has(id)) as string[]
    if (further.length === 0) break
    for (const part of chunks([...new Set(further)]))
      for (const row of await db.selectFrom('issues').select(['id', 'merged_into']).where('id', 'in', part).execute())
        into.set(row.id, row.merged_into)
  }
  const merged = new Map<string, SetMerged>()
  for (const { id, renamed, pinned } of set) {
    let target = id
    for (let next = into.get(id); next; next = into.get(next)) target = next
    const known = merged.get(target) ?? { renamed: null, named: [], pinned: [] }
    merged.set(target, {
      renamed: known.renamed ?? renamed,
      named: renamed === null ? known.named : [...known.named, id],
      pinned: pinned === 1 ? [...known.pinned, id] : known.pinned,
    })
  }
  return merged
}

type Counts = Pick<IssueRow, 'posts' | 'voices' | 'news' | 'praise' | 'answered' | 'first_seen' | 'last_seen'>

/** The kinds of appeal that count as voices (DESIGN). */
const VOICED = APPEAL_TYPES.slice(0, 5)

/**
 * Counted when read: answers arrive weeks after grouping saw a letter, and people's merges and splits move members that the
 * grouper cannot count out again.
 */
async function memberCounts(db: Kysely<Tables>, ids: readonly string[]): Promise<Map<string, Counts>> {
  const found = new Map<string, Counts>()
  for (const part of chunks(ids)) {
    const rows = await db
      .selectFrom('posts')
      .select((eb) => {
        const news = eb('kind', '=', 'news')
        const only = (condition: Expression<SqlBool>) => eb.fn.sum(eb.case().when(condition).then(1).else(0).end())
        const voiced = eb.and([eb.not(news), eb('appeal_type', 'in', VOICED)])
        return [
          'issue_id',
          eb.fn.countAll().as('posts'),
          eb.fn
            .count(eb.case().when(voiced).then(eb.ref('voice')).end())
            .distinct()
            .as('voices'),
          only(news).as('news'),
          only(eb.and([eb.not(news), eb('appeal_type', '=', '表扬')])).as('praise'),
          eb.fn.count('answered_at').as('answered'),
          eb.fn.min('at').as('first_seen'),
          eb.fn.max('at').as('last_seen'),
        ]
      })
      .where('issue_id', 'in', part)
      .where('member', '=', ONE)
      .groupBy('issue_id')
      .execute()
    for (const row of rows)
      found.set(row.issue_id as string, {
        posts: Number(row.posts),
        voices: Number(row.voices),
        news: Number(row.news),
        praise: Number(row.praise),
        answered: Number(row.answered),
        first_seen: row.first_seen,
        last_seen: row.last_seen,
      })
  }
  return found
}

const toIssue = (row: IssueRow, counts: Counts): Issue => ({
  id: row.id,
  // Names from before they were made fit.
  title: fitLine(row.title),
  keywords: JSON.parse(row.keywords) as string[],
  category: row.category,
  subcategory: row.subcategory,
  place: row.place === null ? null : (JSON.parse(row.place) as Place),
  district: row.district,
  department: row.department,
  firstSeen: counts.first_seen,
  lastSeen: counts.last_seen,
  posts: counts.posts,
  voices: counts.voices,
  news: counts.news,
  praise: counts.praise,
  answered: counts.answered,
  mergedInto: row.merged_into,
  renamed: fitLine(row.renamed ?? '') || null,
  pinned: row.pinned === 1,
  rev: Number(row.rev),
})

const MEMBER_COLUMNS = [
  'id',
  'issue_id',
  'source',
  'kind',
  'route',
  'appeal_type',
  'urgency',
  'at',
  'day_precision',
  'voice',
  'likes',
  'replies',
  'views',
  'duplicate_of',
  'answered_at',
] as const satisfies readonly (keyof PostRow)[]

async function members(db: Kysely<Tables>, from: string, to: string, issueId?: string): Promise<Member[]> {
  let query = db
    .selectFrom('posts')
    .select(MEMBER_COLUMNS)
    .where('member', '=', ONE)
    .where('at', '>=', instant(from))
    .where('at', '<', instant(to))
    .orderBy('at')
    .orderBy('id')
  if (issueId !== undefined) query = query.where('issue_id', '=', (await resolveIssue(db, issueId)) ?? issueId)
  return (await query.execute()).map(toMember)
}

function toMember(row: Pick<PostRow, (typeof MEMBER_COLUMNS)[number]>): Member {
  return {
    postId: row.id,
    issueId: row.issue_id as string,
    source: row.source,
    kind: row.kind,
    route: row.route as Member['route'],
    appealType: row.appeal_type as Member['appealType'],
    urgency: row.urgency as number,
    at: row.at,
    dayPrecision: row.day_precision === 1,
    voice: row.voice,
    likes: Number(row.likes),
    replies: Number(row.replies),
    views: Number(row.views),
    duplicateOf: row.duplicate_of,
    answeredAt: row.answered_at,
  }
}

async function membersChanged(db: Kysely<Tables>, after: number, limit: number): Promise<MemberChange[]> {
  const rows = await db
    .selectFrom('posts')
    .select([...MEMBER_COLUMNS, 'member', 'rev'])
    .where('rev', '>', after)
    .orderBy('rev')
    .limit(limit)
    .execute()
  return rows.map((row) => ({
    rev: Number(row.rev),
    postId: row.id,
    member: row.member === 1 ? toMember(row) : undefined,
  }))
}

async function labels(db: Kysely<Tables>, after: LabelMark | undefined, limit: number): Promise<IssueLabel[]> {
  let query = db
    .selectFrom('issues')
    .select(['id', 'changed', 'merged_into', 'pinned', 'category', 'district', 'department'])
    .orderBy('changed')
    .orderBy('id')
    .limit(limit)
  if (after) {
    const { changed, id } = after
    query = query.where('changed', '>=', changed).where((eb) => eb.or([eb('changed', '>', changed), eb('id', '>', id)]))
  }
  return (await query.execute()).map((row) => ({
    id: row.id,
    changed: Number(row.changed),
    mergedInto: row.merged_into,
    pinned: row.pinned === 1,
    category: row.category,
    district: row.district,
    department: row.department,
  }))
}

async function edit(
  tx: Tx,
  id: string,
  change: { renamed?: string | null; pinned?: boolean },
  by: string,
  at: string,
): Promise<Issue> {
  const target = await resolveIssue(tx, id)
  if (target === undefined) throw unknownIssue(id)
  const set: Partial<Pick<IssueRow, 'renamed' | 'pinned'>> = {}
  if (change.renamed !== undefined) set.renamed = change.renamed
  if (change.pinned !== undefined) set.pinned = flag(change.pinned)
  if (Object.keys(set).length > 0) {
    // A name or pin taken back may have come with an issue merged into this one.
    const merged = (await setMerged(tx)).get(target)
    const named = change.renamed === null ? (merged?.named ?? []) : []
    const pinned = change.pinned === false ? (merged?.pinned ?? []) : []
    const changed = await take(tx, 'rev')
    if (named.length > 0)
      await tx.updateTable('issues').set({ renamed: null, changed }).where('id', 'in', named).execute()
    if (pinned.length > 0)
      await tx.updateTable('issues').set({ pinned: 0, changed }).where('id', 'in', pinned).execute()
    await tx
      .updateTable('issues')
      .set((eb) => ({ ...set, rev: eb('rev', '+', 1), changed }))
      .where('id', '=', target)
      .execute()
    if (change.renamed !== undefined) await forgetNames(tx, [target, ...named])
    await writeAudit(tx, by, 'issue.edit', target, { ...change }, at)
    await writeEvent(tx, 'issue.changed', target, { ...change }, at)
  }
  return (await readIssues(tx, [target]))[0] as Issue
}

/**
 * What people called issues before: a name may have told more than it should, and who takes it back wants it gone. The
 * events and lines of the trail stay, with their numbers and times; a reader that starts anew ends with the same names.
 */
export async function forgetNames(tx: Tx, issues: readonly string[]): Promise<void> {
  const blank = (data: string): string | undefined => {
    const told = JSON.parse(data) as { renamed?: string | null }
    return typeof told.renamed === 'string' ? JSON.stringify({ ...told, renamed: null }) : undefined
  }
  const events = await tx
    .selectFrom('events')
    .select(['seq', 'data'])
    .where('type', '=', 'issue.changed')
    .where('subject', 'in', issues)
    .execute()
  for (const { seq, data } of events) {
    const blanked = blank(data)
    if (blanked !== undefined) await tx.updateTable('events').set({ data: blanked }).where('seq', '=', seq).execute()
  }
  const trail = await tx
    .selectFrom('audit')
    .select(['seq', 'data'])
    .where('action', '=', 'issue.edit')
    .where('subject', 'in', issues)
    .execute()
  for (const { seq, data } of trail) {
    const blanked = blank(data)
    if (blanked !== undefined) await tx.updateTable('audit').set({ data: blanked }).where('seq', '=', seq).execute()
  }
}

async function unlink(tx: Tx, { a, b, kind }: PairLink, by: string, at: string): Promise<void> {
  for (const [x, y] of [
    [a, b],
    [b, a],
  ] as const)
    await tx.deleteFrom('links').where('a', '=', x).where('b', '=', y).where('kind', '=', kind).execute()
  await writeAudit(tx, by, 'issue.unlink', a, { b, kind }, at)
}

/** Told by the trail: the newest line of the first pair of a step names what that took the place of. */
async function replaced(db: Kysely<Tables>, pairs: readonly PairLink[]): Promise<PairLink[]> {
  const found = new Map<string, PairLink>()
  for (const part of chunks([...new Set(pairs.map((pair) => pair.a))])) {
    const lines = await db
      .selectFrom('audit')
      .select(['subject', 'data'])
      .where('action', '=', 'issue.link')
      .where('subject', 'in', part)
      .orderBy('seq', 'desc')
      .execute()
    const told = lines.map(({ subject, data }) => ({
      a: subject,
      ...(JSON.parse(data) as Omit<PairLink, 'a'> & { instead?: PairLink[] }),
    }))
    for (const { a, b, kind } of pairs) {
      const line = told.find((one) => one.a === a && one.b === b && one.kind === kind)
      for (const pair of line?.instead ?? []) found.set(`${pair.kind} ${pair.a} ${pair.b}`, pair)
    }
  }
  return [...found.values()]
}

async function link(tx: Tx, pair: PairLink, by: string, at: string, instead: readonly PairLink[] = []): Promise<void> {
  const { a, b, kind } = pair
  if (a === b) throw failure('store.link', { id: a })
  // One word a pair: the later replaces the earlier, whichever way round it named them. The direction is kept, since a
  // merge goes from a's issue into b's and a split takes a out.
  await tx.deleteFrom('links').where('a', '=', b).where('b', '=', a).execute()
  const value = { kind, linked_by: by, at: instant(at) }
  await tx
    .insertInto('links')
    .values({ a, b, ...value })
    .onConflict((oc) => oc.columns(['a', 'b']).doUpdateSet(value))
    .execute()
  const gone = instead.map((one) => ({ a: one.a, b: one.b, kind: one.kind }))
  await writeAudit(tx, by, 'issue.link', a, gone.length === 0 ? { b, kind } : { b, kind, instead: gone }, at)
}

async function redirect(tx: Tx, from: string, to: string, by: string, at: string): Promise<void> {
  const source = await tx.selectFrom('issues').select('merged_into').where('id', '=', from).executeTakeFirst()
  const target = await resolveIssue(tx, to)
  if (!source) throw unknownIssue(from)
  if (target === undefined) throw unknownIssue(to)
  if (source.merged_into !== null && (await resolveIssue(tx, from)) === target) return
  if (source.merged_into !== null || target === from) throw failure('store.redirect', { from, to })
  const changed = await take(tx, 'rev')
  await tx
    .updateTable('issues')
    .set((eb) => ({ merged_into: target, merged_by: by, rev: eb('rev', '+', 1), changed }))
    .where('id', '=', from)
    .execute()
  await moveMembers(tx, from, target)
  await writeAudit(tx, by, 'issue.merge', from, { into: target }, at)
  await writeEvent(tx, 'issue.changed', from, { mergedInto: target }, at)
}

export async function moveMembers(tx: Tx, from: string, to: string): Promise<void> {
  const rows = await tx
    .selectFrom('posts')
    .select('id')
    .where('issue_id', '=', from)
    .orderBy('at')
    .orderBy('id')
    .execute()
  if (rows.length === 0) return
  const rev = await take(tx, 'rev', rows.length)
  const moved = rows.map(({ id }, i) => ({ id, issue_id: to, rev: rev + i }))
  for (const part of chunks(moved)) await updatePosts(tx, ['issue_id', 'rev'], part)
}

const unknownIssue = (id: string) => failure('store.no-issue', { id })
