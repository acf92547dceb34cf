/**
 * What the console, the digest and the command line ask of the running program beyond Records and Search.
 * cli/app.ts builds them; tests may give small real ones.
 */
import type { AreaKind, AreaReport, EmergingWord, HardIssue, HardReason, SurgeReport } from './board.ts'
import type { HotIssue, Issue } from './issue.ts'
import type { AuditFigures } from './learning.ts'
import type { Decision, DeliveryCounts, FailedRow, SourceHealth, StoredPost } from './ports.ts'
import type { Letter } from './post.ts'
import type { Category, FetchOutcome } from './words.ts'

export interface HotQuery {
  /** End of the window, exclusive, UTC; default the clock's now. */
  readonly asOf?: string | undefined
  readonly days?: number | undefined
  readonly top?: number | undefined
  readonly district?: string | undefined
  readonly category?: Category | undefined
  readonly department?: string | undefined
  /** `per-capita`: voices per 10,000 residents of the issue's district; issues of unknown places come last. */
  readonly order?: HotOrder | undefined
}
export const HOT_ORDERS = ['heat', 'per-capita'] as const
export type HotOrder = (typeof HOT_ORDERS)[number]

export interface IssueDetail {
  /** With rank and heat when it has members in the window, else the bare issue. */
  readonly issue: HotIssue | Issue
  /** Newest first, at most 200; redacted, open routes only. */
  readonly posts: readonly StoredPost[]
  /** Ids of up to four posts worth reading first: urgent, central, newest, most supported. */
  readonly representative: readonly string[]
  /** Voices and posts a local day, oldest first. */
  readonly timeline: readonly { day: string; posts: number; voices: number; answers: number }[]
  readonly sources: readonly { source: string; posts: number }[]
  /** Why it is a 难点; empty when it is none. */
  readonly hard: readonly HardReason[]
}

export interface HotService {
  /**
   * The moment that stands for now in views that share what they reckon: the clock's, and again the same for a minute as long
   * as no post and no issue on the board changed.
   */
  now(): Promise<string>
  /** Heat by issue of all that the board of the window holds, as it is shown. */
  heats(query: HotQuery): Promise<ReadonlyMap<string, number>>
  hot(query: HotQuery): Promise<HotIssue[]>
  detail(id: string, query: HotQuery): Promise<IssueDetail | undefined>
  /** 难点 with a voice in the window (default 90 days), the hardest first. */
  hard(query: HotQuery): Promise<HardIssue[]>
  /** Words of the last seven days that are unusual against the eight weeks before, the most unusual first. */
  emerging(query: Pick<HotQuery, 'asOf' | 'top'>): Promise<EmergingWord[]>
  /** Categories that stand out in a district on the window's last days. */
  surges(query: Pick<HotQuery, 'asOf'>): Promise<SurgeReport>
  /** Voices by district, category or department, most first. */
  areas(query: HotQuery & { readonly by: AreaKind }): Promise<AreaReport>
}

/** A source on a day that is no calm day. */
export interface Outage {
  readonly source: string
  /** "YYYY-MM-DD", Asia/Shanghai. */
  readonly day: string
  /** It could not be read, or it could and fell silent against its rhythm. */
  readonly why: 'unread' | 'silent'
  /** What it brings of all that usually comes in a day, 0..1. */
  readonly share: number
  /** A later good look read what was missed; posts carry their own dates, so the day is whole again. */
  readonly recovered: boolean
}

/** Health of a source together with what is expected of it. */
export interface SourceStanding extends SourceHealth {
  /** Undefined while too little was seen to expect anything. */
  readonly rhythm:
    | { readonly usualGapHours: number; readonly longGapHours: number; readonly perDay: number }
    | undefined
  /** Read without error, yet silent for longer than its rhythm bears, since then; null when not. */
  readonly silentSince: string | null
  /** When silence will count as an outage if nothing new comes; null while nothing is expected, or already silent. */
  readonly expectedBy: string | null
  /** Looks of the last 24 hours by outcome; outcomes that did not occur are left out. */
  readonly lastDay: Readonly<Partial<Record<FetchOutcome, number>>>
}

