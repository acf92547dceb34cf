/** A page of a real browser within our bounds: which browser, what it may load, and how long it is waited for. */
import { existsSync } from 'node:fs'
import type { LaunchOptions, Page as Tab } from 'playwright'
import { AppError } from '../model/error.ts'
import type { Guard } from './guard.ts'
import type { GuardProxy } from './guard-proxy.ts'
import { fetchFailed } from './outcome.ts'
import type { WebFetch } from './recipe.ts'

/** Which browser to start; without it Playwright's own Chromium is looked for. */
export interface BrowserChoice {
  readonly executablePath: string
  readonly args?: readonly string[] | undefined
}

/** Pictures and media are not read; leaving them out is politer. */
const SKIPPED = new Set(['image', 'media', 'font'])
/** Web calls would open sockets beside the proxy. */
const NO_SIDE_DOORS = ['--force-webrtc-ip-handling-policy=disable_non_proxied_udp', '--dns-prefetch-disable']

/** How the browser is started. Throws AppError `crawl.browser-missing` where none can be. */
export async function launchOptionsOf(choice: BrowserChoice | undefined, proxy: GuardProxy): Promise<LaunchOptions> {
  const { chromium } = await import('playwright')
  const executablePath = choice?.executablePath ?? chromium.executablePath()
  if (!executablePath || !existsSync(executablePath))
    throw new AppError(
      'crawl.browser-missing',
      'This source needs a browser and none is installed; run: npx playwright install chromium',
      { details: { path: executablePath } },
    )
  const { server, username, password } = proxy
  return {
    executablePath,
    args: [...(choice?.args ?? []), ...NO_SIDE_DOORS],
    headless: true,
    proxy: { server, username, password },
  }
}

/**
 * Lets a page load what it needs and no more: no pictures, and each address asked of the guard and of `allow` (robots.txt,
 * budget of its host). `refused` is told what was not let through; the page goes on without it.
 */
export async function boundPage(
  tab: Tab,
  bounds: { guard: Guard; allow: (url: URL) => Promise<void>; refused: (error: AppError) => void },
): Promise<void> {
  await tab.route('**/*', async (route) => {
    const asked = route.request()
    try {
      const url = new URL(asked.url())
      if (SKIPPED.has(asked.resourceType())) return await route.abort()
      if (url.protocol === 'data:' || url.protocol === 'blob:') return await route.continue()
      bounds.guard.check(url)
      // The page itself has had its turn before it was opened.
      if (!(asked.isNavigationRequest() && asked.frame() === tab.mainFrame())) await bounds.allow(url)
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      bounds.refused(error)
      await route.abort('blockedbyclient')
      return
    }
    await route.continue()
  })
}

const untilTimeout = async (waiting: Promise<unknown>): Promise<void> => {
  await waiting.catch((error: unknown) => {
    // The interpreter says what is there instead: a wall, an empty list or a changed shape.
    if (!(error instanceof Error) || error.name !== 'TimeoutError') throw error
  })
}

/** Longest wait for a page or a click to come to rest. */
const REST_MS = 10_000

/** Waits for the rows of a list and clicks for more of them while a click brings any. */
export async function showRows(
  tab: Tab,
  { waitFor, clickMore, maxClicks }: NonNullable<WebFetch['browser']>,
  timeoutMs: number,
): Promise<void> {
  if (waitFor !== undefined) await untilTimeout(tab.waitForSelector(waitFor, { timeout: timeoutMs, state: 'attached' }))
  if (clickMore === undefined) return
  for (let i = 0; i < maxClicks; i++) {
    const button = tab.locator(clickMore).first()
    if (!(await button.isVisible())) return
    const before = (await tab.content()).length
    await button.click({ timeout: 5000 })
    await settle(tab)
    if ((await tab.content()).length === before) return
  }
}

/** Waits until the page has stopped loading. */
export const settle = (tab: Tab): Promise<void> =>
  untilTimeout(tab.waitForLoadState('networkidle', { timeout: REST_MS }))

/** What Playwright says when a page or the browser itself did not come: a network error by its name, else the browser's own. */
export function browserFailed(error: unknown): AppError {
  const why = (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? ''
  return /net::ERR|Timeout/.test(why)
    ? fetchFailed('network', why, 'backoff', error)
    : fetchFailed('browser', why, 'backoff', error)
}

/** Whether an error comes from the browser and not from a bug of ours. */
export const isBrowserError = (error: unknown): boolean =>
  error instanceof Error &&
  !(error instanceof AppError) &&
  (/^(TimeoutError|BrowserLaunchError)$/.test(error.name) ||
    /net::ERR|Timeout|[Nn]avigat|has been closed|crashed|browserType\.launch/.test(error.message))
