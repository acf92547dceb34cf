/** `lanting worker` and `lanting jobs` on a real Redis, over a data folder shared by several processes of one host. */
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { JobReport } from '../../pipeline/jobs/jobs.ts'
import { forgetKeys, REDIS, REDIS_URL } from '../pipeline/jobs-backends.ts'
import { freshFolder, jsonLines, lanting, start } from './program-run.ts'

interface Exported {
  readonly nativeId: string
  readonly disposition: string
  readonly issue: string | null
}

/** A database of its own: what these processes leave behind is removed at the end. */
const URL_OF_TESTS = `${REDIS_URL}/7`
const LETTERS = ['雁滩街道的暖气一直不热，请尽快处理。', '永登县城关镇停水两天了。', '西固区天鹅湖小区夜里施工太吵。']

describe.skipIf(!REDIS)('workers', () => {
  let cwd: string
  const running: ReturnType<typeof start>[] = []
  const configure = (more = ''): void =>
    writeFileSync(
      join(cwd, 'lanting.yaml'),
      `dataDir: ./data\nkeysDir: ./keys\nredis: ${URL_OF_TESTS}\nconsole: {port: 0}\ncrawl: {disabled: [zjj-lanzhou]}\n${more}`,
    )
  beforeEach(() => {
    cwd = freshFolder()
    configure()
  })
  afterEach(async () => {
    for (const { child, done } of running.splice(0)) {
      child.kill('SIGKILL')
      await done
    }
    rmSync(cwd, { recursive: true, force: true })
  })
  afterAll(() => forgetKeys('lanting', URL_OF_TESTS))
  /** A process of the program and a way to wait for its words on stderr. */
  const launch = (...args: string[]) => {
    const one = start(args, cwd)
    running.push(one)
    let err = ''
    one.child.stderr?.on('data', (part) => {
      err += part
    })
    const says = (words: string): Promise<void> => expect.poll(() => err, { timeout: 40_000 }).toContain(words)
    return { ...one, says }
  }
  const importLetters = async (letters: readonly string[]): Promise<void> => {
    const rows = letters.map((text) => JSON.stringify({ id: randomUUID(), text, postedAt: '2026-01-18' }))
    writeFileSync(join(cwd, 'in.jsonl'), rows.join('\n'))
    const { code, err } = await lanting(['import', 'in.jsonl'], cwd)
    expect({ code, err }).toMatchObject({ code: 0, err: expect.stringContaining('收件箱') })
  }
  const onRecords = (statement: string): void => {
    const records = new DatabaseSync(join(cwd, 'data/records.db'))
    records.exec(statement)
    records.close()
  }
  const exported = async (): Promise<Exported[]> => jsonLines<Exported>((await lanting(['export'], cwd)).out)
  const placed = async (): Promise<number> =>
    (await exported()).filter((post) => post.disposition === 'kept' && post.issue !== null).length

  it('takes what is imported beside it to its issues, and finishes what it has in hand when asked to stop', async () => {
    const worker = launch('worker')
    await worker.says('负责归并')
    await importLetters(LETTERS)
    await expect.poll(placed, { timeout: 40_000, interval: 500 }).toBe(3)
    expect(await lanting(['jobs'], cwd)).toMatchObject({
      code: 0,
      out: expect.stringContaining('研判  进行中 0  等待 0  等待重试 0  失败 0'),
    })
    worker.child.kill('SIGTERM')
    expect(await worker.done).toMatchObject({ code: 0, err: expect.stringContaining('已停止') })
  }, 120_000)

  it('stands by and takes over when the writer is killed', async () => {
    const first = launch('worker', '--queues', 'screen,group')
    await first.says('负责归并')
    const second = launch('worker', '--queues', 'screen,group')
    await second.says('待命')
    first.child.kill('SIGKILL')
    await once(first.child, 'exit')
    await second.says('负责归并')
    await importLetters(LETTERS)
    await expect.poll(placed, { timeout: 40_000, interval: 500 }).toBe(3)
  }, 120_000)

  it('lists what failed and why, and takes it up again once mended', async () => {
    const worker = launch('worker')
    await worker.says('负责归并')
    // Records that take no verdict, as on a disk that lets nothing be written.
    onRecords("create trigger no_verdict before insert on verdicts begin select raise(abort, 'no verdict today'); end")
    await importLetters(LETTERS.slice(0, 1))
    const failed = async (): Promise<JobReport[]> =>
      jsonLines<JobReport>((await lanting(['jobs', '--json'], cwd)).out).filter((job) => job.state === 'failed')
    await expect.poll(failed, { timeout: 60_000, interval: 500 }).toHaveLength(1)
    const listed = await lanting(['jobs'], cwd)
    expect(listed.out).toMatch(/研判 失败 +1 +3 /)
    expect(listed.out).toContain('待处理（还没有自动研判）的内容 1 条')
    expect(await lanting(['jobs', 'retry', 'nothing'], cwd)).toMatchObject({ code: 1 })
    expect(await lanting(['jobs', 'retry'], cwd)).toMatchObject({ code: 2 })
    onRecords('drop trigger no_verdict')
    expect(await lanting(['jobs', 'retry', '--all'], cwd)).toMatchObject({
      code: 0,
      err: expect.stringContaining('已重新排队 1 个任务'),
    })
    await expect.poll(placed, { timeout: 40_000, interval: 500 }).toBe(1)
    expect(await failed()).toEqual([])
  }, 180_000)

  it('says what a worker needs', async () => {
    writeFileSync(join(cwd, 'lanting.yaml'), 'dataDir: ./data\n')
    expect(await lanting(['worker'], cwd)).toMatchObject({ code: 2, err: expect.stringContaining('redis') })
    configure()
    expect(await lanting(['worker', '--queues', 'index'], cwd)).toMatchObject({ code: 2 })
  }, 30_000)
})
