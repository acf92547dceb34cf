/** Drives the steps of one look over HTTP with Crawlee's HttpCrawler. */
import type { RequestQueue } from 'crawlee'
import { AppError } from '../model/error.ts'
import type { Page } from './document.ts'
import { crawleeClient, type HttpClient } from './http-client.ts'
import { isOurs } from './outcome.ts'
import { createRequestList } from './request-list.ts'
import type { Step } from './step.ts'

export interface Drive {
  /** The first steps; more come from `handle`. */
  readonly steps: readonly Step[]
  readonly concurrency: number
  readonly timeoutMs: number
  /** Largest page, characters; the HTTP client bounds bytes itself. */
  readonly maxBytes: number
  readonly charset?: string | undefined
  readonly signal: AbortSignal
  /** Called before each request: robots, pace. Its AppErrors count as the step's. */
  readonly before: (step: Step) => Promise<void>
  /** Called for each further address that a redirect leads to: robots and budget of that host. */
  readonly allow: (url: URL) => Promise<void>
  /** Headers beyond the step's own (If-None-Match). */
  readonly extraHeaders: (step: Step) => Record<string, string>
  /** Reads an answer; returns what to ask next. Its AppErrors with retry `backoff` are tried again. */
  readonly handle: (step: Step, page: Page, headers: Readonly<Record<string, string>>) => Promise<readonly Step[]>
  /** A step given up, with its error. Returning true ends the look. */
  readonly failed: (step: Step, error: AppError) => boolean
  /** Waits before the n-th retry. */
  readonly backOff: (retry: number) => Promise<void>
}

const RETRIES = 2

/** Resolves when every step is done, given up or dropped. Unexpected errors (bugs) are thrown. */
export async function driveHttp(client: HttpClient, drive: Drive): Promise<void> {
  const { Configuration, HttpCrawler, Log, LogLevel, Request, NonRetryableError } = await import('crawlee')
  const configuration = new Configuration({
    persistStorage: false,
    purgeOnStart: false,
    persistStateIntervalMillis: 3_600_000,
    systemInfoIntervalMillis: 60_000,
    systemInfoV2: true,
  })
  const stepOf = (request: { userData: Record<string, unknown> }): Step => request.userData.step as Step
  let serial = 0
  const source = (step: Step) => ({
    url: step.url,
    method: step.method,
    headers: { ...step.headers, ...drive.extraHeaders(step) },
    ...(step.body === undefined ? {} : { payload: step.body }),
    uniqueKey: `${serial++}`,
    userData: { step },
  })
  const list = createRequestList((x) => new Request(x as ConstructorParameters<typeof Request>[0]))
  let bug: unknown
  const errors = new Map<string, unknown>()
  const crawler = new HttpCrawler(
    {
      // Crawlee checks a queue by its methods; `requestManager` is refused by its HTTP and browser crawlers (3.18).
      requestQueue: list as unknown as RequestQueue,
      httpClient: crawleeClient(
        client,
        (request) => ({
          url: String(request.url),
          method: request.method,
          headers: Object.fromEntries(
            Object.entries(request.headers ?? {}).map(([k, v]) => [k.toLowerCase(), String(v)]),
          ),
          body: request.body === undefined || request.body === '' ? undefined : String(request.body),
          charset: drive.charset,
          allow: drive.allow,
        }),
        drive.signal,
      ),
      additionalMimeTypes: ['*/*'],
      ignoreHttpErrorStatusCodes: Array.from({ length: 100 }, (_, i) => 500 + i),
      useSessionPool: false,
      maxRequestRetries: RETRIES,
      minConcurrency: drive.concurrency,
      maxConcurrency: drive.concurrency,
      autoscaledPoolOptions: { maybeRunIntervalSecs: 0.02, loggingIntervalSecs: null },
      // Waiting for a slow host's turn is part of the work; the client itself bounds each answer.
      navigationTimeoutSecs: drive.timeoutMs / 1000 + 30,
      requestHandlerTimeoutSecs: 24 * 3600,
      log: new Log({ level: LogLevel.OFF }),
      statusMessageLoggingInterval: 3600,
      preNavigationHooks: [
        async ({ request }) => {
          if (drive.signal.aborted) throw new NonRetryableError('stopped')
          if (request.retryCount > 0) await drive.backOff(request.retryCount)
          await drive.before(stepOf(request)).catch((error: unknown) => {
            errors.set(request.uniqueKey, error)
            throw new NonRetryableError('before')
          })
        },
      ],
      async requestHandler({ request, body, response, contentType }) {
        errors.delete(request.uniqueKey)
        const page: Page = {
          url: response.url ?? request.url,
          status: response.statusCode ?? 0,
          contentType: contentType.type,
          text: body.toString('utf8'),
        }
        try {
          const next = await drive.handle(stepOf(request), page, response.headers as Record<string, string>)
          if (!drive.signal.aborted) await list.addRequestsBatched(next.map(source) as never)
        } catch (error) {
          errors.set(request.uniqueKey, error)
          if (error instanceof AppError && error.retry === 'backoff' && !isOurs(error)) throw error
          throw new NonRetryableError('given up')
        }
      },
      errorHandler({ request }, error) {
        if (error instanceof AppError && error.retry !== 'backoff') request.noRetry = true
      },
      failedRequestHandler({ request }, thrown) {
        const error = errors.get(request.uniqueKey) ?? thrown
        errors.delete(request.uniqueKey)
        if (drive.signal.aborted) {
          list.clear()
          return
        }
        if (!(error instanceof AppError) || isOurs(error)) {
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
