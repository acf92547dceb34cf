/**
 * Ports: what the rooms ask of Records and Search. Records is the truth (transactional), Search a projection of it.
 * Every method is idempotent for the same arguments and safe to repeat after a crash. Times are UTC ISO-8601.
 * One contract suite per port lies in test/store and runs over every real backend.
 */
import type { Case, Event, Issue, Member } from './issue.ts'
import type { Place, Post, Screening, Tokens } from './post.ts'
import type { AppealType, CaseState, Category, Disposition, FetchOutcome, Kind, Route } from './words.ts'

/** What became of the posts of one delivery: received = fresh + revised + unchanged + failed. */
export interface DeliveryCounts {
  readonly received: number
  readonly fresh: number
  readonly revised: number
  readonly unchanged: number
  readonly failed: number
}

/** A row that could not become a post: kept with its place and reason, never with its body. */
export interface FailedRow {
  readonly source: string
  /** File name or URL, and the line in it where there is one. */
  readonly where: string
  readonly line?: number | undefined
  readonly code: string
  readonly message: string
}

/** A post with everything Records knows of it now. */
export interface StoredPost extends Post {
  /** Global, strictly increasing; changes whenever the projection of this post changes. External version in Search. */
  readonly rev: number
  /** Revision of the content, from 1. */
  readonly revision: number
  readonly firstCollectedAt: string
  /** Undefined while it waits to be screened. */
  readonly disposition: Disposition | undefined
  readonly screening: Screening | undefined
  readonly duplicateOf: string | null
  readonly issueId: string | null
  /** The verdict now in force was set by a person. */
  readonly decidedByHuman: boolean
}

export interface PostFilter {
  readonly disposition?: Disposition | undefined
  readonly issueId?: string | undefined
  readonly from?: string | undefined
  readonly to?: string | undefined
  /** Without it every route, the closed ones too: callers that show or send anything must set it. */
  readonly openRoutesOnly?: boolean | undefined
}

/** Posts, their revisions and verdicts. */
export interface PostStore {
  /**
   * Appends redacted posts and failed rows of one source in one transaction and counts the delivery.
   * Same id and contentHash: unchanged (counters, state and answer are refreshed); same id, other hash: a revision, to be
   * screened again. Tombstoned ids are counted unchanged and not stored.
   */
  append(posts: readonly Post[], failed: readonly FailedRow[], at: string): Promise<DeliveryCounts>
  /** Posts that wait to be screened, oldest postedAt (else collectedAt) first. */
  pending(limit: number): Promise<StoredPost[]>
  /**
   * Saves verdicts; a row whose content changed since it was read (other contentHash) stays pending. A human decision on
   * the same content stays in force over the new verdict, which is kept as a version.
   */
  saveScreenings(rows: readonly { post: Post; screening: Screening }[], at: string): Promise<void>
  get(id: string): Promise<StoredPost | undefined>
  getMany(ids: readonly string[]): Promise<StoredPost[]>
  /** Streams in order of (postedAt ?? collectedAt, id). */
  iterate(filter: PostFilter): AsyncIterable<StoredPost>
  /** Posts whose projection changed after `rev`, ascending by rev: what Search has still to index. */
  changedSince(rev: number, limit: number): Promise<StoredPost[]>
  /** One count per disposition and `pending`; their sum is the number of posts. `delivered` sums every delivery ever. */
  counts(): Promise<{ posts: Record<Disposition | 'pending', number>; delivered: DeliveryCounts }>
}

/** One post the grouping writer has still to place. */
export interface Groupable {
  readonly seq: number
  /** Carries its `voice`, here and in Member alone, to count distinct ones; everywhere else a stored post's is empty. */
  readonly post: StoredPost
}

export interface GroupingCommit {
  /** Fencing token of the writer's lease; an older one than the newest seen is refused with `lease.lost`. */
  readonly fence: number
  readonly offset: number
  readonly assignments: readonly { postId: string; issueId: string | null; duplicateOf: string | null }[]
  /** New or changed issues; fields set by people (renamed, pinned) are not overwritten. */
  readonly issues: readonly Omit<Issue, 'renamed' | 'pinned' | 'rev'>[]
  /** Opaque state of the grouper by key; null deletes. */
  readonly state: readonly { key: string; value: string | null }[]
  readonly at: string
}

export interface PairLink {
  readonly a: string
  readonly b: string
  readonly kind: 'must' | 'cannot'
}

