import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import { CATEGORIES, DISPOSITIONS, FETCH_OUTCOMES } from '../../model/words.ts'
import type { ConsoleDeps } from './deps.ts'
import { answers, createRouter } from './router.ts'

const aboutSchema = z.object({
  version: z.string(),
  sample: z.boolean(),
  now: z.string(),
  city: z.string(),
  days: z.number(),
  top: z.number(),
  categories: z.array(z.object({ code: z.string(), name: z.string() })),
  sources: z.record(z.string(), z.string()),
})
export type About = z.infer<typeof aboutSchema>

const counts = z.array(z.object({ value: z.string(), count: z.number() }))
const statsSchema = z.object({
  posts: z.record(z.enum([...DISPOSITIONS, 'pending']), z.number()),
  total: z.number().openapi({ description: 'in = the sum of the dispositions' }),
  delivered: z.object({
    received: z.number(),
    fresh: z.number(),
    revised: z.number(),
    unchanged: z.number(),
    failed: z.number(),
  }),
  days: z.array(z.object({ day: z.string(), count: z.number() })),
  categories: counts,
  districts: counts,
  appealTypes: counts,
})
export type Stats = z.infer<typeof statsSchema>

const sourcesSchema = z.object({
  sources: z.array(
    z.object({
      source: z.string(),
      name: z.string(),
      outcome: z.enum(FETCH_OUTCOMES),
      at: z.string(),
      lastSuccessAt: z.string().nullable(),
      lastNewAt: z.string().nullable(),
      consecutiveFailures: z.number(),
      pausedUntil: z.string().nullable(),
      found: z.number(),
      detail: z.string().nullable(),
    }),
  ),
})
export type Sources = z.infer<typeof sourcesSchema>

const about = createRoute({
  method: 'get',
  path: '/about',
  summary: 'What runs here: version, whether the data is a sample, its clock, display names',
  responses: answers(aboutSchema, 'About'),
})
const stats = createRoute({
  method: 'get',
  path: '/stats',
  summary: '概况: posts by disposition, deliveries, kept posts by day, category, district',
  responses: answers(statsSchema, 'Counts'),
})
const sources = createRoute({
  method: 'get',
  path: '/sources',
  summary: '来源健康',
  responses: answers(sourcesSchema, 'The last visit of each source'),
})

export function statusRoutes(deps: ConsoleDeps): OpenAPIHono {
  const { records, search, clock, config } = deps
  const names = deps.sourceNames ?? {}
  const router = createRouter(config)
  router.openapi(about, (c) =>
    c.json(
      {
        version: deps.version,
        sample: deps.sample,
        now: clock.now().toISOString(),
        city: config.city,
        days: config.hot.days,
        top: config.hot.top,
        categories: Object.entries(CATEGORIES).map(([code, name]) => ({ code, name })),
        sources: { ...names },
      },
      200,
    ),
  )
  router.openapi(stats, async (c) => {
    const { posts, delivered } = await records.posts.counts()
    const found = await search.search({ text: '', sort: 'time', limit: 1, facets: true, histogram: 'day' })
    const facet = (name: 'category' | 'district' | 'appealType') => (found.facets?.[name] ?? []).map((v) => ({ ...v }))
    return c.json(
      {
        posts: { ...posts },
        total: Object.values(posts).reduce((sum, n) => sum + n, 0),
        delivered: {
          received: delivered.received,
          fresh: delivered.fresh,
          revised: delivered.revised,
          unchanged: delivered.unchanged,
          failed: delivered.failed,
        },
        days: (found.histogram ?? []).map((h) => ({ ...h })),
        categories: facet('category'),
        districts: facet('district'),
        appealTypes: facet('appealType'),
      },
      200,
    )
  })
  router.openapi(sources, async (c) => {
    const health = await records.sources.health()
    return c.json({ sources: health.map((h) => ({ ...h, name: names[h.source] ?? h.source })) }, 200)
  })
  return router
}
