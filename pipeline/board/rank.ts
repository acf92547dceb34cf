/** The hot board: issues of a window ranked by heat, with trend, series and what stands out. Pure; times are arguments. */
import type { PopulationTable } from '../../model/board.ts'
import type { HotIssue, Issue, Member } from '../../model/issue.ts'
import type { HotOrder } from '../../model/services.ts'
import { DAY_MS, dayPassed, localDayNumber, localDays, readInstant } from '../../model/time.ts'
import { URGENT_DAYS, URGENT_LEVEL } from '../../model/urgent.ts'
import { atOnce, type Turns } from '../turns.ts'
import { perTenThousand } from './areas.ts'
import { type BurstRules, burstRules, burstsIn, type DailySeries } from './burst.ts'
import { type HeatRules, heatOf, heatRules, isVoice, type LikeScale, likeScales } from './heat.ts'

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

/** What the order of the board asks of an issue. */
type Rankable = Pick<Issue, 'id' | 'mergedInto' | 'pinned' | 'district'>

interface Row {
  readonly issue: Rankable
  /** Oldest first, before the window too. */
  readonly history: readonly Member[]
  readonly heat: number
  readonly voices: number
  readonly rate: number | null
}

/** Who stands where, before anything else is known of the issues: what all views of one window share. */
export interface Ranking {
  readonly options: RankOptions
  /** Best first; rows of one heat and as many voices in any order, for which came first is not known yet. */
  readonly rows: readonly Row[]
  readonly bursts: ReadonlyMap<string, NonNullable<HotIssue['burst']>>
  readonly scales: ReadonlyMap<string, LikeScale>
  /** The first post stored of any issue, ms. */
  readonly since: number
}

/** Members or issues looked at before others have their turn. */
const STEP = 500

/**
 * Ranks by heat within [from, to). `members` may reach back before `from` (BURST_HISTORY_DAYS): what lies before counts only
 * as history for trend and bursts. Merged issues and issues without a voice in the window are left out; pinned ones come
 * first. Equal heat: more voices first, then the older id. Ordered per capita, voices per 10,000 residents come before heat.
 */
export function rank(members: readonly Member[], issues: readonly Issue[], options: RankOptions): HotIssue[] {
  const ranking = atOnce(rankingOf(members, issues, options))
  return toldOf(ranking, issues, { start: 0, end: ranking.rows.length }).slice(0, options.top)
}

/** The order alone, in turns; `top` is no matter to it. */
export function* rankingOf(
  members: readonly Member[],
  issues: readonly Rankable[],
  options: RankOptions,
): Turns<Ranking> {
  const from = Date.parse(options.from)
  const to = Date.parse(options.to)
  const all = new Map<string, Member[]>()
  const inside: Member[] = []
  let since = to
  for (let i = 0; i < members.length; i += 1) {
    if (i % STEP === STEP - 1) yield
    const member = members[i] as Member
    const at = readInstant(member.at)
    since = Math.min(since, at)
    if (at >= to) continue
    if (at >= from) inside.push(member)
    const list = all.get(member.issueId)
    if (list === undefined) all.set(member.issueId, [member])
    else list.push(member)
  }
  const rules = options.heat ?? heatRules
  const scales = likeScales(inside, rules)
  yield
  const rows: Row[] = []
  for (let i = 0; i < issues.length; i += 1) {
    if (i % STEP === STEP - 1) yield
    const issue = issues[i] as Rankable
    const history = all.get(issue.id)
    if (issue.mergedInto !== null || history === undefined) continue
    const own = insideOf(history, from)
    if (!own.some(isVoice)) continue
    const { heat, voices } = heatOf(own, { from, to }, scales, rules)
    const rate = options.population ? perTenThousand(voices, issue.district, options.population) : null
    rows.push({ issue, history, heat, voices, rate })
  }
  rows.sort(inOrder(options))
  yield
  return { options, rows, bursts: yield* burstsOf(rows, options, from, to), scales, since }
}

const insideOf = (history: readonly Member[], from: number): Member[] =>
  history.filter((member) => readInstant(member.at) >= from)

/** 0 where only the past of the issues tells. */
const inOrder =
  ({ order }: RankOptions) =>
  (a: Row, b: Row): number =>
    Number(b.issue.pinned) - Number(a.issue.pinned) ||
    (order === 'per-capita' ? (b.rate ?? -1) - (a.rate ?? -1) : 0) ||
    b.heat - a.heat ||
    b.voices - a.voices

