/** Every real adapter of Jobs; the contract runs over each. */
import { randomUUID } from 'node:crypto'
import Bull from 'bull'
import type { Jobs, JobsOptions } from '../../pipeline/jobs/jobs.ts'
import { createBullJobs } from '../../pipeline/jobs/jobs-bull.ts'
import { createLocalJobs } from '../../pipeline/jobs/jobs-local.ts'
import { available } from '../requirements.ts'

export const REDIS_URL = process.env.REDIS_URL
export const REDIS = available('services', REDIS_URL !== undefined, 'REDIS_URL unset')

export interface JobsSite {
  /** Another process of the same installation, where the adapter has such a thing; else the same one again. */
  open(options?: Partial<JobsOptions>): Jobs
  destroy(): Promise<void>
}

export interface JobsBackend {
  readonly name: string
  /** Jobs outlive the process that added them. */
  readonly shared: boolean
  create(): Promise<JobsSite>
}

const quick: JobsOptions = { onError: () => undefined, retryDelay: (_, attempts) => (attempts < 3 ? 20 : undefined) }
/** How soon a job of a killed process is given to another. ms */
export const LOCK_MS = 1000

const local: JobsBackend = {
  name: 'in-process',
  shared: false,
  create: async () => ({
    open: (options = {}) => createLocalJobs({ now: () => new Date(), ...quick, ...options }),
    destroy: async () => undefined,
  }),
}

/** Removes every key under a head, as a Redis does that comes back empty. */
export async function forgetKeys(prefix: string, url = REDIS_URL as string): Promise<void> {
  const queue = new Bull('flush', url)
  const keys = await queue.client.keys(`${prefix}:*`)
  if (keys.length > 0) await queue.client.del(...keys)
  await queue.close()
}

const bull: JobsBackend = {
  name: 'bull',
  shared: true,
  create: async () => {
    const prefix = `lanting-test:${randomUUID().slice(0, 8)}`
    return {
      open: (options = {}) =>
        createBullJobs({ url: REDIS_URL as string, prefix, lockMs: LOCK_MS, ...quick, ...options }),
      destroy: () => forgetKeys(prefix),
    }
  },
}

export const JOBS_BACKENDS: readonly JobsBackend[] = REDIS ? [local, bull] : [local]
