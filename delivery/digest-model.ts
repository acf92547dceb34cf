import type { EmergingWord, HardReason } from '../model/board.ts'
import type { HotIssue } from '../model/issue.ts'
import type { CaseState, Disposition, FetchOutcome, Precision } from '../model/words.ts'

/** The day's digest as data: what is rendered and sent. Counts and extracted titles of open routes only. */
export interface DigestModel {
  readonly schema: 'lanting.digest/1'
  /** "YYYY-MM-DD", Asia/Shanghai. */
  readonly day: string
  /** Half-open window, UTC. */
  readonly from: string
  readonly to: string
  readonly generatedAt: string
  /** False while the window is not over: may be looked at, not sent. */
  readonly complete: boolean
  /** Days covered: more than one on the first workday after a public holiday. */
  readonly covers: number
  /** Made of the bundled sample city. */
  readonly sample: boolean
  /** Days the ranking looks back. */
  readonly days: number
  readonly hot: readonly DigestIssue[]
  /** 难点, at most five. */
  readonly hard: readonly DigestHard[]
  readonly notes: DigestNotes
  readonly urgent: {
    readonly matters: readonly DigestUrgent[]
    /** Matters beyond those listed. */
    readonly more: number
    /** Posts that may be urgent and wait for a person. */
    readonly inReview: number
  }
  readonly intake: { readonly received: number; readonly byDisposition: Readonly<Record<Disposition, number>> }
  readonly cases: {
    readonly handedOver: number
    readonly overdue: readonly DigestCase[]
    readonly overdueTotal: number
    /** Open cases whose deadline is 暂定. */
    readonly provisional: number
  }
  readonly sources: { readonly total: number; readonly down: readonly DigestSource[] }
}

export interface DigestIssue {
  readonly rank: number
  readonly issueId: string
  readonly title: string
  readonly place: string | null
  /** Label as people read it today. */
  readonly category: string | null
  readonly department: string | null
  readonly posts: number
  readonly voices: number
  /** Within the digest's own window. */
  readonly newVoices: number
  /** One decimal. */
  readonly heat: number
  /** People put it first, whatever its heat. */
  readonly pinned: boolean
  readonly trend: HotIssue['trend']
  readonly burst: boolean
  /** Onset and size of the burst. */
  readonly burstSince: HotIssue['burst']
  readonly answeredYetRising: boolean
  readonly handed: DigestHanded | null
}

/** An issue that answers have not ended. */
export interface DigestHard {
  readonly issueId: string
  readonly title: string
  readonly place: string | null
  readonly department: string | null
  readonly voices: number
  readonly reasons: readonly HardReason[]
  readonly handed: DigestHanded | null
}

/** What stands out beside the issues. */
export interface DigestNotes {
  readonly surges: readonly {
    readonly district: string
    /** Label as people read it today. */
    readonly category: string
    readonly since: string
    readonly observed: number
    readonly expected: number
  }[]
  /** The last day misses a main source: that nothing surges means nothing. */
  readonly unknown: boolean
  readonly words: readonly Pick<EmergingWord, 'word' | 'voices' | 'expected' | 'fresh'>[]
}

/** The newest case of an issue that is still open, else the newest that was not withdrawn. */
export interface DigestHanded {
  readonly caseId: string
  readonly unit: string
  /** Absent in digests stored before cases were followed up. */
  readonly state?: CaseState | undefined
  readonly dueAt: string | null
  /** Where that is null, as far as it can be told by now: a guess. Absent in digests stored before there was one. */
  readonly dueExpected?: string | null | undefined
  /** Lead units of its other open cases, where it has any. */
  readonly others?: readonly string[] | undefined
}

export interface DigestUrgent {
  /** The newest post of the event. */
  readonly postId: string
  /** Null for a post that lies in no issue. */
  readonly issueId: string | null
  /** Its number at its source, and the name of that; absent in digests stored before they were told. */
  readonly number?: string | null | undefined
  readonly source?: string | undefined
  /** The post's own words, in which it tells the danger; never the issue's title. */
  readonly title: string
  /** How its text begins, where that is a bare title. */
  readonly begins?: string | undefined
  /** As the post itself names it. */
  readonly place: string | null
  readonly urgency: number
  readonly posts: number
  readonly lastAt: string
  /** How finely that is known, where not to the minute. */
  readonly lastPrecision?: Precision | undefined
  readonly department: string | null
  readonly handed: DigestHanded | null
}

export interface DigestCase {
  readonly caseId: string
  readonly title: string
  readonly unit: string
  readonly state: CaseState
  readonly dueAt: string
}

export interface DigestSource {
  readonly source: string
  readonly outcome: FetchOutcome
  readonly failures: number
  readonly lastSuccessAt: string | null
  readonly pausedUntil: string | null
  /** It answers and brings nothing new, for longer than it ever does. */
  readonly silentSince: string | null
}
