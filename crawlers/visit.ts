/** Single pages read outside of a recipe, as politely as with one: private addresses refused, robots.txt obeyed, paced. */
import type { Config } from '../model/config.ts'
import type { Clock } from '../model/time.ts'
import { userAgent } from './crawler.ts'
import type { Page } from './document.ts'
import { createGuard } from './guard.ts'
import { type Ask, createHttpClient } from './http-client.ts'
import { createPace, realWait, type Wait } from './pace.ts'
import { createRobots } from './robots.ts'

export interface Visit {
  /** One answer, whatever its status. Throws AppError `crawl.*` as a look at a source does. */
  get(ask: Ask): Promise<Page>
  close(): void
}

/** Gap between two requests to a host; its own Crawl-delay when that is longer. */
const RATE = { minDelay: 1.5, jitter: 1, maxPerDay: 200 }

export function createVisit(deps: {
  config: Config['crawl']
  clock: Clock
  wait?: Wait | undefined
  signal?: AbortSignal | undefined
}): Visit {
  const { config, clock, signal } = deps
  const guard = createGuard(config.allowPrivate)
  const limits = { maxBytes: config.maxBytes, timeoutMs: config.timeoutSeconds * 1000 }
  const client = createHttpClient({ guard, userAgent: userAgent(config.contact), limits })
  const robots = createRobots(client, () => clock.now().getTime())
  const pace = createPace({ clock, ticks: () => performance.now(), wait: deps.wait ?? realWait, random: Math.random })
  return {
    async get(ask) {
      const url = new URL(ask.url)
      guard.check(url)
      await robots.allow(url)
      await pace.turn(url.host, { ...RATE, minDelay: Math.max(RATE.minDelay, await robots.delay(url)) }, signal)
      const answer = await client.get({ ...ask, allow: robots.allow }, signal)
      return {
        url: answer.url,
        status: answer.status,
        contentType: answer.headers['content-type'] ?? '',
        text: answer.text,
      }
    },
    close: () => client.close(),
  }
}
