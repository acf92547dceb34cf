/** The hot board: issues of a window ranked by heat, with trend, series and what stands out. Pure; times are arguments. */
import type { PopulationTable } from '../../model/board.ts'
import type { HotIssue, Issue, Member } from '../../model/issue.ts'
import type { HotOrder } from '../../model/services.ts'
import { DAY_MS, dayPassed, localDay, localDays } from '../../model/time.ts'
import { URGENT_DAYS, URGENT_LEVEL } from '../../model/urgent.ts'
import { perTenThousand } from './areas.ts'
import { type BurstRules, burstRules, findBursts } from './burst.ts'
import { type HeatRules, heatOf, heatRules, isVoice, likeScales } from './heat.ts'

export interface RankOptions {
  /** UTC ISO-8601, half-open. */
  readonly from: string
  readonly to: string
  readonly top: number
  /** Calendar of working days; without one Monday to Friday. */
  readonly isWorkday?: ((day: string) => boolean) | undefined
  /** Days ("YYYY-MM-DD") on which a source failed: no burst is told from them, and they are no calm. */
  readonly outages?: ReadonlySet<string> | undefined
  /** Residents by district, for voices per 10,000 of them. */
  readonly population?: PopulationTable | undefined
  readonly order?: HotOrder | undefined
  readonly heat?: HeatRules | undefined
  readonly bursts?: BurstRules | undefined
}

const BUCKETS = 60
/** Days before the window that the level of a burst is learned from, when the caller hands them in. */
export const BURST_HISTORY_DAYS = 60

const weekdaysOnly = (day: string): boolean => ![0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay())

/**
 * Ranks by heat within [from, to). `members` may reach back before `from` (BURST_HISTORY_DAYS): what lies before counts only
 * as history for trend and bursts. Merged issues and issues without a voice in the window are left out; pinned ones come
 * first. Equal heat: more voices first, then the older id. Ordered per capita, voices per 10,000 residents come before heat.
 */
export function rank(members: readonly Member[], issues: readonly Issue[], options: RankOptions): HotIssue[] {
  const from = Date.parse(options.from)
  const to = Date.parse(options.to)
  const all = new Map<string, Member[]>()
  const inside: Member[] = []
  for (const member of members) {
    const at = Date.parse(member.at)
    if (at >= to) continue
    if (at >= from) inside.push(member)
    const list = all.get(member.issueId)
    if (list === undefined) all.set(member.issueId, [member])
    else list.push(member)
  }
  const rules = options.heat ?? heatRules
  const scales = likeScales(inside, rules)
  const rows = issues.flatMap((issue) => {
    const history = all.get(issue.id)
    if (issue.mergedInto !== null || history === undefined) return []
    const own = history.filter((member) => Date.parse(member.at) >= from)
    if (!own.some(isVoice)) return []
    const heat = heatOf(own, { from, to }, scales, rules)
    const rate = options.population ? perTenThousand(heat.voices, issue.district, options.population) : null
    return [{ issue, own, history, heat, rate }]
  })
  const perCapita = options.order === 'per-capita'
  rows.sort(
    (a, b) =>
      Number(b.issue.pinned) - Number(a.issue.pinned) ||
      (perCapita ? (b.rate ?? -1) - (a.rate ?? -1) : 0) ||
      b.heat.heat - a.heat.heat ||
      b.heat.voices - a.heat.voices ||
      (a.issue.firstSeen < b.issue.firstSeen
        ? -1
        : a.issue.firstSeen > b.issue.firstSeen
          ? 1
          : a.issue.id < b.issue.id
            ? -1
            : 1),
  )
  const shown = rows.slice(0, options.top)
  const since = members.reduce((first, member) => Math.min(first, Date.parse(member.at)), to)
  const bursts = burstsOf(rows, options, from, to)
  return shown.map(({ issue, own, history, heat, rate }, i) => ({
    ...issue,
    rank: i + 1,
    heat: round(heat.heat),
    terms: heat.terms.map((term) => ({ ...term, value: round(term.value) })),
    damping: round(heat.damping),
    windowPosts: heat.posts,
    windowVoices: heat.voices,
    windowLikes: heat.likes,
    perTenThousand: rate,
    sources: heat.sources,
    trend: trendOf(issue, history, from, to, since),
    series: seriesOf(own, from, to),
    week: seriesOf(history, to - 7 * DAY_MS, to),
    burst: bursts.get(issue.id) ?? null,
    answeredYetRising: answeredYetRising(history, to),
    urgent: urgentOf(own, to),
  }))
}

