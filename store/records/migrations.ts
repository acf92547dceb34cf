/**
 * Forward migrations, in SQL that SQLite and PostgreSQL both read. A published migration never changes: the next change
 * is the next entry. Each runs in one transaction together with the new version number.
 */
import { type Kysely, sql } from 'kysely'
import type { Tables } from './schema.ts'

export interface Migration {
  /** The version of the schema after this step; steps count up by one. */
  readonly version: number
  readonly statements: readonly string[]
}

const first: Migration = {
  version: 1,
  statements: [
    `create table counters (name text primary key, value bigint not null)`,
    `insert into counters (name, value) values ('rev', 0), ('seq', 0), ('event', 0), ('audit', 0), ('token', 0)`,
    `create table meta (key text primary key, value text not null)`,

    `create table issues (
      id text primary key, title text not null, keywords text not null, category text, subcategory text, place text,
      district text, department text, first_seen text not null, last_seen text not null, posts integer not null,
      voices integer not null, news integer not null, praise integer not null, answered integer not null,
      merged_into text references issues (id), merged_by text, renamed text, pinned integer not null, rev bigint not null)`,

    `create table posts (
      id text primary key, source text not null, native_id text, url text, kind text not null,
      posted_at text, posted_precision text not null, at text not null, day_precision integer not null,
      first_collected_at text not null, collected_at text not null,
      likes bigint not null, replies bigint not null, views bigint not null,
      given_appeal_type text, addressee text, source_case_id text, source_state text, channel text,
      public_consent integer, answer text, answered_at text, voice text not null,
      content_hash text not null, revision integer not null, rev bigint not null,
      verdict integer, disposition text, route text, appeal_type text, urgency integer,
      spam double precision, relevance double precision, decided integer not null,
      duplicate_of text, issue_id text references issues (id), member integer not null, seq bigint)`,
    `create unique index posts_rev on posts (rev)`,
    `create index posts_seq on posts (seq) where seq is not null`,
    `create index posts_waiting on posts (at, id) where disposition is null`,
    `create index posts_at on posts (at, id)`,
    // Partial: else the planner would take it for what waits, and sort a whole import for every batch.
    `create index posts_disposition on posts (disposition, decided, id) where disposition is not null`,
    `create index posts_issue on posts (issue_id, at, id) where issue_id is not null`,
    // Covering: a ranking over a year must not touch the rows themselves.
    `create index posts_members on posts (at, id, issue_id, source, kind, route, appeal_type, urgency, day_precision,
      voice, likes, replies, views, duplicate_of, answered_at) where member = 1`,

    `create table revisions (
      post_id text not null references posts (id), revision integer not null, title text not null, text text not null,
      marks text not null, content_hash text not null, collected_at text not null, primary key (post_id, revision))`,
    `create table verdicts (
      post_id text not null references posts (id), version integer not null, revision integer not null,
      screening text not null, at text not null, primary key (post_id, version))`,
    `create table decisions (
      post_id text not null references posts (id), content_hash text not null, disposition text not null,
      category text, route text, appeal_type text, note text, decided_by text not null, at text not null,
      primary key (post_id, content_hash))`,
    `create table links (
      a text not null, b text not null, kind text not null, linked_by text not null, at text not null,
      primary key (a, b))`,
    `create table tombstones (hash text primary key, at text not null)`,

    `create table deliveries (
      source text not null, day text not null, received bigint not null, fresh bigint not null, revised bigint not null,
      unchanged bigint not null, failed bigint not null, primary key (source, day))`,
    `create table failed_rows (
      source text not null, place text not null, line integer not null, code text not null, message text not null,
      times integer not null, first_at text not null, last_at text not null, primary key (source, place, line, code))`,

    `create table grouping_state (key text primary key, value text not null)`,
    `create table cases (
      id text primary key, issue_id text not null references issues (id), title text not null, unit text not null,
      units text not null, note text not null, state text not null, urgency integer not null, created_at text not null,
      due_at text, due_provisional integer not null, rev bigint not null)`,
    `create index cases_issue on cases (issue_id)`,
    `create index cases_created on cases (created_at, id)`,

    `create table events (
      seq bigint primary key, id text not null unique, type text not null, subject text not null, at text not null,
      data text not null)`,
    `create table outbox (
      id text primary key, endpoint text not null, event_seq bigint not null references events (seq), body text not null,
      attempts integer not null, next_at text not null, state text not null, last_error text, done_at text)`,
    `create index outbox_due on outbox (state, next_at, event_seq)`,

    `create table digest_runs (day text primary key, content text not null, at text not null)`,
    `create table digest_recipients (
      day text not null references digest_runs (day), recipient text not null, state text not null,
      attempts integer not null, detail text, at text not null, primary key (day, recipient))`,

    `create table source_health (
      source text primary key, outcome text not null, at text not null, last_success_at text, last_new_at text,
      consecutive_failures integer not null, paused_until text, found integer not null, detail text)`,
    `create table source_state (
      source text not null, key text not null, value text not null, primary key (source, key))`,

    `create table leases (name text primary key, holder text not null, token bigint not null, until text not null)`,
    `create table lease_tokens (token bigint primary key, name text not null)`,
    `create table audit (
      seq bigint primary key, who text not null, action text not null, subject text not null, data text not null,
      at text not null)`,
    `create index audit_subject on audit (subject, seq)`,
  ],
}

