import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import { AREAS, HARD_DAYS } from '../../model/board.ts'
import { say } from '../../model/catalogue.ts'
import { boardMessages } from '../../model/messages/board.ts'
import { openIssues } from '../../model/open-issues.ts'
import { ownPlace, ownUnit, URGENT_DAYS, urgentWords } from '../../model/urgent.ts'
import { CATEGORIES } from '../../model/words.ts'
import type { ConsoleDeps } from './deps.ts'
import { hotQuerySchema, readHotQuery } from './hot-query.ts'
import { issueSchema, reasonSchema, viewIssue, viewReason } from './issue-view.ts'
import { postSchema, viewPost } from './post-view.ts'
import { answers, createRouter } from './router.ts'
import { urgentPosts } from './urgent-posts.ts'

const hardIssueSchema = issueSchema
  .extend({
    rank: z.number(),
    hardness: z.number().openapi({ description: 'Sum of the weights of its reasons' }),
    reasons: z.array(reasonSchema),
    windowVoices: z.number(),
  })
  .openapi('HardIssue')
export type HardIssueView = z.infer<typeof hardIssueSchema>

const hardSchema = z.object({ asOf: z.string(), days: z.number(), issues: z.array(hardIssueSchema) })
export type HardList = z.infer<typeof hardSchema>

const noteSchema = z.object({
  asOf: z.string(),
  words: z.array(
    z.object({
      word: z.string(),
      voices: z.number(),
      expected: z.number(),
      fresh: z.boolean().openapi({ description: 'Never used in the eight weeks before' }),
      issues: z.array(z.object({ id: z.string(), title: z.string() })),
    }),
  ),
  surges: z.array(
    z.object({
      category: z.string(),
      categoryName: z.string(),
      district: z.string(),
      since: z.string(),
      observed: z.number(),
      expected: z.number(),
    }),
  ),
  unknown: z.boolean().openapi({ description: 'A main source was out on the last day: no surge means nothing' }),
  outages: z.array(z.object({ source: z.string(), days: z.array(z.string()) })),
  pending: z.number().openapi({ description: 'Posts not yet screened and grouped: in no issue, whatever they tell' }),
})
export type BoardNotes = z.infer<typeof noteSchema>

const areasSchema = z.object({
  asOf: z.string(),
  days: z.number(),
  by: z.enum(AREAS),
  rows: z.array(
    z.object({
      name: z.string().nullable(),
      issues: z.number(),
      posts: z.number(),
      voices: z.number(),
      voicesBefore: z.number().openapi({ description: 'In the window of the same length before' }),
      perTenThousand: z.number().nullable(),
    }),
  ),
  comparable: z.boolean().openapi({
    description: 'False when hardly anything is stored of the window before: voicesBefore then says nothing',
  }),
  population: z.object({ year: z.number(), source: z.string() }),
})
export type AreaList = z.infer<typeof areasSchema>

/** No danger is to be left out for the sake of a short page. */
const URGENT_SHOWN = 100

const urgentSchema = z.object({
  asOf: z.string(),
  days: z.number(),
  total: z.number(),
  inReview: z.number().openapi({ description: 'Posts that may be urgent and wait for a person; not among the others' }),
  posts: z.array(
    postSchema.extend({
      words: z.string().openapi({ description: 'In which the post tells the danger' }),
      place: z.string().nullable().openapi({ description: 'As the post itself names it' }),
      unit: z
        .string()
        .nullable()
        .openapi({ description: 'Proposed for the post itself, with （待定） where that is a guess' }),
      copies: z.number(),
      issueTitle: z.string().nullable(),
    }),
  ),
})
export type UrgentPosts = z.infer<typeof urgentSchema>

