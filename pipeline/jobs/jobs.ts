/**
 * Jobs: what wakes the stages up. A job carries ids only and is short; the rows of Records are the truth, so a job may be
 * lost, repeated or run twice at once and nothing is lost or doubled. One contract (test/pipeline/jobs.test.ts) over
 * two adapters: in this process (jobs-local.ts), and Bull on Redis (jobs-bull.ts) for processes on any number of hosts.
 */
import { AppError, type Retry } from '../../model/error.ts'

export const QUEUES = ['crawl', 'screen', 'deliver'] as const
export type QueueName = (typeof QUEUES)[number]

export interface Job {
  /** Adding a job whose id is known (waiting, active, delayed or dead) changes nothing. */
  readonly id: string
  /** Of posts or sources. None: look in Records for what is to be done. */
  readonly ids: readonly string[]
}

/** The job that looks for work. */
export const SWEEP: Job = { id: 'sweep', ids: [] }

export const JOB_STATES = ['active', 'waiting', 'delayed', 'failed'] as const
export type JobState = (typeof JOB_STATES)[number]

/** Why a job failed: code and values, never the words of a post. */
export interface JobReason {
  readonly code: string
  readonly message: string
  readonly details: Readonly<Record<string, string | number>>
}

export interface JobReport extends Job {
  readonly queue: QueueName
  readonly state: JobState
  /** Failed attempts so far. */
  readonly attempts: number
  /** UTC: when it was added, or, if it is dead, when it died. */
  readonly since: string
  readonly reason: JobReason | undefined
}

export interface Jobs {
  add(queue: QueueName, jobs: readonly Job[]): Promise<void>
  /** Takes jobs of a queue, so many at once, until `close`. A handler that throws is judged by `retryDelay`. */
  work(queue: QueueName, concurrency: number, handler: (job: Job) => Promise<void>): void
  /** Adds SWEEP now and every so often, once for all processes, until `close`; a failed sweep is not tried again. */
  sweep(queue: QueueName, everyMs: number): void
  /** Jobs in these states, oldest first, at most `limit` of each; sweeps are left out. */
  list(queue: QueueName, states: readonly JobState[], limit: number): Promise<JobReport[]>
  /** A dead job starts anew; false when there is no dead job of this id. */
  retry(queue: QueueName, id: string): Promise<boolean>
  /** Forgets a dead job. */
  remove(queue: QueueName, id: string): Promise<void>
  /** Takes nothing more, waits for the jobs in hand. */
  close(): Promise<void>
}

/** What both adapters are made with. */
export interface JobsOptions {
  /** ms until the next attempt after so many failed ones (from 1); undefined: dead. */
  readonly retryDelay?: typeof retryDelay | undefined
  /** Told of every failed attempt, and of the engine's own failures. */
  readonly onError: (queue: QueueName, error: unknown) => void
}

const FIRST_WAIT_MS = 1000
const LONGEST_WAIT_MS = 60_000
/** Attempts of a job that fails by itself: a fault of ours, or a post that no stage can read. */
const MOST_ATTEMPTS = 3

/**
 * What a failed job deserves. A server that is away or full is no fault of the job: it waits, longer and longer up to a
 * minute, until it comes through. What is wrong with the job itself is tried three times (`never`: once) and then dead.
 */
export function retryDelay(error: unknown, attempts: number): number | undefined {
  const wait = Math.min(FIRST_WAIT_MS * 2 ** (attempts - 1), LONGEST_WAIT_MS)
  const retry: Retry | undefined = error instanceof AppError ? error.retry : undefined
  if (retry === 'never') return undefined
  return retry !== undefined || attempts < MOST_ATTEMPTS ? wait : undefined
}

const LONGEST_MESSAGE = 200
/** Parsers and databases quote what they choke on, which may be a post's words or somebody's number. */
const QUOTED = /[^\x20-\x7e]+|\d{5,}/g

/** What is kept of an error beside a dead job. Our own messages name things; others are kept without what they quote. */
export function reasonOf(error: unknown): JobReason {
  if (error instanceof AppError)
    return { code: error.code, message: error.message.slice(0, LONGEST_MESSAGE), details: error.details }
  const message = error instanceof Error ? error.message : String(error)
  return { code: 'internal', message: message.replace(QUOTED, '…').slice(0, LONGEST_MESSAGE), details: {} }
}
