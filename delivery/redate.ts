import { isOpenCase } from '../model/case-states.ts'
import type { Case } from '../model/issue.ts'
import type { Records } from '../model/ports.ts'
import type { Clock } from '../model/time.ts'
import type { Calendar } from './calendar.ts'
import { DEADLINES, type DeadlineTable, deadlineFor, dueBy } from './deadlines.ts'
import { appealTypeOf } from './handover.ts'

const EVER = '0000'
/** Far more than a city has open; the port has no cursor. */
const ALL_CASES = 100_000
const BY = 'calendar'

export interface RedateOptions {
  readonly records: Pick<Records, 'cases' | 'issues'>
  readonly calendar: Calendar
  readonly clock: Clock
  readonly deadlines?: DeadlineTable | undefined
  readonly closingHour?: number | undefined
}

/**
 * Counts the deadlines of open cases again that were 暂定, now that the notice of their year may be loaded: from when the
 * case was made, by the kind that its issue's members of then ask for. Those whose year is still unknown stay as they are;
 * each new date is an event of the feed (`case.redated`). Safe to repeat. Returns the cases that got a date.
 */
export async function redateProvisional(options: RedateOptions): Promise<Case[]> {
  const { records, calendar, clock } = options
  const redated: Case[] = []
  for (const kase of await records.cases.list({ limit: ALL_CASES })) {
    if (!kase.dueProvisional || !isOpenCase(kase)) continue
    const members = await records.issues.members(EVER, kase.createdAt, kase.issueId)
    const kind = { appealType: appealTypeOf(members), urgency: kase.urgency }
    const rule = deadlineFor(kind, options.deadlines ?? DEADLINES)
    const { dueAt } = dueBy(calendar, rule, kase.createdAt, { closingHour: options.closingHour })
    if (dueAt !== null) redated.push(await records.cases.redate(kase.id, dueAt, BY, clock.now().toISOString()))
  }
  return redated
}
