import { OpenAPIHono, z } from '@hono/zod-openapi'
import { say } from '../../model/catalogue.ts'
import type { Config } from '../../model/config.ts'
import { consoleMessages } from '../../model/messages/console.ts'
import { problem } from './problem.ts'

const problemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number(),
    detail: z.string(),
    code: z.string(),
    instance: z.string(),
    at: z.number().optional(),
    errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  })
  .openapi('Problem')

const problems = {
  default: {
    description: 'RFC 9457 problem details',
    content: { 'application/problem+json': { schema: problemSchema } },
  },
}

/** The answers of a route that gives one JSON shape, or a problem. */
export const answers = <S extends z.ZodType>(schema: S, description: string) => ({
  200: { description, content: { 'application/json': { schema } } },
  ...problems,
})

/** A required JSON body: without `required` a request of another type would skip validation. */
export const jsonBody = <S extends z.ZodType>(schema: S) => ({
  body: { required: true, content: { 'application/json': { schema } } },
})

/** Of a body that may be one of several shapes what is wrong with the one it comes closest to, field by field. */
function told(issues: readonly z.core.$ZodIssue[]): z.core.$ZodIssue[] {
  return issues.flatMap((issue) => {
    if (issue.code !== 'invalid_union' || issue.errors.length === 0) return [issue]
    const closest = issue.errors.reduce((a, b) => (faults(b) < faults(a) ? b : a))
    return told(closest.map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] })))
  })
}
const faults = (issues: readonly z.core.$ZodIssue[]): number =>
  issues.reduce((sum, issue) => sum + (issue.code === 'unrecognized_keys' ? issue.keys.length : 1), 0)

/**
 * A router whose validation failures are problems that list every field at fault. A name of the query that the route does
 * not know was never refused, and so is not (the contract is frozen): the header `Unknown-Query` says that it did nothing.
 */
export const createRouter = (config: Pick<Config, 'lang'>): OpenAPIHono =>
  new OpenAPIHono({
    defaultHook: (result, c) => {
      if (result.success) {
        if (result.target !== 'query') return
        const known = result.data as Readonly<Record<string, unknown>>
        const unknown = Object.keys(c.req.query()).filter((name) => !Object.hasOwn(known, name))
        if (unknown.length > 0) c.header('Unknown-Query', unknown.map(encodeURIComponent).join(', '))
        return
      }
      const errors = told(result.error.issues).map(({ path, message }) => ({ path: path.join('.'), message }))
      return problem(c, 400, 'api.invalid', say(config.lang)(consoleMessages.invalid), { errors })
    },
  })