/** Rows of a ranking, half-open. */
export interface Rows {
  readonly start: number
  readonly end: number
}

/** The given rows and all that stand in no order with them yet. */
export function wholeRows({ rows, options }: Ranking, { start, end }: Rows): Rows {
  const compare = inOrder(options)
  const tied = (i: number): boolean => i > 0 && i < rows.length && compare(rows[i - 1] as Row, rows[i] as Row) === 0
  let [first, last] = [Math.min(start, rows.length), Math.min(end, rows.length)]
  while (first < last && tied(first)) first -= 1
  while (first < last && tied(last)) last += 1
  return { start: first, end: last }
}

/** Rows (whole ones) with all that is shown of them; an issue that is not among `issues` is left out. */
export function toldOf(ranking: Ranking, issues: readonly Issue[], { start, end }: Rows): HotIssue[] {
  const { options, bursts, scales, since } = ranking
  const from = Date.parse(options.from)
  const to = Date.parse(options.to)
  const known = new Map(issues.map((issue) => [issue.id, issue]))
  const rows = ranking.rows.slice(start, end).flatMap((row) => {
    const issue = known.get(row.issue.id)
    return issue ? [{ ...row, issue }] : []
  })
  const compare = inOrder(options)
  rows.sort(
    (a, b) =>
      compare(a, b) ||
      (a.issue.firstSeen < b.issue.firstSeen
        ? -1
        : a.issue.firstSeen > b.issue.firstSeen
          ? 1
          : a.issue.id < b.issue.id
            ? -1
            : 1),
  )
  return rows.map(({ issue, history, rate }, i) => {
    const own = insideOf(history, from)
    const heat = heatOf(own, { from, to }, scales, options.heat ?? heatRules)
    return {
      ...issue,
      rank: start + i + 1,
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
    }
  })
}

/** Heat of every issue, as it is shown. */
export const heatsOf = ({ rows }: Ranking): Map<string, number> =>
  new Map(rows.map(({ issue, heat }) => [issue.id, round(heat)]))

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
    const at = readInstant(member.at)
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
    const at = readInstant(member.at)
    if (!isVoice(member) || at < from) continue
    voices[Math.min(buckets - 1, Math.floor((at - from) / width))]?.add(member.voice)
  }
  return voices.map((set) => set.size)
}

/** A danger is of the hour: what is older than a week has been seen to, or is told again. */
function urgentOf(members: readonly Member[], to: number): HotIssue['urgent'] {
  const urgent = members.filter(
    (m) => m.urgency >= URGENT_LEVEL && m.kind !== 'news' && readInstant(m.at) >= to - URGENT_DAYS * DAY_MS,
  )
  const [first] = urgent.toSorted((a, b) => b.urgency - a.urgency || (a.at > b.at ? -1 : 1))
  return first ? { level: first.urgency, posts: urgent.length, postId: first.postId, at: first.at } : null
}

/** Answered, and at least two people wrote after the answer, no fewer than in as long before it. */
function answeredYetRising(members: readonly Member[], to: number): boolean {
  let first = Number.POSITIVE_INFINITY
  for (const member of members) if (member.answeredAt !== null) first = Math.min(first, readInstant(member.answeredAt))
  if (first >= to) return false
  const after = voicesBetween(members, first, to)
  return after >= 2 && after >= voicesBetween(members, first - (to - first), first)
}

/** Voices a local day of each issue: a row of one long list, since most issues have a voice or two. */
function* burstsOf(
  rows: readonly Row[],
  options: RankOptions,
  from: number,
  to: number,
): Turns<Map<string, NonNullable<HotIssue['burst']>>> {
  const begin = from - BURST_HISTORY_DAYS * DAY_MS
  const days = localDays(new Date(begin), new Date(to))
  const first = localDayNumber(begin)
  const all = new Uint16Array(rows.length * days.length)
  const series: DailySeries[] = []
  for (const [i, { issue, history }] of rows.entries()) {
    if (i % STEP === STEP - 1) yield
    const counts = all.subarray(i * days.length, (i + 1) * days.length)
    const met = new Set<string>()
    for (const member of history) {
      const day = isVoice(member) ? localDayNumber(readInstant(member.at)) - first : -1
      if (day < 0 || day >= days.length) continue
      // Most have one member: nothing to be told apart.
      const said = history.length > 1 ? `${day} ${member.voice}` : ''
      if (!met.has(said)) counts[day] = (counts[day] as number) + 1
      met.add(said)
    }
    series.push({ key: issue.id, counts })
  }
  const report = yield* burstsIn(
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