/** Why a mail has not arrived; `untried`: its turn has not come. */
export type UnsentKind = 'login' | 'unreachable' | 'refused' | 'later' | 'untried'

/** A digest that has not reached one of its recipients. */
export interface UnsentDigest {
  readonly day: string
  /** As `digest.to` has it. */
  readonly recipient: string
  readonly kind: UnsentKind
  /** What the mail server or the connection answered, codes only; null before the first try. */
  readonly code: string | null
  readonly attempts: number
  /** When the day's digest was first to be sent. */
  readonly since: string
  readonly triedAt: string | null
  /** False: nothing happens any more until somebody sends by hand. */
  readonly again: boolean
}

/** How a source is visited, and when next. */
export interface VisitPlan {
  readonly source: string
  /** Null for a watched folder. */
  readonly host: string | null
  readonly everyMinutes: number
  /** Seconds between two requests; the host's Crawl-delay may make it longer. */
  readonly minDelay: number
  readonly maxDelay: number
  /** "HH:MM-HH:MM" in which the host may be read; null: at any hour. */
  readonly hours: string | null
  /** Requests a day to the host and what is left of them today; null for a folder. */
  readonly perDay: number | null
  readonly leftToday: number | null
  /** Earliest next look, UTC; not after now: due. */
  readonly nextAt: string
  /** What it waits for: its rhythm, the end of a pause, the host's rest, its hours, or tomorrow's budget. */
  readonly waitsFor: 'rhythm' | 'pause' | 'rest' | 'hours' | 'budget'
}

/** Watches that silence is not taken for calm. */
export interface SourceWatch {
  standings(): Promise<SourceStanding[]>
  /** Outages of the given local days by source. */
  outages(days: readonly string[]): Promise<Outage[]>
  /** Those of the days on which so much is missing that no burst and no calm can be told. */
  outageDays(days: readonly string[]): Promise<ReadonlySet<string>>
}

/** A figure that speaks for a post being in its issue; what nothing is known of is left out. */
export interface ExplanationFigure {
  /**
   * `words`, `topic`, `sites`: how alike wording, subject and named sites are, 0..1. `sameMatter`: chance that both mean the
   * same row of the duty list, 0..1. `sameOutage`: 1 when the same network failed in the same street.
   */
  readonly name: FigureName
  readonly value: number
}
export const FIGURE_NAMES = ['words', 'topic', 'sites', 'talk', 'sameMatter', 'sameOutage'] as const
export type FigureName = (typeof FIGURE_NAMES)[number]

/** Why a post is in its issue, seen from the others in it as the last commit left them. */
export interface IssueExplanation {
  /**
   * 0..1 that it is their matter. Null when it is in by another way (a copy, people, an outage), when there are no others
   * but its copies, and when the issue is so long quiet that the grouper has let it go.
   */
  readonly probability: number | null
  readonly copyOf: string | null
  readonly byPeople: boolean
  /** Shared words, at most ten, those that weigh most first. */
  readonly words: readonly { readonly word: string; readonly weight: number }[]
  /** Shared places below the district. */
  readonly places: readonly string[]
  readonly figures: readonly ExplanationFigure[]
}

export interface ExplanationService {
  /** `issueId`: of the living issue that the post is in. Undefined when there is no such screened post. */
  explain(postId: string, issueId: string): Promise<IssueExplanation | undefined>
}

export interface ImportService {
  /**
   * Reads the rows of one delivery: each under the names of the import format, where it carries those of a known export,
   * and the names of which nothing is taken.
   */
  namer(): (row: unknown) => { readonly row: unknown; readonly unused: readonly string[] }
  /** Takes letters of one source through the inbox; rows the caller could not read (`failed`) are counted and stored too. */
  letters(rows: readonly Letter[], source: string, failed?: readonly FailedRow[]): Promise<DeliveryCounts>
}

/** 人工研判 with its effects: what the console and the command line call. */
export interface ReviewService {
  /** Decides a post and every undecided one that says the same; `siblings` are the ids of these. */
  decide(decision: Decision, by: string): Promise<{ post: StoredPost; siblings: string[] }>
  /** Takes a decision back, its siblings' too. */
  undo(postId: string, by: string): Promise<StoredPost>
  quality(): Promise<AuditFigures>
}