const round = (x: number): number => Math.round(x * 1000) / 1000

/** No span shorter than this tells new from known, however little is stored. */
const LEAST_THIRD_DAYS = 10

/** `since`: the first post stored of any issue. A window that begins before it would call all issues new. */
function trendOf(issue: Issue, history: readonly Member[], from: number, to: number, since: number): HotIssue['trend'] {
  const whole = (to - from) / 3
  const third = Math.min(whole, Math.max(LEAST_THIRD_DAYS * DAY_MS, (to - since) / 3))
  if (Date.parse(issue.firstSeen) >= to - third) return 'new'
  const recent = voicesBetween(history, to - third, to)
  const before = voicesBetween(history, to - 2 * third, to - third)
  // Two voices more than chance would bring: the root of the sum is its standard deviation.
  const swing = Math.max(1.5, Math.sqrt(recent + before))
  return recent - before > swing ? 'up' : before - recent > swing ? 'down' : 'flat'
}

function voicesBetween(members: readonly Member[], from: number, to: number): number {
  const voices = new Set<string>()
  for (const member of members) {
    const at = Date.parse(member.at)
    if (at >= from && at < to && isVoice(member)) voices.add(member.voice)
  }
  return voices.size
}

/** Voices a bucket, oldest first: days, or spans of several days when the window is longer than 60. */
function seriesOf(members: readonly Member[], from: number, to: number): number[] {
  const days = Math.max(1, Math.ceil((to - from) / DAY_MS))
  const buckets = Math.min(BUCKETS, days)
  const width = (to - from) / buckets
  const voices = Array.from({ length: buckets }, () => new Set<string>())
  for (const member of members) {
    const at = Date.parse(member.at)
    if (!isVoice(member) || at < from) continue
    voices[Math.min(buckets - 1, Math.floor((at - from) / width))]?.add(member.voice)
  }
  return voices.map((set) => set.size)
}

/** A danger is of the hour: what is older than a week has been seen to, or is told again. */
function urgentOf(members: readonly Member[], to: number): HotIssue['urgent'] {
  const urgent = members.filter(
    (m) => m.urgency >= URGENT_LEVEL && m.kind !== 'news' && Date.parse(m.at) >= to - URGENT_DAYS * DAY_MS,
  )
  const [first] = urgent.toSorted((a, b) => b.urgency - a.urgency || (a.at > b.at ? -1 : 1))
  return first ? { level: first.urgency, posts: urgent.length, postId: first.postId, at: first.at } : null
}

/** Answered, and at least two people wrote after the answer, no fewer than in as long before it. */
function answeredYetRising(members: readonly Member[], to: number): boolean {
  let first = Number.POSITIVE_INFINITY
  for (const member of members) if (member.answeredAt !== null) first = Math.min(first, Date.parse(member.answeredAt))
  if (first >= to) return false
  const after = voicesBetween(members, first, to)
  return after >= 2 && after >= voicesBetween(members, first - (to - first), first)
}

type Row = { readonly issue: Issue; readonly history: readonly Member[] }

function burstsOf(
  rows: readonly Row[],
  options: RankOptions,
  from: number,
  to: number,
): Map<string, NonNullable<HotIssue['burst']>> {
  const days = localDays(new Date(from - BURST_HISTORY_DAYS * DAY_MS), new Date(to))
  const column = new Map(days.map((day, i) => [day, i]))
  const series = rows.map(({ issue, history }) => {
    const voices = days.map(() => new Set<string>())
    for (const member of history) {
      const i = isVoice(member) ? column.get(localDay(member.at)) : undefined
      if (i !== undefined) voices[i]?.add(member.voice)
    }
    return { key: issue.id, counts: voices.map((set) => set.size) }
  })
  const report = findBursts(
    {
      days,
      series,
      isWorkday: options.isWorkday ?? weekdaysOnly,
      passed: dayPassed(new Date(to)),
      ...(options.outages ? { outages: options.outages } : {}),
    },
    options.bursts ?? burstRules,
  )
  return new Map(
    report.bursts.map((burst) => [
      burst.key,
      { since: burst.since, observed: burst.observed, expected: round(burst.expected) },
    ]),
  )
}
