/**
 * What a second worker brings: screening of posts that wait in the queue, by one `lanting worker` and by two, over a Redis
 * and a PostgreSQL of the bench's own and without Elasticsearch.
 *
 *   node bench/workers.ts [POSTS=6000]
 *
 * Prints posts a second between a tenth and nine tenths of the work (start and loading left out), CPU-seconds of the workers
 * for 1,000 posts, and the ratios. Linux only: CPU time is read from /proc.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { redact } from '../analyzers/redact.ts'
import { letterDelivery } from '../crawlers/letter.ts'
import { systemClock as clock } from '../model/time.ts'
import { createInbox } from '../pipeline/inbox.ts'
import { openVoices } from '../pipeline/voice.ts'
import { openPostgresRecords } from '../store/records/open-postgres.ts'
import { letters } from './letters.ts'
import { createPostgres, createRedis } from './servers.ts'

const MAIN = fileURLToPath(new URL('../cli/main.ts', import.meta.url))
const posts = Number(process.argv[2] ?? 6000)
/** Clock ticks of /proc/PID/stat: USER_HZ is 100 on every Linux that Node runs on. */
const HZ = 100

function cpuSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ')
  return (Number(fields[11]) + Number(fields[12])) / HZ
}

async function measure(workers: number): Promise<{ rate: number; cpu: number }> {
  const [redis, postgres] = [await createRedis(), await createPostgres()]
  const cwd = mkdtempSync(join(tmpdir(), 'lanting-workers-'))
  try {
    await Promise.all([redis.start(), postgres.start()])
    const config = join(cwd, 'lanting.yaml')
    writeFileSync(
      config,
      `dataDir: ${cwd}/data\nkeysDir: ${cwd}/keys\nredis: ${redis.url}\npostgres: ${postgres.url}\n`,
    )
    const records = await openPostgresRecords({ url: postgres.url, clock })
    const voices = openVoices({ read: () => undefined, write: () => undefined }, clock.now())
    const inbox = createInbox({ posts: records.posts, redact, voices, clock })
    const deliveries = [...letters(posts, 1)].map((letter) => letterDelivery(letter, 'bench'))
    for (let i = 0; i < posts; i += 500) await inbox.append('bench', deliveries.slice(i, i + 500))
    const args = ['--disable-warning=ExperimentalWarning', MAIN, 'worker', '--queues', 'screen', '--config', config]
    const children = Array.from({ length: workers }, () => spawn(process.execPath, args, { stdio: 'ignore' }))
    const reach = async (done: number): Promise<{ at: number; done: number; cpu: number }> => {
      for (;;) {
        const { pending } = (await records.posts.counts()).posts
        if (posts - pending >= done)
          return {
            at: performance.now(),
            done: posts - pending,
            cpu: children.reduce((sum, { pid }) => sum + cpuSeconds(pid!), 0),
          }
        await sleep(100)
      }
    }
    const from = await reach(posts * 0.1)
    const to = await reach(posts * 0.9)
    for (const child of children) child.kill('SIGTERM')
    await Promise.all(children.map((child) => once(child, 'exit')))
    await records.close()
    const done = to.done - from.done
    return { rate: (done * 1000) / (to.at - from.at), cpu: ((to.cpu - from.cpu) * 1000) / done }
  } finally {
    await Promise.all([redis.remove(), postgres.remove()])
    rmSync(cwd, { recursive: true, force: true })
  }
}

const one = await measure(1)
const two = await measure(2)
const line = (name: string, { rate, cpu }: { rate: number; cpu: number }): string =>
  `${name}  ${rate.toFixed(0)} posts/s  ${cpu.toFixed(2)} CPU-s per 1,000 posts`
console.log(line('one worker ', one))
console.log(line('two workers', two))
console.log(
  `rate × ${(two.rate / one.rate).toFixed(2)} (at least 1.50), CPU × ${(two.cpu / one.cpu).toFixed(2)} (0.85 to 1.15)`,
)
