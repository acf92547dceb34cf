/** Drives list and detail pages in a real browser with Crawlee's PlaywrightCrawler, for sites that render by script. */
import type { RequestQueue } from 'crawlee'
import { AppError } from '../model/error.ts'
import type { Drive } from './drive-http.ts'
import type { Guard } from './guard.ts'
import { fetchFailed } from './outcome.ts'
import type { WebFetch } from './recipe.ts'
import { createRequestList } from './request-list.ts'
import type { Step } from './step.ts'

/** Which browser to start; without it Playwright's own Chromium is looked for. */
export interface BrowserChoice {
  readonly executablePath: string
  readonly args?: readonly string[] | undefined
}

/** Pictures and media are not read; leaving them out is politer. */
const SKIPPED = new Set(['image', 'media', 'font'])

/**
 * As driveHttp, over GET pages. Every address the page asks for goes through the guard, so that a script cannot reach a
 * private host. Throws AppError `crawl.browser-missing` where no browser can be started.
 */
export async function driveBrowser(
  drive: Drive,
  options: { fetch: WebFetch; guard: Guard; userAgent: string; browser?: BrowserChoice | undefined },
): Promise<void> {
  const { Configuration, PlaywrightCrawler, Log, LogLevel, Request, NonRetryableError } = await import('crawlee')
  const { chromium } = await import('playwright')
  const executablePath = options.browser?.executablePath ?? chromium.executablePath()
  const { existsSync } = await import('node:fs')
  if (!executablePath || !existsSync(executablePath))
    throw new AppError(
      'crawl.browser-missing',
      'This source needs a browser and none is installed; run: npx playwright install chromium',
      { details: { path: executablePath } },
    )
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
  const { waitFor, clickMore, maxClicks } = options.fetch.browser ?? { maxClicks: 0 }
  const errors = new Map<string, unknown>()
  let bug: unknown
  const crawler = new PlaywrightCrawler(
    {
      // Crawlee checks a queue by its methods; `requestManager` is refused by its HTTP and browser crawlers (3.18).
      requestQueue: list as unknown as RequestQueue,
      launchContext: {
        launcher: chromium,
        launchOptions: { executablePath, args: [...(options.browser?.args ?? [])], headless: true },
        userAgent: options.userAgent,
      },
      browserPoolOptions: { useFingerprints: false },
      useSessionPool: false,
      persistCookiesPerSession: false,
      maxRequestRetries: 1,
      minConcurrency: 1,
      maxConcurrency: 1,
      navigationTimeoutSecs: drive.timeoutMs / 1000,
      requestHandlerTimeoutSecs: drive.timeoutMs / 1000 + maxClicks * 10 + 60,
      autoscaledPoolOptions: { maybeRunIntervalSecs: 0.05, loggingIntervalSecs: null },
      log: new Log({ level: LogLevel.OFF }),
      statusMessageLoggingInterval: 3600,
      preNavigationHooks: [
        async ({ request, page }) => {
          await page.route('**/*', async (route) => {
            const asked = route.request()
            try {
              options.guard.check(new URL(asked.url()))
            } catch (error) {
              if (!(error instanceof AppError)) throw error
              await route.abort('blockedbyclient')
              return
            }
            if (SKIPPED.has(asked.resourceType())) await route.abort()
            else await route.continue()
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
          if (step.kind === 'list' && waitFor !== undefined)
            await page
              .waitForSelector(waitFor, { timeout: drive.timeoutMs, state: 'attached' })
              .catch((error: unknown) => {
                // The interpreter says what is there instead: a wall, an empty list or a changed shape.
                if (!(error instanceof Error) || error.name !== 'TimeoutError') throw error
              })
          if (step.kind === 'list' && clickMore !== undefined) {
            for (let i = 0; i < maxClicks; i++) {
              const button = page.locator(clickMore).first()
              if (!(await button.isVisible())) break
              const before = (await page.content()).length
              await button.click({ timeout: 5000 })
              await page.waitForLoadState('networkidle', { timeout: 10_000 })
              if ((await page.content()).length === before) break
            }
          }
          const next = await drive.handle(
            step,
            { url: page.url(), status: response?.status() ?? 0, contentType: 'text/html', text: await page.content() },
            {},
          )
          if (!drive.signal.aborted) await list.addRequestsBatched(next.map(source) as never)
        } catch (error) {
          errors.set(request.uniqueKey, error)
          if (error instanceof AppError && error.retry === 'backoff') throw error
          throw new NonRetryableError('given up')
        }
      },
      failedRequestHandler({ request }, thrown) {
        const known = errors.get(request.uniqueKey) ?? thrown
        const error =
          known instanceof AppError || !/net::|Timeout|Navigation|navigation/.test(String((known as Error).message))
            ? known
            : fetchFailed('network', `${request.url}: ${(known as Error).message.split('\n')[0]}`, 'backoff', known)
        if (drive.signal.aborted) list.clear()
        else if (!(error instanceof AppError)) {
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
