/** Rows to model values and back. A voice is written here and read nowhere but by counting. */
import { type Kysely, sql } from 'kysely'
import type { StoredPost } from '../../model/ports.ts'
import type { Answer, Mark, Post, Screening } from '../../model/post.ts'
import { CLOSED_ROUTES, type Route } from '../../model/words.ts'
import type { PostRow, RevisionRow, Tables } from './schema.ts'
import { flag, ruled, type WAITING } from './standing.ts'

/** As literals: there is an index of those few. */
export const CLOSED = sql<Route>`(${sql.join(CLOSED_ROUTES.map((route) => sql.lit(route)))})`

/** Posts with the words, verdict and human decision now in force: the base of every reading of posts. */
export const selectPosts = (db: Kysely<Tables>) =>
  db
    .selectFrom('posts as p')
    .innerJoin('revisions as r', (join) => join.onRef('r.post_id', '=', 'p.id').onRef('r.revision', '=', 'p.revision'))
    .leftJoin('verdicts as v', (join) => join.onRef('v.post_id', '=', 'p.id').onRef('v.version', '=', 'p.verdict'))
    .leftJoin('decisions as d', (join) =>
      join.onRef('d.post_id', '=', 'p.id').onRef('d.content_hash', '=', 'p.content_hash').on('p.decided', '=', 1),
    )
    .selectAll('p')
    .select([
      'r.title',
      'r.text',
      'r.marks',
      'v.screening',
      'v.at as v_at',
      'd.disposition as d_disposition',
      'd.category as d_category',
      'd.route as d_route',
      'd.appeal_type as d_appeal_type',
      'd.note as d_note',
      'd.at as d_at',
    ])

export type JoinedRow = Awaited<ReturnType<ReturnType<typeof selectPosts>['execute']>>[number]

/** `voice` is left empty on purpose: it leaves Records only as a count. */
export function toStoredPost(row: JoinedRow): StoredPost {
  const machine = row.screening === null ? undefined : (JSON.parse(row.screening) as Screening)
  const ruling = row.d_disposition && {
    disposition: row.d_disposition,
    category: row.d_category,
    route: row.d_route,
    appeal_type: row.d_appeal_type,
    note: row.d_note,
  }
  const confirmed =
    ruling && machine?.disposition === ruling.disposition && machine.route === (ruling.route ?? machine.route)
  return {
    id: row.id,
    source: row.source,
    nativeId: row.native_id ?? undefined,
    url: row.url ?? undefined,
    kind: row.kind,
    title: row.title,
    text: row.text,
    marks: JSON.parse(row.marks) as Mark[],
    postedAt: row.posted_at ?? undefined,
    postedPrecision: row.posted_precision,
    collectedAt: row.collected_at,
    likes: Number(row.likes),
    replies: Number(row.replies),
    views: Number(row.views),
    givenAppealType: row.given_appeal_type ?? undefined,
    addressee: row.addressee ?? undefined,
    area: row.area ?? undefined,
    city: row.city ?? undefined,
    sourceCaseId: row.source_case_id ?? undefined,
    sourceState: row.source_state ?? undefined,
    channel: row.channel ?? undefined,
    publicConsent: row.public_consent === null ? undefined : row.public_consent === 1,
    answer: row.answer === null ? undefined : (JSON.parse(row.answer) as Answer),
    voice: '',
    contentHash: row.content_hash,
    rev: Number(row.rev),
    revision: row.revision,
    firstCollectedAt: row.first_collected_at,
    ruledAt: (confirmed ? null : row.d_at) ?? row.v_at ?? undefined,
    disposition: row.disposition ?? undefined,
    screening: machine && ruled(machine, ruling || undefined),
    duplicateOf: row.duplicate_of,
    issueId: row.issue_id,
    decidedByHuman: row.decided === 1,
  }
}

/** UTC with milliseconds, so that text order is time order whatever the caller wrote. */
export const instant = (at: string): string => new Date(at).toISOString()

type Facts = Omit<PostRow, keyof typeof WAITING | 'issue_id' | 'duplicate_of' | 'revision' | 'rev'>

/** What a delivery says of a post, as columns; `first` are the facts that its first delivery settled. */
export function toFacts(post: Post, at: string, first?: { at: string; voice: string }): Facts {
  const postedAt = post.postedAt === undefined ? null : instant(post.postedAt)
  const collectedAt = instant(post.collectedAt)
  const firstCollectedAt = first?.at ?? collectedAt
  return {
    id: post.id,
    source: post.source,
    native_id: post.nativeId ?? null,
    url: post.url ?? null,
    kind: post.kind,
    posted_at: postedAt,
    posted_precision: post.postedPrecision,
    at: postedAt ?? firstCollectedAt,
    day_precision: flag(postedAt === null || post.postedPrecision !== 'minute'),
    first_collected_at: firstCollectedAt,
    collected_at: collectedAt,
    likes: post.likes,
    replies: post.replies,
    views: post.views,
    given_appeal_type: post.givenAppealType ?? null,
    addressee: post.addressee ?? null,
    area: post.area ?? null,
    city: post.city ?? null,
    source_case_id: post.sourceCaseId ?? null,
    source_state: post.sourceState ?? null,
    channel: post.channel ?? null,
    public_consent: post.publicConsent === undefined ? null : flag(post.publicConsent),
    answer: post.answer === undefined ? null : JSON.stringify(post.answer),
    answered_at: post.answer === undefined ? null : instant(post.answer.at ?? at),
    // The key changes every quarter: a post read again later must not become a second voice.
    voice: first?.voice ?? post.voice,
    content_hash: post.contentHash,
  }
}

export const toRevision = (post: Post, revision: number): RevisionRow => ({
  post_id: post.id,
  revision,
  title: post.title,
  text: post.text,
  marks: JSON.stringify(post.marks),
  content_hash: post.contentHash,
  collected_at: instant(post.collectedAt),
  evidence: post.evidence === undefined ? null : JSON.stringify(post.evidence),
})

/** A literal 1: partial indexes are chosen only where their condition stands in the statement itself. */
export const ONE = sql.lit(1 as const)
