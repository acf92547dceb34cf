/** Sends what the outbox holds: at least once, marked only after the receiver's 2xx, dead after the last attempt. */
import { AppError } from '../model/error.ts'
import type { OutboxRow, Records } from '../model/ports.ts'
import type { Clock } from '../model/time.ts'
import { openBody } from './open-words.ts'
import { type Answer, type Endpoint, post as httpPost, type Post, signedHeaders } from './webhook.ts'

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE

/** Whether no later try can do better until somebody mends the endpoint in the config. */
export const needsMending = (lastError: string): boolean =>
  ['address.private', 'webhook.secret', 'webhook.url'].includes(lastError)

/** Wait before each attempt (INTERFACES, the schedule of Standard Webhooks); the first is at once. */
export const RETRY_DELAYS_MS: readonly number[] = [
  ...[0, 5 * SECOND, 5 * MINUTE, 30 * MINUTE],
  ...[2, 5, 10, 14, 20, 24].map((hours) => hours * HOUR),
]
const TIMEOUT_MS = 15 * SECOND
/** Up to this share is added to a wait, so that receivers coming back are not hit by all at once. */
const JITTER = 0.1
/** A receiver may put us off, but not for ever. */
const LONGEST_WAIT_MS = 7 * 24 * HOUR
/** Attempts after which even a receiver that keeps saying "later" is given up. */
const MOST_PUT_OFFS = 50
/** Rows of one endpoint in one call. */
const BATCH = 500

export interface DeliverOptions {
  readonly records: Pick<Records, 'outbox' | 'cases' | 'issues' | 'posts'>
  readonly endpoints: readonly Endpoint[]
  readonly clock: Clock
  readonly post?: Post | undefined
  /** 0 ≤ x < 1. */
  readonly random?: (() => number) | undefined
  readonly timeoutMs?: number | undefined
  /** No request begins later than this after the call; default: all go. */
  readonly forMs?: number | undefined
  /** Aborted: the requests in hand are finished, nothing new begins. */
  readonly signal?: AbortSignal | undefined
}

export interface DeliverResult {
  readonly sent: number
  /** Failed and to be tried again. */
  readonly failed: number
  /** Those of `failed` that cannot arrive before the config is mended. */
  readonly faulty: number
  readonly dead: number
  /**
   * Left for the next call because their endpoint did not answer this time, what was told of their matter before was not taken, or
   * the call's time was up; no attempt counted.
   */
  readonly waiting: number
}

interface Verdict {
  /** Undefined: accepted. */
  readonly error?: string
  readonly nextAt?: string | null
  /** Nobody answered there: not worth asking again in this call. */
  readonly unreachable?: boolean
}

/**
 * Delivers every row that is due, endpoints side by side; of one matter each endpoint hears in order, of others though one row fails.
 * What has been closed to view since is not told: such a row is dead (`route.closed`) or goes without the words. Errors recorded in
 * the rows hold status or code only: no URL, no body, no secret. Errors of the store pass through.
 */
export async function deliverDue(options: DeliverOptions): Promise<DeliverResult> {
  const { clock } = options
  const { outbox } = options.records
  const rows = await outbox.due(clock.now().toISOString(), BATCH)
  const byName = new Map(options.endpoints.map((endpoint) => [endpoint.name, endpoint]))
  const queues = Map.groupBy(rows, (row) => row.endpoint)
  const until = clock.now().getTime() + (options.forMs ?? Number.POSITIVE_INFINITY)
  const parts = await Promise.all([...queues].map(([name, queue]) => drain(byName.get(name), queue, until, options)))
  const sum = (key: keyof DeliverResult): number => parts.reduce((total, part) => total + part[key], 0)
  return { sent: sum('sent'), failed: sum('failed'), faulty: sum('faulty'), dead: sum('dead'), waiting: sum('waiting') }
}

