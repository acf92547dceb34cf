/** One look at a source on the web: its steps driven over HTTP or in a browser, within guard, robots.txt and pace. */
import type { Config } from '../model/config.ts'
import type { SourceStore } from '../model/ports.ts'
import type { Clock } from '../model/time.ts'
import type { BrowserChoice } from './browser-page.ts'
import { driveBrowser } from './drive-browser.ts'
import { type Drive, driveHttp } from './drive-http.ts'
import { createGuard } from './guard.ts'
import type { Deliver } from './handover.ts'
import { createHttpClient, type HttpClient } from './http-client.ts'
import { createLook, type LookResult } from './look.ts'
import { readMemory, type SourceMemory, writeMemory } from './memory.ts'
import { checkNeeds } from './needs.ts'
import { createPace, type Wait } from './pace.ts'
import { hostOf, rateOf } from './plan.ts'
import type { Recipe, WebFetch } from './recipe.ts'
import { createRobots } from './robots.ts'
import { firstStep, type Step } from './step.ts'
import { userAgent } from './user-agent.ts'

export interface Progress {
  readonly source: string
  readonly pages: number
  readonly found: number
  readonly received: number
}

export type SiteLook = (
  recipe: Recipe,
  state: Record<string, string>,
  deliver: Deliver,
  options: {
    signal: AbortSignal
    limits?: { pages: number; details: number } | undefined
    onProgress?: ((p: Progress) => void) | undefined
  },
) => Promise<{ result: LookResult; restUntil: string | null }>

/** Looks of one process share the rules and the pace of each host. Throws AppError `source.needs`, `crawl.*`. */
export function createSiteLooks(deps: {
  sources: SourceStore
  clock: Clock
  config: Config['crawl']
  browser?: BrowserChoice | undefined
  /** Hand over the answers too, for the vault. */
  raw?: boolean | undefined
  wait: Wait
  random: () => number
}): SiteLook {
  const { sources, clock, config, wait } = deps
  const guard = createGuard(config.allowPrivate)
  const agent = userAgent(config.contact)
  const pace = createPace({ clock, ticks: () => performance.now(), wait, random: deps.random, store: sources })
  const clientFor = (timeoutMs: number): HttpClient =>
    createHttpClient({ guard, userAgent: agent, limits: { maxBytes: config.maxBytes, timeoutMs } })
  // Rules are kept for a day over all looks; their sockets are idle in between and hold no process up.
  const robots = createRobots(clientFor(config.timeoutSeconds * 1000), () => clock.now().getTime())

  return async (recipe, state, deliver, options) => {
    checkNeeds(recipe)
    const fetch = recipe.fetch as WebFetch
    const timeoutMs = (fetch.timeout ?? config.timeoutSeconds) * 1000
    const client = clientFor(timeoutMs)
    const memory = readMemory(state)
    let retryAfterMs = 0
    let restUntil: string | null = null
    const refusals: Promise<void>[] = []
    const turn = (url: URL, asked = 0): Promise<void> => {
      const rate = rateOf(fetch, url.host, config)
      return pace.turn(url.host, { ...rate, minDelay: Math.max(rate.minDelay, asked) }, options.signal)
    }
    const look = createLook({
      recipe,
      memory,
      clock,
      deliver,
      save: options.limits ? undefined : (half) => sources.setState(recipe.id, writeMemory(half)),
      limits: options.limits,
      evidence: options.limits ? undefined : deps.raw ? 'raw' : 'hash',
      onProgress: (p) => options.onProgress?.({ source: recipe.id, ...p }),
    })
    const drive: Drive = {
      steps: [firstStep(recipe), ...look.refreshSteps()],
      concurrency: fetch.rate.concurrency,
      timeoutMs,
      maxBytes: config.maxBytes,
      charset: fetch.charset,
      signal: options.signal,
      async allow(url) {
        await robots.allow(url, () => turn(url))
        await pace.spend(url.host, rateOf(fetch, url.host, config))
      },
      async before(step) {
        const url = new URL(step.url)
        guard.check(url)
        await robots.allow(url, () => turn(url))
        await turn(url, await robots.delay(url, () => turn(url)))
      },
      extraHeaders: (step) => (options.limits ? {} : conditions(recipe, memory, step)),
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
      if (fetch.mode === 'browser') await driveBrowser(drive, { fetch, guard, userAgent: agent, browser: deps.browser })
      else await driveHttp(client, drive)
      await Promise.all(refusals)
      const result = await look.finish(options.signal.aborted)
      const host = hostOf(recipe)
      if (!result.error && host !== undefined) await pace.served(host)
      return { result, restUntil }
    } finally {
      client.close()
    }
  }
}

/** If-None-Match or If-Modified-Since for the first list page, where the last look reached its end and no var is read from it. */
function conditions(recipe: Recipe, memory: SourceMemory, step: Step): Record<string, string> {
  const first = step.kind === 'list' && step.turn === 0 && step.method === 'GET'
  const asked = (recipe.fetch as WebFetch).conditional
  if (!first || !asked || !memory.complete || Object.keys(recipe.vars).length > 0) return {}
  if (memory.etag) return { 'if-none-match': memory.etag }
  return memory.modified ? { 'if-modified-since': memory.modified } : {}
}

/** Retry-After in ms: seconds or an HTTP date, 0 when neither. */
function retryAfter(value: string | undefined, clock: Clock): number {
  if (value === undefined) return 0
  if (/^\d+$/.test(value.trim())) return Number(value) * 1000
  const at = Date.parse(value)
  return Number.isNaN(at) ? 0 : Math.max(0, at - clock.now().getTime())
}
