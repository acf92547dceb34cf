/**
 * Ports: what the rooms ask of Records and Search. Records is the truth (transactional), Search a projection of it.
 * Every method is idempotent for the same arguments and safe to repeat after a crash. Times are UTC ISO-8601.
 * One contract suite per port lies in test/store and runs over every real backend.
 */
import type { SourceVisit } from './bundle.ts'
import type { Case, CaseStep, Event, Issue, Member } from './issue.ts'
import type { LearningTask, ModelVersion, NewModel } from './learning.ts'
import type { Evidence, Place, Post, Screening, Tokens } from './post.ts'
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
  /** When what is in force of it was said: by a person who said another thing than the machine, else by the verdict. Undefined while it waits. */
  readonly ruledAt: string | undefined
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
  /** Only posts at least so urgent. */
  readonly urgency?: number | undefined
  /** Those that have this number at their source, in either case or width, alone or with their words (model/shared-number.ts). */
  readonly number?: string | undefined
  /** Without it every route, the closed ones too: callers that show or send anything must set it. */
  readonly openRoutesOnly?: boolean | undefined
  /** Posts carry their voice: only for what counts them again (the grouping writer, a replay's throw-away store). */
  readonly voices?: boolean | undefined
}

/** Posts, their revisions and verdicts. */
export interface PostStore {
  /**
   * Appends redacted posts and failed rows of one source in one transaction and counts the delivery.
   * Same id and contentHash: unchanged (counters, state and answer are refreshed); same id, other hash: a revision, to be
   * screened again. Tombstoned ids are counted unchanged and not stored. One of `formerIds` that is known for the same letter, or tombstoned, stays the post's id; so does the
   * other of `numberIds`, where the letter lies under it.
   */
  append(posts: readonly Post[], failed: readonly FailedRow[], at: string): Promise<DeliveryCounts>
  /** Posts that wait to be screened, oldest postedAt (else collectedAt) first. */
  pending(limit: number): Promise<StoredPost[]>
  /** The same by id alone, in the same order, after the one given. */
  pendingIds(limit: number, after?: { id: string; at: string }): Promise<{ id: string; at: string }[]>
  /**
   * Saves verdicts; a row whose content changed since it was read (other contentHash) stays pending. A human decision on
   * the same content stays in force over the new verdict, which is kept as a version; of each post the last two are. In the same
   * transaction undecided posts of open routes take over the latest decision within 60 days on equal words, where it says
   * anything new of them.
   */
  saveScreenings(rows: readonly { post: Post; screening: Screening }[], at: string): Promise<void>
  get(id: string): Promise<StoredPost | undefined>
  /** In the order asked for; unknown ids are left out. `voices` as in PostFilter. */
  getMany(ids: readonly string[], options?: { voices?: boolean }): Promise<StoredPost[]>
  /** The present words of these posts by id, whatever their route; unknown ids are left out. */
  words(ids: readonly string[]): Promise<Map<string, Pick<Post, 'title' | 'text'>>>
  /** Words of the posts of open routes in an issue, in order of (postedAt ?? collectedAt, id). */
  wordsIn(issueId: string): AsyncIterable<Pick<Post, 'title' | 'text'>>
  /** What their sources say came of these posts; those of which they say nothing are left out. */
  outcomes(ids: readonly string[]): Promise<Map<string, Pick<Post, 'answer' | 'sourceState'>>>
  /** Streams in order of (postedAt ?? collectedAt, id). */
  iterate(filter: PostFilter): AsyncIterable<StoredPost>
  /** Posts whose projection changed after `rev`, ascending by rev: what Search has still to index. */
  changedSince(rev: number, limit: number): Promise<StoredPost[]>
  /**
   * One count per disposition and `pending`; their sum is the number of posts. `delivered` sums every delivery ever. With `openRoutesOnly`, which
   * whoever shows them to people must set, posts of closed routes are neither in the one nor, as if they had not come, in the other.
   */
  counts(options?: {
    openRoutesOnly?: boolean
  }): Promise<{ posts: Record<Disposition | 'pending', number>; delivered: DeliveryCounts }>
  /** What each source delivered on the last day on which it delivered anything, be it crawled, imported or pushed; by source. */
  latest(): Promise<LatestDelivery[]>
}