const hard = createRoute({
  method: 'get',
  path: '/board/hard',
  summary: '难点: issues that answers have not ended, each with its reasons (default: 90 days)',
  request: { query: hotQuerySchema.omit({ order: true }) },
  responses: answers(hardSchema, 'The hardest first'),
})
const urgent = createRoute({
  method: 'get',
  path: '/board/urgent',
  summary: '紧急: posts of level 2 and 3 by their own words and places, of whatever issue or none (default: 7 days)',
  request: { query: hotQuerySchema.omit({ order: true }) },
  responses: answers(urgentSchema, 'The most urgent first, then the newest'),
})
const notes = createRoute({
  method: 'get',
  path: '/board/notes',
  summary: 'Emerging words, categories that surge in a district, and outages that make quiet days unknown',
  request: { query: hotQuerySchema.pick({ asOf: true, top: true }) },
  responses: answers(noteSchema, 'What stands out'),
})
const areas = createRoute({
  method: 'get',
  path: '/board/areas',
  summary: 'Voices of a window by district (per 10,000 residents too), category or suggested unit',
  request: { query: hotQuerySchema.omit({ order: true, top: true }).extend({ by: z.enum(AREAS).default('district') }) },
  responses: answers(areasSchema, 'Most voices first'),
})

/** What stands beside the hot board. */
export function boardRoutes(deps: ConsoleDeps): OpenAPIHono {
  const { records, hot, config } = deps
  const router = createRouter(config)
  const tell = say(config.lang)
  const titlesOf = async (ids: readonly string[]): Promise<Map<string, string>> => {
    const issues = await openIssues(deps, await records.issues.getMany([...new Set(ids)]))
    return new Map(issues.map((issue) => [issue.id, issue.renamed ?? issue.title]))
  }

  router.openapi(hard, async (c) => {
    const { days: asked, ...rest } = c.req.valid('query')
    const query = readHotQuery({ ...rest, days: asked ?? HARD_DAYS }, deps, await hot.now())
    const issues = await openIssues(deps, await hot.hard(query))
    return c.json(
      {
        asOf: query.asOf,
        days: query.days,
        issues: issues.map((issue) => ({
          ...viewIssue(issue),
          rank: issue.rank,
          hardness: issue.hardness,
          reasons: issue.reasons.map((reason) => viewReason(reason, tell(boardMessages.reason, reason))),
          windowVoices: issue.windowVoices,
        })),
      },
      200,
    )
  })

  router.openapi(urgent, async (c) => {
    const { days = URGENT_DAYS, top = URGENT_SHOWN, ...rest } = c.req.valid('query')
    // Read anew each time: a danger told a moment ago is among them.
    const query = readHotQuery({ ...rest, days, top }, deps, deps.clock.now())
    const found = await urgentPosts(deps, query)
    const shown = found.posts.slice(0, query.top)
    const titles = await titlesOf(shown.flatMap(({ post }) => post.issueId ?? []))
    return c.json(
      {
        asOf: query.asOf,
        days: query.days,
        total: found.posts.length,
        inReview: found.inReview,
        posts: shown.flatMap(({ post, copies }) => {
          const view = viewPost(post)
          const issueTitle = titles.get(post.issueId ?? '') ?? null
          return view
            ? [{ ...view, words: urgentWords(post), place: ownPlace(post), unit: ownUnit(post), copies, issueTitle }]
            : []
        }),
      },
      200,
    )
  })

  router.openapi(notes, async (c) => {
    const { top, ...query } = c.req.valid('query')
    const { asOf } = readHotQuery(query, deps, await hot.now())
    const words = await hot.emerging({ asOf, top })
    const { surges, unknown, outages } = await hot.surges({ asOf })
    const titles = await titlesOf(words.flatMap((word) => word.issues))
    const pending = await deps.waiting()
    return c.json(
      {
        asOf,
        pending,
        words: words.map((word) => ({
          ...word,
          issues: word.issues.flatMap((id) => {
            const title = titles.get(id)
            return title === undefined ? [] : [{ id, title }]
          }),
        })),
        surges: surges.map((surge) => ({ ...surge, categoryName: CATEGORIES[surge.category] })),
        unknown,
        outages: outages.map(({ source, days }) => ({ source, days: [...days] })),
      },
      200,
    )
  })

  router.openapi(areas, async (c) => {
    const { by, ...rest } = c.req.valid('query')
    const query = readHotQuery(rest, deps, await hot.now())
    const report = await hot.areas({ ...query, by })
    return c.json(
      {
        asOf: query.asOf,
        days: query.days,
        by,
        rows: report.rows.map((row) => ({ ...row })),
        comparable: report.comparable,
        population: report.population,
      },
      200,
    )
  })
  return router
}
