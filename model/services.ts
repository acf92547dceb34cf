/**
 * What the console, the digest and the command line ask of the running program beyond Records and Search.
 * cli/app.ts builds them; tests may give small real ones.
 */
import type { HotIssue, Issue } from './issue.ts'
import type { DeliveryCounts, FailedRow, StoredPost } from './ports.ts'
import type { Letter } from './post.ts'
import type { Category } from './words.ts'

export interface HotQuery {
  /** End of the window, exclusive, UTC; default the clock's now. */
  readonly asOf?: string | undefined
  readonly days?: number | undefined
  readonly top?: number | undefined
  readonly district?: string | undefined
  readonly category?: Category | undefined
  readonly department?: string | undefined
}

export interface IssueDetail {
  /** With rank and heat when it has members in the window, else the bare issue. */
  readonly issue: HotIssue | Issue
  /** Newest first, at most 200; redacted, open routes only. */
  readonly posts: readonly StoredPost[]
  /** Ids of up to three posts worth reading first: central, newest, most supported. */
  readonly representative: readonly string[]
  /** Voices and posts a local day, oldest first. */
  readonly timeline: readonly { day: string; posts: number; voices: number; answers: number }[]
  readonly sources: readonly { source: string; posts: number }[]
}

export interface HotService {
  hot(query: HotQuery): Promise<HotIssue[]>
  detail(id: string, query: HotQuery): Promise<IssueDetail | undefined>
}

export interface ImportService {
  /** Takes letters of one source through the inbox; rows the caller could not read (`failed`) are counted and stored too. */
  letters(rows: readonly Letter[], source: string, failed?: readonly FailedRow[]): Promise<DeliveryCounts>
}