export interface LatestDelivery extends DeliveryCounts {
  readonly source: string
  /** "YYYY-MM-DD", Asia/Shanghai. */
  readonly day: string
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

export interface StoredLink extends PairLink {
  readonly by: string
  readonly at: string
}

/** The single writer of issues: offset, assignments and state move in one transaction. */
export interface GroupingStore {
  /** Offset and state as last committed. */
  load(): Promise<{ offset: number; state: Map<string, string> }>
  /** Of the state only the rows with these keys and those whose keys begin so; keys without a row are left out. */
  rows(keys: readonly string[], prefixes?: readonly string[]): Promise<Map<string, string>>
  /**
   * Kept or duplicate posts of open routes screened after `offset`, erased ones, and those that were in an issue and may be so no more (closed,
   * taken for spam), so that the writer forgets their words; ascending by seq.
   */
  next(offset: number, limit: number): Promise<Groupable[]>
  /** How many of those lie behind the committed offset: screened, and in no issue yet. */
  waiting(): Promise<number>
  commit(batch: GroupingCommit): Promise<void>
  /** Human must-link / cannot-link pairs, oldest first. */
  links(): Promise<StoredLink[]>
}

/** A post as rankings see it now; without `member` when they do not count it (any more). */
export interface MemberChange {
  readonly rev: number
  readonly postId: string
  readonly member: Member | undefined
}

/** The last change of an issue; it grows with every change of any issue. */
export interface LabelMark {
  readonly changed: number
  readonly id: string
}

/** By what issues are ordered, filtered and counted; all else of them is read of those alone that are shown. */
export interface IssueLabel
  extends LabelMark,
    Pick<Issue, 'mergedInto' | 'pinned' | 'category' | 'district' | 'department'> {}

/** Issues as people read and edit them. */
export interface IssueStore {
  /** Follows redirects of merged issues. */
  get(id: string): Promise<Issue | undefined>
  getMany(ids: readonly string[]): Promise<Issue[]>
  /** Member facts of open-route posts with from ≤ at < to; the input of every ranking. */
  members(from: string, to: string, issueId?: string): Promise<Member[]>
  /** The newest number given to a change of any post or issue: while it stays, members and labels are what they were. */
  newest(): Promise<number>
  /** Posts whose projection changed after `rev`, ascending: for who keeps members, to read again only what changed. */
  membersChanged(rev: number, limit: number): Promise<MemberChange[]>
  /** What rankings ask of issues, merged ones too, those that changed after `after` in the order of their changes. */
  labels(after: LabelMark | undefined, limit: number): Promise<IssueLabel[]>
  /** Human edits; each writes an audit line. null clears the rename. */
  edit(id: string, change: { renamed?: string | null; pinned?: boolean }, by: string, at: string): Promise<Issue>
  /**
   * Merging or splitting by people: stored as pairs of posts, acted on by the grouping writer's next batch. In the same step go
   * the pairs that these contradict (`instead`), or come back as they were before (`restored`).
   */
  link(pairs: readonly PairLink[], by: string, at: string, instead?: readonly PairLink[]): Promise<void>
  unlink(pairs: readonly PairLink[], by: string, at: string, restored?: readonly PairLink[]): Promise<void>
  /** Of these pairs in force, those that gave way to them when they were linked. */
  replaced(pairs: readonly PairLink[]): Promise<PairLink[]>
  /** Points `from` at `to` for ever and moves its members. */
  redirect(from: string, to: string, by: string, at: string): Promise<void>
}

export interface ReviewItem {
  readonly post: StoredPost
  readonly why: 'uncertain' | 'hot' | 'audit'
  /** Further undecided posts in doubt that have the very words of this one; a decision acts on them too. */
  readonly alike: number
}

export interface Decision {
  readonly postId: string
  readonly disposition: Exclude<Disposition, 'failed' | 'duplicate'>
  readonly category?: Category | undefined
  readonly route?: Route | undefined
  readonly appealType?: AppealType | undefined
  readonly note?: string | undefined
  /** The slice of the queue it was shown in; what `audit` decisions say is a fair sample of everything. */
  readonly why?: ReviewItem['why'] | undefined
}

/** What a verdict can say and a person can decide. */
export type Ruled = Decision['disposition']

/** Posts of open routes that a person has judged, by what the machine and then the person said. */
export interface JudgedCount {
  readonly machine: Ruled
  readonly person: Ruled
  readonly n: number
}

/** What the random audit has found, and of how many posts it is a sample. */
export interface AuditSample {
  /** Screened posts of open routes by the machine's disposition; `kept` counts duplicates too. */
  readonly population: Readonly<Record<Ruled, number>>
  /** Decisions of the audit slice, and all decisions on what the machine sent to review. Siblings are not counted. */
  readonly judged: readonly JudgedCount[]
}

/** A decided post with the words it was decided on: what training learns from. */
export interface Lesson {
  readonly post: StoredPost
  readonly decision: Decision
  /** Set where the decision was taken over from a post that says the same. */
  readonly via: string | null
}

/** 人工研判. */
export interface ReviewStore {
  /** Open routes only. */
  queue(limit: number): Promise<ReviewItem[]>
  /**
   * Protected and restricted posts that are kept or in doubt, for the officer named for them: last received first, from a time of
   * receipt on. No list, search, mail or push has them.
   */
  closed(limit: number, from: string): Promise<StoredPost[]>
  /** How many such posts there are: received before a time, and those of all that no officer has read (audit `closed.read`). */
  closedCounts(before: string): Promise<{ older: number; unread: number }>
  /** All posts of open routes that screening doubted and nobody has decided, however many a queue shows. */
  waiting(): Promise<number>
  /**
   * In force at once and over every re-run until the text changes; `siblings` that nobody has decided take it over in the
   * same transaction.
   */
  decide(decision: Decision, by: string, at: string, siblings?: readonly string[]): Promise<StoredPost>
  /** Takes a decision back, and with it what siblings took over from it. */
  undo(postId: string, by: string, at: string): Promise<StoredPost>
  /**
   * Undecided posts take over the decision on the post `of` within 60 days, as siblings do; those of which it says nothing
   * new are left alone. Gives the ids of those that did.
   */
  follow(followers: readonly { postId: string; of: string }[], at: string): Promise<string[]>
  /**
   * Undecided posts of open routes within 60 days that share one of these strings with their words, be its letters large or
   * small: candidates only. With
   * `decided` those that people have decided.
   */
  resembling(
    postId: string,
    strings: readonly string[],
    limit: number,
    options?: { decided?: boolean },
  ): Promise<StoredPost[]>
  audit(): Promise<AuditSample>
  /** Every decision still in force, by post id; `after` pages on. */
  lessons(limit: number, after?: string): Promise<Lesson[]>
}

/** Models trained here, each a version of its task. Version 0 is the one that ships with the program. */
export interface ModelStore {
  /** Newest first, without the shipped ones. */
  list(): Promise<ModelVersion[]>
  /** Idempotent by digest: the same model again is the version it was. Never live by itself. */
  add(model: NewModel, by: string, at: string): Promise<ModelVersion>
  /** The model file. Throws `store.no-model`. */
  content(task: LearningTask, version: number): Promise<Uint8Array>
  /**
   * Makes a version the live one; 0 goes back to the shipped one. `back`: what is live now was wrong and is no version to
   * come back to (its `liveSince` becomes null). Throws `store.no-model`.
   */
  use(task: LearningTask, version: number, by: string, at: string, options?: { back?: boolean }): Promise<void>
}

export interface OutboxRow {
  readonly id: string
  readonly endpoint: string
  readonly eventSeq: number
  /** What the event is about: the case. */
  readonly subject: string
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
    kase: Omit<Case, 'steps' | 'rev'>,
    endpoints: readonly string[],
    body: (event: Event) => string,
    by: string,
  ): Promise<Case>
  get(id: string): Promise<Case | undefined>
  /** Newest first. With `order: 'due'` open ones by their time (so overdue first, those without a date last), then the rest. */
  list(filter: {
    issueId?: string
    state?: CaseState
    /** Only those 逾期 at this moment. */
    overdueAt?: string
    order?: 'due'
    limit: number
  }): Promise<Case[]>
  /**
   * Goes to the step's state, with event `case.changed`, outbox rows and audit line. `rev` is the one the case was read at:
   * `store.case-changed` when it has another by now. Which steps are allowed is the caller's.
   */
  step(
    id: string,
    rev: number,
    step: CaseStep,
    endpoints: readonly string[],
    body: (event: Event, kase: Case) => string,
  ): Promise<Case>
  /** A provisional deadline becomes a date, with event `case.redated` and audit line; one that has a date keeps it. */
  redate(id: string, dueAt: string, by: string, at: string): Promise<Case>
  /** `seq` of the newest event, 0 without one: as long as it stays, cases are what they were. */
  newest(): Promise<number>
  /** Events after `cursor`, ascending; a reader that polls with the last seq misses none. */
  feed(cursor: number, limit: number): Promise<Event[]>
}

