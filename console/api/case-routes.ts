import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import { CASE_STATES } from '../../model/words.ts'
import { ACTOR, type ConsoleDeps } from './deps.ts'
import { notFound, openDetail } from './issue-links.ts'
import { caseSchema, viewCase } from './issue-view.ts'
import { answers, createRouter, jsonBody } from './router.ts'

const casesAnswerSchema = z.object({ cases: z.array(caseSchema) })
export type CasesAnswer = z.infer<typeof casesAnswerSchema>

const list = createRoute({
  method: 'get',
  path: '/cases',
  summary: '交办件, newest first',
  request: {
    query: z.object({
      issue: z.string().max(64).optional(),
      state: z.enum(CASE_STATES).optional(),
      limit: z.coerce.number().int().min(1).max(500).default(100),
    }),
  },
  responses: answers(casesAnswerSchema, 'The cases'),
})
const one = createRoute({
  method: 'get',
  path: '/cases/{id}',
  summary: 'One case',
  request: { params: z.object({ id: z.string().min(1).max(64) }) },
  responses: answers(caseSchema, 'The case'),
})
const create = createRoute({
  method: 'post',
  path: '/cases',
  summary: '交办: hands an issue to departments; the first unit leads. The same again gives the same case',
  request: jsonBody(
    z.strictObject({
      issueId: z.string().min(1).max(64),
      units: z.array(z.string().trim().min(1).max(60)).min(1).max(10),
      note: z.string().trim().max(2000).default(''),
    }),
  ),
  responses: answers(caseSchema, 'The case'),
})

export function caseRoutes(deps: ConsoleDeps): OpenAPIHono {
  const { records, handOver, config } = deps
  const router = createRouter(config)
  router.openapi(list, async (c) => {
    const { issue, state, limit } = c.req.valid('query')
    const cases = await records.cases.list({
      limit,
      ...(issue === undefined ? {} : { issueId: issue }),
      ...(state === undefined ? {} : { state }),
    })
    return c.json({ cases: cases.map(viewCase) }, 200)
  })
  router.openapi(one, async (c) => {
    const { id } = c.req.valid('param')
    const kase = await records.cases.get(id)
    if (!kase) throw notFound(deps, id)
    return c.json(viewCase(kase), 200)
  })
  router.openapi(create, async (c) => {
    const { issueId, units, note } = c.req.valid('json')
    const { issue } = await openDetail(deps, issueId)
    return c.json(viewCase(await handOver({ issueId: issue.id, units: [...new Set(units)], note, by: ACTOR })), 200)
  })
  return router
}
