import { isOpenCase } from '../model/case-states.ts'
import type { Config } from '../model/config.ts'
import { AppError } from '../model/error.ts'
import type { Case, HotIssue, Issue } from '../model/issue.ts'
import type { Records } from '../model/ports.ts'
import type { HotService, SourceWatch } from '../model/services.ts'
import { type Clock, DAY_MS, dayStart, localDay, localMinute, readTime } from '../model/time.ts'
import { ownPlace, ownUnit, URGENT_LEVEL, urgentWords } from '../model/urgent.ts'
import { CATEGORIES } from '../model/words.ts'
import type { Calendar } from './calendar.ts'
import type {
  DigestCase,
  DigestHanded,
  DigestHard,
  DigestIssue,
  DigestModel,
  DigestNotes,
  DigestUrgent,
} from './digest-model.ts'
import {
  casesAt,
  countIntake,
  type DigestPost,
  type DigestWindow,
  digestSpan,
  digestWindow,
  type Finding,
  LATE_MS,
  selectCases,
  selectDown,
  selectHot,
  selectUrgent,
  soFar,
  TOP_ISSUES,
  type UrgentGroup,
  voicesByIssue,
} from './digest-rule.ts'
import { isCaseOpen, openCaseWords, openTitle } from './open-words.ts'
import { expectedDue } from './redate.ts'

/** Rows of a list that people still read; what is beyond is counted. */
const LISTED = 20
const HARD_LISTED = 5
/** Far more than a city has open; the port has no cursor. */
const ALL_CASES = 100_000
/** More cases of one issue than anybody hands over. */
const CASES = 50

export interface BuildOptions {
  readonly records: Pick<Records, 'posts' | 'issues' | 'cases' | 'digests'>
  readonly hot: HotService
  readonly watch: Pick<SourceWatch, 'standings'>
  readonly calendar: Calendar
  readonly clock: Clock
  readonly config: Pick<Config, 'digest' | 'hot'>
  /** "YYYY-MM-DD", Asia/Shanghai. */
  readonly day: string
  readonly sample: boolean
  /** Display names of sources by id; one without a name is told by its id. */
  readonly sourceNames?: Readonly<Record<string, string>> | undefined
}

/** Gathers the day's facts and applies the rule; writes nothing. Throws `digest.day`. */
export async function buildDigest(options: BuildOptions): Promise<DigestModel> {
  const { records, config, day } = options
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day) || readTime(day) === undefined)
    throw new AppError('digest.day', `不是日期（not a date）：${day}；请写成 YYYY-MM-DD`, { details: { day } })
  const covers = config.digest.holidays === 'merge' ? digestSpan(day, options.calendar.isWorkday) : 1
  const window = digestWindow(day, config.digest.hour, covers)
  const now = options.clock.now().toISOString()
  if (window.from > now)
    throw new AppError(
      'digest.day',
      `${day} 的日报还没有开始统计：从 ${localMinute(window.from)} 起才有内容（its window has not begun）`,
      { details: { day } },
    )
  const posts = await readPosts(records, window)
  const { days } = config.hot

  const ranked = selectHot(await options.hot.hot({ asOf: window.to, days, top: 5 * TOP_ISSUES }))
  const fresh = voicesByIssue(await records.issues.members(window.from, window.to), window)
  const hot: DigestIssue[] = []
  for (const issue of ranked) {
    const row = await toIssue(options, issue, fresh.get(issue.id) ?? 0, window.to)
    if (row) hot.push(row)
  }

  const finding = await findingOf(records, day, covers, window, now)
  const { groups, inReview } = selectUrgent(posts, window, finding)
  const matters: DigestUrgent[] = []
  for (const group of groups.slice(0, LISTED)) matters.push(await toUrgent(options, group, window.to))

  const cases = selectCases(await records.cases.list({ limit: ALL_CASES }), window, soFar(window, now))
  const overdue = await toOverdue(records, cases.overdue)
  const standings = await options.watch.standings()
  return {
    schema: 'lanting.digest/1',
    day,
    ...window,
    generatedAt: now,
    complete: window.to <= now,
    covers,
    sample: options.sample,
    days,
    hot,
    hard: await toHard(options, soFar(window, now)),
    notes: await toNotes(options.hot, window.to),
    urgent: { matters, more: groups.length - matters.length, inReview },
    intake: countIntake(posts, window),
    cases: {
      handedOver: cases.handedOver,
      overdue: overdue.rows,
      overdueTotal: overdue.total,
      provisional: cases.provisional,
    },
    sources: {
      total: standings.length,
      // The detail of a failure may quote the page, so it stays in the console.
      down: selectDown(standings, window.to).map(
        ({ source, outcome, consecutiveFailures, lastSuccessAt, pausedUntil, silentSince }) => ({
          source,
          outcome,
          failures: consecutiveFailures,
          lastSuccessAt,
          pausedUntil,
          silentSince,
        }),
      ),
    },
  }
}

/**
 * What was found in time for this digest and too late for the one before: between the moments at which they were built to be sent.
 * A digest that nobody was sent is written anew until the next one's hour, and the next begins there.
 */
async function findingOf(
  { digests }: Pick<Records, 'digests'>,
  day: string,
  covers: number,
  window: DigestWindow,
  now: string,
): Promise<Finding> {
  const over = new Date(Date.parse(window.to) + DAY_MS).toISOString()
  return {
    since: (await digests.openedAt(localDay(new Date(dayStart(day).getTime() - covers * DAY_MS)))) ?? window.from,
    until: (await digests.openedAt(day)) ?? (over < now ? over : now),
  }
}

