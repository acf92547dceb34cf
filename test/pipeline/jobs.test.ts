import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { AppError } from '../../model/error.ts'
import {
  JOB_STATES,
  type Job,
  type JobState,
  type Jobs,
  type JobsOptions,
  retryDelay,
} from '../../pipeline/jobs/jobs.ts'
import { JOBS_BACKENDS, type JobsSite } from './jobs-backends.ts'

const job = (id: string, ids: readonly string[] = [`post-${id}`]): Job => ({ id, ids })

/** A promise and what settles it: tests wait for events, not for time. */
const gate = () => Promise.withResolvers<void>()

for (const backend of JOBS_BACKENDS)
  describe(`jobs: ${backend.name}`, () => {
    let site: JobsSite
    const opened: Jobs[] = []
    const open = (options?: Partial<JobsOptions>): Jobs => {
      const jobs = site.open(options)
      opened.push(jobs)
      return jobs
    }
    beforeEach(async () => {
      site = await backend.create()
    })
    afterEach(async () => {
      await Promise.all(opened.splice(0).map((jobs) => jobs.close()))
      await site.destroy()
    })
    const idsIn = async (jobs: Jobs, ...states: JobState[]): Promise<string[]> =>
      (await jobs.list('screen', states, 100)).map((j) => j.id)

    /** Resolves once `count` jobs have gone through the handler. */
    const takeAll = (jobs: Jobs, count: number, concurrency = 1): Promise<Job[]> =>
      new Promise((resolve) => {
        const taken: Job[] = []
        jobs.work('screen', concurrency, async (one) => {
          taken.push(one)
          if (taken.length === count) resolve(taken)
        })
      })

    it('hands each job with its ids to the handler, once, oldest first', async () => {
      const jobs = open()
      await jobs.add('screen', [job('a', ['1', '2']), job('b'), job('c')])
      expect(await idsIn(jobs, 'waiting')).toEqual(['a', 'b', 'c'])
      const taken = await takeAll(jobs, 3)
      expect(taken).toEqual([job('a', ['1', '2']), job('b'), job('c')])
      await jobs.close()
    })

    it('knows a job by its id: adding it again changes nothing until it is done', async () => {
      const jobs = open()
      await jobs.add('screen', [job('a', ['1'])])
      await jobs.add('screen', [job('a', ['2']), job('b')])
      const list = await jobs.list('screen', ['waiting'], 100)
      expect(list.map((j) => [j.id, j.ids, j.state, j.attempts])).toEqual([
        ['a', ['1'], 'waiting', 0],
        ['b', ['post-b'], 'waiting', 0],
      ])
      expect(await jobs.list('crawl', JOB_STATES, 100)).toEqual([])
    })

    it('takes as many at once as it may', async () => {
      const jobs = open()
      const both = gate()
      const go = gate()
      let running = 0
      let most = 0
      jobs.work('screen', 2, async () => {
        most = Math.max(most, ++running)
        if (running === 2) both.resolve()
        await go.promise
        running--
      })
      await jobs.add('screen', [job('a'), job('b'), job('c')])
      await both.promise
      expect((await idsIn(jobs, 'active')).sort()).toEqual(['a', 'b'])
      go.resolve()
      await jobs.close()
      expect(most).toBe(2)
    })

    it('tries again what failed, and lists what is dead with its code and values', async () => {
      const errors: unknown[] = []
      const died = gate()
      const jobs = open({
        onError: (_, error) => {
          errors.push(error)
          if (errors.length === 3) died.resolve()
        },
      })
      const calls: string[] = []
      const fault = new AppError('store.busy', 'busy', { retry: 'backoff', details: { file: 'x' } })
      jobs.work('screen', 1, async ({ id }) => {
        calls.push(id)
        if (id === 'bad') throw fault
      })
      await jobs.add('screen', [job('bad'), job('good')])
      await died.promise
      await expect.poll(() => idsIn(jobs, 'failed')).toEqual(['bad'])
      expect(calls.filter((id) => id === 'bad')).toHaveLength(3)
      expect(calls).toContain('good')
      const [dead] = await jobs.list('screen', ['failed'], 10)
      expect(dead).toMatchObject({ ids: ['post-bad'], attempts: 3 })
      expect(dead?.reason).toEqual({ code: 'store.busy', message: 'busy', details: { file: 'x' } })
      expect(Date.now() - Date.parse(dead?.since ?? '')).toBeLessThan(60_000)
      expect(errors[0]).toBe(fault)
    })

    it('keeps a dead job dead until it is retried, then counts its attempts anew', async () => {
      const jobs = open()
      let heal = false
      let calls = 0
      const healed = gate()
      jobs.work('screen', 1, async () => {
        calls++
        if (!heal) throw new Error('broken')
        healed.resolve()
      })
      await jobs.add('screen', [job('bad')])
      await expect.poll(() => idsIn(jobs, 'failed')).toEqual(['bad'])
      await jobs.add('screen', [job('bad')])
      expect(await idsIn(jobs, 'failed')).toEqual(['bad'])
      expect(await jobs.retry('screen', 'unknown')).toBe(false)
      expect(await jobs.retry('screen', 'bad')).toBe(true)
      await expect.poll(() => calls).toBe(6)
      await expect.poll(() => idsIn(jobs, 'failed')).toEqual(['bad'])
      heal = true
      expect(await jobs.retry('screen', 'bad')).toBe(true)
      await healed.promise
      await expect.poll(() => idsIn(jobs, ...JOB_STATES)).toEqual([])
      expect(await jobs.retry('screen', 'bad')).toBe(false)
    })

    it('forgets a dead job when told to, and no other', async () => {
      const jobs = open()
      await jobs.add('screen', [job('waits')])
      await jobs.remove('screen', 'waits')
      expect(await idsIn(jobs, 'waiting')).toEqual(['waits'])
      jobs.work('screen', 1, async () => {
        throw new Error('broken')
      })
      await expect.poll(() => idsIn(jobs, 'failed')).toEqual(['waits'])
      await jobs.remove('screen', 'waits')
      expect(await idsIn(jobs, ...JOB_STATES)).toEqual([])
    })

    it('looks for work now and every so often, and lists no sweep', async () => {
      const jobs = open()
      const third = gate()
      let sweeps = 0
      jobs.work('screen', 1, async ({ ids }) => {
        expect(ids).toEqual([])
        if (++sweeps === 3) third.resolve()
        // A sweep that fails is gone; the next one comes all the same.
        throw new Error('broken')
      })
      jobs.sweep('screen', 100)
      await third.promise
      expect(await idsIn(jobs, ...JOB_STATES)).toEqual([])
    })

    it('finishes the job in hand when closed, and takes no other', async () => {
      const jobs = open()
      const begun = gate()
      const go = gate()
      const done: string[] = []
      jobs.work('screen', 1, async ({ id }) => {
        begun.resolve()
        await go.promise
        done.push(id)
      })
      await jobs.add('screen', [job('a'), job('b')])
      await begun.promise
      const closed = jobs.close()
      go.resolve()
      await closed
      expect(done).toEqual(['a'])
      if (backend.shared) expect(await idsIn(open(), 'waiting')).toEqual(['b'])
    })
  })

describe('what a failed job deserves', () => {
  it('waits for a server that is away as long as it takes, a minute at most between two attempts', () => {
    const away = new AppError('store.unreachable', '', { retry: 'backoff' })
    expect([1, 2, 3, 7, 100].map((n) => retryDelay(away, n))).toEqual([1000, 2000, 4000, 60_000, 60_000])
  })
  it('gives up at once what can never work, and a fault of its own after three attempts', () => {
    expect(retryDelay(new AppError('store.denied', ''), 1)).toBeUndefined()
    expect([1, 2, 3].map((n) => retryDelay(new Error(), n))).toEqual([1000, 2000, undefined])
  })
})
