/** Handing an issue to departments (交办): case, event and outbox rows in one transaction. */
import { createHash } from 'node:crypto'
import { isOpenCase } from '../model/case-states.ts'
import { AppError } from '../model/error.ts'
import type { Case, Event, Issue, Member } from '../model/issue.ts'
import type { Records } from '../model/ports.ts'
import { type Clock, DAY_MS, localDay } from '../model/time.ts'
import { URGENT_DAYS } from '../model/urgent.ts'
import { APPEAL_TYPES, type AppealType } from '../model/words.ts'
import type { Calendar } from './calendar.ts'
import { cloudEvent } from './cloud-event.ts'
import { DEADLINES, type DeadlineTable, deadlineFor, dueBy } from './deadlines.ts'
import { openWords } from './open-words.ts'
import { countVoices } from './voices.ts'

export interface HandOverOptions {
  readonly records: Pick<Records, 'cases' | 'issues' | 'posts'>
  readonly calendar: Calendar
  readonly clock: Clock
  readonly issueId: string
  /** The first leads (主办), the others assist (协办). */
  readonly units: readonly string[]
  readonly note: string
  readonly by: string
  /** Names of the endpoints that are told of it. */
  readonly endpoints: readonly string[]
  /** What sets the clock; default: what most open members are, and the highest urgency of the last seven days. */
  readonly appealType?: AppealType | undefined
  readonly urgency?: 0 | 1 | 2 | 3 | undefined
  readonly deadlines?: DeadlineTable | undefined
  readonly closingHour?: number | undefined
  /** CloudEvents source; default "/lanting". */
  readonly source?: string | undefined
  /** Made of the bundled sample city: said in every body. */
  readonly sample?: boolean | undefined
}

const CASE_SCHEMA = 'urn:lanting:schema:case:1'

const EVER = '0000'
const AFTER_ALL = '9999'
/** Cases of one issue read at once; an issue has one or two. */
const CASES = 1000

/**
 * Idempotent for one issue and lead unit on one local day: a repeat returns the case made before, unless that was answered or
 * withdrawn since. Throws `dispatch.issue`
 * (no such issue, or none of its posts may be shown), `dispatch.units`, `dispatch.changed` (handed to this unit today
 * already, with another note or other helpers), `dispatch.open` (an earlier case of this issue is still open there).
 */
export async function handOver(options: HandOverOptions): Promise<Case> {
  const { records, calendar, clock, by } = options
  const now = clock.now()
  const at = now.toISOString()
  const units = [...new Set(options.units.map((unit) => unit.trim()).filter((unit) => unit !== ''))]
  const [lead] = units
  if (lead === undefined)
    throw new AppError('dispatch.units', '没有写承办单位，请至少选一个主办单位（name at least one unit）')
  const issue = await records.issues.get(options.issueId)
  const members = issue ? await records.issues.members(EVER, AFTER_ALL, issue.id) : []
  const words = issue && members.length > 0 ? await openWords(records, issue) : undefined
  if (!issue || !words)
    throw new AppError('dispatch.issue', `没有可交办的事项（no such issue to hand over）：${options.issueId}`, {
      details: { issueId: options.issueId },
    })

  const note = options.note.trim()
  const day = localDay(now)
  // In this order: the same hand-over coming twice at once is found standing, or has the same number.
  const id = await freeId(records, issue.id, lead, day)
  const before = await standing(records, issue.id, day, units, note)
  if (before) return before

  const urgency = options.urgency ?? urgencyOf(members, now)
  const appealType = options.appealType ?? appealTypeOf(members)
  const table = options.deadlines ?? DEADLINES
  const rule = deadlineFor({ appealType, urgency }, table)
  const { closingHour } = options
  const due = dueBy(calendar, rule, at, { closingHour })
  const kase: Omit<Case, 'steps' | 'rev'> = {
    id,
    issueId: issue.id,
    title: words.title,
    unit: lead,
    units,
    note,
    state: '待签收',
    urgency,
    createdAt: at,
    dueAt: due.dueAt,
    dueProvisional: due.provisional,
  }
  const data = {
    ...caseData(kase, issue, words.keywords, members),
    dueExpected: due.dueAt === null ? dueBy(calendar, rule, at, { closingHour, guess: true }).dueAt : null,
    appealType,
    deadline: { amount: rule.amount, unit: rule.unit, from: rule.from, table: table.version, status: table.status },
    sample: options.sample ?? false,
  }
  const body = (event: Event): string =>
    cloudEvent(event, { source: options.source ?? '/lanting', schema: CASE_SCHEMA, correlationId: issue.id, data })
  return records.cases.create(kase, options.endpoints, body, by)
}

