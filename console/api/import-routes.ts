import { createHash } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import { say } from '../../model/catalogue.ts'
import { AppError } from '../../model/error.ts'
import { isWebAddress } from '../../model/fit-text.ts'
import { parseJson } from '../../model/json.ts'
import { consoleMessages } from '../../model/messages/console.ts'
import { crawlMessages } from '../../model/messages/crawl.ts'
import type { FailedRow } from '../../model/ports.ts'
import { type Letter, letterSchema, readLetter } from '../../model/post.ts'
import { SOURCE_NAME } from '../../model/source-name.ts'
import { liesAhead, readTime } from '../../model/time.ts'
import type { ConsoleDeps } from './deps.ts'
import { limitBody } from './limit-body.ts'
import { pushersOf } from './pushers.ts'
import { answers, createRouter } from './router.ts'

/** The one route that takes long bodies, with a limit of its own. */
export const IMPORT_PATH = '/import'
const MEGABYTES = 64
/** Problems listed in the answer; all of them are counted and stored. */
const LISTED = 100
/** A name of a field longer than this is cut when it is named. */
const NAME = 20
/** Rows read before whoever else waits for an answer has a turn. */
const PAUSE = 500

const importAnswerSchema = z.object({
  received: z.number(),
  fresh: z.number(),
  revised: z.number(),
  unchanged: z.number(),
  failed: z.number(),
  problems: z.array(z.object({ line: z.number(), code: z.string(), message: z.string() })),
  /** An answer stored by an older version names none. */
  unused: z
    .array(z.string())
    .default([])
    .openapi({ description: 'Names in the rows of which no letter takes anything' }),
})

const letters = createRoute({
  method: 'post',
  path: IMPORT_PATH,
  summary:
    'Letters as JSONL (application/x-ndjson) or a JSON array; a bad row is reported with its line, the rest goes in. Column names of a 12345 export are understood',
  request: {
    query: z.object({
      source: z.string().regex(SOURCE_NAME).default('import').openapi({
        description: 'One that holds a number or name of a person is refused with 400 `api.source`',
      }),
    }),
    headers: z.object({
      authorization: z.string().optional().openapi({ description: 'Bearer token, where push.tokens names any' }),
      'idempotency-key': z.string().max(255).optional().openapi({
        description: 'The same key and body again within a week get the first answer; another body is refused',
      }),
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
type ImportAnswer = z.infer<typeof importAnswerSchema>

const digest = (text: string): string => createHash('sha256').update(text).digest('hex')

/** Rows of the body with the line (or place in the array, from 1) each stands at. Undefined: not JSON. */
function rowsOf(text: string): { line: number; value: unknown }[] | undefined {
  const body = text.replace(/^\ufeff/, '')
  if (body.trimStart().startsWith('[')) {
    try {
      return (parseJson(body) as unknown[]).map((value, i) => ({ line: i + 1, value }))
    } catch {
      return undefined
    }
  }
  return body.split('\n').flatMap((row, i) => {
    if (row.trim() === '') return []
    try {
      return [{ line: i + 1, value: parseJson(row) }]
    } catch {
      return [{ line: i + 1, value: undefined }]
    }
  })
}

/** POST /import. The body is read as text by hand, so that one bad row does not refuse the others. */
export function importRoutes(deps: ConsoleDeps): OpenAPIHono {
  const { imports, config, records, clock } = deps
  const pusherOf = pushersOf(deps)
  const router = createRouter(config)
  const tell = say(config.lang)
  router.use(
    IMPORT_PATH,
    limitBody(MEGABYTES, (megabytes) => tell(consoleMessages.tooManyLetters, megabytes)),
  )
  // The schema is for the document; validating here would refuse a whole delivery for one row.
  const { body: _, ...request } = letters.request
  router.openAPIRegistry.registerPath(letters)
  router.openapi({ ...letters, request, hide: true }, async (c) => {
    const by = pusherOf(c.req.header('authorization'))
    const type = c.req.header('content-type') ?? ''
    if (!/^application\/(json|x-ndjson|jsonl)|^text\/plain/.test(type))
      throw new AppError('api.media-type', tell(consoleMessages.importBody))
    const { source } = c.req.valid('query')
    if (deps.namesPerson(source)) throw new AppError('api.source', tell(crawlMessages.sourceName, true))
    const text = await c.req.text()
    const key = c.req.header('idempotency-key')
    if (key === undefined) return c.json(await take(text, source, by), 200)
    const claim = digest(`${by}\0${key}`)
    const begun = await records.answers.begin(claim, digest(`${source}\0${text}`), clock.now().toISOString())
    if (begun.state === 'other') throw new AppError('api.key-reused', tell(consoleMessages.keyReused))
    if (begun.state === 'running') throw new AppError('api.key-running', tell(consoleMessages.keyRunning))
    if (begun.state === 'done') {
      c.header('Idempotency-Replayed', 'true')
      return c.json(importAnswerSchema.parse(JSON.parse(begun.answer)), 200)
    }
    try {
      const answer = await take(text, source, by)
      await records.answers.finish(claim, JSON.stringify(answer))
      return c.json(answer, 200)
    } catch (error) {
      await records.answers.drop(claim)
      throw error
    }
  })

  async function take(text: string, source: string, by: string): Promise<ImportAnswer> {
    const rows = rowsOf(text)
    if (!rows || rows.length === 0) throw new AppError('api.import-body', tell(consoleMessages.importBody))
    const good: Letter[] = []
    const bad: FailedRow[] = []
    const leftOut: { line: number; code: string; message: string }[] = []
    const unknown = new Set<string>()
    const named = imports.namer()
    for (const [i, { line, value }] of rows.entries()) {
      if (i % PAUSE === PAUSE - 1) await setImmediate()
      const { row, unused } = named(value)
      for (const name of unused) if (unknown.size < LISTED) unknown.add(name.slice(0, NAME))
      const letter = readLetter(row)
      const isEmpty = letter.success && !letter.data.title?.trim() && !letter.data.text.trim()
      if (letter.success && !isEmpty) {
        const { postedAt } = letter.data
        const read = postedAt ? readTime(postedAt) : undefined
        const code =
          read && liesAhead(read.at, clock.now()) ? 'file.future' : postedAt && !read ? 'file.date' : undefined
        good.push(code === 'file.future' ? { ...letter.data, postedAt: undefined } : letter.data)
        if (code) leftOut.push({ line, code, message: tell(crawlMessages.problem[code]) })
        if (letter.data.url && !isWebAddress(letter.data.url))
          leftOut.push({ line, code: 'file.url', message: tell(crawlMessages.problem['file.url']) })
      } else {
        const field = letter.success ? 'text' : String(letter.error.issues[0]?.path[0] ?? '')
        const missing = isEmpty || (row as Record<string, unknown> | undefined)?.[field] == null
        const message = tell(crawlMessages.row, field, missing)
        bad.push({ source, where: 'POST /import', line, code: 'import.row', message })
      }
    }
    const counts = await imports.letters(good, source, bad)
    await records.meta.audit(by, 'import', source, { ...counts }, clock.now().toISOString())
    const refused = bad.map((b) => ({ line: b.line ?? 0, code: b.code, message: b.message }))
    return { ...counts, problems: [...refused, ...leftOut].slice(0, LISTED), unused: [...unknown] }
  }

  return router
}
