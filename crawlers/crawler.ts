/** Looks at sources by their recipes: politely, remembering where it was, telling the six outcomes apart. */
import type { Config } from '../model/config.ts'
import { AppError } from '../model/error.ts'
import type { DeliveryCounts, FailedRow, SourceHealth, SourceStore } from '../model/ports.ts'
import type { Delivery } from '../model/post.ts'
import type { VisitPlan } from '../model/services.ts'
import type { Clock } from '../model/time.ts'
import type { FetchOutcome } from '../model/words.ts'
import { type BrowserChoice, driveBrowser } from './drive-browser.ts'
import { type Drive, driveHttp } from './drive-http.ts'
import { lookAtFiles } from './file-source.ts'
import { createGuard } from './guard.ts'
import { healthAfter } from './health.ts'
import { createHttpClient, type HttpClient } from './http-client.ts'
import { createLook, type Deliver, type LookResult, NO_COUNTS } from './look.ts'
import { readMemory, writeMemory } from './memory.ts'
import { checkNeeds } from './needs.ts'
import { isDeferred, outcomeOf } from './outcome.ts'
import { createPace, realWait, type Wait } from './pace.ts'
import { hostOf, planVisit, rateOf } from './plan.ts'
import type { Recipe, WebFetch } from './recipe.ts'
import { createRobots } from './robots.ts'
import { firstStep } from './step.ts'

export interface SourceReport {
  readonly source: string
  readonly outcome: FetchOutcome
  /** Rows seen on its lists, each once; received may be fewer (letters read before are not opened again). */
  readonly found: number
  readonly counts: DeliveryCounts
  /** What went wrong or was odd, for people; null when nothing. */
  readonly detail: string | null
}

interface Progress {
  readonly source: string
  readonly pages: number
  readonly found: number
  readonly received: number
}

interface Tryout extends SourceReport {
  readonly deliveries: readonly Delivery[]
  readonly failed: readonly FailedRow[]
}

export interface Crawler {
  /** Ids that are on: enabled by default or by the config, and not disabled. */
  readonly on: readonly string[]
  /** How each source that is on is visited, and when next. */
  plans(stretch?: number): Promise<VisitPlan[]>
  /**
   * Ids that are on and due: by their rhythm (`stretch` times as slow where the index cannot follow), not paused, their
   * host not resting, open and within its budget.
   */
  due(stretch?: number): Promise<string[]>
  /**
   * Looks at the sources given (paused ones too), else at those that are on and not paused. Records health and memory.
   * One failing source never stops another; a host that asked us to wait is not asked, even by name (resume.ts lifts that).
   * Throws AppError `source.unknown` for an id without a recipe.
   */
  crawl(
    ids?: readonly string[],
    options?: { onProgress?: (p: Progress) => void; signal?: AbortSignal },
  ): Promise<SourceReport[]>
  /** What one look would bring: one list page, five letters; writes nothing. */
  tryout(id: string, options?: { signal?: AbortSignal }): Promise<Tryout>
}

/** Sources looked at side by side; one host is still asked in turn. */
const SIDE_BY_SIDE = 4

/** Whether a recipe runs unasked: never a synthetic one, since nobody has seen it work on a real page. */
export const onByDefault = (recipe: Recipe): boolean =>
  recipe.enabled && (recipe.verified !== 'synthetic' || recipe.variables.sample === 'true')

/** The User-Agent of every request: honest, with the contact of the config. */
export const userAgent = (contact: string): string =>
  `Mozilla/5.0 (compatible; Lanting/0.1; civic-issue reader${contact === '' ? '' : `; +${contact}`})`

