/** Jobs on Bull and Redis: shared by every process of an installation. Redis is only a signal and may forget all of it. */
import Bull from 'bull'
import { AppError } from '../../model/error.ts'
import { type JobsCode, jobMessages } from '../../model/messages/jobs.ts'
import {
  type JobReason,
  type JobReport,
  type JobState,
  type Jobs,
  type JobsOptions,
  type QueueName,
  reasonOf,
  retryDelay,
  SWEEP,
} from './jobs.ts'

export interface BullJobsOptions extends JobsOptions {
  /** `redis://[:password@]host:port[/db]`. */
  readonly url: string
  /** Head of every key, so that two installations on one Redis never meet. */
  readonly prefix: string
  /** A job whose process is gone is given to another after this time; the event loop renews it at half. ms */
  readonly lockMs?: number | undefined
}

const LOCK_MS = 15_000
/** A job that ended its process so often is dead. */
const MOST_STALLS = 2
/** Bull counts attempts itself; when to stop is our strategy's to say. */
const UNBOUNDED = 1_000_000_000
const DEAD = -1
const ANSWER_MS = 5_000
const RECONNECT_MS = 2_000
const STALLED = 'job stalled more than allowable limit'

/**
 * What ioredis and Bull say of a server that is not there, and what Redis itself answers (redis.io/docs/latest/develop/reference/protocol-spec,
 * src/server.c `createSharedObjects`), by the code it means.
 */
const MEANINGS: readonly (readonly [JobsCode, RegExp])[] = [
  ['jobs.unreachable', /^E[A-Z]+$|MaxRetriesPerRequest|Connection is closed|NR_CLOSED/],
  // It starts up, is a replica, or is busy with a script.
  ['jobs.unreachable', /^(LOADING|READONLY|MASTERDOWN|CLUSTERDOWN|BUSY) /],
  ['jobs.denied', /^(WRONGPASS|NOAUTH|NOPERM|ERR (invalid password|.*\bAUTH\b))/],
  ['jobs.full', /^OOM /],
  // Emptied while a job was in hand.
  ['jobs.forgotten', /^Missing (key|lock) for job/],
]

function meaningOf(error: unknown): JobsCode | undefined {
  const { code, name, message, previousErrors } = (error ?? {}) as Partial<NodeJS.ErrnoException> & {
    previousErrors?: readonly unknown[]
  }
  const said = [code, name, message].filter((text) => text !== undefined)
  const known = MEANINGS.find(([, words]) => said.some((text) => words.test(text)))?.[0]
  // A transaction says only that one of its commands was refused.
  return (
    known ??
    previousErrors
      ?.filter((one) => one !== error)
      .map(meaningOf)
      .find((one) => one !== undefined)
  )
}

interface Data {
  readonly ids: readonly string[]
}

/** The error as Bull keeps it: its message is the reason as JSON, its cause what the strategy judges. */
const carried = (error: unknown): Error => new Error(JSON.stringify(reasonOf(error)), { cause: error })

function readReason(text: string | undefined | null): JobReason | undefined {
  if (!text) return undefined
  if (text === STALLED) return { code: 'job.stalled', message: text, details: { times: MOST_STALLS + 1 } }
  try {
    return JSON.parse(text) as JobReason
  } catch {
    // Bull's own words, of a job that never came to a handler.
    return { code: 'internal', message: text, details: {} }
  }
}

