/** What only a queue shared by processes can go through: kills, a Redis that forgets, a drain. */
import { type ChildProcess, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, it } from 'vitest'
import { AppError } from '../../model/error.ts'
import { JOB_STATES, type Jobs } from '../../pipeline/jobs/jobs.ts'
import { createBullJobs } from '../../pipeline/jobs/jobs-bull.ts'
import { forgetKeys, LOCK_MS, REDIS, REDIS_URL } from './jobs-backends.ts'

const CHILD = fileURLToPath(new URL('./job-child.ts', import.meta.url))
const url = REDIS_URL as string

describe.skipIf(!REDIS)('jobs on Redis', () => {
  const prefix = `lanting-test:${randomUUID().slice(0, 8)}`
  const opened: Jobs[] = []
  const children: ChildProcess[] = []
  const open = (): Jobs => {
    const jobs = createBullJobs({ url, prefix, lockMs: LOCK_MS, onError: () => undefined })
    opened.push(jobs)
    return jobs
  }
  /** A child and a way to wait for its next line. */
  const start = (workMs: number) => {
    const child = spawn(process.execPath, [
      '--disable-warning=ExperimentalWarning',
      CHILD,
      url,
      prefix,
      String(LOCK_MS),
      String(workMs),
    ])
    children.push(child)
    child.stderr.pipe(process.stderr)
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
    return { child, line: async (): Promise<string> => (await lines.next()).value ?? '' }
  }
  afterEach(async () => {
    for (const child of children.splice(0)) child.kill('SIGKILL')
    await Promise.all(opened.splice(0).map((jobs) => jobs.close()))
    await forgetKeys(prefix)
  })

  it('gives the job of a killed process to another', async () => {
    const jobs = open()
    await jobs.add('screen', [{ id: 'a', ids: ['1'] }])
    const { child, line } = start(0)
    expect(await line()).toBe('begun a')
    child.kill('SIGKILL')
    await once(child, 'exit')
    expect((await jobs.list('screen', ['active'], 9)).map((j) => j.id)).toEqual(['a'])
    const taken = await new Promise<readonly string[]>((resolve) =>
      open().work('screen', 1, async ({ ids }) => resolve(ids)),
    )
    expect(taken).toEqual(['1'])
  })

  it('gives up a job that ends its process every time, and says so', async () => {
    const jobs = open()
    await jobs.add('screen', [{ id: 'killer', ids: ['1'] }])
    for (let times = 0; times < 3; times++) {
      const { child, line } = start(0)
      expect(await line()).toBe('begun killer')
      child.kill('SIGKILL')
      await once(child, 'exit')
    }
    open().work('screen', 1, async () => undefined)
    await expect.poll(() => jobs.list('screen', ['failed'], 9), { timeout: 20_000 }).toHaveLength(1)
    expect((await jobs.list('screen', ['failed'], 9))[0]?.reason).toMatchObject({ code: 'job.stalled' })
  }, 60_000)

  it('lets a process that is asked to stop finish its job, and leaves the next one', async () => {
    const jobs = open()
    await jobs.add('screen', [
      { id: 'a', ids: ['1'] },
      { id: 'b', ids: ['2'] },
    ])
    const { child, line } = start(500)
    expect(await line()).toBe('begun a')
    child.kill('SIGTERM')
    expect(await line()).toBe('stopping')
    expect(await line()).toBe('done a')
    const [code] = (await once(child, 'exit')) as [number]
    expect(code).toBe(0)
    expect((await jobs.list('screen', JOB_STATES, 9)).map((j) => [j.id, j.state])).toEqual([['b', 'waiting']])
  })

  it('goes on sweeping after Redis forgot everything', async () => {
    const jobs = open()
    let sweeps = 0
    let swept: () => void = () => undefined
    const next = (): Promise<void> =>
      new Promise((resolve) => {
        swept = resolve
      })
    jobs.work('screen', 1, async () => {
      sweeps++
      swept()
    })
    const first = next()
    jobs.sweep('screen', 300)
    await first
    await forgetKeys(prefix)
    const before = sweeps
    await next()
    await next()
    expect(sweeps).toBeGreaterThan(before)
  })

  it('says in seconds that Redis does not answer, and can still be closed', async () => {
    const lost = createBullJobs({ url: 'redis://127.0.0.1:9', prefix, onError: () => undefined })
    const error = await lost.list('screen', JOB_STATES, 1).catch((e: unknown) => e)
    expect(error).toBeInstanceOf(AppError)
    expect(error).toMatchObject({ code: 'jobs.unreachable', details: { host: '127.0.0.1:9' } })
    await lost.close()
  }, 30_000)
})

/** A Redis that is up and answers every command it is given with one error, but those a client greets it with. */
async function refusing(words: (command: string) => string): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined)
    socket.on('data', (data) => {
      for (const [, command = ''] of data.toString().matchAll(/\*\d+\r\n\$\d+\r\n(\w+)/g)) socket.write(words(command))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `redis://:x@127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}

describe('what Redis itself answers', () => {
  const GREETING = /^(auth|info|select|client|hello)$/i
  const OOM = "-OOM command not allowed when used memory > 'maxmemory'.\r\n"
  it.each([
    ['jobs.denied', () => '-WRONGPASS invalid username-password pair or user is disabled.\r\n'],
    ['jobs.full', (command: string) => (GREETING.test(command) ? '+OK\r\n' : OOM)],
    // Of a transaction the answer to its end names no reason.
    [
      'jobs.full',
      (command: string) =>
        GREETING.test(command) || /^multi$/i.test(command)
          ? '+OK\r\n'
          : /^exec$/i.test(command)
            ? '-EXECABORT Transaction discarded because of previous errors.\r\n'
            : OOM,
    ],
    [
      'jobs.unreachable',
      (command: string) => (GREETING.test(command) ? '+OK\r\n' : '-LOADING Redis is loading the dataset in memory\r\n'),
    ],
  ])('is %s', async (code, words) => {
    const server = await refusing(words)
    const errors: unknown[] = []
    const jobs = createBullJobs({ url: server.url, prefix: 'x', onError: (_, error) => errors.push(error) })
    await expect(jobs.add('screen', [{ id: 'a', ids: ['1'] }])).rejects.toMatchObject({ code, retry: 'backoff' })
    jobs.sweep('screen', 60_000)
    await expect.poll(() => errors.at(-1)).toMatchObject({ code })
    expect(errors.every((error) => error instanceof AppError)).toBe(true)
    await Promise.race([jobs.close().catch(() => undefined), new Promise((go) => setTimeout(go, 500))])
    void server.close()
  })
})
