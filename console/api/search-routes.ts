import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import { FACETS, SEARCH_SORTS, type SearchQuery } from '../../model/ports.ts'
import { DISPOSITIONS } from '../../model/words.ts'
import type { ConsoleDeps } from './deps.ts'
import { postSchema, viewPosts } from './post-view.ts'
import { answers, createRouter } from './router.ts'

const flag = z.enum(['true', 'false']).optional()
const counts = z.array(z.object({ value: z.string(), count: z.number() }))

const searchAnswerSchema = z.object({
  total: z.number(),
  cursor: z.string().nullable(),
  hits: z.array(
    z.object({
      post: postSchema,
      score: z.number().openapi({ description: 'By relevance its weight, by heat the heat of its issue, by time 0' }),
      highlights: z
        .array(z.object({ field: z.enum(['title', 'text']), start: z.int(), end: z.int() }))
        .openapi({ description: 'UTF-16 units of the redacted title or text' }),
    }),
  ),
  facets: z.partialRecord(z.enum(FACETS), counts).nullable(),
  histogram: z.array(z.object({ day: z.string(), count: z.number() })).nullable(),
  significant: z
    .array(z.object({ term: z.string(), count: z.number(), background: z.number(), score: z.number() }))
    .nullable()
    .openapi({
      description: 'Keywords that stand out: posts with each among the newest 2,000 found and among all, best first',
    }),
  instead: z.null().openapi({ description: 'Always null: a lone number is looked up as that of a letter by itself' }),
})
export type SearchAnswer = z.infer<typeof searchAnswerSchema>

const search = createRoute({
  method: 'get',
  path: '/search',
  summary: '检索 posts; the query language is that of docs/search.md. A broken query is a 400 with `at`',
  request: {
    query: z.object({
      q: z.string().max(2000).default(''),
      sort: z.enum(SEARCH_SORTS).default('time'),
      limit: z.coerce.number().int().min(1).max(100).default(20),
      cursor: z.string().max(1000).optional(),
      facets: flag,
      histogram: z.enum(['day']).optional(),
      significant: flag,
      issue: z.string().max(64).optional(),
      disposition: z
        .union([z.enum(DISPOSITIONS), z.array(z.enum(DISPOSITIONS))])
        .optional()
        .openapi({ description: 'May be given several times; default kept and duplicate' }),
    }),
  },
  responses: answers(searchAnswerSchema, 'Hits, newest first unless asked by relevance or heat'),
})

/** GET /search. A hit whose post was closed or revised since it was indexed is left out, or clipped. */
export function searchRoutes({ records, search: store, config }: ConsoleDeps): OpenAPIHono {
  const router = createRouter(config)
  router.openapi(search, async (c) => {
    const q = c.req.valid('query')
    const query: SearchQuery = {
      text: q.q,
      sort: q.sort,
      limit: q.limit,
      cursor: q.cursor,
      facets: q.facets === 'true',
      histogram: q.histogram,
      significant: q.significant === 'true',
      issueId: q.issue,
      dispositions: q.disposition === undefined ? undefined : [q.disposition].flat(),
    }
    const result = await store.search(query)
    const posts = new Map(viewPosts(await records.posts.getMany(result.hits.map((h) => h.id))).map((p) => [p.id, p]))
    const hits = result.hits.flatMap(({ id, score, highlights }) => {
      const post = posts.get(id)
      if (!post) return []
      const inside = highlights.filter((h) => h.end <= post[h.field].length)
      return [{ post, score, highlights: inside.map(({ field, start, end }) => ({ field, start, end })) }]
    })
    const facets =
      result.facets && Object.fromEntries(FACETS.map((f) => [f, (result.facets?.[f] ?? []).map((v) => ({ ...v }))]))
    return c.json(
      {
        total: result.total,
        cursor: result.cursor ?? null,
        hits,
        facets: facets ?? null,
        histogram: result.histogram?.map((h) => ({ ...h })) ?? null,
        significant: result.significant?.map((t) => ({ ...t })) ?? null,
        instead: null,
      },
      200,
    )
  })
  return router
}
