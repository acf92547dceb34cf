import { isOpenCase } from '../model/case-states.ts'
import type { Case } from '../model/issue.ts'
import type { Records } from '../model/ports.ts'
import type { Clock } from '../model/time.ts'
import type { Due } from './calendar.ts'
import { DEADLINES, type DeadlineTable, deadlineFor, dueBy } from './deadlines.ts'
import { appealTypeOf } from './handover.ts'

const EVER = '0000'
/** Far more than a city has open; the port has no cursor. */
const ALL_CASES = 100_000
const BY = 'calendar'

interface CountOptions {
  readonly records: Pick<Records, 'issues'>
  readonly calendar: Parameters<typeof dueBy>[0]
  readonly deadlines?: DeadlineTable | undefined
  readonly closingHour?: number | undefined
}

export interface RedateOptions extends CountOptions {
  readonly records: Pick<Records, 'cases' | 'issues'>
  readonly clock: Clock
}

/** The deadline of a case once more: from when it was made, by the kind that its issue's members of then ask for. */
async function countAgain(options: CountOptions, kase: Case, guess: boolean): Promise<Due> {
  const members = await options.records.issues.members(EVER, kase.createdAt, kase.issueId)
  const kind = { appealType: appealTypeOf(members), urgency: kase.urgency }
  const rule = deadlineFor(kind, options.deadlines ?? DEADLINES)
  return dueBy(options.calendar, rule, kase.createdAt, { closingHour: options.closingHour, guess })
}

/**
 * When the time of a case without a date will be over as far as the rest days are known by now: weekends and statutory days. Null for
 * a case that has its date. Nothing is decided by it; it is shown as a guess.
 */
export const expectedDue = async (options: CountOptions, kase: Case): Promise<string | null> =>
  kase.dueAt === null ? (await countAgain(options, kase, true)).dueAt : null

/**
 * Counts the deadlines of open cases again that were 暂定, now that the notice of their year may be loaded: from when the
 * case was made, by the kind that its issue's members of then ask for. Those whose year is still unknown stay as they are;
 * each new date is an event of the feed (`case.redated`). Safe to repeat. Returns the cases that got a date.
 */
export async function redateProvisional(options: RedateOptions): Promise<Case[]> {
  const { records, clock } = options
  const redated: Case[] = []
  for (const kase of await records.cases.list({ limit: ALL_CASES })) {
    if (!kase.dueProvisional || !isOpenCase(kase)) continue
    const { dueAt } = await countAgain(options, kase, false)
    if (dueAt !== null) redated.push(await records.cases.redate(kase.id, dueAt, BY, clock.now().toISOString()))
  }
  return redated
}
