import { createHash } from 'node:crypto'
import { type Kysely, sql } from 'kysely'
import { OPEN_CASE_STATES } from '../../model/case-states.ts'
import type { Case, CaseStep, Event } from '../../model/issue.ts'
import type { CaseStore } from '../../model/ports.ts'
import { OPEN_ROUTES } from '../../model/words.ts'
import { failure } from '../failure.ts'
import { writeAudit } from './audit.ts'
import type { Tx } from './counters.ts'
import { writeEvent } from './events.ts'
import { mergedIssues, resolveIssue } from './issues.ts'
import { instant, ONE } from './rows.ts'
import type { CaseRow, Tables } from './schema.ts'
import { flag } from './standing.ts'

/** Cases and the feed. */
export const createCaseStore = (db: Kysely<Tables>): CaseStore => ({
  create: (kase, endpoints, body, by) => db.transaction().execute((tx) => create(tx, kase, endpoints, body, by)),
  get: async (id) => {
    const row = await db.selectFrom('cases').selectAll().where('id', '=', id).executeTakeFirst()
    return row && toCase(row)
  },
  list: async ({ issueId, state, overdueAt, order, limit }) => {
    let query = db.selectFrom('cases').selectAll().limit(limit)
    if (issueId !== undefined) query = query.where('issue_id', 'in', await mergedIssues(db, issueId))
    if (state !== undefined) query = query.where('state', '=', state)
    if (overdueAt !== undefined)
      query = query.where('state', 'in', OPEN_CASE_STATES).where('due_at', '<', instant(overdueAt))
    if (order === 'due') query = query.orderBy(stillDue)
    return (await query.orderBy('created_at', 'desc').orderBy('id', 'desc').execute()).map(toCase)
  },
  step: (id, rev, step, endpoints, body) =>
    db.transaction().execute((tx) => advance(tx, id, rev, step, endpoints, body)),
  redate: (id, dueAt, by, at) => db.transaction().execute((tx) => redate(tx, id, dueAt, by, at)),
  newest: async () => {
    const row = await db.selectFrom('counters').select('value').where('name', '=', 'event').executeTakeFirstOrThrow()
    return Number(row.value)
  },
  feed: (cursor, limit) => feed(db, cursor, limit),
})

/** Text that sorts open cases by their time, those without a date after them, and all others last. */
const stillDue = sql`case when state in (${sql.join(OPEN_CASE_STATES)}) then coalesce(due_at, 'a') else 'b' end`

async function create(
  tx: Tx,
  kase: Omit<Case, 'steps' | 'rev'>,
  endpoints: readonly string[],
  body: (event: Event) => string,
  by: string,
): Promise<Case> {
  const known = await tx.selectFrom('cases').selectAll().where('id', '=', kase.id).executeTakeFirst()
  if (known) return toCase(known)
  const row = toRow(kase)
  await tx.insertInto('cases').values(row).execute()
  const at = kase.createdAt
  const data = { issueId: kase.issueId, unit: kase.unit, state: kase.state, urgency: kase.urgency, dueAt: kase.dueAt }
  const event = await writeEvent(tx, 'case.created', kase.id, data, at)
  await enqueue(tx, event, endpoints, body)
  await writeAudit(tx, by, 'case.create', kase.id, data, at)
  return toCase(row)
}

async function advance(
  tx: Tx,
  id: string,
  rev: number,
  step: CaseStep,
  endpoints: readonly string[],
  body: (event: Event, kase: Case) => string,
): Promise<Case> {
  const row = await tx.selectFrom('cases').selectAll().where('id', '=', id).executeTakeFirst()
  if (!row) throw failure('store.no-case', { id })
  const steps = JSON.stringify([...toCase(row).steps, step])
  const next = { ...row, state: step.state, steps, rev: rev + 1 }
  const { numUpdatedRows } = await tx
    .updateTable('cases')
    .set(next)
    .where('id', '=', id)
    .where('rev', '=', rev)
    .executeTakeFirst()
  if (numUpdatedRows === 0n) throw failure('store.case-changed', { id })
  const data = { issueId: row.issue_id, unit: row.unit, from: row.state, state: step.state }
  const event = await writeEvent(tx, 'case.changed', id, data, step.at)
  await enqueue(tx, event, endpoints, (e) => body(e, toCase(next)))
  await writeAudit(tx, step.by, 'case.change', id, data, step.at)
  return toCase(next)
}