/** The case that the same hand-over made before; throws when another one stands in the way. */
async function standing(
  records: Pick<Records, 'cases'>,
  issueId: string,
  day: string,
  units: readonly string[],
  note: string,
): Promise<Case | undefined> {
  const lead = units[0] as string
  const open = (await records.cases.list({ issueId, limit: CASES })).find((k) => k.unit === lead && isOpenCase(k))
  if (!open) return undefined
  const details = { id: open.id, unit: lead }
  if (localDay(open.createdAt) !== day)
    throw new AppError(
      'dispatch.open',
      `该事项已在 ${lead} 办理（${open.id}，${open.state}），尚未答复；请催办该件，或撤回后再交办（still open there: press that case, or withdraw it first）`,
      { details },
    )
  if (open.note === note && open.units.join('\n') === units.join('\n')) return open
  throw new AppError(
    'dispatch.changed',
    `今天已将该事项交办给 ${lead}（${open.id}），内容不同；如要更改，请先撤回该件（handed over today with another note: withdraw that case first）`,
    { details },
  )
}

/**
 * Six digits that people can read out tell the cases of a day apart. They come from issue, unit and how often it was handed
 * there that day, so that a double click makes one case; a number that another case has is passed over.
 */
async function freeId(records: Pick<Records, 'cases'>, issueId: string, unit: string, day: string): Promise<string> {
  for (let n = 1; ; n++) {
    const hash = createHash('sha256').update([issueId, unit, day, n].join('\0')).digest()
    const id = `GD${day.replaceAll('-', '')}-${String(hash.readUInt32BE() % 1_000_000).padStart(6, '0')}`
    if (!(await records.cases.get(id))) return id
  }
}

function urgencyOf(members: readonly Member[], now: Date): 0 | 1 | 2 | 3 {
  const since = new Date(now.getTime() - URGENT_DAYS * DAY_MS).toISOString()
  return Math.max(0, ...members.filter((m) => m.at >= since).map((m) => m.urgency)) as 0 | 1 | 2 | 3
}

/** The commonest kind among those that ask for something; of equals the one named first in the vocabulary. */
export function appealTypeOf(members: readonly Member[]): AppealType {
  const counts = new Map<AppealType, number>()
  for (const { appealType } of members)
    if (appealType !== '表扬') counts.set(appealType, (counts.get(appealType) ?? 0) + 1)
  const most = Math.max(0, ...counts.values())
  return APPEAL_TYPES.find((type) => counts.get(type) === most) ?? '其他'
}

/**
 * What the receiving system is told: facts and counts, no words of a letter beyond the extracted title and keywords; its letters are
 * added as it is sent (delivery/open-words.ts).
 */
const caseData = (
  kase: Omit<Case, 'steps' | 'rev'>,
  issue: Issue,
  keywords: readonly string[],
  members: readonly Member[],
): Record<string, unknown> => ({
  caseId: kase.id,
  issueId: kase.issueId,
  title: kase.title,
  keywords,
  category: issue.category,
  subcategory: issue.subcategory,
  district: issue.district,
  place: issue.place,
  unit: kase.unit,
  units: kase.units,
  note: kase.note,
  state: kase.state,
  urgency: kase.urgency,
  createdAt: kase.createdAt,
  dueAt: kase.dueAt,
  dueProvisional: kase.dueProvisional,
  posts: members.length,
  voices: countVoices(members),
  firstSeen: issue.firstSeen,
  lastSeen: issue.lastSeen,
})
