/**
 * 难点, the other half of 热点难点: issues that answers have not ended. Each reason is a plain fact of posts, answers and cases;
 * their weights only order the list. Pure.
 */
import { localUnit } from '../../analyzers/dispatch/local-unit.ts'
import type { HardIssue, HardReason } from '../../model/board.ts'
import { isOverdue } from '../../model/case-states.ts'
import type { Case, Issue, Member } from '../../model/issue.ts'
import { DAY_MS, localDay, localDayNumber, readInstant } from '../../model/time.ts'
import type { Turns } from '../turns.ts'
import { isVoice } from './heat.ts'
import { promisesOf } from './promise.ts'

export interface HardRules {
  /** Days after an answer that still belong to it: letters under way. */
  readonly grace: number
  /** Voices after that which make an answered issue a returning one: so many, and this share of those before. */
  readonly returning: number
  readonly returningShare: number
  /** Days between the first and the newest voice, and months with a voice, of a long-lived issue. */
  readonly longDays: number
  readonly longMonths: number
  readonly sentBack: number
  readonly weights: Readonly<Record<HardReason['kind'], number>>
  /** Least sum of weights that puts an issue on the list: lasting or spread over units alone is not hard yet. */
  readonly least: number
}
export const hardRules: HardRules = {
  grace: 3,
  returning: 2,
  returningShare: 0.2,
  longDays: 60,
  longMonths: 3,
  sentBack: 2,
  weights: {
    'answered-returning': 2,
    'promise-overdue': 2,
    'case-overdue': 2,
    'sent-back': 2,
    'long-lived': 1,
    'several-units': 1,
  },
  least: 2,
}

/** One person's matter is a letter. */
const LEAST_VOICES = 2
/** How sources write that a case came back: returned by the unit, or done again. */
const RETURNED = /退回|退单|退件|重办|重新办理|二次交办|再次交办/

/** What is known of one issue. */
export interface HardFacts {
  readonly issue: Issue
  /** All members before the window's end, as far back as is looked. */
  readonly members: readonly Member[]
  readonly answers: readonly { readonly unit: string | null; readonly text: string; readonly at: string }[]
  /** State words of the sources, one a post that has any. */
  readonly states: readonly string[]
  readonly cases: readonly Case[]
}

export interface HardOptions {
  /** UTC, half-open. */
  readonly from: string
  readonly to: string
  readonly isWorkday: (day: string) => boolean
  readonly rules?: HardRules | undefined
}

/** The hardest first; equal ones by voices in the window, then the older id. */
export function* rankHard(facts: readonly HardFacts[], options: HardOptions): Turns<HardIssue[]> {
  const rules = options.rules ?? hardRules
  const rows: Omit<HardIssue, 'rank'>[] = []
  for (const one of facts) {
    yield
    const windowVoices = voicesIn(one.members, options.from, options.to)
    if (one.issue.mergedInto !== null || windowVoices === 0 || voicesIn(one.members, '', options.to) < LEAST_VOICES)
      continue
    const reasons = reasonsOf(one, options)
    const hardness = reasons.reduce((sum, reason) => sum + rules.weights[reason.kind], 0)
    if (hardness >= rules.least) rows.push({ ...one.issue, hardness, reasons, windowVoices })
  }
  rows.sort((a, b) => b.hardness - a.hardness || b.windowVoices - a.windowVoices || (a.id < b.id ? -1 : 1))
  return rows.map((row, i) => ({ ...row, rank: i + 1 }))
}

const voicesIn = (members: readonly Member[], from: string, to: string): number =>
  new Set(members.filter((m) => m.at >= from && m.at < to && isVoice(m)).map((m) => m.voice)).size

function reasonsOf(facts: HardFacts, options: HardOptions): HardReason[] {
  const rules = options.rules ?? hardRules
  return [
    ...returning(facts, options, rules),
    ...promises(facts, options),
    ...overdue(facts, options),
    ...sentBack(facts, rules),
    ...longLived(facts, options, rules),
    ...units(facts),
  ]
}

function returning({ members }: HardFacts, { to }: HardOptions, rules: HardRules): HardReason[] {
  const answers = members.flatMap((m) => (m.answeredAt !== null && m.answeredAt < to ? [m.answeredAt] : []))
  const first = answers.sort()[0]
  if (first === undefined) return []
  const since = new Date(Date.parse(first) + rules.grace * DAY_MS).toISOString()
  const voicesSince = voicesIn(members, since, to)
  const enough = Math.max(rules.returning, rules.returningShare * voicesIn(members, '', since))
  return voicesSince < enough ? [] : [{ kind: 'answered-returning', answeredOn: localDay(first), voicesSince }]
}

