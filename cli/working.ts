/** What a process of an installation does with the jobs, by its roles: the same for `run` and for any number of `worker`s. */
import { hostOf } from '../crawlers/plan.ts'
import { AppError } from '../model/error.ts'
import { cliMessages } from '../model/messages/cli.ts'
import { jobMessages as m } from '../model/messages/jobs.ts'
import { systemClock } from '../model/time.ts'
import { readStretch } from '../pipeline/intake/pressure.ts'
import { type Job, type Jobs, type QueueName, SWEEP } from '../pipeline/jobs/jobs.ts'
import { createWriter } from '../pipeline/jobs/writer.ts'
import { sweepPending } from '../pipeline/stages/screen-sweep.ts'
import type { App } from './app.ts'
import type { Context } from './context.ts'
import type { Crawling } from './crawling.ts'
import { writeTodaysDigest } from './digest.ts'
import { describeError } from './errors.ts'
import { createDeliver } from './outbound.ts'

/** What a process may take up: the jobs of a queue each, or `group`, the turn of the one writer, which has no queue. */
export const ROLES = ['crawl', 'screen', 'group', 'deliver'] as const satisfies readonly (QueueName | 'group')[]
export type Role = (typeof ROLES)[number]

export interface Work {
  /** Something was written that the stages should look at now. */
  wake(): void
  /** Ends when the signal comes and the work in hand is done; rejects when this process must not go on. */
  readonly done: Promise<void>
}

const SECOND = 1000
const SWEEP_MS = { crawl: 30 * SECOND, screen: 5 * SECOND, deliver: 5 * SECOND } as const
/** Hosts asked side by side by one process. */
const CRAWLS = 4
/**
 * Alone, a process reads and saves one batch while another is with the analysis thread. One of several takes a batch at a
 * time, so that a worker is about one core's load and as many workers as cores share them evenly.
 */
const SCREENS = { alone: 2, shared: 1 } as const
/** A dead crawl is forgotten after this time, so that its sources are not silent for good. */
const CRAWL_MOURNED_MS = 3600 * SECOND
const DIGEST_EVERY_MS = 60 * SECOND
/** A failure that goes on is said once in a while. */
const SAID_EVERY_MS = 60 * SECOND

/** Issues one job for each host with sources due. Under pressure from the index sources are looked at less often. */
async function sweepSources(app: App, crawling: Crawling, jobs: Jobs): Promise<void> {
  const now = systemClock.now()
  for (const job of await jobs.list('crawl', ['failed'], 1000))
    if (Date.parse(job.since) + CRAWL_MOURNED_MS < now.getTime()) await jobs.remove('crawl', job.id)
  const due = new Set(await crawling.crawler.due(await readStretch(app.records.meta, now)))
  const hosts = Map.groupBy(
    crawling.sources.filter(({ recipe }) => due.has(recipe.id)),
    // A job runs once at a time, so a host is never asked by two processes at once.
    ({ recipe }) => hostOf(recipe) ?? recipe.id,
  )
  await jobs.add(
    'crawl',
    [...hosts].map(([host, sources]): Job => ({ id: host, ids: sources.map(({ recipe }) => recipe.id) })),
  )
}

/** Says each kind of failure once a minute, and logs every one. */
export function createTeller(context: Context): (where: string, error: unknown) => void {
  const said = new Map<string, number>()
  return (where, error) => {
    const { code, text } = describeError(error, context.lang)
    context.log('jobs.failed', { where, code })
    const now = performance.now()
    if (now - (said.get(code) ?? -SAID_EVERY_MS) < SAID_EVERY_MS) return
    said.set(code, now)
    context.note(context.say(cliMessages.failed, code, text))
  }
}

/** Jobs for whoever goes on until it is stopped. A queue that refuses us ends it now: no waiting mends a setting. */
export async function openWorkingJobs(app: App, tell: (where: string, error: unknown) => void): Promise<Jobs> {
  const jobs = await app.openJobs(tell)
  try {
    await jobs.list('screen', ['failed'], 1)
  } catch (error) {
    if (error instanceof AppError && error.code === 'jobs.denied') {
      await jobs.close().catch(() => undefined)
      throw error
    }
    // One that is away is waited for; the work itself says so.
  }
  return jobs
}

/**
 * Takes up the roles until the context's signal: handlers for the queues, the writer's loop for `group`. Closes `jobs`.
 * `crawling` is needed for the role `crawl` alone.
 */
export function startWork(
  context: Context,
  app: App,
  jobs: Jobs,
  options: {
    roles: readonly Role[]
    crawling?: Crawling | undefined
    /** Several processes: wait for the writer lease instead of giving up. */
    standby: boolean
    tell: (where: string, error: unknown) => void
  },
): Work {
  const { signal, clock } = context
  const { roles, crawling, tell } = options
  const has = (role: Role): boolean => roles.includes(role)
  const look = (): void => {
    jobs.add('screen', [SWEEP]).catch((error: unknown) => tell('screen', error))
  }

  let saidState = ''
  let digestAt = 0
  const quiet = { clock, signal }
  const writer = createWriter({
    hold: app.stages.hold,
    release: app.stages.release,
    group: async () => {
      const done = await app.stages.group(quiet)
      if (done === 0 || performance.now() < digestAt) return done
      digestAt = performance.now() + DIGEST_EVERY_MS
      await writeTodaysDigest(context, app)
      return done
    },
    index: () => app.stages.index(quiet),
    standby: options.standby,
    onState: (state) => {
      const text = state === 'writing' ? context.say(m.writing) : context.say(m.standby, state.heldBy)
      if (options.standby && text !== saidState) context.note(text)
      saidState = text
    },
    onError: (error) => tell('group', error),
  })

  if (has('screen')) {
    jobs.work('screen', options.standby ? SCREENS.shared : SCREENS.alone, async ({ ids }) => {
      if (ids.length === 0) await sweepPending(app.records.posts, jobs)
      else if ((await app.stages.screenById(ids)) > 0) writer.wake()
    })
    jobs.sweep('screen', SWEEP_MS.screen)
  }
  if (has('crawl') && crawling) {
    jobs.work('crawl', CRAWLS, async ({ ids }) => {
      if (ids.length === 0) {
        if (await crawling.takeBundles()) look()
        return sweepSources(app, crawling, jobs)
      }
      await crawling.crawl(ids)
      look()
    })
    jobs.sweep('crawl', SWEEP_MS.crawl)
  }
  if (has('deliver')) {
    const deliver = createDeliver(context, app)
    jobs.work('deliver', 1, async () => {
      await deliver()
    })
    jobs.sweep('deliver', SWEEP_MS.deliver)
  }

  const ended = new AbortController()
  const stopped = new Promise<void>((resolve) => {
    const stop = AbortSignal.any([signal, ended.signal])
    if (stop.aborted) resolve()
    else stop.addEventListener('abort', () => resolve(), { once: true })
  })
  const writing = has('group') ? writer.run(signal).finally(() => ended.abort()) : undefined
  const done = (async () => {
    await stopped
    await Promise.allSettled([jobs.close(), writing])
    await writing
  })()
  return {
    done,
    wake() {
      if (has('screen')) look()
      writer.wake()
    },
  }
}
