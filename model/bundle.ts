/**
 * What a crawling zone hands to the zone of the console: redacted posts and the health of its sources. A bundle covers the
 * revisions (from, to] of its zone, so that the same number always means the same change, however often it is written.
 */
import { z } from 'zod'
import { CITIES, FETCH_OUTCOMES, KINDS, PII_TYPES, PRECISIONS } from './words.ts'

const time = z.iso.datetime()
const text = z.string()
const count = z.number().min(0)

export const bundlePostSchema = z.strictObject({
  /** Revision in the zone it comes from: a lower one of the same post is older. */
  rev: z.int().min(1),
  source: text.min(1),
  nativeId: text.optional(),
  url: text.optional(),
  kind: z.enum(KINDS),
  title: text,
  text,
  marks: z.array(
    z.strictObject({
      type: z.enum(PII_TYPES),
      field: z.enum(['title', 'text']),
      start: count,
      end: count,
      camouflaged: z.boolean(),
    }),
  ),
  /** Stands for the writer under a key that stays in the crawling zone; the console's zone keys it anew. */
  writer: text,
  postedAt: time.optional(),
  postedPrecision: z.enum(PRECISIONS),
  collectedAt: time,
  likes: count,
  replies: count,
  views: count,
  givenAppealType: text.optional(),
  addressee: text.optional(),
  area: text.optional(),
  city: z.enum(CITIES).optional(),
  sourceCaseId: text.optional(),
  sourceState: text.optional(),
  channel: text.optional(),
  publicConsent: z.boolean().optional(),
  answer: z
    .strictObject({ unit: text.optional(), text, at: time.optional(), precision: z.enum(['day', 'month']).optional() })
    .optional(),
})
export type BundlePost = z.infer<typeof bundlePostSchema>

/** A post that was erased in its zone: nothing but its id, so that the other zone erases it too. */
export const bundleErasureSchema = z.strictObject({ id: text.min(1) })

export const bundleHealthSchema = z.strictObject({
  source: text.min(1),
  outcome: z.enum(FETCH_OUTCOMES),
  at: time,
  lastSuccessAt: time.nullable(),
  lastNewAt: time.nullable(),
  consecutiveFailures: z.int().min(0),
  pausedUntil: time.nullable(),
  found: z.int().min(0),
  detail: text.nullable(),
})

export const bundleVisitSchema = z.strictObject({
  source: text.min(1),
  at: time,
  outcome: z.enum(FETCH_OUTCOMES),
  found: z.int().min(0),
  fresh: z.int().min(0),
})
export type SourceVisit = z.infer<typeof bundleVisitSchema>

export const bundleHeadSchema = z.strictObject({
  lanting: z.literal('bundle'),
  version: z.int().min(1),
  /** Random name of the Records it comes from. */
  zone: text.min(8),
  /** Counts up by one from 1; a gap is a bundle that was lost. */
  seq: z.int().min(1),
  from: z.int().min(0),
  to: z.int().min(0),
  at: time,
})
export type BundleHead = z.infer<typeof bundleHeadSchema>

export interface Bundle {
  readonly head: BundleHead
  readonly posts: readonly BundlePost[]
  readonly erased: readonly z.infer<typeof bundleErasureSchema>[]
  readonly health: readonly z.infer<typeof bundleHealthSchema>[]
  readonly visits: readonly SourceVisit[]
}

/** What this program reads. */
export const BUNDLE_VERSION = 3
/** A program that knows nothing of erasures, or of answers known by the day, reads bundles that have none. */
export const bundleVersionOf = ({ erased, posts }: Pick<Bundle, 'erased' | 'posts'>): number =>
  posts.some(({ answer }) => answer?.precision !== undefined) ? 3 : erased.length > 0 ? 2 : 1
export const BUNDLE_ENDING = '.bundle.jsonl'