export interface OutboxStore {
  /** The oldest due rows of each endpoint, at most `limit` of each; none of a matter of which an earlier row waits for its next attempt. */
  due(at: string, limit: number): Promise<OutboxRow[]>
  /** Rows sent more than 90 days before go with it. */
  sent(id: string, at: string): Promise<void>
  failed(id: string, error: string, nextAt: string | null, at: string): Promise<void>
  list(state: OutboxRow['state'], limit: number): Promise<OutboxRow[]>
  /** How many rows there are of each state. */
  counts(): Promise<Record<OutboxRow['state'], number>>
  /** A dead row back to pending, due at once; false when there is no dead row of this id. */
  retry(id: string, at: string): Promise<boolean>
}

/** One run row a day, one row a recipient; marked sent after the server accepts. */
export interface DigestStore {
  /** Creates the run and its recipient rows once; later calls leave both as they are. */
  open(day: string, recipients: readonly string[], at: string): Promise<void>
  /** When the digest was built that was first sent on that day; undefined before. */
  openedAt(day: string): Promise<string | undefined>
  pending(day: string): Promise<{ recipient: string; attempts: number }[]>
  mark(day: string, recipient: string, state: 'sent' | 'failed', detail: string | null, at: string): Promise<void>
  list(day: string): Promise<{ recipient: string; state: 'pending' | 'sent' | 'failed'; detail: string | null }[]>
  /** Rows that are not sent of runs of `from` and later days, newest day first; `since` is when the run was opened. */
  unsent(from: string): Promise<UnsentRow[]>
}

