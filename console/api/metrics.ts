import type { MiddlewareHandler } from 'hono'
import { matchedRoutes } from 'hono/route'
import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import { FETCH_OUTCOMES } from '../../model/words.ts'
import type { ConsoleDeps } from './deps.ts'

export interface Metrics {
  /** Times every request by route pattern, so that ids never become labels. */
  readonly measure: MiddlewareHandler
  /** Prometheus text of everything, read from Records now. */
  read(): Promise<{ body: string; type: string }>
}

/** Counters of this console in a registry of its own: nothing global, so two consoles in one process do not mix. */
export function createMetrics({
  records,
  search,
  version,
}: Pick<ConsoleDeps, 'records' | 'search' | 'version'>): Metrics {
  const registry = new Registry()
  const registers = [registry]
  const requests = new Histogram({
    name: 'lanting_http_request_duration_seconds',
    help: 'Time to answer a request',
    labelNames: ['method', 'route', 'status'] as const,
    buckets: [0.005, 0.02, 0.1, 0.5, 2, 10],
    registers,
  })
  const info = new Gauge({ name: 'lanting_info', help: 'Version', labelNames: ['version'] as const, registers })
  info.set({ version }, 1)
  new Gauge({
    name: 'lanting_posts',
    help: 'Posts by current disposition; their sum is the number of posts',
    labelNames: ['disposition'] as const,
    registers,
    async collect() {
      const { posts } = await records.posts.counts()
      for (const [disposition, n] of Object.entries(posts)) this.set({ disposition }, n)
    },
  })
  new Counter({
    name: 'lanting_delivered_total',
    help: 'Rows of all deliveries by outcome',
    labelNames: ['outcome'] as const,
    registers,
    async collect() {
      const { received: _, ...outcomes } = (await records.posts.counts()).delivered
      this.reset()
      for (const [outcome, n] of Object.entries(outcomes)) this.inc({ outcome }, n)
    },
  })
  new Gauge({
    name: 'lanting_sources',
    help: 'Sources by the outcome of their last visit',
    labelNames: ['outcome'] as const,
    registers,
    async collect() {
      const health = await records.sources.health()
      for (const outcome of FETCH_OUTCOMES) this.set({ outcome }, health.filter((h) => h.outcome === outcome).length)
    },
  })
  new Gauge({
    name: 'lanting_search_rev',
    help: 'Highest revision of Records that search has indexed',
    registers,
    async collect() {
      this.set(await search.lastRev())
    },
  })
  return {
    async measure(c, next) {
      const end = requests.startTimer({ method: c.req.method })
      await next()
      const route = matchedRoutes(c).find((r) => !r.path.includes('*'))?.path ?? 'page'
      end({ route, status: String(c.res.status) })
    },
    async read() {
      return { body: await registry.metrics(), type: registry.contentType }
    },
  }
}
