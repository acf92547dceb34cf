/** The rule of the digest: what goes in. Pure; a quiet day gives a digest too, for silence must be told from failure. */
import { caseAt, isOpenCase, isOverdue } from '../model/case-states.ts'
import type { Case, HotIssue, Member } from '../model/issue.ts'
import type { StoredPost } from '../model/ports.ts'
import type { SourceStanding } from '../model/services.ts'
import { DAY_MS, dayStart, localDay } from '../model/time.ts'
import { dangerKind, ownSite, URGENT_LEVEL } from '../model/urgent.ts'
import type { Disposition, FetchOutcome } from '../model/words.ts'
import { DISPOSITIONS, OPEN_ROUTES } from '../model/words.ts'
import { countVoices } from './voices.ts'

export const TOP_ISSUES = 10
/** One person's matter is a letter, not a hot issue; somebody pinned it, or it takes two. */
const LEAST_VOICES = 2
/** An urgent post found late is told in the next digest after it was found, when it is at most this old. */
export const LATE_MS = 7 * DAY_MS

const DOWN: readonly FetchOutcome[] = ['blocked', 'changed-shape', 'failed', 'empty']

export interface DigestWindow {
  readonly from: string
  readonly to: string
}

/** What an earlier digest could not know yet, and what this one can: found after `since`, up to `until`. */
export interface Finding {
  readonly since: string
  readonly until: string
}

/** The window of day D: D−`days` `hour`:00 to D `hour`:00, Asia/Shanghai, half-open, as UTC. */
export function digestWindow(day: string, hour: number, days = 1): DigestWindow {
  const to = dayStart(day).getTime() + hour * 3_600_000
  return { from: new Date(to - days * DAY_MS).toISOString(), to: new Date(to).toISOString() }
}

/** The window's end, or now where that lies ahead: nothing is late by a time to come. */
export const soFar = ({ to }: DigestWindow, now: string): string => (now < to ? now : to)

type IsWorkday = (day: string) => boolean
const shift = (day: string, n: number): string => localDay(new Date(dayStart(day).getTime() + n * DAY_MS))
const isWeekend = (day: string): boolean => [0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay())
/** The longest run of days off is nine; a calendar that never works must not hang the digest. */
const LONGEST_RUN = 31

/** Length of the run of days off that ends with `day`, when a public holiday (not only a weekend) lies in the whole run. */
function holidayRun(day: string, isWorkday: IsWorkday): number {
  let back = 0
  let holiday = false
  for (let d = day; back < LONGEST_RUN && !isWorkday(d); d = shift(d, -1)) {
    back += 1
    holiday ||= !isWeekend(d)
  }
  let ahead = shift(day, 1)
  for (let n = 0; back > 0 && !holiday && n < LONGEST_RUN && !isWorkday(ahead); n += 1) {
    holiday = !isWeekend(ahead)
    ahead = shift(ahead, 1)
  }
  return holiday ? back : 0
}

/** A day of a public holiday, weekends within it too: its digest waits for the first workday. */
export const isDigestHoliday = (day: string, isWorkday: IsWorkday): boolean => holidayRun(day, isWorkday) > 0

/** Days that the digest of `day` covers: one, or on the first workday after a public holiday all that were skipped too. */
export const digestSpan = (day: string, isWorkday: IsWorkday): number =>
  isWorkday(day) ? 1 + holidayRun(shift(day, -1), isWorkday) : 1

/** The newest day whose window is over. */
export const digestDay = (now: Date, hour: number): string => localDay(new Date(now.getTime() - hour * 3_600_000))

/** The issues told of, in the ranking's order and with its ranks. */
export const selectHot = (ranked: readonly HotIssue[]): HotIssue[] =>
  ranked.filter((issue) => issue.pinned || issue.windowVoices >= LEAST_VOICES).slice(0, TOP_ISSUES)

/** Distinct voices by issue among members inside the window. */
export function voicesByIssue(members: readonly Member[], window: DigestWindow): Map<string, number> {
  const inside = members.filter((m) => m.at >= window.from && m.at < window.to)
  return new Map([...Map.groupBy(inside, (m) => m.issueId)].map(([issue, own]) => [issue, countVoices(own)]))
}

/** One post as the rule sees it; a closed route never gets here, and is dropped if it does. */
export type DigestPost = Pick<
  StoredPost,
  | 'id'
  | 'title'
  | 'text'
  | 'kind'
  | 'postedAt'
  | 'postedPrecision'
  | 'firstCollectedAt'
  | 'ruledAt'
  | 'disposition'
  | 'screening'
  | 'issueId'
  | 'nativeId'
  | 'source'
  | 'duplicateOf'
>

const timeOf = (post: DigestPost): string => post.postedAt ?? post.firstCollectedAt
/** From when on the post could be told as what it is: collected, screened and, where a person had to, decided. */
const foundAt = ({ firstCollectedAt, ruledAt }: DigestPost): string =>
  ruledAt !== undefined && ruledAt > firstCollectedAt ? ruledAt : firstCollectedAt
