import type { OpenAPIHono } from '@hono/zod-openapi'
import { secureHeaders } from 'hono/secure-headers'
import { say } from '../../model/catalogue.ts'
import { AppError } from '../../model/error.ts'
import { consoleMessages } from '../../model/messages/console.ts'
import { speakOfValues } from '../../model/messages/validation.ts'
import { boardRoutes } from './board-routes.ts'
import { caseRoutes } from './case-routes.ts'
import type { ConsoleDeps } from './deps.ts'
import { eventRoutes } from './event-routes.ts'
import { guard } from './guard.ts'
import { hotFeedRoutes } from './hot-feed-routes.ts'
import { IMPORT_PATH, importRoutes } from './import-routes.ts'
import { notFound } from './issue-links.ts'
import { issueRoutes } from './issue-routes.ts'
import { limitBody } from './limit-body.ts'
import { createMetrics } from './metrics.ts'
import { pages } from './pages.ts'
import { postRoutes } from './post-routes.ts'
import { problemOf } from './problem.ts'
import { createRouter } from './router.ts'
import { searchRoutes } from './search-routes.ts'
import { statusRoutes } from './status-routes.ts'

const API = '/api/v1'
/** Of a body: the ids of thirty thousand posts that are split off at once. */
const MEGABYTES = 1

/**
 * The console's HTTP side: the API of DESIGN.md under /api/v1, /openapi.json (OpenAPI 3.1), /healthz, /readyz, /metrics,
 * and the built pages for everything else. Errors are RFC 9457 problem details. No answer holds a voice, an author, or
 * anything of a protected, restricted or not yet screened post.
 */
export function createApi(deps: ConsoleDeps): OpenAPIHono {
  const { records, search, config, version } = deps
  // What a validation says of a field is told in the language of the rest.
  speakOfValues(config.lang)
  const app = createRouter(config)
  const metrics = createMetrics(deps)
  app.onError(problemOf(deps))
  app.use(metrics.measure)
  app.use(secureHeaders({ referrerPolicy: 'no-referrer', xFrameOptions: 'DENY', strictTransportSecurity: false }))
  app.use(guard(config))
  const limit = limitBody(MEGABYTES, (megabytes) => say(config.lang)(consoleMessages.tooLarge, megabytes))
  app.use(`${API}/*`, (c, next) => (c.req.path === API + IMPORT_PATH ? next() : limit(c, next)))
  app.use(`${API}/*`, async (c, next) => {
    await next()
    if (c.req.method !== 'GET' && c.res.ok) deps.afterWrite?.()
    if (!c.res.headers.has('Cache-Control')) c.header('Cache-Control', 'no-store')
  })
  const rooms = [
    searchRoutes,
    issueRoutes,
    boardRoutes,
    postRoutes,
    importRoutes,
    caseRoutes,
    statusRoutes,
    eventRoutes,
    hotFeedRoutes,
  ]
  for (const room of rooms) app.route(API, room(deps))

  app.get('/healthz', (c) => c.json({ status: 'ok', version }))
  app.get('/readyz', async (c) => {
    let store = 'records'
    try {
      await records.posts.pendingIds(1)
      store = 'search'
      await search.lastRev()
      return c.json({ status: 'ready' })
    } catch (error) {
      deps.log?.('console GET /readyz: a store does not answer', error)
      // Its words may name a path of this machine; the code does not.
      return c.json({ status: 'not ready', store, code: error instanceof AppError ? error.code : 'internal' }, 503)
    }
  })
  app.get('/metrics', async (c) => {
    const { body, type } = await metrics.read()
    return c.body(body, 200, { 'Content-Type': type })
  })
  app.doc31('/openapi.json', {
    openapi: '3.1.0',
    info: { title: '兰听 Lanting', version, description: '热点事项、检索、人工研判、交办。仅限本机访问。' },
  })
  app.all(`${API}/*`, (c) => {
    throw notFound(deps, c.req.path)
  })
  app.use(pages(deps))
  app.notFound((c) => problemOf(deps)(notFound(deps, c.req.path), c))
  return app
}