/** Past its day, and people still write: the latest such promise. */
function promises({ answers, members }: HardFacts, { to, isWorkday }: HardOptions): HardReason[] {
  const today = localDay(to)
  const newest = members.reduce((last, m) => (isVoice(m) && m.at < to && m.at > last ? m.at : last), '')
  if (newest === '') return []
  const broken = answers
    .filter((answer) => answer.at < to)
    .flatMap((answer) =>
      promisesOf(answer.text, localDay(answer.at), isWorkday).map((made) => ({ ...made, unit: answer.unit })),
    )
    .filter((made) => made.day < today && localDay(newest) > made.day)
    .sort((a, b) => (a.day < b.day ? 1 : a.day > b.day ? -1 : 0))[0]
  return broken ? [{ kind: 'promise-overdue', promisedFor: broken.day, words: broken.words, unit: broken.unit }] : []
}

function overdue({ cases }: HardFacts, { to }: HardOptions): HardReason[] {
  const late = cases
    .flatMap((c) => (c.dueAt !== null && isOverdue(c, to) ? [{ ...c, dueAt: c.dueAt }] : []))
    .sort((a, b) => (a.dueAt < b.dueAt ? -1 : 1))[0]
  return late ? [{ kind: 'case-overdue', caseId: late.id, unit: late.unit, dueAt: late.dueAt }] : []
}

function sentBack({ states, cases }: HardFacts, rules: HardRules): HardReason[] {
  const times = states.filter((state) => RETURNED.test(state)).length + cases.filter((c) => c.state === '撤回').length
  return times >= rules.sentBack ? [{ kind: 'sent-back', times }] : []
}

function longLived({ issue, members }: HardFacts, { to }: HardOptions, rules: HardRules): HardReason[] {
  const voiced = members.filter((m) => m.at < to && isVoice(m))
  const last = voiced.at(-1)
  if (last === undefined) return []
  const first = Math.min(Date.parse(issue.firstSeen), ...voiced.slice(0, 1).map((m) => Date.parse(m.at)))
  const days = Math.floor((Date.parse(last.at) - first) / DAY_MS)
  const seen = new Set(voiced.map((m) => localDayNumber(readInstant(m.at))))
  const months = new Set([...seen].map((day) => new Date(day * DAY_MS).toISOString().slice(0, 7))).size
  return days >= rules.longDays && months >= rules.longMonths ? [{ kind: 'long-lived', days, months }] : []
}

/** Full and short ways to write one office, as answers and cases mix them. */
const SHORT: readonly (readonly [RegExp, string])[] = [
  [/^(?:甘肃省)?(?:兰州市|市)?/, ''],
  [/(?:综合行政|行政综合|综合|行政)执法/, '执法'],
  [/城市管理/, '城管'],
  [/城管(?:和|与)?执法(?=局|委|大队|$)/, '城管'],
  [/住房(?:和|与|及)?城乡建设/, '住建'],
  [/人力资源(?:和|与|及)?社会保障/, '人社'],
  [/市场监督管理/, '市场监管'],
  [/卫生健康/, '卫健'],
  [/交通运输/, '交通'],
  [/委员会$/, '委'],
  [/(?:人民)?政府$/, ''],
]

/** An office of no named district is the one of the issue's. */
const DISTRICTLESS = /^本?[区县](?=[^区县].*(?:局|委|办|政府|中心|队)$)/
function atHome(unit: string, { district, place }: Pick<Issue, 'district' | 'place'>): string {
  const local = localUnit(unit, { district, street: place?.level === 'street' ? place.name : undefined })
  return local ?? (district === null ? unit : unit.replace(DISTRICTLESS, district))
}

/**
 * Units that answered or were handed it; a hand-over that was withdrawn is none. One office written in full and in short is one (兰州市住建局, 市住房和城乡建设局), so is a kind
 * of office (县区城管, 区城管局) and the one of the issue's district, and a district or town beside an office of its own is that office.
 */
function units({ issue, answers, cases }: HardFacts): HardReason[] {
  const names = new Map<string, string>()
  const handed = cases.filter((c) => c.state !== '撤回').map((c) => c.unit)
  for (const name of [...handed, ...answers.map((answer) => answer.unit)]) {
    const whole = atHome((name ?? '').replace(/\s+/g, ''), issue)
    const key = SHORT.reduce((text, [pattern, short]) => text.replace(pattern, short), whole)
    if (key !== '' && !names.has(key)) names.set(key, whole)
  }
  const keys = [...names.keys()]
  const apart = keys.filter((key) => !keys.some((other) => other !== key && other.startsWith(key)))
  return apart.length >= 2
    ? [{ kind: 'several-units', units: apart.map((key) => names.get(key) as string).sort() }]
    : []
}