const isOpen = (post: DigestPost): boolean =>
  post.screening === undefined ? false : OPEN_ROUTES.includes(post.screening.route)

/** Posts of the window by disposition: received is their sum. */
export function countIntake(
  posts: readonly DigestPost[],
  window: DigestWindow,
): { received: number; byDisposition: Record<Disposition, number> } {
  const byDisposition = Object.fromEntries(DISPOSITIONS.map((d) => [d, 0])) as Record<Disposition, number>
  let received = 0
  for (const post of posts) {
    const at = timeOf(post)
    if (post.disposition === undefined || !isOpen(post) || at < window.from || at >= window.to) continue
    byDisposition[post.disposition]++
    received++
  }
  return { received, byDisposition }
}

/** Urgent posts that tell of one event, or one alone. */
export interface UrgentGroup {
  readonly newest: DigestPost
  /** When the first of them was there to be read. */
  readonly since: string
  readonly urgency: number
  readonly posts: number
  readonly lastAt: string
}

/**
 * What posts of one event share: issue, kind of danger and place. The issue alone is not enough, for words that name little may be
 * grouped with anything; two people in danger of life are one event only where both name one place below the district.
 */
function eventOf(post: DigestPost): string {
  const kind = dangerKind(post)
  const name = ownSite(post)?.name
  const alone =
    post.issueId === null || kind === undefined || (name === undefined && post.screening?.route === 'emergency')
  return alone ? `post ${post.duplicateOf ?? post.id}` : `${post.issueId} ${kind} ${name ?? ''}`
}

/**
 * Urgent posts posted in the window, or up to a week before it and found only since the digest before. What the window's
 * next digest tells as found is not told here too. The most urgent and then the newest first. What waits for a person is
 * counted only: it may be no matter at all.
 */
export function selectUrgent(
  posts: readonly DigestPost[],
  window: DigestWindow,
  { since, until }: Finding,
): { groups: UrgentGroup[]; inReview: number } {
  const groups = new Map<string, UrgentGroup>()
  let inReview = 0
  for (const post of posts) {
    const at = timeOf(post)
    const urgency = post.screening?.urgency ?? 0
    if (urgency < URGENT_LEVEL || !isOpen(post) || post.kind === 'news' || at >= window.to) continue
    const found = foundAt(post)
    if (found > until || (at < window.from && found <= since)) continue
    if (post.disposition === 'review') inReview++
    if (post.disposition !== 'kept' && post.disposition !== 'duplicate') continue
    const key = eventOf(post)
    const known = groups.get(key)
    const newest = known && known.lastAt > at ? known.newest : post
    groups.set(key, {
      newest,
      since: known && known.since < post.firstCollectedAt ? known.since : post.firstCollectedAt,
      urgency: Math.max(urgency, known?.urgency ?? 0),
      posts: (known?.posts ?? 0) + 1,
      lastAt: timeOf(newest),
    })
  }
  const order = (a: UrgentGroup, b: UrgentGroup): number =>
    b.urgency - a.urgency || (a.lastAt < b.lastAt ? 1 : a.lastAt > b.lastAt ? -1 : a.newest.id < b.newest.id ? -1 : 1)
  return { groups: [...groups.values()].sort(order), inReview }
}

/** Cases as they stood then: a digest of a past day tells nothing of what came later. */
export const casesAt = (cases: readonly Case[], at: string): Case[] => cases.flatMap((kase) => caseAt(kase, at) ?? [])

/** Open cases past their time at `at`, the longest overdue first; and what else the section counts. */
export function selectCases(
  cases: readonly Case[],
  window: DigestWindow,
  at: string,
): { handedOver: number; overdue: Case[]; provisional: number } {
  const open = casesAt(cases, window.to).filter(isOpenCase)
  return {
    handedOver: cases.filter((kase) => kase.createdAt >= window.from && kase.createdAt < window.to).length,
    overdue: open
      .filter((kase) => isOverdue(kase, at))
      .sort((a, b) => ((a.dueAt as string) < (b.dueAt as string) ? -1 : 1)),
    provisional: open.filter((kase) => kase.dueProvisional).length,
  }
}

/**
 * Sources somebody should look at: the last fetch gave nothing usable, they are paused, or fell silent against their rhythm.
 * One that was well at the window's end, or after it, had its trouble later.
 */
export const selectDown = (standings: readonly SourceStanding[], to: string): SourceStanding[] =>
  standings.filter(
    (s) =>
      (DOWN.includes(s.outcome) && (s.lastSuccessAt ?? '') < to) ||
      (s.silentSince !== null && s.silentSince < to) ||
      (s.pausedUntil !== null && s.pausedUntil > to && (s.lastSuccessAt ?? '') < to),
  )
