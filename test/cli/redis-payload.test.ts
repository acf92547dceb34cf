/** What a real Redis is told while letters full of personal data are taken through a worker: every command, word for word. */
import { rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { createRedis } from '../../bench/servers.ts'
import { AppError } from '../../model/error.ts'
import { createBullJobs } from '../../pipeline/jobs/jobs-bull.ts'
import { DRESSED, HOMES, NAMES, OTHERS, structured } from '../analyzers/planted.ts'
import { REDIS } from '../pipeline/jobs-backends.ts'
import { freshFolder, jsonLines, lanting, start } from './program-run.ts'

const PLANTED = [...structured().filter((_, i) => i % 3 === 0), ...NAMES, ...HOMES, ...OTHERS, ...DRESSED]
/** Shorter ones (王, 501) stand in many other things. */
const VALUES = [...new Set(PLANTED.flatMap((p) => p.gone).filter((v) => v.length >= 4)), '尉迟红兵', '13993107701']
/** Redis's clock and Bull's write many digits of their own: four planted ones are the planted ones only where they stand alone. */
const tells = (text: string, value: string): boolean =>
  /^\d{1,8}$/.test(value) ? new RegExp(`(?<![\\d.])${value}(?![\\d.])`).test(text) : text.includes(value)
/** Of the letters themselves: no job may carry their words either, redacted or not. */
const WORDS = ['雁滩路', '请处理', '诉求']

/** Redis's own record of all it is told. It quotes bytes beyond ASCII as \xNN, which is undone here. */
async function monitor(url: string): Promise<{ text(): string; close(): void }> {
  const parts: Buffer[] = []
  const socket = connect(Number(new URL(url).port), '127.0.0.1')
  socket.on('data', (part) => parts.push(part))
  socket.write('MONITOR\r\n')
  await expect.poll(() => Buffer.concat(parts).toString()).toContain('+OK')
  const text = (): string =>
    Buffer.from(
      Buffer.concat(parts)
        .toString('latin1')
        .replace(/\\x([0-9a-f]{2})/g, (_, byte: string) => String.fromCharCode(Number.parseInt(byte, 16)))
        .replace(/\\"/g, '"'),
      'latin1',
    )
      .toString()
      // JSON within JSON, as a failed job's reason is.
      .replace(/\\+u([0-9a-f]{4})/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
  return { text, close: () => socket.destroy() }
}

it.skipIf(!REDIS)(
  'tells Redis ids alone, never a word or a number of a letter',
  async () => {
    const cwd = freshFolder()
    const redis = await createRedis()
    await redis.start()
    const seen = await monitor(redis.url)
    const jobs = createBullJobs({
      url: redis.url,
      prefix: 'planted',
      retryDelay: () => undefined,
      onError: () => undefined,
    })
    let worker: ReturnType<typeof start> | undefined
    try {
      writeFileSync(
        join(cwd, 'lanting.yaml'),
        `dataDir: ./data\nkeysDir: ./keys\nredis: ${redis.url}\nconsole: {port: 0}\ncrawl: {disabled: [zjj-lanzhou]}\n`,
      )
      const letters = PLANTED.map((p, i) => ({
        id: `n${i}`,
        title: i % 4 === 0 ? p.text.slice(0, 60) : '城关区雁滩路的诉求',
        text: `兰州市城关区雁滩路：${p.text}。请处理。`,
        author: '尉迟红兵 13993107701',
        postedAt: '2026-01-18 09:00',
      }))
      writeFileSync(join(cwd, 'in.jsonl'), letters.map((letter) => JSON.stringify(letter)).join('\n'))
      expect((await lanting(['import', 'in.jsonl'], cwd)).code).toBe(0)
      worker = start(['worker'], cwd)
      let said = ''
      worker.child.stderr?.on('data', (part) => {
        said += part
      })
      await expect.poll(() => said, { timeout: 60_000 }).toContain('负责归并')
      // Beside a worker an import only appends; the second one is all the worker's.
      const again = letters.map((letter) => JSON.stringify({ ...letter, id: `again-${letter.id}` }))
      writeFileSync(join(cwd, 'again.jsonl'), again.join('\n'))
      expect((await lanting(['import', 'again.jsonl'], cwd)).code).toBe(0)
      const done = async (): Promise<{ id: string; disposition: string }[]> =>
        jsonLines<{ id: string; disposition: string }>((await lanting(['export'], cwd)).out)
      await expect
        .poll(async () => (await done()).filter((post) => post.disposition).length, { timeout: 90_000, interval: 1000 })
        .toBe(2 * letters.length)

      // A job that dies of an error which quotes a letter.
      const dead = (code: string, error: () => Error): Promise<void> => {
        jobs.work(code as 'screen', 1, async () => {
          throw error()
        })
        return jobs.add(code as 'screen', [{ id: `dies-${code}`, ids: ['p1'] }])
      }
      await dead('screen', () => new SyntaxError(`Unexpected token '诉', "诉求：雁滩路 13993107701" is not valid JSON`))
      await dead('deliver', () => new AppError('mail.refused', 'The server refused it', { retry: 'never' }))
      const died = async (): Promise<number> =>
        (await jobs.list('screen', ['failed'], 10)).length + (await jobs.list('deliver', ['failed'], 10)).length
      await expect.poll(died, { timeout: 10_000 }).toBe(2)

      const text = seen.text()
      // It did see the jobs of these posts, and would see such a value.
      expect((await done()).filter(({ id }) => text.includes(id)).length).toBe(letters.length)
      expect(text).toContain('is not valid JSON')
      expect([...VALUES, ...WORDS].filter((value) => tells(text, value))).toEqual([])
      expect(tells('"尾号1801的卡"', '1801')).toBe(true)
      await jobs.add('crawl', [{ id: 'control', ids: ['尉迟红兵 13993107701'] }])
      await expect.poll(() => seen.text()).toContain('尉迟红兵 13993107701')
    } finally {
      worker?.child.kill('SIGKILL')
      await worker?.done
      await jobs.close()
      seen.close()
      await redis.remove()
      rmSync(cwd, { recursive: true, force: true })
    }
  },
  240_000,
)
