/**
 * What a second worker brings: screening of posts that wait in the queue, by one `lanting worker` and by two, over a Redis
 * and a PostgreSQL of the bench's own and without Elasticsearch.
 *
 *   node bench/workers.ts [POSTS=20000] [LENGTH=225]
 *
 * Measured from when every worker is warm and at work (start and dictionary are left out) until POSTS more are screened.
 * Letters are LENGTH characters long, as the median of the real ones is. Prints posts a second, CPU-seconds of the workers
 * for 1,000 posts by thread, those of the servers, and the ratios. Linux only: CPU time is read from /proc.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { redact } from '../analyzers/redaction/redact.ts'
import { letterDelivery } from '../crawlers/letter.ts'
import { systemClock as clock } from '../model/time.ts'
import { createInbox } from '../pipeline/intake/inbox.ts'
import { openVoices } from '../pipeline/intake/voice.ts'
import { openPostgresRecords } from '../store/records/open-postgres.ts'
import { letters } from './letters.ts'
import { createPostgres, createRedis } from './servers.ts'

const MAIN = fileURLToPath(new URL('../cli/main.ts', import.meta.url))
const [measured = 20_000, length = 225] = process.argv.slice(2).map(Number)
/** Screened before the measure begins, and left when it ends, so that every worker is busy throughout. */
const LEAD = 3_000
const TAIL = 3_000
/** Clock ticks of /proc/PID/stat: USER_HZ is 100 on every Linux that Node runs on. */
const HZ = 100

interface Cpu {
  /** Seconds. */
  readonly main: number
  readonly analysis: number
  readonly rest: number
}

function cpuOf(statFile: string): number {
  const fields = readFileSync(statFile, 'utf8').split(') ')[1]!.split(' ')
  return (Number(fields[11]) + Number(fields[12])) / HZ
}

/** The busiest thread beside the first one is the analysis; the others collect garbage, compile and write to sockets. */
function threadsOf(pid: number): Cpu {
  const root = `/proc/${pid}/task`
  const others = readdirSync(root)
    .filter((id) => id !== String(pid))
    .map((id) => cpuOf(`${root}/${id}/stat`))
    .sort((a, b) => b - a)
  const [analysis = 0, ...rest] = others
  return { main: cpuOf(`${root}/${pid}/stat`), analysis, rest: rest.reduce((sum, s) => sum + s, 0) }
}

/** A process and those it started. Ended children count through their parent's waited-for time, which PostgreSQL keeps. */
function treeOf(pid: number): number {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean)
  return cpuOf(`/proc/${pid}/stat`) + children.reduce((sum, child) => sum + treeOf(Number(child)), 0)
}

const seconds = (work: readonly Cpu[], part: keyof Cpu): number => work.reduce((sum, cpu) => sum + cpu[part], 0)

interface Result extends Cpu {
  readonly rate: number
  readonly postgres: number
  readonly redis: number
}

/** Resolves when the worker says that it works: its dictionary is loaded. */
async function warm(child: ChildProcess): Promise<void> {
  let said = ''
  for await (const part of child.stderr!) {
    said += String(part)
    if (said.includes('Ctrl-C')) break
  }
  child.stderr!.resume()
}

/** Letters of the wished length: as many tellings of one matter as it takes. */
function* longLetters(count: number) {
  const all = [...letters(count, 1)]
  const tellings = Map.groupBy(all, (letter) => letter.matter)
  for (const [n, letter] of all.entries()) {
    const told = tellings.get(letter.matter)!
    let text = letter.text
    for (let k = n; text.length < length; k++) text += told[k % told.length]!.text
    yield { ...letter, text: text.slice(0, length) }
  }
}

async function measure(workers: number): Promise<Result> {
  const [redis, postgres] = [await createRedis(), await createPostgres()]
  const cwd = mkdtempSync(join(tmpdir(), 'lanting-workers-'))
  const children: ChildProcess[] = []
  try {
    await Promise.all([redis.start(), postgres.start()])
    const config = join(cwd, 'lanting.yaml')
    writeFileSync(
      config,
      `lang: en\ndataDir: ${cwd}/data\nkeysDir: ${cwd}/keys\nredis: ${redis.url}\npostgres: ${postgres.url}\n`,
    )
    const records = await openPostgresRecords({ url: postgres.url, clock })
    const voices = openVoices({ read: () => undefined, update: (change) => change(undefined) })
    const inbox = createInbox({ posts: records.posts, redact, voices, clock })
    const posts = measured + LEAD + TAIL
    const deliveries = [...longLetters(posts)].map((letter) => letterDelivery(letter, 'bench'))
    for (let i = 0; i < posts; i += 500) await inbox.append('bench', deliveries.slice(i, i + 500))
    const args = ['--disable-warning=ExperimentalWarning', MAIN, 'worker', '--queues', 'screen', '--config', config]
    for (let n = 0; n < workers; n++)
      children.push(spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] }))
    await Promise.all(children.map(warm))
    const already = posts - (await records.posts.counts()).posts.pending
    const reach = async (done: number) => {
      for (;;) {
        const { pending } = (await records.posts.counts()).posts
        if (posts - pending >= done) {
          const work = children.map(({ pid }) => threadsOf(pid!))
          return {
            at: performance.now(),
            done: posts - pending,
            work,
            postgres: treeOf(postgres.pid()!),
            redis: treeOf(redis.pid()!),
          }
        }
        // Counting reads every row: asked more often, it would be a good part of what is measured.
        await sleep(1000)
      }
    }
    const from = await reach(Math.max(already, LEAD))
    const to = await reach(from.done + measured - Math.max(0, already - LEAD))
    for (const child of children) child.kill('SIGTERM')
    await Promise.all(children.map((child) => once(child, 'exit')))
    await records.close()
    const thousands = (to.done - from.done) / 1000
    const spent = (part: keyof Cpu): number => (seconds(to.work, part) - seconds(from.work, part)) / thousands
    return {
      rate: ((to.done - from.done) * 1000) / (to.at - from.at),
      main: spent('main'),
      analysis: spent('analysis'),
      rest: spent('rest'),
      postgres: (to.postgres - from.postgres) / thousands,
      redis: (to.redis - from.redis) / thousands,
    }
  } finally {
    for (const child of children) if (child.exitCode === null) child.kill('SIGKILL')
    await Promise.all([redis.remove(), postgres.remove()])
    rmSync(cwd, { recursive: true, force: true })
  }
}

const total = ({ main, analysis, rest }: Cpu): number => main + analysis + rest
const line = (name: string, result: Result): string => {
  const part = (key: keyof Result): string => result[key].toFixed(2)
  return (
    `${name}  ${result.rate.toFixed(0)} posts/s  ${total(result).toFixed(2)} CPU-s per 1,000 posts` +
    ` (analysis ${part('analysis')}, main ${part('main')}, rest ${part('rest')}; PostgreSQL ${part('postgres')}, Redis ${part('redis')})`
  )
}

const one = await measure(1)
console.log(line('one worker ', one))
const two = await measure(2)
console.log(line('two workers', two))
console.log(
  `rate × ${(two.rate / one.rate).toFixed(2)} (at least 1.50), CPU × ${(total(two) / total(one)).toFixed(2)} (0.85 to 1.15)`,
)
