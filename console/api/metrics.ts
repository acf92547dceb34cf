import type { MiddlewareHandler } from 'hono'
import { matchedRoutes } from 'hono/route'
import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import { DAY_MS, localDay } from '../../model/time.ts'
import { FETCH_OUTCOMES, type FetchOutcome } from '../../model/words.ts'
import type { ConsoleDeps } from './deps.ts'

const GOOD: readonly FetchOutcome[] = ['new', 'unchanged', 'empty']

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
  watch,
  clock,
}: Pick<ConsoleDeps, 'records' | 'search' | 'version' | 'watch' | 'clock'>): Metrics {
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
    help: 'Posts of open routes by current disposition',
    labelNames: ['disposition'] as const,
    registers,
    async collect() {
      const { posts } = await records.posts.counts({ openRoutesOnly: true })
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
  const sources = new Gauge({
    name: 'lanting_sources',
    help: 'Sources by the outcome of their last visit',
    labelNames: ['outcome'] as const,
    registers,
  })
  const ofSource = (name: string, help: string): Gauge<'source'> =>
    new Gauge({ name: `lanting_source_${name}`, help, labelNames: ['source'] as const, registers })
  const up = ofSource('up', '1 when its last visit read it and it is not silent against its rhythm, else 0')
  const failures = ofSource('failures', 'Failed visits in a row')
  const success = ofSource('last_success_timestamp_seconds', 'When it was last read')
  const visits = new Gauge({
    name: 'lanting_source_visits',
    help: 'Visits of the last 24 hours by outcome',
    labelNames: ['source', 'outcome'] as const,
    registers,
  })
  // Read once for all of them: the rhythm of every source is learned on the way.
  const readSources = async (): Promise<void> => {
    const standings = await watch.standings()
    for (const gauge of [sources, up, failures, success, visits]) gauge.reset()
    for (const outcome of FETCH_OUTCOMES)
      sources.set({ outcome }, standings.filter((s) => s.outcome === outcome).length)
    for (const { source, outcome, silentSince, consecutiveFailures, lastSuccessAt, lastDay } of standings) {
      up.set({ source }, GOOD.includes(outcome) && silentSince === null ? 1 : 0)
      failures.set({ source }, consecutiveFailures)
      if (lastSuccessAt !== null) success.set({ source }, Date.parse(lastSuccessAt) / 1000)
      for (const one of FETCH_OUTCOMES) visits.set({ source, outcome: one }, lastDay[one] ?? 0)
    }
  }
  new Gauge({
    name: 'lanting_posts_ungrouped',
    help: 'Posts that are screened and in no issue yet',
    registers,
    async collect() {
      this.set(await records.grouping.waiting())
    },
  })
  new Gauge({
    name: 'lanting_pushes',
    help: 'Pushes by state; dead ones were given up',
    labelNames: ['state'] as const,
    registers,
    async collect() {
      for (const [state, n] of Object.entries(await records.outbox.counts())) this.set({ state }, n)
    },
  })
  new Gauge({
    name: 'lanting_mails_unsent',
    help: 'Mails of the digests of the last seven days that are not sent, by whether they were tried',
    labelNames: ['state'] as const,
    registers,
    async collect() {
      const unsent = await records.digests.unsent(localDay(new Date(clock.now().getTime() - 7 * DAY_MS)))
      const tried = unsent.filter(({ attempts }) => attempts > 0).length
      this.set({ state: 'failed' }, tried)
      this.set({ state: 'waiting' }, unsent.length - tried)
    },
  })
  new Gauge({
    name: 'lanting_lease_seconds',
    help: 'For how long a lease still runs; writer: of who groups. Without a line nobody holds it, far above 30 its holder is gone',
    labelNames: ['lease'] as const,
    registers,
    async collect() {
      this.reset()
      const now = await records.meta.wall()
      for (const { name, until } of await records.meta.leases(now))
        this.set({ lease: name }, (Date.parse(until) - Date.parse(now)) / 1000)
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
      await readSources()
      return { body: await registry.metrics(), type: registry.contentType }
    },
  }
}
