import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import { streamSSE } from 'hono/streaming'
import type { ConsoleDeps } from './deps.ts'
import { answers, createRouter } from './router.ts'

/** How often a waiting reader of GET /events looks for news, and how often an idle line is kept alive, ms. */
const POLL = 1_000
const KEEP_ALIVE = 15_000
const BATCH = 200

const eventSchema = z
  .object({
    seq: z.int(),
    id: z.string(),
    type: z.string(),
    subject: z.string(),
    at: z.string(),
    data: z.record(z.string(), z.unknown()),
  })
  .openapi('Event')
const feedSchema = z.object({ events: z.array(eventSchema), cursor: z.int() })

const feed = createRoute({
  method: 'get',
  path: '/feed',
  summary: 'Events after a cursor, ascending; polling with the answered cursor misses none',
  request: {
    query: z.object({
      cursor: z.coerce.number().int().min(0).default(0),
      limit: z.coerce.number().int().min(1).max(1000).default(BATCH),
    }),
  },
  responses: answers(feedSchema, 'Events and the cursor to go on with'),
})
const events = createRoute({
  method: 'get',
  path: '/events',
  summary: 'The feed as server-sent events; resumes after Last-Event-ID or `cursor`',
  request: {
    headers: z.object({ 'last-event-id': z.coerce.number().int().min(0).optional() }),
    query: z.object({ cursor: z.coerce.number().int().min(0).default(0) }),
  },
  responses: { 200: { description: 'One event a message', content: { 'text/event-stream': { schema: z.string() } } } },
})

export function eventRoutes({ records, config, log }: ConsoleDeps): OpenAPIHono {
  const router = createRouter(config)
  router.openapi(feed, async (c) => {
    const { cursor, limit } = c.req.valid('query')
    const found = await records.cases.feed(cursor, limit)
    return c.json(
      { events: found.map((e) => ({ ...e, data: { ...e.data } })), cursor: found.at(-1)?.seq ?? cursor },
      200,
    )
  })
  router.openapi(events, (c) => {
    let cursor = c.req.valid('header')['last-event-id'] ?? c.req.valid('query').cursor
    return streamSSE(
      c,
      async (stream) => {
        await stream.write(': hello\n\n')
        let idle = 0
        while (!stream.aborted && !stream.closed) {
          const found = await records.cases.feed(cursor, BATCH)
          for (const event of found)
            await stream.writeSSE({ id: String(event.seq), event: event.type, data: JSON.stringify(event) })
          cursor = found.at(-1)?.seq ?? cursor
          if (found.length > 0) {
            idle = 0
            continue
          }
          await stream.sleep(POLL)
          idle += POLL
          if (idle >= KEEP_ALIVE) {
            idle = 0
            await stream.write(': still here\n\n')
          }
        }
      },
      async (error) => log?.('console GET /api/v1/events: the stream broke', error),
    )
  })
  return router
}