export interface UnsentRow {
  readonly day: string
  readonly recipient: string
  readonly attempts: number
  readonly detail: string | null
  readonly since: string
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

/** What the looks at one source within one hour came to; rhythm and outages are learned from these. */
export interface VisitHour {
  readonly source: string
  /** Start of the hour, UTC ISO-8601. */
  readonly hour: string
  readonly outcome: FetchOutcome
  readonly visits: number
  /** New and revised posts they brought. */
  readonly fresh: number
}

/** What is remembered of a host that several sources may lie on. */
export interface HostState {
  readonly host: string
  /** Local day that `used` counts the requests of. */
  readonly day: string
  readonly used: number
  /** The host asked to be left alone until then, or has refused us. */
  readonly restUntil: string | null
  /** Refusals in a row; the rest grows with them. */
  readonly strikes: number
}

/** Health, past looks, watermarks and small state of each source; politeness of each host. */
export interface SourceStore {
  health(): Promise<SourceHealth[]>
  /** Health as it is now, and the look at `health.at` for the record; `fresh` counts the posts that look brought. */
  record(health: SourceHealth, fresh?: number): Promise<void>
  /** Looks with from ≤ at < to, by source, hour and outcome, oldest hour first. Kept for 400 days. */
  visits(from: string, to: string): Promise<VisitHour[]>
  /** How many looks those are. */
  countVisits(from: string, to: string): Promise<number>
  getState(source: string): Promise<Record<string, string>>
  setState(source: string, state: Record<string, string>): Promise<void>
  hosts(): Promise<HostState[]>
  /** Counts `requests` to the host on this local day, in one step over all processes; returns the day's sum. */
  spend(host: string, day: string, requests: number): Promise<number>
  rest(host: string, restUntil: string | null, strikes: number): Promise<void>
}

/** Bundles between two zones of one installation. */
export interface BundleStore {
  /**
   * Posts with after < rev ≤ upTo, ascending, each with its voice: for the other zone of this installation, which keys it
   * anew, and for nobody else.
   */
  outgoing(after: number, upTo: number, limit: number): Promise<StoredPost[]>
  /** Looks with after < at ≤ upTo, oldest first. */
  visits(after: string, upTo: string): Promise<SourceVisit[]>
  /** Numbers of the bundles taken from a zone, ascending. */
  taken(zone: string): Promise<number[]>
  /**
   * Takes a bundle whole in one transaction; undefined when it was taken before. Of a post that a later bundle brought
   * already, the older state is counted unchanged; health older than what is known is left out.
   */
  take(
    bundle: {
      readonly zone: string
      readonly seq: number
      readonly posts: readonly { readonly rev: number; readonly post: Post }[]
      /** Ids of posts erased there: erased here too, and counted revised. */
      readonly erased: readonly string[]
      readonly health: readonly SourceHealth[]
      readonly visits: readonly SourceVisit[]
    },
    at: string,
  ): Promise<DeliveryCounts | undefined>
}

/** Answers to writes of other systems, so that the same request sent again is answered, not done, again. */
export interface AnswerStore {
  /**
   * Claims a key for a request. `new`: do it and `finish`; `done`: give that answer; `other`: the key belongs to another
   * request; `running`: the first one has not ended (a claim older than ten minutes is taken over).
   */
  begin(
    key: string,
    request: string,
    at: string,
  ): Promise<{ state: 'new' } | { state: 'done'; answer: string } | { state: 'other' | 'running' }>
  finish(key: string, answer: string): Promise<void>
  /** Gives up a claim whose request failed, so that it may be tried again. */
  drop(key: string): Promise<void>
}

/** Leases with fencing tokens, the audit trail, small settings. */
/** Who holds a lease, and until when unless it is renewed. */
export interface Held {
  readonly heldBy: string
  readonly until: string
}

export interface MetaStore {
  /** The time by the clock that all processes of these Records share: the server's, or this host's. Leases run by it. */
  wall(): Promise<string>
  /**
   * A token larger than any before, or who holds the lease that is alive, be it the one who asks. A lease that still runs until
   * `dead` exactly is taken all the same.
   */
  acquire(name: string, holder: string, ttlMs: number, now: string, dead?: string): Promise<{ token: number } | Held>
  renew(name: string, token: number, ttlMs: number, now: string): Promise<boolean>
  release(name: string, token: number): Promise<void>
  /** Every lease that is alive, by name. */
  leases(now: string): Promise<({ name: string } & Held)[]>
  audit(by: string, action: string, subject: string, data: Record<string, unknown>, at: string): Promise<void>
  get(key: string): Promise<string | undefined>
  set(key: string, value: string): Promise<void>
  /** Sets it unless it is set, in one step beside other processes too; gives the value in force. */
  setOnce(key: string, value: string): Promise<string>
}

/** The right to be forgotten: what is erased never comes back through inbox, restore or retry. */
export interface ErasureStore {
  /**
   * Blanks a post (number, dates and outcome stay, the route closes) and leaves a tombstone, also for an id not seen yet.
   * Titles and keywords of its issue, of cases and of pushes that hold its words are blanked too; the grouping writer gets
   * the post once more, to forget it and name the issue anew. False when there was nothing to blank.
   */
  erase(postId: string, by: string, at: string): Promise<boolean>
  /** What was blanked leaves the disk as well, as far as this database can be told. */
  purge(): Promise<void>
  /** Names of what this program put aside in the same database, before an update or a restore, with all that was in it. */
  copies(): Promise<readonly string[]>
}

/** What stands behind each revision of a post. Erased with the post; raw answers lie in the vault, never in Records. */
export interface EvidenceStore {
  /** By revision, from 1; revisions without an answer behind them are left out. */
  of(postId: string): Promise<{ revision: number; contentHash: string; evidence: Evidence }[]>
  /** Of these hashes, those that a revision still says are in the vault. */
  inVault(hashes: readonly string[]): Promise<Set<string>>
}

export interface Records {
  readonly posts: PostStore
  readonly grouping: GroupingStore
  readonly issues: IssueStore
  readonly review: ReviewStore
  readonly models: ModelStore
  readonly cases: CaseStore
  readonly outbox: OutboxStore
  readonly digests: DigestStore
  readonly sources: SourceStore
  readonly meta: MetaStore
  readonly bundles: BundleStore
  readonly answers: AnswerStore
  readonly erasure: ErasureStore
  readonly evidence: EvidenceStore
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
  /** The words that tell this post from others; what significant terms are made of. */
  readonly keywords: readonly string[]
}

export const FACETS = ['category', 'district', 'source', 'appealType', 'disposition', 'department'] as const
export type Facet = (typeof FACETS)[number]

/** `heat`: posts of the hottest issue first, by the newest within; posts of no hot issue follow, newest first. */
export const SEARCH_SORTS = ['time', 'relevance', 'heat'] as const
export type SearchSort = (typeof SEARCH_SORTS)[number]

/** Heat of issues by id at one moment, as the hot board shows it; an issue that is not in it has none. */
export interface HeatSnapshot {
  readonly asOf: string
  readonly heats: ReadonlyMap<string, number>
}
/** The heats now, or again those of an earlier moment, so that later pages are in the order of the first. */
export type Heats = (asOf?: string) => Promise<HeatSnapshot>

/** A keyword of what was found that stands out against everything indexed. */
export interface SignificantTerm {
  readonly term: string
  /** Posts with it among the newest 2,000 found. */
  readonly count: number
  /** Posts with it among all indexed. */
  readonly background: number
  /** (share found − share of all) × share found ÷ share of all: the JLH score of Elasticsearch's significant terms. */
  readonly score: number
}

export interface SearchQuery {
  /** The query language of docs/search.md: words, "phrases", AND/OR/NOT, field:value. Empty finds everything. */
  readonly text: string
  readonly sort: SearchSort
  readonly limit: number
  readonly cursor?: string | undefined
  readonly facets?: boolean | undefined
  readonly histogram?: 'day' | undefined
  readonly significant?: boolean | undefined
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
  /** Best first, at most 20; the query's own words left out. */
  readonly significant?: readonly SignificantTerm[] | undefined
}

/** One version of the index, as indexing fills it. */
export interface SearchVersion {
  /** Indexes or, for dispositions and routes that may not be found, removes. Older revs than indexed are ignored. */
  index(documents: readonly SearchDocument[]): Promise<void>
  /** The highest rev indexed without a gap; indexing resumes after it. */
  lastRev(): Promise<number>
  setLastRev(rev: number): Promise<void>
}

/** A version that fills up beside the one searched, after a change of dictionary or mapping or on demand. */
export interface FillingVersion extends SearchVersion {
  /** It holds all that the version searched does: searches move to it in one step, and the old one is dropped. */
  serve(): Promise<void>
}

/** The version that searches read, and what can be asked of it. */
export interface SearchStore extends SearchVersion {
  /** Throws AppError `search.syntax` with `details.at` (UTF-16 offset) for a broken query. */
  search(query: SearchQuery): Promise<SearchResult>
  /** Empties the index at once, so that it can be rebuilt from Records. */
  clear(): Promise<void>
  /** Begins a version to fill up beside the one searched; one that was begun and not finished is gone on with. */
  rebuild(): Promise<void>
  /** What was taken out of the index leaves the disk as well; in a large index it takes minutes. */
  purge(): Promise<void>
  /** The version that fills up, if there is one, whichever process began it; what changes must reach both. */
  filling(): Promise<FillingVersion | undefined>
  close(): Promise<void>
}

/** The one segmenter of the process, wherever it runs (a worker thread under `run`). */
export type Cut = (texts: readonly string[]) => Promise<string[][]>
