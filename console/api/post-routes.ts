import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import { fitText } from '../../model/fit-text.ts'
import type { Decision } from '../../model/ports.ts'
import { APPEAL_TYPES, CATEGORY_CODES, ROUTES } from '../../model/words.ts'
import { ACTOR, type ConsoleDeps } from './deps.ts'
import { notFound } from './issue-links.ts'
import { postSchema, viewPost } from './post-view.ts'
import { answers, createRouter, jsonBody } from './router.ts'

const WHY = ['uncertain', 'hot', 'audit'] as const
const id = z.object({ id: z.string().min(1).max(64) })

const reviewAnswerSchema = z.object({
  items: z.array(
    z.object({
      post: postSchema,
      why: z.enum(WHY),
      alike: z.number().openapi({ description: 'Further posts that wait with the very same words' }),
    }),
  ),
  waiting: z.number().openapi({ description: 'All posts in doubt that nobody has decided, whatever the limit' }),
})
export type ReviewAnswer = z.infer<typeof reviewAnswerSchema>

const decisionSchema = z.union([
  z.strictObject({
    disposition: z.enum(['kept', 'review', 'quarantined', 'off-topic']),
    category: z.enum(CATEGORY_CODES).optional(),
    route: z.enum(ROUTES).optional().openapi({ description: 'protected and restricted close the post to this API' }),
    appealType: z.enum(APPEAL_TYPES).optional(),
    note: z.string().overwrite(fitText).max(500).optional(),
    why: z.enum(WHY).optional().openapi({
      description: 'The slice of the queue it was shown in: only audit decisions measure precision and recall',
    }),
  }),
  z.strictObject({ undo: z.literal(true) }),
])
const decidedSchema = z.object({
  post: postSchema.nullable(),
  siblings: z.number().openapi({ description: 'Posts that say the same and took the decision over' }),
})
const measured = z.object({
  n: z.number().openapi({ description: 'Judged posts behind it' }),
  value: z.number().nullable(),
  low: z.number().nullable().openapi({ description: '95 % interval' }),
  high: z.number().nullable(),
})
const qualitySchema = z.object({
  audited: z.number(),
  doubted: z.number().openapi({ description: 'Decided posts that screening had doubted: in recall and lost too' }),
  precision: measured,
  recall: measured,
  lost: measured,
})
export type Quality = z.infer<typeof qualitySchema>

const one = createRoute({
  method: 'get',
  path: '/posts/{id}',
  summary: 'One post; closed routes and posts not screened yet are not found',
  request: { params: id },
  responses: answers(postSchema, 'The post'),
})
const queue = createRoute({
  method: 'get',
  path: '/review',
  summary: '人工研判: what people should look at, with its reasons',
  request: { query: z.object({ limit: z.coerce.number().int().min(1).max(200).default(50) }) },
  responses: answers(reviewAnswerSchema, 'The queue'),
})
const quality = createRoute({
  method: 'get',
  path: '/review/quality',
  summary: 'Precision, recall and genuine posts lost, with intervals, from the random audit',
  responses: answers(qualitySchema, 'The figures'),
})
const decide = createRoute({
  method: 'post',
  path: '/review/{id}',
  summary:
    'A human decision on a post and all that say the same, in force until the text changes; `undo` takes it back',
  request: { params: id, ...jsonBody(decisionSchema) },
  responses: answers(decidedSchema, 'The post as it stands; null when the decision closed it'),
})

/** Single posts and the review queue. */
export function postRoutes(deps: ConsoleDeps): OpenAPIHono {
  const { records, review, config } = deps
  const router = createRouter(config)

  router.openapi(one, async (c) => {
    const { id } = c.req.valid('param')
    const post = viewPost(await records.posts.get(id))
    if (!post) throw notFound(deps, id)
    return c.json(post, 200)
  })

  router.openapi(queue, async (c) => {
    const items = await records.review.queue(c.req.valid('query').limit)
    return c.json(
      {
        items: items.flatMap(({ post, why, alike }) => {
          const view = viewPost(post)
          return view ? [{ post: view, why, alike }] : []
        }),
        waiting: await records.review.waiting(),
      },
      200,
    )
  })

  router.openapi(decide, async (c) => {
    const { id } = c.req.valid('param')
    if (!viewPost(await records.posts.get(id))) throw notFound(deps, id)
    const body = c.req.valid('json')
    if ('undo' in body) return c.json({ post: viewPost(await review.undo(id, ACTOR)) ?? null, siblings: 0 }, 200)
    const note = body.note === undefined ? {} : { note: deps.withoutPersonalData(body.note) }
    const { post, siblings } = await review.decide({ postId: id, ...body, ...note } satisfies Decision, ACTOR)
    return c.json({ post: viewPost(post) ?? null, siblings: siblings.length }, 200)
  })

  router.openapi(quality, async (c) => c.json(await review.quality(), 200))
  return router
}
