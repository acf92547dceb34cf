import type { Kysely } from 'kysely'
import type { GroupingCommit, GroupingStore } from '../../model/ports.ts'
import { failure } from '../failure.ts'
import { chunks, type Tx, take } from './counters.ts'
import { writeEvent } from './events.ts'
import { moveMembers, resolveIssue } from './issues.ts'
import { instant, selectPosts, toStoredPost } from './rows.ts'
import type { IssueRow, PostRow, Tables } from './schema.ts'
import { isGroupable } from './standing.ts'
import { updatePosts } from './update-rows.ts'

const OFFSET = 'grouping.offset'
const FENCE = 'grouping.fence'
/** Who merged, where it was no person. */
const GROUPER = 'grouper'

/** The grouping writer's side of Records: queue, offset, state and assignments. */
export const createGroupingStore = (db: Kysely<Tables>): GroupingStore => ({
  load: async () => {
    const rows = await db.selectFrom('grouping_state').selectAll().execute()
    return { offset: await offsetIn(db), state: new Map(rows.map(({ key, value }) => [key, value])) }
  },
  rows: async (keys, prefixes = []) => {
    const found = new Map<string, string>()
    for (const part of chunks(keys))
      for (const row of await db.selectFrom('grouping_state').selectAll().where('key', 'in', part).execute())
        found.set(row.key, row.value)
    // A range and no pattern: keys are in byte order in both dialects, so the primary key answers it.
    for (const prefix of prefixes)
      for (const row of await db
        .selectFrom('grouping_state')
        .selectAll()
        .where('key', '>=', prefix)
        .where('key', '<', after(prefix))
        .execute())
        found.set(row.key, row.value)
    return found
  },
  next: async (offset, limit) => {
    const rows = await selectPosts(db).where('p.seq', '>', offset).orderBy('p.seq').limit(limit).execute()
    return rows.map((row) => ({ seq: Number(row.seq), post: { ...toStoredPost(row), voice: row.voice } }))
  },
  waiting: async () => {
    const { n } = await db
      .selectFrom('posts')
      .select((eb) => eb.fn.countAll().as('n'))
      .where('seq', '>', await offsetIn(db))
      .executeTakeFirstOrThrow()
    return Number(n)
  },
  commit: (batch) => db.transaction().execute((tx) => commit(tx, batch)),
  links: async () => {
    const rows = await db.selectFrom('links').selectAll().orderBy('at').orderBy('a').orderBy('b').execute()
    return rows.map(({ a, b, kind, linked_by, at }) => ({ a, b, kind, by: linked_by, at }))
  },
})

const offsetIn = async (db: Kysely<Tables>): Promise<number> =>
  Number((await db.selectFrom('meta').select('value').where('key', '=', OFFSET).executeTakeFirst())?.value ?? 0)

/** The first key behind all that begin with the prefix. */
const after = (prefix: string): string =>
  prefix.slice(0, -1) + String.fromCharCode(prefix.charCodeAt(prefix.length - 1) + 1)

async function commit(tx: Tx, batch: GroupingCommit): Promise<void> {
  await checkFence(tx, batch.fence)
  // Newcomers first: a post or a merge may point at an issue of the same batch.
  const fresh = await upsertIssues(tx, batch.issues, batch.at)
  for (const issue of batch.issues)
    if (issue.mergedInto !== null) await mergeByGrouper(tx, issue.id, issue.mergedInto, batch.at)
  await assign(tx, batch.assignments, fresh, batch.at)
  await saveState(tx, batch.state)
  await setMeta(tx, OFFSET, String(batch.offset))
}

/**
 * Refuses a writer that lost its lease: one with a token below the newest that ever committed, or one whose lease has
 * since been given to somebody else, committed or not (the newcomer has already read the state it goes on from).
 */
