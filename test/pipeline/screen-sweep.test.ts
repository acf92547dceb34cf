import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Records } from '../../model/ports.ts'
import { fixedClock } from '../../model/time.ts'
import { JOB_STATES, type JobState, type Jobs } from '../../pipeline/jobs/jobs.ts'
import { createLocalJobs } from '../../pipeline/jobs/jobs-local.ts'
import { screenById } from '../../pipeline/stages/screen-stage.ts'
import { sweepPending } from '../../pipeline/stages/screen-sweep.ts'
import { openRecords } from '../../store/records/open.ts'
import { makePost, makeScreening, NOW } from '../store/fixtures.ts'

const clock = fixedClock(NOW)

describe('the sweep of posts that wait to be screened', () => {
  let records: Records
  let jobs: Jobs
  /** A queue that holds nothing, as a new process or a Redis that forgot all. */
  const newQueue = (): Jobs =>
    createLocalJobs({ now: () => clock.now(), onError: () => undefined, retryDelay: () => undefined })
  const idsIn = async (states: readonly JobState[] = JOB_STATES): Promise<string[]> =>
    (await jobs.list('screen', states, 1000)).flatMap((job) => job.ids)
  const append = (count: number, head = 'p'): Promise<unknown> =>
    records.posts.append(
      Array.from({ length: count }, (_, i) => makePost(`${head}${i}`)),
      [],
      NOW,
    )
  /** Screens by the stage itself; posts named `poison` make it throw. */
  const work = (poison?: string): void =>
    jobs.work('screen', 1, async ({ ids }) => {
      await screenById(
        records,
        ids,
        async (batch) => {
          if (batch.some((post) => post.id === poison)) throw new Error('unreadable')
          return batch.map(() => makeScreening())
        },
        clock,
      )
    })
  const pending = async (): Promise<number> => (await records.posts.counts()).posts.pending

  beforeEach(async () => {
    records = await openRecords({ file: ':memory:', clock })
    jobs = newQueue()
  })
  afterEach(async () => {
    await jobs.close()
    await records.close()
  })

  it('issues each waiting post once, however often it looks', async () => {
    await append(450)
    expect(await sweepPending(records.posts, jobs)).toBe(3)
    expect(await sweepPending(records.posts, jobs)).toBe(0)
    await append(10, 'late')
    expect(await sweepPending(records.posts, jobs)).toBe(1)
    const ids = await idsIn()
    expect(ids).toHaveLength(460)
    expect(new Set(ids).size).toBe(460)
  })

  it('brings everything back after the queue forgot it', async () => {
    await append(450)
    await sweepPending(records.posts, jobs)
    await jobs.close()
    jobs = newQueue()
    expect(await sweepPending(records.posts, jobs)).toBe(3)
    work()
    await expect.poll(pending).toBe(0)
    expect(await sweepPending(records.posts, jobs)).toBe(0)
  })

  it('keeps the queue short and leaves the rest in Records', async () => {
    await append(70)
    const limits = { batch: 10, queued: 5 }
    expect(await sweepPending(records.posts, jobs, limits)).toBe(5)
    expect(await sweepPending(records.posts, jobs, limits)).toBe(0)
    work()
    await expect.poll(pending).toBe(20)
    expect(await sweepPending(records.posts, jobs, limits)).toBe(2)
    await expect.poll(pending).toBe(0)
  })

  it('takes a dead job apart: one post that cannot be read costs no other', async () => {
    await append(100)
    await sweepPending(records.posts, jobs)
    work('p42')
    await expect.poll(() => idsIn(['failed'])).toHaveLength(100)
    await sweepPending(records.posts, jobs)
    await expect.poll(pending).toBe(1)
    await expect.poll(() => idsIn(['failed'])).toEqual(['p42'])
    // It stays dead, and nothing else is held up by it.
    await append(5, 'next')
    await sweepPending(records.posts, jobs)
    await expect.poll(pending).toBe(1)
    expect(await idsIn(['failed'])).toEqual(['p42'])
  })

  it('forgets a dead job whose post no longer waits', async () => {
    await append(1)
    await sweepPending(records.posts, jobs)
    work('p0')
    await expect.poll(() => idsIn(['failed'])).toEqual(['p0'])
    await records.posts.saveScreenings([{ post: makePost('p0'), screening: makeScreening() }], NOW)
    await sweepPending(records.posts, jobs)
    expect(await idsIn()).toEqual([])
  })
})
