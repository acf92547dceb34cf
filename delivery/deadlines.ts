/**
 * How long a unit has. There is no national number (国办发〔2020〕53号 asks for 分类办理、限时办理 and gives none), so every
 * row is a local setting: a draft that the city's office must confirm. Sources in brackets as in docs/delivery.md.
 */
import { AppError } from '../model/error.ts'
import type { AppealType } from '../model/words.ts'
import type { Calendar, CountOptions, Due } from './calendar.ts'

export interface DeadlineRule {
  /** Undefined: any. The first row that fits is in force, so the special stand before the general. */
  readonly appealType?: AppealType | undefined
  readonly urgency?: 0 | 1 | 2 | 3 | undefined
  readonly amount: number
  readonly unit: 'hour' | 'workday' | 'calendarDay'
  readonly from: 'receipt' | 'signing' | 'acceptance'
  readonly source: string
  /** How sure the source is: high, medium, low. */
  readonly sure: 'H' | 'M' | 'L'
}

export interface DeadlineTable {
  readonly version: string
  readonly status: string
  readonly rules: readonly DeadlineRule[]
}

/** Reply clocks by kind of appeal and urgency, counted from the unit's receipt. The category never sets the clock. */
export const DEADLINES: DeadlineTable = {
  version: '2026-11',
  status: '草稿·待办公室确认',
  rules: [
    {
      urgency: 3,
      amount: 1,
      unit: 'hour',
      from: 'receipt',
      source: 'emergency reporting, local rules seen',
      sure: 'M',
    },
    {
      urgency: 2,
      amount: 24,
      unit: 'hour',
      from: 'receipt',
      source: 'heating, wages, schools: 24 h to act',
      sure: 'M',
    },
    { urgency: 1, amount: 24, unit: 'hour', from: 'receipt', source: 'fire lanes are checked in 24 h', sure: 'M' },
    { appealType: '咨询', amount: 3, unit: 'workday', from: 'receipt', source: '[S6][S7]', sure: 'H' },
    { appealType: '求助', amount: 5, unit: 'workday', from: 'receipt', source: '[S6][S7]', sure: 'H' },
    { appealType: '投诉', amount: 10, unit: 'workday', from: 'receipt', source: '[S6]', sure: 'M' },
    { appealType: '举报', amount: 10, unit: 'workday', from: 'receipt', source: '[S6]', sure: 'M' },
    { appealType: '意见建议', amount: 15, unit: 'workday', from: 'receipt', source: '[S6]', sure: 'M' },
    { amount: 15, unit: 'workday', from: 'receipt', source: '人民网留言, longest in use', sure: 'M' },
  ],
}

/** The rule in force. Throws `deadline.none` when a table of one's own leaves a gap. */
export function deadlineFor(
  kind: { readonly appealType: AppealType; readonly urgency: number },
  table: DeadlineTable = DEADLINES,
): DeadlineRule {
  const fits = (rule: DeadlineRule): boolean =>
    (rule.appealType === undefined || rule.appealType === kind.appealType) &&
    (rule.urgency === undefined || rule.urgency === kind.urgency)
  const rule = table.rules.find(fits)
  if (rule) return rule
  throw new AppError(
    'deadline.none',
    `时限表 ${table.version} 没有“${kind.appealType}”紧急程度 ${kind.urgency} 的时限，请补上一行（no deadline for it）`,
    { details: { version: table.version, appealType: kind.appealType, urgency: kind.urgency } },
  )
}

type Counter = Pick<Calendar, 'addWorkdays' | 'addCalendarDays' | 'addHours'>

/** When the rule's time is over, counted from `from` (UTC ISO-8601). */
export function dueBy(calendar: Counter, rule: DeadlineRule, from: string, options?: CountOptions): Due {
  if (rule.unit === 'hour') return calendar.addHours(from, rule.amount)
  if (rule.unit === 'workday') return calendar.addWorkdays(from, rule.amount, options)
  return calendar.addCalendarDays(from, rule.amount, options)
}