/** The single writer of issues: offset, assignments and state move in one transaction. */
export interface GroupingStore {
  /** Offset and state as last committed. */
  load(): Promise<{ offset: number; state: Map<string, string> }>
  /** Kept or duplicate posts of open routes screened after `offset`, ascending by seq. */
  next(offset: number, limit: number): Promise<Groupable[]>
  commit(batch: GroupingCommit): Promise<void>
  /** Human must-link / cannot-link pairs. */
  links(): Promise<PairLink[]>
}

/** Issues as people read and edit them. */
export interface IssueStore {
  /** Follows redirects of merged issues. */
  get(id: string): Promise<Issue | undefined>
  getMany(ids: readonly string[]): Promise<Issue[]>
  /** Member facts of open-route posts with from ≤ at < to; the input of every ranking. */
  members(from: string, to: string, issueId?: string): Promise<Member[]>
  /** Human edits; each writes an audit line. null clears the rename. */
  edit(id: string, change: { renamed?: string | null; pinned?: boolean }, by: string, at: string): Promise<Issue>
  /** Merging or splitting by people: stored as pairs of posts, acted on by the grouping writer's next batch. */
  link(pairs: readonly PairLink[], by: string, at: string): Promise<void>
  unlink(pairs: readonly PairLink[], by: string, at: string): Promise<void>
  /** Points `from` at `to` for ever and moves its members. */
  redirect(from: string, to: string, by: string, at: string): Promise<void>
}

export interface ReviewItem {
  readonly post: StoredPost
  readonly why: 'uncertain' | 'hot' | 'audit'
}

export interface Decision {
  readonly postId: string
  readonly disposition: Exclude<Disposition, 'failed' | 'duplicate'>
  readonly category?: Category | undefined
  readonly route?: Route | undefined
  readonly appealType?: AppealType | undefined
  readonly note?: string | undefined
}

/** 人工研判. */
export interface ReviewStore {
  /** Open routes only; with `closedRoutes` protected and restricted posts only, for the officer named for them. */
  queue(limit: number, options?: { closedRoutes?: boolean }): Promise<ReviewItem[]>
  /** In force at once and over every re-run until the text changes. */
  decide(decision: Decision, by: string, at: string): Promise<StoredPost>
  undo(postId: string, by: string, at: string): Promise<StoredPost>
}

export interface OutboxRow {
  readonly id: string
  readonly endpoint: string
  readonly eventSeq: number
  readonly body: string
  readonly attempts: number
  readonly nextAt: string
  readonly state: 'pending' | 'sent' | 'dead'
  readonly lastError: string | null
}

/** Cases and the feed: a case, its event and its outbox rows are written in one transaction. */
export interface CaseStore {
  /** Idempotent by `case.id`. `body` makes the webhook body once the event's seq is known. */
  create(
    kase: Omit<Case, 'rev'>,
    endpoints: readonly string[],
    body: (event: Event) => string,
    by: string,
  ): Promise<Case>
  get(id: string): Promise<Case | undefined>
  list(filter: { issueId?: string; state?: CaseState; limit: number }): Promise<Case[]>
  /** Events after `cursor`, ascending; a reader that polls with the last seq misses none. */
  feed(cursor: number, limit: number): Promise<Event[]>
}

export interface OutboxStore {
  due(at: string, limit: number): Promise<OutboxRow[]>
  sent(id: string, at: string): Promise<void>
  failed(id: string, error: string, nextAt: string | null, at: string): Promise<void>
  list(state: OutboxRow['state'], limit: number): Promise<OutboxRow[]>
  /** A dead row back to pending, due at once. */
  retry(id: string, at: string): Promise<void>
}

/** One run row a day, one row a recipient; marked sent after the server accepts. */
export interface DigestStore {
  /** Creates the run and its recipient rows once; later calls return what is there (content is frozen by the first). */
  open(day: string, recipients: readonly string[], content: string, at: string): Promise<{ content: string }>
  pending(day: string): Promise<{ recipient: string; attempts: number }[]>
  mark(day: string, recipient: string, state: 'sent' | 'failed', detail: string | null, at: string): Promise<void>
  list(day: string): Promise<{ recipient: string; state: 'pending' | 'sent' | 'failed'; detail: string | null }[]>
}

export interface SourceHealth {
  readonly source: string
  readonly outcome: FetchOutcome
  readonly at: string
  readonly lastSuccessAt: string | null
  readonly lastNewAt: string | null
  readonly consecutiveFailures: number
  readonly pausedUntil: string | null
  readonly found: number
  readonly detail: string | null
}