/** Opens nothing until first used; a Redis that is away is waited for. Throws `jobs.*` of model/messages/jobs.ts. */
export function createBullJobs(options: BullJobsOptions): Jobs {
  const { url, prefix, onError } = options
  const lockMs = options.lockMs ?? LOCK_MS
  const delayOf = options.retryDelay ?? retryDelay
  const queues = new Map<QueueName, Bull.Queue<Data>>()
  const timers: NodeJS.Timeout[] = []
  const queueOf = (name: QueueName): Bull.Queue<Data> => {
    const known = queues.get(name)
    if (known) return known
    const queue = new Bull<Data>(name, url, {
      prefix,
      redis: { retryStrategy: (times) => Math.min(100 * times, RECONNECT_MS) },
      settings: {
        lockDuration: lockMs,
        stalledInterval: Math.ceil(lockMs / 3),
        maxStalledCount: MOST_STALLS,
        retryProcessDelay: 1000,
        backoffStrategies: { ours: (attempts, error) => delayOf(error.cause, attempts) ?? DEAD },
      },
      defaultJobOptions: {
        attempts: UNBOUNDED,
        backoff: { type: 'ours' },
        removeOnComplete: true,
        stackTraceLimit: 1,
      },
    })
    queue.on('error', (error) => onError(name, told(error)))
    queues.set(name, queue)
    return queue
  }
  const host = URL.parse(url)?.host ?? 'redis'
  const failed = (code: JobsCode, cause: unknown): AppError =>
    new AppError(code, jobMessages.failed[code].en(host), { cause, retry: 'backoff', details: { host } })
  /** What Redis and its client say, as an error of ours where we know what it means. */
  const told = (error: unknown): unknown => {
    const code = error instanceof AppError ? undefined : meaningOf(error)
    return code === undefined ? error : failed(code, error)
  }
  const guarded = <T>(work: Promise<T>): Promise<T> =>
    work.catch((error: unknown) => {
      throw told(error)
    })
  /** For what a person waits for. */
  const answered = async <T>(work: Promise<T>): Promise<T> => {
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(failed('jobs.unreachable', undefined)), ANSWER_MS)
    })
    try {
      return await Promise.race([guarded(work), late])
    } finally {
      clearTimeout(timer)
    }
  }
  const add: Jobs['add'] = async (name, jobs) => {
    if (jobs.length === 0) return
    const bulk = jobs.map(({ id, ids }) => ({ data: { ids }, opts: { jobId: id, ...once(ids) } }))
    await guarded(queueOf(name).addBulk(bulk))
  }
  const deadJob = async (name: QueueName, id: string): Promise<Bull.Job<Data> | undefined> => {
    const job = await queueOf(name).getJob(id)
    return job && (await job.isFailed()) ? job : undefined
  }

  return {
    add,
    work(name, concurrency, handler) {
      const work = async ({ id, data }: Bull.Job<Data>): Promise<void> => {
        try {
          await handler({ id: String(id), ids: data.ids })
        } catch (error) {
          onError(name, error)
          throw carried(error)
        }
      }
      queueOf(name)
        .process(concurrency, work)
        .catch((error: unknown) => onError(name, told(error)))
    },
    sweep(name, everyMs) {
      const queue = queueOf(name)
      const repeat = { repeat: { every: everyMs }, jobId: SWEEP.id, ...once([]) }
      let adding = false
      // A Redis that lost everything lost the schedule too, so every process says it again.
      const schedule = (): void => {
        if (adding) return
        adding = true
        Promise.all([queue.add({ ids: [] }, repeat), add(name, [SWEEP])])
          .catch((error: unknown) => onError(name, told(error)))
          .finally(() => {
            adding = false
          })
      }
      timers.push(setInterval(schedule, Math.max(everyMs, lockMs / 2)))
      schedule()
    },
    list: (name, states, limit) =>
      answered(
        Promise.all(
          states.map(async (state) => {
            const jobs = await queueOf(name).getJobs([state], 0, limit - 1, true)
            return jobs.filter((job) => job && job.data.ids.length > 0).map((job) => toReport(name, state, job))
          }),
        ).then((parts) => parts.flat()),
      ),
    retry: (name, id) =>
      answered(
        deadJob(name, id).then(async (job) => {
          if (!job) return false
          // Anew rather than again, so that its attempts are counted from the start.
          await job.remove()
          await add(name, [{ id, ids: job.data.ids }])
          return true
        }),
      ),
    async remove(name, id) {
      await guarded(deadJob(name, id).then((job) => job?.remove()))
    },
    async close() {
      for (const timer of timers) clearInterval(timer)
      await Promise.all([...queues.values()].map((queue) => queue.close()))
    },
  }
}

/** A failed sweep leaves nothing behind: the next one does all it would have done. */
const once = (ids: readonly string[]): Bull.JobOptions => (ids.length > 0 ? {} : { attempts: 1, removeOnFail: true })

const toReport = (queue: QueueName, state: JobState, job: Bull.Job<Data>): JobReport => ({
  queue,
  state,
  id: String(job.id),
  ids: job.data.ids,
  attempts: job.attemptsMade,
  since: new Date((state === 'failed' ? job.finishedOn : undefined) ?? job.timestamp).toISOString(),
  reason: readReason(job.failedReason),
})
