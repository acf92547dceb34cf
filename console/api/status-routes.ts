import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import { say } from '../../model/catalogue.ts'
import { unsentMessage } from '../../model/messages/delivery.ts'
import { CATEGORIES, DISPOSITIONS, FETCH_OUTCOMES } from '../../model/words.ts'
import { ACTOR, type ConsoleDeps } from './deps.ts'
import { notFound } from './issue-links.ts'
import { answers, createRouter } from './router.ts'

const aboutSchema = z.object({
  version: z.string(),
  sample: z.boolean(),
  held: z.boolean().openapi({ description: 'The clock is set by the config and stands still at `now`' }),
  now: z.string(),
  city: z.string(),
  days: z.number(),
  top: z.number(),
  categories: z.array(z.object({ code: z.string(), name: z.string() })),
  sources: z.record(z.string(), z.string()),
  folder: z.string().openapi({ description: 'Names the data folder it serves without telling where it is' }),
  pushes: z.boolean().openapi({ description: 'A case is pushed: at least one endpoint is set up' }),
})
export type About = z.infer<typeof aboutSchema>

const counts = z.array(z.object({ value: z.string(), count: z.number() }))
const statsSchema = z.object({
  posts: z.record(z.enum([...DISPOSITIONS, 'pending']), z.number()),
  total: z
    .number()
    .openapi({ description: 'in = the sum of the dispositions; letters on closed routes are in no count' }),
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

const sourceSchema = z.object({
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
  rhythm: z
    .object({ usualGapHours: z.number(), longGapHours: z.number(), perDay: z.number() })
    .nullable()
    .openapi({ description: 'What past looks say is usual; null while too few were made' }),
  silentSince: z.string().nullable().openapi({ description: 'Answers, yet silent for longer than its rhythm bears' }),
  expectedBy: z.string().nullable().openapi({ description: 'Nothing new by then will count as an outage' }),
  lastDay: z.partialRecord(z.enum(FETCH_OUTCOMES), z.number()).openapi({ description: 'Looks of the last 24 hours' }),
  plan: z
    .object({
      host: z.string().nullable(),
      everyMinutes: z.number(),
      minDelay: z.number(),
      maxDelay: z.number(),
      hours: z.string().nullable(),
      perDay: z.number().nullable(),
      leftToday: z.number().nullable(),
      nextAt: z.string(),
      waitsFor: z.enum(['rhythm', 'pause', 'rest', 'hours', 'budget']),
    })
    .nullable()
    .openapi({ description: 'Null for a source that is off' }),
})
const deliverySchema = z.object({
  source: z.string(),
  name: z.string(),
  day: z.string(),
  received: z.number(),
  fresh: z.number(),
  revised: z.number(),
  unchanged: z.number(),
  failed: z.number(),
})
const sourcesSchema = z.object({
  sources: z.array(sourceSchema),
  deliveries: z.array(deliverySchema).openapi({
    description:
      'Of each source, imported and pushed ones too, the last day that brought anything, with what that day brought',
  }),
})
export type Sources = z.infer<typeof sourcesSchema>

const unsentSchema = z.object({
  day: z.string(),
  recipient: z.string(),
  kind: z.enum(['login', 'unreachable', 'refused', 'later', 'untried']),
  text: z.string().openapi({ description: 'Why, and what becomes of it, in the language of the config' }),
  code: z.string().nullable().openapi({ description: 'What the mail server or the connection answered' }),
  attempts: z.number(),
  since: z.string().openapi({ description: "When the day's digest was first to be sent" }),
  triedAt: z.string().nullable(),
  again: z.boolean().openapi({ description: 'Tried again by itself' }),
})
const digestsSchema = z.object({ unsent: z.array(unsentSchema) })
export type Digests = z.infer<typeof digestsSchema>

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
const digests = createRoute({
  method: 'get',
  path: '/digests',
  summary: 'Whom the digests of the last seven days have not reached, and why',
  responses: answers(digestsSchema, 'One row a day and recipient; none when all arrived'),
})
const resume = createRoute({
  method: 'post',
  path: '/sources/{id}/resume',
  summary: "End a source's pause and its host's rest, once the fault is mended",
  request: { params: z.object({ id: z.string() }) },
  responses: answers(z.object({ source: z.string() }), 'The source is due by its rhythm again'),
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
        held: deps.sample || config.clock !== undefined,
        now: clock.now().toISOString(),
        city: config.city,
        days: config.hot.days,
        top: config.hot.top,
        categories: Object.entries(CATEGORIES).map(([code, name]) => ({ code, name })),
        sources: { ...names },
        folder: deps.folder,
        pushes: config.dispatch.endpoints.length > 0,
      },
      200,
    ),
  )
  router.openapi(stats, async (c) => {
    const { posts, delivered } = await records.posts.counts({ openRoutesOnly: true })
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
    const [standings, plans, deliveries] = await Promise.all([
      deps.watch.standings(),
      deps.visitPlans(),
      records.posts.latest(),
    ])
    const planOf = new Map(plans.map((plan) => [plan.source, plan]))
    return c.json(
      {
        sources: standings.map((one) => {
          const plan = planOf.get(one.source)
          return {
            ...one,
            name: names[one.source] ?? one.source,
            lastDay: { ...one.lastDay },
            rhythm: one.rhythm ?? null,
            plan: plan ? { ...plan } : null,
          }
        }),
        deliveries: deliveries.map((one) => ({ ...one, name: names[one.source] ?? one.source })),
      },
      200,
    )
  })
  router.openapi(digests, async (c) => {
    const rows = await deps.unsentDigests()
    const unsent = rows.map((row) => ({ ...row, text: say(config.lang)(unsentMessage, row.kind, row.again, row.day) }))
    return c.json({ unsent }, 200)
  })
  router.openapi(resume, async (c) => {
    const { id } = c.req.valid('param')
    if (!(await deps.resumeSource(id))) throw notFound(deps, id)
    await records.meta.audit(ACTOR, 'source.resume', id, {}, clock.now().toISOString())
    return c.json({ source: id }, 200)
  })
  return router
}