async function drain(
  endpoint: Endpoint | undefined,
  queue: readonly OutboxRow[],
  until: number,
  options: DeliverOptions,
): Promise<DeliverResult> {
  const { records, clock } = options
  const { outbox } = records
  const count = { sent: 0, failed: 0, faulty: 0, dead: 0, waiting: 0 }
  let unreachable = false
  /** Matters of which something was not taken: what came after it waits. */
  const refused = new Set<string>()
  for (const row of queue) {
    const late = clock.now().getTime() > until || options.signal?.aborted
    if (late || unreachable || refused.has(row.subject)) {
      count.waiting++
      continue
    }
    const body = await openBody(records, row.body)
    let verdict: Verdict
    if (body === undefined) verdict = { error: 'route.closed', nextAt: null }
    else if (endpoint) verdict = await attempt(endpoint, { ...row, body }, options)
    // Its name left the config; put it back and retry by hand.
    else verdict = { error: 'endpoint.unknown', nextAt: null }
    const at = clock.now().toISOString()
    if (verdict.error === undefined) {
      await outbox.sent(row.id, at)
      count.sent++
      continue
    }
    const nextAt = verdict.nextAt ?? null
    await outbox.failed(row.id, verdict.error, nextAt, at)
    if (nextAt === null) count.dead++
    else {
      count.failed++
      refused.add(row.subject)
    }
    if (nextAt !== null && needsMending(verdict.error)) count.faulty++
    unreachable = verdict.unreachable ?? false
  }
  return count
}

async function attempt(endpoint: Endpoint, row: OutboxRow, options: DeliverOptions): Promise<Verdict> {
  const { clock, post = httpPost, random = Math.random, timeoutMs = TIMEOUT_MS } = options
  let answer: Answer
  try {
    const headers = {
      'content-type': 'application/cloudevents+json; charset=utf-8',
      'user-agent': 'Lanting',
      ...signedHeaders(endpoint, row.id, clock.now(), row.body),
    }
    const { url, allowPrivate = false } = endpoint
    answer = await post({ url, headers, body: row.body, allowPrivate, timeoutMs })
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    const reason = error.details.reason
    const said = reason === undefined ? error.code : `${error.code} ${reason}`
    return { error: said, nextAt: scheduled(row, clock.now(), random), unreachable: true }
  }
  return judge(row, answer, clock.now(), random)
}

/** What an answer means: 2xx accepted, 410 stop for good, Retry-After obeyed, all else by the schedule. */
export function judge(row: OutboxRow, answer: Answer, now: Date, random: () => number): Verdict {
  const { status } = answer
  if (status >= 200 && status < 300) return {}
  const error = `HTTP ${status}`
  if (status === 410) return { error, nextAt: null }
  const asked = status === 429 || status === 503 ? waitAsked(answer.retryAfter, now) : undefined
  const planned = scheduled(row, now, random)
  const unreachable = status === 429 || status === 503
  if (asked === undefined) return { error, nextAt: planned, unreachable }
  // Being put off is no refusal, so the schedule's end does not kill the row.
  if (planned === null && row.attempts >= MOST_PUT_OFFS) return { error, nextAt: null }
  const wait = Math.min(asked, LONGEST_WAIT_MS) * (1 + JITTER * random())
  return { error, nextAt: new Date(now.getTime() + wait).toISOString(), unreachable }
}

/** When the row's next attempt is; null after the last. */
function scheduled(row: OutboxRow, now: Date, random: () => number): string | null {
  const delay = RETRY_DELAYS_MS[row.attempts + 1]
  return delay === undefined ? null : new Date(now.getTime() + delay * (1 + JITTER * random())).toISOString()
}

/** Milliseconds asked for by Retry-After: seconds or an HTTP date. Undefined when absent or unreadable. */
function waitAsked(header: string | undefined, now: Date): number | undefined {
  if (header === undefined) return undefined
  if (/^\s*\d{1,9}\s*$/.test(header)) return Number(header) * SECOND
  const date = Date.parse(header)
  return Number.isNaN(date) ? undefined : Math.max(0, date - now.getTime())
}