/** Past looks at sources, hosts, bundles from another zone, answers to pushes. */
const sourcesAndZones: Migration = {
  version: 2,
  statements: [
    `create table source_visits (
      source text not null, at text not null, outcome text not null, found integer not null, fresh integer not null,
      primary key (source, at))`,
    `create index source_visits_at on source_visits (at)`,
    `create table hosts (
      host text primary key, day text not null, used integer not null, rest_until text, strikes integer not null)`,
    `create table bundles (
      zone text not null, seq integer not null, posts integer not null, at text not null, primary key (zone, seq))`,
    `create table bundle_posts (post_id text primary key, zone text not null, rev bigint not null)`,
    `create table answers (key text primary key, request text not null, answer text, at text not null)`,
    `create index answers_at on answers (at)`,
  ],
}

/** Why a decision was asked for, what the machine had said, and whose sibling it is; the trained models and which is live. */
const learning: Migration = {
  version: 3,
  statements: [
    `alter table decisions add column slice text`,
    `alter table decisions add column machine text`,
    `alter table decisions add column via text`,
    `create index decisions_via on decisions (via) where via is not null`,
    `create index decisions_slice on decisions (slice) where slice is not null`,
    `create table models (
      task text not null, version integer not null, digest text not null, decisions integer not null,
      figures text not null, content text not null, made_by text not null, made_at text not null,
      live integer not null, live_since text, primary key (task, version))`,
  ],
}

/** A writer who goes on over a quarter's end is looked up by the voice of the quarter before. */
const voiceLookup: Migration = { version: 4, statements: [`create index posts_voice on posts (voice)`] }

/** What answer brought a revision: where, when, its headers and its hash. */
const evidence: Migration = { version: 5, statements: [`alter table revisions add column evidence text`] }

/** Names of merged issues are looked up with every issue read, decisions on equal words with every batch of posts screened. */
const namesAndWords: Migration = {
  version: 6,
  statements: [
    `create index issues_named on issues (id) where renamed is not null`,
    `create index decisions_words on decisions (content_hash)`,
  ],
}

/** Where a source says that a post is, beside its text. */
const givenArea: Migration = { version: 7, statements: [`alter table posts add column area text`] }

/** What became of a case after it was handed over. */
const caseSteps: Migration = {
  version: 8,
  statements: [`alter table cases add column steps text not null default '[]'`],
}

/** For which city an import is to be judged, whoever screens it later. */
const importCity: Migration = { version: 9, statements: [`alter table posts add column city text`] }

/** Who keeps what a ranking asks of issues reads again what changed; dangers of a year are found without reading the year. */
const quickViews: Migration = {
  version: 10,
  statements: [
    `alter table issues add column changed bigint not null default 0`,
    `create index issues_changed on issues (changed, id)`,
    `create index posts_urgent on posts (at, id) where urgency >= 2`,
    // An issue is looked for among those merged into others wherever its cases are: without it all issues were read.
    `create index issues_merged on issues (merged_into) where merged_into is not null`,
    // Covering: an issue is counted whenever it is read.
    `create index posts_counted on posts (issue_id, kind, appeal_type, voice, at, answered_at) where member = 1`,
  ],
}

/** The few letters on closed routes are listed and taken out of counts without reading all others. */
const closedRoutes: Migration = {
  version: 11,
  statements: [
    `create index posts_closed on posts (first_collected_at, at, id) where route in ('protected', 'restricted')`,
  ],
}

export const MIGRATIONS: readonly Migration[] = [
  first,
  sourcesAndZones,
  learning,
  voiceLookup,
  evidence,
  namesAndWords,
  givenArea,
  caseSteps,
  importCity,
  quickViews,
  closedRoutes,
]

/** Runs one step inside the caller's transaction; `dialect` rewrites a statement where a database must be told more. */
export async function applyMigration(
  db: Kysely<Tables>,
  migration: Migration,
  dialect: (statement: string) => string = (statement) => statement,
): Promise<void> {
  for (const statement of migration.statements) await sql.raw(dialect(statement)).execute(db)
}