export function createCrawler(deps: {
  recipes: readonly Recipe[]
  sources: SourceStore
  clock: Clock
  config: Config['crawl']
  deliver: Deliver
  /** One line an event: what happened to which source; ids and codes, no bodies. */
  log: (event: string, data: Readonly<Record<string, string | number>>) => void
  browser?: BrowserChoice | undefined
  wait?: Wait | undefined
  random?: (() => number) | undefined
}): Crawler {
  const { recipes, sources, clock, config, log } = deps
  const wait = deps.wait ?? realWait
  const guard = createGuard(config.allowPrivate)
  const agent = userAgent(config.contact)
  const byId = new Map(recipes.map((recipe) => [recipe.id, recipe]))
  const on = recipes
    .filter((r) => (onByDefault(r) || config.enabled.includes(r.id)) && !config.disabled.includes(r.id))
    .map((r) => r.id)
  const pace = createPace({
    clock,
    ticks: () => performance.now(),
    wait,
    random: deps.random ?? Math.random,
    store: sources,
  })
  const clientFor = (timeoutMs: number): HttpClient =>
    createHttpClient({ guard, userAgent: agent, limits: { maxBytes: config.maxBytes, timeoutMs } })
  // Rules are kept for a day over all looks; their sockets are idle in between and hold no process up.
  const robots = createRobots(clientFor(config.timeoutSeconds * 1000), () => clock.now().getTime())

  const recipeOf = (id: string): Recipe => {
    const recipe = byId.get(id)
    if (!recipe)
      throw new AppError('source.unknown', `No source ${id}; lanting sources list shows them`, { details: { id } })
    return recipe
  }

  async function lookAtSite(
    recipe: Recipe,
    state: Record<string, string>,
    deliver: Deliver,
    options: {
      signal: AbortSignal
      limits?: { pages: number; details: number } | undefined
      onProgress?: ((p: Progress) => void) | undefined
    },
  ): Promise<{ result: LookResult; restUntil: string | null }> {
    checkNeeds(recipe)
    const fetch = recipe.fetch as WebFetch
    const timeoutMs = (fetch.timeout ?? config.timeoutSeconds) * 1000
    const client = clientFor(timeoutMs)
    const memory = readMemory(state)
    let retryAfterMs = 0
    let restUntil: string | null = null
    const refusals: Promise<void>[] = []
    const look = createLook({
      recipe,
      memory,
      clock,
      deliver,
      save: options.limits ? undefined : (half) => sources.setState(recipe.id, writeMemory(half)),
      limits: options.limits,
      onProgress: (p) => options.onProgress?.({ source: recipe.id, ...p }),
    })
    const drive: Drive = {
      steps: [],
      concurrency: fetch.rate.concurrency,
      timeoutMs,
      charset: fetch.charset,
      signal: options.signal,
      allow: (url) => robots.allow(url),
      async before(step) {
        const url = new URL(step.url)
        guard.check(url)
        await robots.allow(url)
        const asked = await robots.delay(url)
        const rate = rateOf(fetch, url.host, config)
        await pace.turn(url.host, { ...rate, minDelay: Math.max(rate.minDelay, asked) }, options.signal)
      },
      extraHeaders(step): Record<string, string> {
        const first = step.kind === 'list' && step.turn === 0 && step.method === 'GET'
        if (!first || !fetch.conditional || !memory.complete || options.limits || Object.keys(recipe.vars).length > 0)
          return {}
        return {
          ...(memory.etag ? { 'if-none-match': memory.etag } : {}),
          ...(memory.modified && !memory.etag ? { 'if-modified-since': memory.modified } : {}),
        }
      },
      async handle(step, page, headers) {
        if (page.status === 429 || page.status === 503)
          retryAfterMs = Math.max(retryAfterMs, retryAfter(headers['retry-after'], clock))
        return look.handle(step, page, headers)
      },
      failed(step, error) {
        if (error.code === 'crawl.blocked' || (error.code === 'crawl.http' && retryAfterMs > 0))
          refusals.push(
            pace.refused(new URL(step.url).host, retryAfterMs).then((until) => {
              restUntil = until
            }),
          )
        return look.failed(step, error)
      },
      backOff: (retry) => wait(1000 * 2 ** retry, options.signal),
    }
    try {
      const steps = [firstStep(recipe), ...look.refreshSteps()]
      const whole = { ...drive, steps }
      if (fetch.mode === 'browser') await driveBrowser(whole, { fetch, guard, userAgent: agent, browser: deps.browser })
      else await driveHttp(client, whole)
      await Promise.all(refusals)
      const result = await look.finish(options.signal.aborted)
      const host = hostOf(recipe)
      if (!result.error && host !== undefined) await pace.served(host)
      return { result, restUntil }
    } finally {
      client.close()
    }
  }

  const healthOf = async (id: string): Promise<SourceHealth | undefined> =>
    (await sources.health()).find((health) => health.source === id)

  async function crawlOne(
    id: string,
    options: { onProgress?: ((p: Progress) => void) | undefined; signal: AbortSignal },
  ): Promise<SourceReport> {
    const recipe = recipeOf(id)
    const state = await sources.getState(id)
    let report: SourceReport
    let error: AppError | undefined
    let restUntil: string | null = null
    try {
      if (recipe.fetch.mode === 'file') {
        const { state: next, ...look } = await lookAtFiles(recipe, state, deps.deliver, options.signal)
        await sources.setState(id, next)
        report = { source: id, ...look }
      } else {
        const looked = await lookAtSite(recipe, state, deps.deliver, options)
        restUntil = looked.restUntil
        error = looked.result.error
        await sources.setState(id, writeMemory(looked.result.memory))
        const { outcome, found, counts, detail } = looked.result
        report = { source: id, outcome, found, counts, detail }
      }
    } catch (thrown) {
      if (options.signal.aborted)
        return { source: id, outcome: 'unchanged', found: 0, counts: NO_COUNTS, detail: 'stopped before its end' }
      if (!(thrown instanceof AppError)) throw thrown
      error = thrown
      report = { source: id, outcome: outcomeOf(thrown), found: 0, counts: NO_COUNTS, detail: thrown.message }
    }
    if (options.signal.aborted) return report
    // Nothing was asked of the source, so nothing is known of it.
    if (isDeferred(error) && report.found + report.counts.received === 0)
      return error?.code === 'crawl.resting' ? { ...report, outcome: 'blocked' } : report
    const health = healthAfter(
      await healthOf(id),
      { ...report, error },
      { now: clock.now(), everyMinutes: recipe.every ?? config.every, restUntil },
    )
    await sources.record(health, report.counts.fresh + report.counts.revised)
    log('crawl.source', {
      source: id,
      outcome: report.outcome,
      found: report.found,
      fresh: report.counts.fresh,
      ...(error ? { code: error.code } : {}),
    })
    return report
  }

  const plans = async (stretch = 1): Promise<VisitPlan[]> => {
    const [healths, hosts] = await Promise.all([sources.health(), sources.hosts()])
    const known = new Map(healths.map((health) => [health.source, health]))
    const now = clock.now()
    return on.map((id) => planVisit(recipeOf(id), { health: known.get(id), hosts, config, now, stretch }))
  }
  const unpaused = async (ids: readonly string[]): Promise<string[]> => {
    const now = clock.now().toISOString()
    const paused = new Set(
      (await sources.health()).filter((h) => h.pausedUntil !== null && h.pausedUntil > now).map((h) => h.source),
    )
    return ids.filter((id) => !paused.has(id))
  }

  return {
    on,
    plans,
    async due(stretch) {
      const now = clock.now().toISOString()
      return (await plans(stretch)).filter((plan) => plan.nextAt <= now).map((plan) => plan.source)
    },
    async crawl(ids, options = {}) {
      const wanted = ids && ids.length > 0 ? [...ids] : await unpaused(on)
      for (const id of wanted) recipeOf(id)
      const signal = options.signal ?? new AbortController().signal
      const reports = new Map<string, SourceReport>()
      const waiting = [...wanted]
      const worker = async (): Promise<void> => {
        for (let id = waiting.shift(); id !== undefined && !signal.aborted; id = waiting.shift())
          reports.set(id, await crawlOne(id, { signal, onProgress: options.onProgress }))
      }
      await Promise.all(Array.from({ length: SIDE_BY_SIDE }, worker))
      return wanted.flatMap((id) => reports.get(id) ?? [])
    },
    async tryout(id, options = {}) {
      const recipe = recipeOf(id)
      const deliveries: Delivery[] = []
      const failed: FailedRow[] = []
      const take: Deliver = async (_, good, bad) => {
        deliveries.push(...good)
        failed.push(...bad)
        return { received: good.length + bad.length, fresh: good.length, revised: 0, unchanged: 0, failed: bad.length }
      }
      const signal = options.signal ?? new AbortController().signal
      try {
        if (recipe.fetch.mode === 'file') {
          const { state: _, ...look } = await lookAtFiles(recipe, {}, take, signal)
          return { source: id, ...look, deliveries, failed }
        }
        const { result } = await lookAtSite(recipe, {}, take, { signal, limits: { pages: 1, details: 5 } })
        const { outcome, found, counts, detail } = result
        return { source: id, outcome, found, counts, detail, deliveries, failed }
      } catch (thrown) {
        if (!(thrown instanceof AppError)) throw thrown
        return {
          source: id,
          outcome: outcomeOf(thrown),
          found: 0,
          counts: NO_COUNTS,
          detail: thrown.message,
          deliveries,
          failed,
        }
      }
    },
  }
}

/** Retry-After in ms: seconds or an HTTP date, 0 when neither. */
function retryAfter(value: string | undefined, clock: Clock): number {
  if (value === undefined) return 0
  if (/^\d+$/.test(value.trim())) return Number(value) * 1000
  const at = Date.parse(value)
  return Number.isNaN(at) ? 0 : Math.max(0, at - clock.now().getTime())
}
