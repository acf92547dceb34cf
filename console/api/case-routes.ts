import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import { AppError } from '../../model/error.ts'
import { fitLine, fitText } from '../../model/fit-text.ts'
import { CASE_STATES } from '../../model/words.ts'
import { ACTOR, type ConsoleDeps } from './deps.ts'
import { notFound, openDetail } from './issue-links.ts'
import { caseSchema, isListed, viewCase } from './issue-view.ts'
import { pushersOf } from './pushers.ts'
import { answers, createRouter, jsonBody } from './router.ts'

const casesAnswerSchema = z.object({ cases: z.array(caseSchema) })
export type CasesAnswer = z.infer<typeof casesAnswerSchema>

/** What is left of a number alone is its placeholder. */
const isNamed = (unit: string): boolean => /\p{L}/u.test(unit.replace(/〔[^〕]*〕/g, ''))

const unitsSchema = z.object({ units: z.array(z.object({ name: z.string(), official: z.string() })) })
export type Units = z.infer<typeof unitsSchema>

const units = createRoute({
  method: 'get',
  path: '/units',
  summary: 'Units of the duty list (草稿·待办公室确认), those of the city first, then of districts and streets',
  responses: answers(unitsSchema, 'The units'),
})
const list = createRoute({
  method: 'get',
  path: '/cases',
  summary: '交办件, newest first; with order=due open ones by their time, so overdue first, then the rest',
  request: {
    query: z.object({
      issue: z.string().max(64).optional(),
      state: z.enum(CASE_STATES).optional(),
      overdue: z.literal('true').optional().openapi({ description: 'Only those still open past their time' }),
      order: z.literal('due').optional(),
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
  summary:
    '交办: hands an issue to departments; the first unit leads. The same again gives the same case. Any name is taken as a unit; `unlisted` tells which the duty list does not have',
  request: jsonBody(
    z.strictObject({
      issueId: z.string().min(1).max(64),
      units: z.array(z.string().overwrite(fitLine).min(1).max(60)).min(1).max(10),
      note: z.string().overwrite(fitText).max(2000).default(''),
    }),
  ),
  responses: answers(caseSchema, 'The case'),
})

const step = createRoute({
  method: 'patch',
  path: '/cases/{id}',
  summary:
    '签收, 答复, 办结, 撤回: takes a case to one of its `next` states. An answer and a withdrawal need a note; the latest step told again changes nothing',
  request: {
    params: z.object({ id: z.string().min(1).max(64) }),
    headers: z.object({
      authorization: z.string().optional().openapi({ description: 'Bearer token of push.tokens: names the system' }),
    }),
    ...jsonBody(
      z.strictObject({
        state: z.enum(CASE_STATES),
        note: z.string().overwrite(fitText).max(5000).default(''),
        rev: z.int().optional().openapi({ description: 'The revision seen; refused when it is not the present one' }),
      }),
    ),
  },
  responses: answers(caseSchema, 'The case as it is now'),
})

export function caseRoutes(deps: ConsoleDeps): OpenAPIHono {
  const { records, handOver, takeCaseStep, config, clock } = deps
  const now = (): string => clock.now().toISOString()
  const pusherOf = pushersOf(deps)
  const router = createRouter(config)
  router.openapi(units, (c) => c.json({ units: deps.units.map((unit) => ({ ...unit })) }, 200))
  router.openapi(list, async (c) => {
    const { issue, state, overdue, order, limit } = c.req.valid('query')
    const cases = await records.cases.list({
      limit,
      ...(issue === undefined ? {} : { issueId: issue }),
      ...(state === undefined ? {} : { state }),
      ...(overdue === undefined ? {} : { overdueAt: now() }),
      ...(order === undefined ? {} : { order }),
    })
    return c.json({ cases: await Promise.all(cases.map((kase) => viewCase(kase, deps))) }, 200)
  })
  router.openapi(one, async (c) => {
    const { id } = c.req.valid('param')
    const kase = await records.cases.get(id)
    if (!kase) throw notFound(deps, id)
    return c.json(await viewCase(kase, deps), 200)
  })
  router.openapi(create, async (c) => {
    const { issueId, units, note } = c.req.valid('json')
    const { issue } = await openDetail(deps, issueId)
    // What no list has was written by hand, and may be more than a unit.
    const named = units.map((unit) => (isListed(deps, unit) ? unit : deps.withoutPersonalData(unit)))
    if (!named.every(isNamed))
      throw new AppError('dispatch.units', '承办单位要写单位名称，不能只写号码（a unit is a name and no number）')
    const kase = await handOver({ issueId: issue.id, units: [...new Set(named)], note, by: ACTOR })
    return c.json(await viewCase(kase, deps), 200)
  })
  router.openapi(step, async (c) => {
    const { id } = c.req.valid('param')
    // The page has no token: without the header it is a person at the console.
    const given = c.req.header('authorization')
    const by = given === undefined ? ACTOR : pusherOf(given)
    return c.json(await viewCase(await takeCaseStep({ id, ...c.req.valid('json'), by }), deps), 200)
  })
  return router
}