async function checkFence(tx: Tx, fence: number): Promise<void> {
  const row = await tx.selectFrom('meta').select('value').where('key', '=', FENCE).executeTakeFirst()
  const newest = Number(row?.value ?? 0)
  const lease = await tx
    .selectFrom('lease_tokens as mine')
    .innerJoin('leases as l', 'l.name', 'mine.name')
    .select('l.token')
    .where('mine.token', '=', fence)
    .executeTakeFirst()
  const current = Math.max(newest, Number(lease?.token ?? 0))
  if (fence < current) throw failure('lease.lost', { fence, current })
  if (fence > newest) await setMeta(tx, FENCE, String(fence))
}

export async function setMeta(tx: Kysely<Tables>, key: string, value: string): Promise<void> {
  await tx
    .insertInto('meta')
    .values({ key, value })
    .onConflict((oc) => oc.column('key').doUpdateSet({ value }))
    .execute()
}

/** The last word on each key counts. */
async function saveState(tx: Tx, state: GroupingCommit['state']): Promise<void> {
  const last = new Map(state.map(({ key, value }) => [key, value]))
  const gone: string[] = []
  const kept: { key: string; value: string }[] = []
  for (const [key, value] of last)
    if (value === null) gone.push(key)
    else kept.push({ key, value })
  for (const part of chunks(gone)) await tx.deleteFrom('grouping_state').where('key', 'in', part).execute()
  for (const part of chunks(kept))
    await tx
      .insertInto('grouping_state')
      .values(part)
      .onConflict((oc) => oc.column('key').doUpdateSet((eb) => ({ value: eb.ref('excluded.value') })))
      .execute()
}

/** What people set (renamed, pinned) and where an issue was merged to stay as they are. Gives the ids that are new. */
async function upsertIssues(tx: Tx, issues: GroupingCommit['issues'], at: string): Promise<ReadonlySet<string>> {
  const fresh = new Set(issues.map((issue) => issue.id))
  if (issues.length === 0) return fresh
  for (const part of chunks([...fresh]))
    for (const { id } of await tx.selectFrom('issues').select('id').where('id', 'in', part).execute()) fresh.delete(id)
  const changed = await take(tx, 'rev')
  const last = [...new Map(issues.map((issue) => [issue.id, issue])).values()]
  for (const part of chunks(last))
    await tx
      .insertInto('issues')
      .values(part.map((issue) => toRow(issue, changed)))
      .onConflict((oc) =>
        oc.column('id').doUpdateSet((eb) => ({
          ...Object.fromEntries(FOUND.map((name) => [name, eb.ref(`excluded.${name}`)])),
          rev: eb('issues.rev', '+', 1),
        })),
      )
      .execute()
  // An undone link: the grouper shows an issue again that it had merged itself. What people merged stays merged.
  for (const part of chunks(last.filter((issue) => issue.mergedInto === null))) {
    const back = await tx
      .updateTable('issues')
      .set({ merged_into: null, merged_by: null, changed })
      .where(
        'id',
        'in',
        part.map((issue) => issue.id),
      )
      .where('merged_by', '=', GROUPER)
      .returning('id')
      .execute()
    for (const { id } of back) await writeEvent(tx, 'issue.changed', id, { mergedInto: null }, at)
  }
  return fresh
}

/** The columns that a commit of the grouper says anew each time. */
const FOUND = [
  'title',
  'keywords',
  'category',
  'subcategory',
  'place',
  'district',
  'department',
  'first_seen',
  'last_seen',
  'posts',
  'voices',
  'news',
  'praise',
  'answered',
  'changed',
] as const satisfies readonly (keyof IssueRow)[]

const toRow = (issue: GroupingCommit['issues'][number], changed: number): IssueRow => ({
  id: issue.id,
  title: issue.title,
  keywords: JSON.stringify(issue.keywords),
  category: issue.category,
  subcategory: issue.subcategory,
  place: issue.place === null ? null : JSON.stringify(issue.place),
  district: issue.district,
  department: issue.department,
  first_seen: instant(issue.firstSeen),
  last_seen: instant(issue.lastSeen),
  posts: issue.posts,
  voices: issue.voices,
  news: issue.news,
  praise: issue.praise,
  answered: issue.answered,
  merged_into: null,
  merged_by: null,
  renamed: null,
  pinned: 0,
  rev: 1,
  changed,
})

