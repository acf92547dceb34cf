/**
 * Rows of Records. Times are UTC ISO-8601 text of one width, so text order is time order; flags are 0/1; JSON is text:
 * the same types in SQLite and PostgreSQL (there with collation "C").
 */

import type { LearningTask } from '../../model/learning.ts'
import type { OutboxRow, ReviewItem } from '../../model/ports.ts'
import type {
  AppealType,
  CaseState,
  Category,
  City,
  Disposition,
  FetchOutcome,
  Kind,
  Precision,
  Route,
} from '../../model/words.ts'

export type Flag = 0 | 1

/** The narrow row of a post: what it is now. Its words lie in `revisions`, its verdicts in `verdicts`. */
export interface PostRow {
  id: string
  source: string
  native_id: string | null
  url: string | null
  kind: Kind
  posted_at: string | null
  posted_precision: Precision
  /** posted_at, else first_collected_at: an undated post must not become new by being edited. */
  at: string
  /** No clock time is known: never part of an hourly burst. */
  day_precision: Flag
  first_collected_at: string
  /** Of the current revision. */
  collected_at: string
  likes: number
  replies: number
  views: number
  given_appeal_type: string | null
  addressee: string | null
  area: string | null
  /** Null: the config's. */
  city: City | null
  source_case_id: string | null
  source_state: string | null
  channel: string | null
  public_consent: Flag | null
  answer: string | null
  /** The answer's own time, else when it was first seen here. */
  answered_at: string | null
  voice: string
  content_hash: string
  revision: number
  rev: number
  /** Version of the verdict in force; null while the post waits to be screened, and so are the columns that follow. */
  verdict: number | null
  disposition: Disposition | null
  route: Route | null
  appeal_type: AppealType | null
  urgency: number | null
  spam: number | null
  relevance: number | null
  decided: Flag
  duplicate_of: string | null
  issue_id: string | null
  /** Kept or duplicate, of an open route, and in an issue: what rankings count. */
  member: Flag
  /** Place in the queue of the grouping writer; null for what it must not see. */
  seq: number | null
}

export interface RevisionRow {
  post_id: string
  revision: number
  title: string
  text: string
  marks: string
  content_hash: string
  collected_at: string
  /** JSON of model Evidence. */
  evidence: string | null
}

interface VerdictRow {
  post_id: string
  version: number
  revision: number
  screening: string
  at: string
}

export interface DecisionRow {
  post_id: string
  content_hash: string
  disposition: Extract<Disposition, 'kept' | 'review' | 'quarantined' | 'off-topic'>
  category: Category | null
  route: Route | null
  appeal_type: AppealType | null
  note: string | null
  decided_by: string
  at: string
  /** Which slice of the queue it was shown in; null for a decision made elsewhere. */
  slice: ReviewItem['why'] | null
  /** What the verdict in force had said. */
  machine: DecisionRow['disposition'] | null
  /** The decided post that this one says the same as; null for a decision of its own. */
  via: string | null
}

export interface IssueRow {
  id: string
  title: string
  keywords: string
  category: Category | null
  subcategory: string | null
  place: string | null
  district: string | null
  department: string | null
  first_seen: string
  last_seen: string
  posts: number
  voices: number
  news: number
  praise: number
  answered: number
  merged_into: string | null
  /** Who merged it: a person (for ever), or GROUPER, which may take its own merge back. */
  merged_by: string | null
  renamed: string | null
  pinned: Flag
  rev: number
  /** A number of the counter `rev`, taken whenever anything of the row changes: rows that changed after it have a larger one. */
  changed: number
}

export interface CaseRow {
  id: string
  issue_id: string
  title: string
  unit: string
  units: string
  note: string
  state: CaseState
  urgency: number
  created_at: string
  due_at: string | null
  due_provisional: Flag
  rev: number
  /** JSON of model CaseStep[]. */
  steps: string
}

export interface Tables {
  posts: PostRow
  revisions: RevisionRow
  verdicts: VerdictRow
  decisions: DecisionRow
  tombstones: { hash: string; at: string }
  deliveries: {
    source: string
    day: string
    received: number
    fresh: number
    revised: number
    unchanged: number
    failed: number
  }
  failed_rows: {
    source: string
    place: string
    /** 0 where there is no line. */
    line: number
    code: string
    message: string
    times: number
    first_at: string
    last_at: string
  }
  issues: IssueRow
  links: { a: string; b: string; kind: 'must' | 'cannot'; linked_by: string; at: string }
  grouping_state: { key: string; value: string }
  cases: CaseRow
  events: { seq: number; id: string; type: string; subject: string; at: string; data: string }
  outbox: {
    id: string
    endpoint: string
    event_seq: number
    body: string
    attempts: number
    next_at: string
    state: OutboxRow['state']
    last_error: string | null
    done_at: string | null
  }
  /** `content`: what earlier versions sent later recipients; empty today. */
  digest_runs: { day: string; content: string; at: string }
  digest_recipients: {
    day: string
    recipient: string
    state: 'pending' | 'sent' | 'failed'
    attempts: number
    detail: string | null
    at: string
  }
  source_health: {
    source: string
    outcome: FetchOutcome
    at: string
    last_success_at: string | null
    last_new_at: string | null
    consecutive_failures: number
    paused_until: string | null
    found: number
    detail: string | null
  }
  source_state: { source: string; key: string; value: string }
  source_visits: { source: string; at: string; outcome: FetchOutcome; found: number; fresh: number }
  hosts: { host: string; day: string; used: number; rest_until: string | null; strikes: number }
  /** Bundles taken from another zone, each once. */
  bundles: { zone: string; seq: number; posts: number; at: string }
  /** The newest state of a post that a bundle brought: its rev in the zone it came from. */
  bundle_posts: { post_id: string; zone: string; rev: number }
  /** Answers to requests that carried an Idempotency-Key. */
  answers: { key: string; request: string; answer: string | null; at: string }
  leases: { name: string; holder: string; token: number; until: string }
  lease_tokens: { token: number; name: string }
  audit: { seq: number; who: string; action: string; subject: string; data: string; at: string }
  /** Models trained here; version 0, the shipped one, has no row. `content` is base64 of the model file. */
  models: {
    task: LearningTask
    version: number
    digest: string
    decisions: number
    figures: string
    content: string
    made_by: string
    made_at: string
    live: Flag
    live_since: string | null
  }
  meta: { key: string; value: string }
  counters: { name: CounterName; value: number }
}

/** `rev` of post projections, `seq` of the grouping queue, `event` of the feed, `audit` lines, lease `token`s. */
export type CounterName = 'rev' | 'seq' | 'event' | 'audit' | 'token'
