/** Single pages read outside of a recipe, as politely as with one: private addresses refused, robots.txt obeyed, paced. */
import type { Browser } from 'playwright'
import type { Config } from '../model/config.ts'
import { AppError } from '../model/error.ts'
import type { Clock } from '../model/time.ts'
import { type BrowserChoice, boundPage, browserFailed, launchOptionsOf, settle, showRows } from './browser-page.ts'
import type { Page } from './document.ts'
import { createGuard } from './guard.ts'
import { openGuardProxy } from './guard-proxy.ts'
import { type Ask, createHttpClient } from './http-client.ts'
import { createPace, realWait, type Wait } from './pace.ts'
import { createRobots } from './robots.ts'
import { userAgent } from './user-agent.ts'

export interface Rendered extends Page {
  /** Addresses from which the page's scripts got JSON by a plain GET. */
  readonly json: readonly string[]
}

export interface Visit {
  /** One answer, whatever its status. Throws AppError `crawl.*` as a look at a source does. */
  get(ask: Ask): Promise<Page>
  /** The page as a browser shows it, after one click on `clickMore` where it is given. Throws `crawl.browser-missing` too. */
  render(url: string, clickMore?: string): Promise<Rendered>
  close(): void
}

/** Gap between two requests to a host; its own Crawl-delay when that is longer. */
const RATE = { minDelay: 1.5, jitter: 1, maxPerDay: 400 }

export function createVisit(deps: {
  config: Config['crawl']
  clock: Clock
  /** Looked for only when a page is to be rendered. */
  browser?: (() => Promise<BrowserChoice | undefined>) | undefined
  wait?: Wait | undefined
  signal?: AbortSignal | undefined
}): Visit {
  const { config, clock, signal } = deps
  const guard = createGuard(config.allowPrivate)
  const limits = { maxBytes: config.maxBytes, timeoutMs: config.timeoutSeconds * 1000 }
  const agent = userAgent(config.contact)
  const client = createHttpClient({ guard, userAgent: agent, limits })
  const robots = createRobots(client, () => clock.now().getTime())
  const pace = createPace({ clock, ticks: () => performance.now(), wait: deps.wait ?? realWait, random: Math.random })
  const turn = (url: URL, asked = 0): Promise<void> =>
    pace.turn(url.host, { ...RATE, minDelay: Math.max(RATE.minDelay, asked) }, signal)
  const allow = async (url: URL): Promise<void> => {
    await robots.allow(url, () => turn(url))
    await pace.spend(url.host, RATE)
  }
  const before = async (url: URL): Promise<void> => {
    guard.check(url)
    await robots.allow(url, () => turn(url))
    await turn(url, await robots.delay(url, () => turn(url)))
  }
  // A browser of its own for each page: nothing of one page is there for the next.
  const inBrowser = async <T>(read: (browser: Browser) => Promise<T>): Promise<T> => {
    const proxy = await openGuardProxy(guard, config.maxBytes)
    try {
      const options = await launchOptionsOf(await deps.browser?.(), proxy)
      const { chromium } = await import('playwright')
      const browser = await chromium.launch(options)
      try {
        return await read(browser)
      } finally {
        await browser.close()
      }
    } catch (error) {
      throw error instanceof AppError ? error : browserFailed(error)
    } finally {
      await proxy.close()
    }
  }
  return {
    async get(ask) {
      await before(new URL(ask.url))
      const answer = await client.get({ ...ask, allow }, signal)
      return {
        url: answer.url,
        status: answer.status,
        contentType: answer.headers['content-type'] ?? '',
        text: answer.text,
      }
    },
    async render(url, clickMore) {
      await before(new URL(url))
      return inBrowser(async (browser) => {
        const tab = await browser.newPage({ userAgent: agent, serviceWorkers: 'block' })
        const json = new Set<string>()
        await boundPage(tab, { guard, allow, refused: () => {} })
        tab.on('response', (response) => {
          const asked = response.request()
          if (asked.method() === 'GET' && /json/.test(response.headers()['content-type'] ?? '')) json.add(asked.url())
        })
        const response = await tab.goto(url, { timeout: limits.timeoutMs })
        const at = new URL(tab.url())
        if (at.origin !== new URL(url).origin) await allow(at)
        await settle(tab)
        if (clickMore !== undefined) await showRows(tab, { clickMore, maxClicks: 1 }, limits.timeoutMs)
        const status = response?.status() ?? 0
        return { url: at.href, status, contentType: 'text/html', text: await tab.content(), json: [...json] }
      })
    },
    close: () => client.close(),
  }
}