/** One outbox row an endpoint, in the transaction of the event. */
async function enqueue(
  tx: Tx,
  event: Event,
  endpoints: readonly string[],
  body: (event: Event) => string,
): Promise<void> {
  for (const endpoint of new Set(endpoints))
    await tx
      .insertInto('outbox')
      .values({
        id: outboxId(event.id, endpoint),
        endpoint,
        event_seq: event.seq,
        body: body(event),
        attempts: 0,
        next_at: instant(event.at),
        state: 'pending',
        last_error: null,
        done_at: null,
      })
      .execute()
}

async function redate(tx: Tx, id: string, dueAt: string, by: string, at: string): Promise<Case> {
  const row = await tx.selectFrom('cases').selectAll().where('id', '=', id).executeTakeFirst()
  if (!row) throw failure('store.no-case', { id })
  if (row.due_provisional === 0) return toCase(row)
  const next = { ...row, due_at: instant(dueAt), due_provisional: flag(false), rev: Number(row.rev) + 1 }
  await tx.updateTable('cases').set(next).where('id', '=', id).execute()
  await writeEvent(tx, 'case.redated', id, { issueId: row.issue_id, unit: row.unit, dueAt: next.due_at }, at)
  await writeAudit(tx, by, 'case.redate', id, { dueAt: next.due_at }, at)
  return toCase(next)
}

/** The same over every retry: receivers tell a repeated delivery by it. */
const outboxId = (eventId: string, endpoint: string): string =>
  createHash('sha256').update(`${eventId}\0${endpoint}`).digest('hex').slice(0, 32)

/** Events of posts whose route is closed, or was closed since, are left out; so is the name people gave to an issue all of whose posts are. */
async function feed(db: Kysely<Tables>, cursor: number, limit: number): Promise<Event[]> {
  const rows = await db
    .selectFrom('events as e')
    .leftJoin('posts as p', 'p.id', 'e.subject')
    .selectAll('e')
    .where('e.seq', '>', cursor)
    .where((eb) => eb.or([eb('p.id', 'is', null), eb('p.route', 'in', OPEN_ROUTES)]))
    .orderBy('e.seq')
    .limit(limit)
    .execute()
  const events: Event[] = []
  for (const row of rows) {
    const { renamed, ...data } = JSON.parse(row.data) as Event['data']
    const named = typeof renamed === 'string' && (await isOpenIssue(db, row.subject))
    events.push({ ...row, seq: Number(row.seq), data: named || renamed === null ? { renamed, ...data } : data })
  }
  return events
}

async function isOpenIssue(db: Kysely<Tables>, id: string): Promise<boolean> {
  const issue = (await resolveIssue(db, id)) ?? id
  const member = db.selectFrom('posts').select('id').where('issue_id', '=', issue).where('member', '=', ONE)
  return (await member.executeTakeFirst()) !== undefined
}

const toRow = (kase: Omit<Case, 'steps' | 'rev'>): CaseRow => ({
  id: kase.id,
  issue_id: kase.issueId,
  title: kase.title,
  unit: kase.unit,
  units: JSON.stringify(kase.units),
  note: kase.note,
  state: kase.state,
  urgency: kase.urgency,
  created_at: instant(kase.createdAt),
  due_at: kase.dueAt === null ? null : instant(kase.dueAt),
  due_provisional: flag(kase.dueProvisional),
  rev: 1,
  steps: '[]',
})

const toCase = (row: CaseRow): Case => ({
  id: row.id,
  issueId: row.issue_id,
  title: row.title,
  unit: row.unit,
  units: JSON.parse(row.units) as string[],
  note: row.note,
  state: row.state,
  urgency: row.urgency,
  createdAt: row.created_at,
  dueAt: row.due_at,
  dueProvisional: row.due_provisional === 1,
  steps: JSON.parse(row.steps) as CaseStep[],
  rev: Number(row.rev),
})
