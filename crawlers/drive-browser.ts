/** Drives list and detail pages in a real browser with Crawlee's PlaywrightCrawler, for sites that render by script. */
import type { RequestQueue } from 'crawlee'
import type { LaunchOptions } from 'playwright'
import { AppError } from '../model/error.ts'
import {
  type BrowserChoice,
  boundPage,
  browserFailed,
  isBrowserError,
  launchOptionsOf,
  showRows,
} from './browser-page.ts'
import type { Drive } from './drive-http.ts'
import type { Guard } from './guard.ts'
import { openGuardProxy } from './guard-proxy.ts'
import { fetchFailed, isDeferred, isOurs } from './outcome.ts'
import type { WebFetch } from './recipe.ts'
import { createRequestList } from './request-list.ts'
import type { Step } from './step.ts'

/**
 * As driveHttp, over GET pages. Everything the page asks for goes through the guard's proxy, so that neither a script nor a
 * redirect can reach a private host. Throws AppError `crawl.browser-missing` where no browser can be started.
 */
export async function driveBrowser(
  drive: Drive,
  options: { fetch: WebFetch; guard: Guard; userAgent: string; browser?: BrowserChoice | undefined },
): Promise<void> {
  const proxy = await openGuardProxy(options.guard, drive.maxBytes)
  try {
    await driveThrough(drive, options, await launchOptionsOf(options.browser, proxy))
  } finally {
    await proxy.close()
  }
}

async function driveThrough(
  drive: Drive,
  options: { fetch: WebFetch; guard: Guard; userAgent: string },
  launchOptions: LaunchOptions,
): Promise<void> {
  const { Configuration, PlaywrightCrawler, Log, LogLevel, Request, NonRetryableError } = await import('crawlee')
  const { chromium } = await import('playwright')
  const configuration = new Configuration({
    persistStorage: false,
    purgeOnStart: false,
    persistStateIntervalMillis: 3_600_000,
    systemInfoIntervalMillis: 60_000,
    systemInfoV2: true,
  })
  const stepOf = (request: { userData: Record<string, unknown> }): Step => request.userData.step as Step
  let serial = 0
  const source = (step: Step) => ({ url: step.url, uniqueKey: `${serial++}`, userData: { step } })
  const list = createRequestList((x) => new Request(x as ConstructorParameters<typeof Request>[0]))
  const rows = options.fetch.browser ?? { maxClicks: 0 }
  const errors = new Map<string, unknown>()
  /** Budget or rest of a host met while a page was loading: the page is not whole, and not to be judged by its shape. */
  let notNow: AppError | undefined
  let bug: unknown
  const crawler = new PlaywrightCrawler(
    {
      // Crawlee checks a queue by its methods; `requestManager` is refused by its HTTP and browser crawlers (3.18).
      requestQueue: list as unknown as RequestQueue,
      launchContext: {
        launcher: chromium,
        launchOptions,
        // A profile in memory: nothing of a page may reach a disk.
        useIncognitoPages: true,
        userAgent: options.userAgent,
      },
      browserPoolOptions: { useFingerprints: false },
      useSessionPool: false,
      persistCookiesPerSession: false,
      maxRequestRetries: 1,
      minConcurrency: 1,
      maxConcurrency: 1,
      navigationTimeoutSecs: drive.timeoutMs / 1000,
      requestHandlerTimeoutSecs: drive.timeoutMs / 1000 + rows.maxClicks * 10 + 60,
      autoscaledPoolOptions: { maybeRunIntervalSecs: 0.05, loggingIntervalSecs: null },
      log: new Log({ level: LogLevel.OFF }),
      statusMessageLoggingInterval: 3600,
      preNavigationHooks: [
        async ({ request, page }) => {
          notNow = undefined
          await boundPage(page, {
            guard: options.guard,
            allow: drive.allow,
            refused: (error) => {
              if (isDeferred(error)) notNow = error
            },
          })
          await drive.before(stepOf(request)).catch((error: unknown) => {
            errors.set(request.uniqueKey, error)
            throw new NonRetryableError('before')
          })
        },
      ],
      async requestHandler({ request, page, response }) {
        const step = stepOf(request)
        try {
          const status = response?.status() ?? 0
          const url = new URL(page.url())
          if (url.origin !== new URL(step.url).origin) await drive.allow(url)
          // A refusal has no rows to wait for.
          if (step.kind === 'list' && status < 400) await showRows(page, rows, drive.timeoutMs)
          const text = await page.content()
          if (notNow) throw notNow
          if (text.length > drive.maxBytes)
            throw fetchFailed('too-large', `${step.url} is larger than ${drive.maxBytes} characters`, 'never')
          const answer = { url: url.href, status, contentType: 'text/html', text }
          const next = await drive.handle(step, answer, response?.headers() ?? {})
          if (!drive.signal.aborted) await list.addRequestsBatched(next.map(source) as never)
        } catch (error) {
          errors.set(request.uniqueKey, error)
          if (error instanceof AppError && error.retry === 'backoff' && !isOurs(error)) throw error
          throw new NonRetryableError('given up')
        }
      },
      failedRequestHandler({ request }, thrown) {
        const known = errors.get(request.uniqueKey) ?? thrown
        const error = isBrowserError(known) ? browserFailed(known) : known
        if (drive.signal.aborted) list.clear()
        else if (!(error instanceof AppError) || isOurs(error)) {
          bug ??= error
          list.clear()
        } else if (drive.failed(stepOf(request), error)) list.clear()
      },
    },
    configuration,
  )
  await list.addRequestsBatched(drive.steps.map(source) as never)
  await crawler.run()
  if (bug !== undefined && !drive.signal.aborted) throw bug
}
