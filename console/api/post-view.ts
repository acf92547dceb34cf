import { z } from '@hono/zod-openapi'
import type { StoredPost } from '../../model/ports.ts'
import type { Answer } from '../../model/post.ts'
import { OPEN_ROUTES, PII_TYPES } from '../../model/words.ts'

const place = z.object({ name: z.string(), level: z.string(), district: z.string().nullable() })
const span = z.object({ field: z.enum(['title', 'text']), start: z.int(), end: z.int() })

/** A post as anybody may see it: redacted, of an open route, without voice or author. Spans count UTF-16 units. */
export const postSchema = z
  .object({
    id: z.string(),
    source: z.string(),
    nativeId: z.string().nullable(),
    url: z.string().nullable(),
    kind: z.string(),
    title: z.string(),
    text: z.string(),
    marks: z.array(span.extend({ type: z.enum(PII_TYPES) })),
    postedAt: z.string().nullable(),
    postedPrecision: z.string(),
    collectedAt: z.string(),
    likes: z.number(),
    replies: z.number(),
    views: z.number(),
    sourceState: z.string().nullable(),
    /** `precision`: how finely `at` is known, as `postedPrecision`. */
    answer: z
      .object({ unit: z.string().nullable(), text: z.string(), at: z.string().nullable(), precision: z.string() })
      .nullable(),
    revision: z.number(),
    disposition: z.string(),
    appealType: z.string(),
    route: z.string(),
    category: z.string().nullable(),
    subcategory: z.string().nullable(),
    categories: z.array(z.object({ label: z.string(), score: z.number() })),
    places: z.array(place),
    departments: z.array(
      z.object({
        name: z.string(),
        level: z.string(),
        role: z.string(),
        score: z.number(),
        unit: z.string().nullable(),
        unsure: z.boolean(),
        reason: z.string().nullable(),
      }),
    ),
    keywords: z.array(z.string()),
    urgency: z.number(),
    spam: z.number(),
    relevance: z.number(),
    reasons: z.array(
      z.object({
        rule: z.string(),
        weight: z.number(),
        text: z.string(),
        field: z.enum(['title', 'text']).nullable(),
        start: z.int().nullable(),
        end: z.int().nullable(),
      }),
    ),
    issueId: z.string().nullable(),
    duplicateOf: z.string().nullable(),
    decidedByHuman: z.boolean(),
  })
  .openapi('Post')
export type PostView = z.infer<typeof postSchema>

const answerView = ({ unit, text, at, precision }: Answer) => ({
  unit: unit ?? null,
  text,
  at: at ?? null,
  precision: precision ?? 'minute',
})

/**
 * The view of a post that may be shown, else undefined: a post that waits for screening may turn out to be protected, so
 * it stays unseen like the protected and restricted ones.
 */
export function viewPost(post: StoredPost | undefined): PostView | undefined {
  const s = post?.screening
  if (!post || !s || !post.disposition || !OPEN_ROUTES.includes(s.route)) return undefined
  return {
    id: post.id,
    source: post.source,
    nativeId: post.nativeId ?? null,
    url: post.url ?? null,
    kind: post.kind,
    title: post.title,
    text: post.text,
    marks: post.marks.map(({ type, field, start, end }) => ({ type, field, start, end })),
    postedAt: post.postedAt ?? null,
    postedPrecision: post.postedPrecision,
    collectedAt: post.firstCollectedAt,
    likes: post.likes,
    replies: post.replies,
    views: post.views,
    sourceState: post.sourceState ?? null,
    answer: post.answer ? answerView(post.answer) : null,
    revision: post.revision,
    disposition: post.disposition,
    appealType: s.appealType,
    route: s.route,
    category: s.category,
    subcategory: s.subcategory ?? null,
    categories: s.categories.map(({ label, score }) => ({ label, score })),
    places: s.places.map((p) => ({ name: p.name, level: p.level, district: p.district ?? null })),
    departments: s.departments.map((d) => ({
      name: d.name,
      level: d.level,
      role: d.role,
      score: d.score,
      unit: d.unit ?? null,
      unsure: d.unsure ?? false,
      reason: d.reason ?? null,
    })),
    keywords: [...s.keywords],
    urgency: s.urgency,
    spam: s.spam,
    relevance: s.relevance,
    reasons: s.reasons.map((r) => ({
      rule: r.rule,
      weight: r.weight,
      text: r.text,
      field: r.field ?? null,
      start: r.start ?? null,
      end: r.end ?? null,
    })),
    issueId: post.issueId,
    duplicateOf: post.duplicateOf,
    decidedByHuman: post.decidedByHuman,
  }
}

export const viewPosts = (posts: readonly StoredPost[]): PostView[] =>
  posts.map(viewPost).filter((view) => view !== undefined)
