/** Why a look at a source failed, as errors whose code tells the outcome apart. */
import { AppError, type Retry } from '../model/error.ts'
import type { FetchOutcome } from '../model/words.ts'

export const blocked = (why: string, retry: Retry = 'later'): AppError =>
  new AppError('crawl.blocked', why, { retry, details: { why } })
export const changedShape = (why: string): AppError =>
  new AppError('crawl.changed-shape', why, { retry: 'never', details: { why } })
export const fetchFailed = (code: string, why: string, retry: Retry = 'backoff', cause?: unknown): AppError =>
  new AppError(`crawl.${code}`, why, { retry, details: { why }, ...(cause === undefined ? {} : { cause }) })

/** What our own stores and keys say: none of it is the fault of the source that was just read. */
export const isOurs = (error: unknown): error is AppError =>
  error instanceof AppError && /^(store|inbox|keys|vault)\./.test(error.code)

/** A bug of ours on what one source says, by its kind and place: its words may quote the page. */
export function bugIn(error: unknown): AppError {
  const { name = 'unknown', stack = '' } = error instanceof Error ? error : {}
  const place = /[\w-]+\.[jt]s:\d+/.exec(stack)?.[0]
  return fetchFailed('internal', [name, place].filter(Boolean).join(' '), 'backoff', error)
}

const DEFERRED = new Set(['crawl.resting', 'crawl.hours', 'crawl.budget'])
/** Not now, by our own rules of politeness: no failure of the source, and the next look goes on. */
export const isDeferred = (error: AppError | undefined): boolean => error !== undefined && DEFERRED.has(error.code)

/** The outcome an error means: robots and refusals are blocked, a shape is a shape, everything else failed. */
export function outcomeOf(error: AppError): Extract<FetchOutcome, 'blocked' | 'changed-shape' | 'failed'> {
  if (error.code === 'crawl.blocked' || error.code === 'crawl.robots') return 'blocked'
  return error.code === 'crawl.changed-shape' ? 'changed-shape' : 'failed'
}