async function mergeByGrouper(tx: Tx, from: string, to: string, at: string): Promise<void> {
  const row = await tx.selectFrom('issues').select('merged_into').where('id', '=', from).executeTakeFirst()
  const target = await resolveIssue(tx, to)
  if (target === undefined) throw failure('store.no-issue', { id: to })
  // Merged before (perhaps by people, perhaps the other way round): a redirect is for ever.
  if (row?.merged_into !== null || target === from) return
  const changed = await take(tx, 'rev')
  await tx
    .updateTable('issues')
    .set((eb) => ({ merged_into: target, merged_by: GROUPER, rev: eb('rev', '+', 1), changed }))
    .where('id', '=', from)
    .execute()
  await moveMembers(tx, from, target)
  await writeEvent(tx, 'issue.changed', from, { mergedInto: target }, at)
}

/** Where posts of these issues belong: the issue itself, or the one it was merged into. */
async function livingIssues(tx: Tx, ids: readonly string[]): Promise<Map<string, string>> {
  const living = new Map<string, string>()
  for (const part of chunks([...new Set(ids)]))
    for (const row of await tx.selectFrom('issues').select(['id', 'merged_into']).where('id', 'in', part).execute()) {
      const target = row.merged_into === null ? row.id : await resolveIssue(tx, row.id)
      if (target !== undefined) living.set(row.id, target)
    }
  return living
}

/** A new issue of posts that stood in another is told, as merges are. */
async function assign(
  tx: Tx,
  assignments: GroupingCommit['assignments'],
  fresh: ReadonlySet<string>,
  at: string,
): Promise<void> {
  const parted = new Map<string, string>()
  const living = await livingIssues(
    tx,
    assignments.flatMap((a) => a.issueId ?? []),
  )
  const resolve = (id: string): string => {
    const known = living.get(id)
    if (known === undefined) throw failure('store.no-issue', { id })
    return known
  }
  for (const part of chunks(assignments)) {
    const rows = await tx
      .selectFrom('posts')
      .select(['id', 'disposition', 'route', 'issue_id', 'duplicate_of', 'member'])
      .where(
        'id',
        'in',
        part.map((a) => a.postId),
      )
      .execute()
    const posts = new Map(rows.map((row) => [row.id, row]))
    let rev = await take(tx, 'rev', part.length)
    const changed = new Map<string, Pick<PostRow, 'id' | (typeof PLACED)[number]>>()
    for (const { postId, issueId, duplicateOf } of part) {
      const row = posts.get(postId)
      // Revised, decided or erased since the writer read it: it comes again, or is no longer the writer's business.
      if (!row || !isGroupable(row)) continue
      const issue_id = issueId === null ? null : resolve(issueId)
      const next: Pick<PostRow, 'issue_id' | 'duplicate_of' | 'disposition' | 'member'> = {
        issue_id,
        duplicate_of: duplicateOf,
        disposition: duplicateOf === null ? 'kept' : 'duplicate',
        member: issue_id === null ? 0 : 1,
      }
      if (row.issue_id === next.issue_id && row.duplicate_of === next.duplicate_of && row.member === next.member)
        continue
      const { issue_id: from } = row
      if (from !== null && issue_id !== null && from !== issue_id && fresh.has(issue_id)) parted.set(issue_id, from)
      changed.set(postId, { id: postId, ...next, rev: rev++ })
      posts.set(postId, { ...row, ...next })
    }
    await updatePosts(tx, PLACED, [...changed.values()])
  }
  for (const [id, partedFrom] of parted) await writeEvent(tx, 'issue.changed', id, { partedFrom }, at)
}

const PLACED = ['issue_id', 'duplicate_of', 'disposition', 'member', 'rev'] as const