/** Open posts of the window, and urgent ones of the week before it. */
async function readPosts(records: Pick<Records, 'posts'>, window: DigestWindow): Promise<DigestPost[]> {
  const before = { from: new Date(Date.parse(window.from) - LATE_MS).toISOString(), to: window.from }
  const posts: DigestPost[] = []
  for (const span of [{ ...before, urgency: URGENT_LEVEL }, window])
    for await (const post of records.posts.iterate({ ...span, openRoutesOnly: true })) posts.push(post)
  return posts
}

const placeOf = (issue: Pick<Issue, 'place' | 'district'>): string | null => {
  const parts = [issue.district, issue.place?.level === 'district' ? null : issue.place?.name]
  return [...new Set(parts.filter((part) => part))].join(' ') || null
}

/** At `to` the newest open case of an issue, else the newest not withdrawn; one handed over before `since` is left out. */
async function handedOf(
  { records, calendar }: Pick<BuildOptions, 'records' | 'calendar'>,
  issueId: string,
  to: string,
  since = '',
): Promise<DigestHanded | null> {
  const known = await records.cases.list({ issueId, limit: CASES })
  const cases = casesAt(known, to).filter((kase) => kase.createdAt >= since)
  const open = cases.filter(isOpenCase)
  const newest = open[0] ?? cases.find((kase) => kase.state !== '撤回')
  if (!newest) return null
  const others = [...new Set(open.map((kase) => kase.unit))].filter((unit) => unit !== newest.unit)
  return {
    caseId: newest.id,
    unit: newest.unit,
    state: newest.state,
    dueAt: newest.dueAt,
    ...(newest.dueAt === null ? { dueExpected: await expectedDue({ records, calendar }, newest) } : {}),
    ...(others.length > 0 ? { others } : {}),
  }
}

async function toIssue(
  options: BuildOptions,
  issue: HotIssue,
  newVoices: number,
  to: string,
): Promise<DigestIssue | undefined> {
  const title = await openTitle(options.records, issue)
  if (title === undefined) return undefined
  return {
    rank: issue.rank,
    issueId: issue.id,
    title,
    place: placeOf(issue),
    category: issue.category && CATEGORIES[issue.category],
    department: issue.department,
    posts: issue.windowPosts,
    voices: issue.windowVoices,
    newVoices,
    heat: Math.round(issue.heat * 10) / 10,
    pinned: issue.pinned,
    trend: issue.trend,
    burst: issue.burst !== null,
    burstSince: issue.burst,
    answeredYetRising: issue.answeredYetRising,
    handed: await handedOf(options, issue.id, to),
  }
}

async function toHard(options: BuildOptions, asOf: string): Promise<DigestHard[]> {
  const rows: DigestHard[] = []
  for (const issue of await options.hot.hard({ asOf, top: 2 * HARD_LISTED })) {
    const title = await openTitle(options.records, issue)
    if (title === undefined) continue
    rows.push({
      issueId: issue.id,
      title,
      place: placeOf(issue),
      department: issue.department,
      voices: issue.windowVoices,
      reasons: issue.reasons,
      handed: await handedOf(options, issue.id, asOf),
    })
  }
  return rows.slice(0, HARD_LISTED)
}

async function toNotes(hot: HotService, asOf: string): Promise<DigestNotes> {
  const { surges, unknown } = await hot.surges({ asOf })
  const words = await hot.emerging({ asOf })
  return {
    surges: surges.slice(0, LISTED).map((surge) => ({ ...surge, category: CATEGORIES[surge.category] })),
    unknown,
    words: words.map(({ word, voices, expected, fresh }) => ({ word, voices, expected, fresh })),
  }
}

/** Characters below which a title that tells the danger says little by itself: 拖欠工资. */
const BARE = 10

/** How the text of a bare title begins: in print nothing else stands beside it. */
function beginningOf(post: DigestPost, words: string): string | undefined {
  if (words.length >= BARE || !post.title.includes(words)) return undefined
  return urgentWords({ title: '', text: post.text }) || undefined
}

async function toUrgent(options: BuildOptions, group: UrgentGroup, to: string): Promise<DigestUrgent> {
  const { urgency, posts, lastAt, newest, since } = group
  const title = urgentWords(newest)
  const begins = beginningOf(newest, title)
  return {
    postId: newest.id,
    issueId: newest.issueId,
    number: newest.nativeId ?? null,
    source: options.sourceNames?.[newest.source] ?? newest.source,
    title,
    ...(begins === undefined ? {} : { begins }),
    place: ownPlace(newest),
    urgency,
    posts,
    lastAt,
    ...(newest.postedAt === undefined || newest.postedPrecision === 'minute'
      ? {}
      : { lastPrecision: newest.postedPrecision }),
    department: ownUnit(newest),
    // What was handed over before anybody told of the danger was another matter of the issue.
    handed: newest.issueId === null ? null : await handedOf(options, newest.issueId, to, since),
  }
}

/** Cases whose issue has been closed to view since are left out; of what is beyond those listed nothing is read but that. */
async function toOverdue(
  records: Pick<Records, 'posts' | 'issues'>,
  cases: readonly Case[],
): Promise<{ rows: DigestCase[]; total: number }> {
  const rows: DigestCase[] = []
  let total = 0
  for (const kase of cases) {
    if (rows.length === LISTED) {
      if (await isCaseOpen(records, kase)) total += 1
      continue
    }
    const words = await openCaseWords(records, kase)
    if (words === undefined) continue
    total += 1
    rows.push({ caseId: kase.id, title: words.title, unit: kase.unit, state: kase.state, dueAt: kase.dueAt as string })
  }
  return { rows, total }
}
