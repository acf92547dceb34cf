/** What stands beside the hot board: 难点, emerging words, surges of a category in a district, and counts by area. */
import type { Issue } from './issue.ts'
import type { Category } from './words.ts'

/**
 * Why an issue counts as hard, each with the facts people can check. Days are "YYYY-MM-DD", Asia/Shanghai.
 * `words` are quoted from the (redacted) answer that holds the promise.
 */
export type HardReason =
  | { readonly kind: 'answered-returning'; readonly answeredOn: string; readonly voicesSince: number }
  | {
      readonly kind: 'promise-overdue'
      readonly promisedFor: string
      readonly words: string
      readonly unit: string | null
    }
  | { readonly kind: 'case-overdue'; readonly caseId: string; readonly unit: string; readonly dueAt: string }
  | { readonly kind: 'sent-back'; readonly times: number }
  | { readonly kind: 'long-lived'; readonly days: number; readonly months: number }
  | { readonly kind: 'several-units'; readonly units: readonly string[] }

/** 难点 look back further than the hot board unless asked otherwise. */
export const HARD_DAYS = 90

/** 难点: an issue that answers have not ended. */
export interface HardIssue extends Issue {
  readonly rank: number
  /** Sum of the weights of its reasons: what the list is ordered by. */
  readonly hardness: number
  readonly reasons: readonly HardReason[]
  /** Distinct voices within the window asked for. */
  readonly windowVoices: number
}

/** A word that far more people use than used to; from the letters' own characters, no dictionary asked. */
export interface EmergingWord {
  readonly word: string
  /** Distinct voices that used it in the newest span, and as many as its own past made likely. */
  readonly voices: number
  readonly expected: number
  /** Never used in the past looked at. */
  readonly fresh: boolean
  /** The issues most of these voices belong to, at most three. */
  readonly issues: readonly string[]
}

/** A category that stands out in one district against season, weekday and holidays. */
export interface Surge {
  readonly category: Category
  readonly district: string
  /** First day of the run that leads to the last day looked at. */
  readonly since: string
  readonly observed: number
  readonly expected: number
}

/** Days on which a source gave nothing it could be trusted with, inside the time a ranking looks at. */
export interface OutageNote {
  readonly source: string
  readonly days: readonly string[]
}

export interface SurgeReport {
  readonly surges: readonly Surge[]
  /** True when the newest day misses a source that usually says much: that nothing stands out then means nothing. */
  readonly unknown: boolean
  /** Outages of the last 14 days. */
  readonly outages: readonly OutageNote[]
}

export const AREAS = ['district', 'category', 'department'] as const
export type AreaKind = (typeof AREAS)[number]

/** Where a number of people comes from; shown wherever a rate is shown. */
export interface PopulationTable {
  readonly year: number
  readonly source: string
  /** People by district name; a district that is not in it has no rate. */
  readonly people: Readonly<Record<string, number>>
}

/** One district, category or department in the window. */
export interface AreaRow {
  /** A district, a category's code or a unit; null gathers what names none. */
  readonly name: string | null
  readonly issues: number
  readonly posts: number
  readonly voices: number
  /** Voices of the window before, of the same length. */
  readonly voicesBefore: number
  /** Voices per 10,000 residents; null where the number of residents is not known. Districts only. */
  readonly perTenThousand: number | null
}

export interface AreaReport {
  readonly by: AreaKind
  readonly rows: readonly AreaRow[]
  /** False when hardly anything is stored of the window before: `voicesBefore` then says nothing. */
  readonly comparable: boolean
  readonly population: Pick<PopulationTable, 'year' | 'source'>
}
