import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import { bodyLimit } from 'hono/body-limit'
import { say } from '../../model/catalogue.ts'
import { AppError } from '../../model/error.ts'
import { consoleMessages } from '../../model/messages/console.ts'
import type { FailedRow } from '../../model/ports.ts'
import { type Letter, letterSchema, readLetter } from '../../model/post.ts'
import type { ConsoleDeps } from './deps.ts'
import { answers, createRouter } from './router.ts'

const MEGABYTES = 64
/** Problems listed in the answer; all of them are counted and stored. */
const LISTED = 100

const importAnswerSchema = z.object({
  received: z.number(),
  fresh: z.number(),
  revised: z.number(),
  unchanged: z.number(),
  failed: z.number(),
  problems: z.array(z.object({ line: z.number(), code: z.string(), message: z.string() })),
})

const letters = createRoute({
  method: 'post',
  path: '/import',
  summary:
    'Letters as JSONL (application/x-ndjson) or a JSON array; a bad row is reported with its line, the rest goes in',
  request: {
    query: z.object({
      source: z
        .string()
        .regex(/^[\p{L}\p{N}][\p{L}\p{N}._-]{0,63}$/u)
        .default('import'),
    }),
    body: {
      required: true,
      content: {
        'application/json': { schema: z.array(letterSchema) },
        'application/x-ndjson': { schema: z.string() },
      },
    },
  },
  responses: answers(importAnswerSchema, 'received = fresh + revised + unchanged + failed'),
})

/** Rows of the body with the line (or place in the array, from 1) each stands at. Undefined: not JSON. */
function rowsOf(text: string): { line: number; value: unknown }[] | undefined {
  const body = text.replace(/^\ufeff/, '')
  if (body.trimStart().startsWith('[')) {
    try {
      return (JSON.parse(body) as unknown[]).map((value, i) => ({ line: i + 1, value }))
    } catch {
      return undefined
    }
  }
  return body.split('\n').flatMap((row, i) => {
    if (row.trim() === '') return []
    try {
      return [{ line: i + 1, value: JSON.parse(row) as unknown }]
    } catch {
      return [{ line: i + 1, value: undefined }]
    }
  })
}

/** POST /import. The body is read as text by hand, so that one bad row does not refuse the others. */
export function importRoutes({ imports, config }: ConsoleDeps): OpenAPIHono {
  const router = createRouter(config)
  const tell = say(config.lang)
  router.use(
    '/import',
    bodyLimit({
      maxSize: MEGABYTES * 1_000_000,
      onError: () => {
        throw new AppError('api.too-large', tell(consoleMessages.tooLarge, MEGABYTES))
      },
    }),
  )
  // The schema is for the document; validating here would refuse a whole delivery for one row.
  const { body: _, ...request } = letters.request
  router.openAPIRegistry.registerPath(letters)
  router.openapi({ ...letters, request, hide: true }, async (c) => {
    const type = c.req.header('content-type') ?? ''
    if (!/^application\/(json|x-ndjson|jsonl)|^text\/plain/.test(type))
      throw new AppError('api.media-type', tell(consoleMessages.importBody))
    const { source } = c.req.valid('query')
    const rows = rowsOf(await c.req.text())
    if (!rows || rows.length === 0) throw new AppError('api.import-body', tell(consoleMessages.importBody))
    const good: Letter[] = []
    const bad: FailedRow[] = []
    for (const { line, value } of rows) {
      const letter = readLetter(value)
      if (letter.success) good.push(letter.data)
      else {
        const field = letter.error.issues[0]?.path.join('.') || 'JSON'
        const message = tell(consoleMessages.badRow, field)
        bad.push({ source, where: 'POST /import', line, code: 'import.row', message })
      }
    }
    const counts = await imports.letters(good, source, bad)
    const problems = bad.slice(0, LISTED).map((b) => ({ line: b.line ?? 0, code: b.code, message: b.message }))
    return c.json({ ...counts, problems }, 200)
  })
  return router
}