/** Health, watermarks and small state of each source. */
export interface SourceStore {
  health(): Promise<SourceHealth[]>
  record(health: SourceHealth): Promise<void>
  getState(source: string): Promise<Record<string, string>>
  setState(source: string, state: Record<string, string>): Promise<void>
}

/** Leases with fencing tokens, the audit trail, small settings. */
export interface MetaStore {
  /** A token larger than any before, or undefined while another holder's lease is alive. */
  acquire(
    name: string,
    holder: string,
    ttlMs: number,
    now: string,
  ): Promise<{ token: number } | { heldBy: string; until: string }>
  renew(name: string, token: number, ttlMs: number, now: string): Promise<boolean>
  release(name: string, token: number): Promise<void>
  audit(by: string, action: string, subject: string, data: Record<string, unknown>, at: string): Promise<void>
  get(key: string): Promise<string | undefined>
  set(key: string, value: string): Promise<void>
}

/** The right to be forgotten: what is erased never comes back through inbox, restore or retry. */
export interface ErasureStore {
  /**
   * Blanks a post (number, dates and outcome stay, the route closes) and leaves a tombstone, also for an id not seen yet.
   * False when there was nothing to blank.
   */
  erase(postId: string, by: string, at: string): Promise<boolean>
}

export interface Records {
  readonly posts: PostStore
  readonly grouping: GroupingStore
  readonly issues: IssueStore
  readonly review: ReviewStore
  readonly cases: CaseStore
  readonly outbox: OutboxStore
  readonly digests: DigestStore
  readonly sources: SourceStore
  readonly meta: MetaStore
  readonly erasure: ErasureStore
  close(): Promise<void>
}

/** A whole projection of one post at `rev`; a lower rev than the indexed one is ignored. */
export interface SearchDocument {
  readonly id: string
  readonly rev: number
  readonly title: string
  readonly text: string
  readonly tokens: Tokens
  readonly postedAt: string | undefined
  readonly collectedAt: string
  readonly source: string
  readonly nativeId: string | undefined
  readonly kind: Kind
  readonly disposition: Disposition
  readonly appealType: AppealType
  readonly route: Route
  readonly category: Category | null
  readonly subcategory: string | null
  readonly district: string | null
  readonly street: string | null
  readonly places: readonly Place[]
  readonly department: string | null
  readonly urgency: number
  readonly issueId: string | null
  readonly answered: boolean
  readonly likes: number
}

export const FACETS = ['category', 'district', 'source', 'appealType', 'disposition', 'department'] as const
export type Facet = (typeof FACETS)[number]

export interface SearchQuery {
  /** The query language of docs/search.md: words, "phrases", AND/OR/NOT, field:value. Empty finds everything. */
  readonly text: string
  readonly sort: 'time' | 'relevance'
  readonly limit: number
  readonly cursor?: string | undefined
  readonly facets?: boolean | undefined
  readonly histogram?: 'day' | undefined
  readonly issueId?: string | undefined
  /** Without it only what may be shown: dispositions kept and duplicate. */
  readonly dispositions?: readonly Disposition[] | undefined
}

export interface SearchHit {
  readonly id: string
  readonly score: number
  /** UTF-16 units of the redacted title or text. */
  readonly highlights: readonly { field: 'title' | 'text'; start: number; end: number }[]
}

export interface SearchResult {
  readonly total: number
  readonly hits: readonly SearchHit[]
  readonly cursor: string | undefined
  readonly facets?: Readonly<Record<Facet, readonly { value: string; count: number }[]>> | undefined
  readonly histogram?: readonly { day: string; count: number }[] | undefined
}

export interface SearchStore {
  /** Indexes or, for dispositions and routes that may not be found, removes. Older revs than indexed are ignored. */
  index(documents: readonly SearchDocument[]): Promise<void>
  /** The highest rev indexed without a gap; indexing resumes after it. */
  lastRev(): Promise<number>
  setLastRev(rev: number): Promise<void>
  /** Throws AppError `search.syntax` with `details.at` (UTF-16 offset) for a broken query. */
  search(query: SearchQuery): Promise<SearchResult>
  /** Empties the index so that it can be rebuilt from Records. */
  clear(): Promise<void>
  /**
   * Where the engine can: indexing starts over into a new version while searches stay on the old one until the new has
   * come as far. One that was begun and not finished is gone on with.
   */
  rebuild?(): Promise<void>
  close(): Promise<void>
}

/** The one segmenter of the process, wherever it runs (a worker thread under `run`). */
export type Cut = (texts: readonly string[]) => Promise<string[][]>
