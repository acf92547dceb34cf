/** The rule of the digest: what goes in. Pure; a quiet day gives a digest too, for silence must be told from failure. */
import type { Case, HotIssue, Member } from '../model/issue.ts'
import type { SourceHealth, StoredPost } from '../model/ports.ts'
import { DAY_MS, dayStart, localDay } from '../model/time.ts'
import type { CaseState, Disposition, FetchOutcome } from '../model/words.ts'
import { DISPOSITIONS, OPEN_ROUTES } from '../model/words.ts'
import { countVoices } from './voices.ts'

export const TOP_ISSUES = 10
/** One person's matter is a letter, not a hot issue; somebody pinned it, or it takes two. */
const LEAST_VOICES = 2
export const URGENT_LEVEL = 2
/** An urgent post found late is told in the window it was found in, when it is at most this old. */
export const LATE_MS = 7 * DAY_MS

const DOWN: readonly FetchOutcome[] = ['blocked', 'changed-shape', 'failed', 'empty']
const OPEN_STATES: readonly CaseState[] = ['待签收', '办理中']

export interface DigestWindow {
  readonly from: string
  readonly to: string
}

/** The window of day D: D−1 `hour`:00 to D `hour`:00, Asia/Shanghai, half-open, as UTC. */
export function digestWindow(day: string, hour: number): DigestWindow {
  const to = dayStart(day).getTime() + hour * 3_600_000
  return { from: new Date(to - DAY_MS).toISOString(), to: new Date(to).toISOString() }
}

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
  'id' | 'title' | 'text' | 'kind' | 'postedAt' | 'firstCollectedAt' | 'disposition' | 'screening' | 'issueId'
>

const timeOf = (post: DigestPost): string => post.postedAt ?? post.firstCollectedAt
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

/** Urgent posts that belong together: of one issue, or one alone. */
export interface UrgentGroup {
  readonly issueId: string | null
  readonly newest: DigestPost
  readonly urgency: number
  readonly posts: number
  readonly lastAt: string
}

/**
 * Urgent posts posted in the window, or first found in it though posted up to a week before. The most urgent and then
 * the newest first. What waits for a person is counted only: it may be no matter at all.
 */
export function selectUrgent(
  posts: readonly DigestPost[],
  window: DigestWindow,
): { groups: UrgentGroup[]; inReview: number } {
  const groups = new Map<string, UrgentGroup>()
  let inReview = 0
  for (const post of posts) {
    const at = timeOf(post)
    const urgency = post.screening?.urgency ?? 0
    if (urgency < URGENT_LEVEL || !isOpen(post) || post.kind === 'news' || at >= window.to) continue
    const late = post.firstCollectedAt >= window.from && post.firstCollectedAt < window.to
    if (at < window.from && !late) continue
    if (post.disposition === 'review') inReview++
    if (post.disposition !== 'kept' && post.disposition !== 'duplicate') continue
    const key = post.issueId ?? `post ${post.id}`
    const known = groups.get(key)
    const newest = known && known.lastAt > at ? known.newest : post
    groups.set(key, {
      issueId: post.issueId,
      newest,
      urgency: Math.max(urgency, known?.urgency ?? 0),
      posts: (known?.posts ?? 0) + 1,
      lastAt: timeOf(newest),
    })
  }
  const order = (a: UrgentGroup, b: UrgentGroup): number =>
    b.urgency - a.urgency || (a.lastAt < b.lastAt ? 1 : a.lastAt > b.lastAt ? -1 : a.newest.id < b.newest.id ? -1 : 1)
  return { groups: [...groups.values()].sort(order), inReview }
}

/** Open cases past their time at the window's end, the longest overdue first; and what else the section counts. */
export function selectCases(
  cases: readonly Case[],
  window: DigestWindow,
): { handedOver: number; overdue: Case[]; provisional: number } {
  const open = cases.filter((kase) => OPEN_STATES.includes(kase.state) && kase.createdAt < window.to)
  return {
    handedOver: cases.filter((kase) => kase.createdAt >= window.from && kase.createdAt < window.to).length,
    overdue: open
      .filter((kase) => kase.dueAt !== null && kase.dueAt < window.to)
      .sort((a, b) => ((a.dueAt as string) < (b.dueAt as string) ? -1 : 1)),
    provisional: open.filter((kase) => kase.dueProvisional).length,
  }
}

/** Sources somebody should look at: the last fetch gave nothing usable, or they are paused. */
export const selectDown = (health: readonly SourceHealth[], to: string): SourceHealth[] =>
  health.filter((h) => DOWN.includes(h.outcome) || (h.pausedUntil !== null && h.pausedUntil > to))
