import type { Place } from './post.ts'
import type { AppealType, CaseState, Category, Kind, Route } from './words.ts'

/** 热点事项: posts about one matter at one place over a time. `id` comes from its founding post and is never recomputed. */
export interface Issue {
  readonly id: string
  readonly title: string
  readonly keywords: readonly string[]
  readonly category: Category | null
  readonly subcategory: string | null
  readonly place: Place | null
  readonly district: string | null
  readonly department: string | null
  readonly firstSeen: string
  readonly lastSeen: string
  /** Counts over all time; a ranking for a window is computed from members (pipeline/board/heat.ts). */
  readonly posts: number
  readonly voices: number
  readonly news: number
  readonly praise: number
  readonly answered: number
  readonly mergedInto: string | null
  /** Set by people; survives every re-run. */
  readonly renamed: string | null
  readonly pinned: boolean
  readonly rev: number
}

/** What ranking needs of one member post. */
export interface Member {
  readonly postId: string
  readonly issueId: string
  readonly source: string
  readonly kind: Kind
  readonly route: Route
  readonly appealType: AppealType
  readonly urgency: number
  readonly at: string
  readonly dayPrecision: boolean
  readonly voice: string
  readonly likes: number
  readonly replies: number
  readonly views: number
  /** Set when the post was folded into another; its voice still counts, its text does not open anything. */
  readonly duplicateOf: string | null
  readonly answeredAt: string | null
}

/** One named term of the heat; they add up before the damping factor is applied. */
export interface HeatTerm {
  readonly name: 'voices' | 'reposts' | 'likes' | 'severity' | 'channels'
  readonly value: number
  /** The raw count or level behind the value. */
  readonly raw: number
}

export interface HotIssue extends Issue {
  readonly rank: number
  readonly heat: number
  readonly terms: readonly HeatTerm[]
  /** Anti-manipulation factor on likes, comments and reposts only, 0..1; 1 = untouched. */
  readonly damping: number
  /** Within the window. */
  readonly windowPosts: number
  readonly windowVoices: number
  readonly windowLikes: number
  /** Voices of the window per 10,000 residents of its district; null where their number is not known. */
  readonly perTenThousand: number | null
  readonly sources: readonly string[]
  readonly trend: 'new' | 'up' | 'flat' | 'down'
  /** Voices a day over the window, oldest first, at most 60 buckets: the sparkline. */
  readonly series: readonly number[]
  /** Voices of each of the seven days up to the window's end, oldest first, those before the window too. */
  readonly week: readonly number[]
  /** Set when the newest days stand out against what was expected. */
  readonly burst: { readonly since: string; readonly observed: number; readonly expected: number } | null
  readonly answeredYetRising: boolean
  /** Urgent posts of the window's last seven days, null without one; `postId` is the newest of the highest level. */
  readonly urgent: {
    readonly level: number
    readonly posts: number
    readonly postId: string
    readonly at: string
  } | null
}

/** What became of a case: the state it went to, with the answer, reason or remark (redacted), by whom. */
export interface CaseStep {
  readonly state: CaseState
  readonly note: string
  readonly at: string
  readonly by: string
}

/** An issue handed to a department. `id` is its number for people too (GD20260119-482913). */
export interface Case {
  readonly id: string
  readonly issueId: string
  readonly title: string
  readonly unit: string
  readonly units: readonly string[]
  readonly note: string
  readonly state: CaseState
  readonly urgency: number
  readonly createdAt: string
  /** UTC; null when the calendar of that year is not loaded, and then `dueProvisional`. */
  readonly dueAt: string | null
  readonly dueProvisional: boolean
  /** Since it was handed over, oldest first. */
  readonly steps: readonly CaseStep[]
  readonly rev: number
}

export interface Event {
  /** Strictly increasing, gap-free for a reader: the cursor of the feed. */
  readonly seq: number
  readonly id: string
  /** `post.screened`, `issue.changed`, `case.created` … */
  readonly type: string
  readonly subject: string
  readonly at: string
  readonly data: Readonly<Record<string, unknown>>
}
