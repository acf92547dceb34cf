/**
 * Two workers, and whatever they stand on killed -9 one after another while posts pour in: what is there afterwards is
 * counted and set beside an undisturbed run of the same letters. bench/chaos.ts is the command, test/cli/chaos.test.ts a
 * small one.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { redact } from '../analyzers/redaction/redact.ts'
import { openScreeners } from '../cli/screening.ts'
import { letterDelivery } from '../crawlers/letter.ts'
import { AppError } from '../model/error.ts'
import type { PostStore, Records } from '../model/ports.ts'
import type { Delivery } from '../model/post.ts'
import { systemClock } from '../model/time.ts'
import { createGrouper } from '../pipeline/grouping/grouper.ts'
import { createInbox, type Inbox } from '../pipeline/intake/inbox.ts'
import { openVoices } from '../pipeline/intake/voice.ts'
import { createAnalysis } from '../pipeline/stages/analysis.ts'
import { createGroupStage } from '../pipeline/stages/group-stage.ts'
import { screenPending } from '../pipeline/stages/screen-stage.ts'
import { openRecords } from '../store/records/open.ts'
import { openPostgresRecords } from '../store/records/open-postgres.ts'
import { letters, seeded } from './letters.ts'
import type { Server } from './servers.ts'

const MAIN = fileURLToPath(new URL('../cli/main.ts', import.meta.url))
const SOURCE = 'chaos'
const PART = 500
const clock = systemClock

export interface ChaosOptions {
  readonly posts: number
  readonly kills: number
  readonly seed: number
  readonly redis: Server
  readonly postgres: Server
  /** Without it search lies in a file. */
  readonly search: Server | undefined
  /** Head of the index's names. */
  readonly prefix: string
  /** How long the whole may take, seconds. */
  readonly seconds: number
  readonly log: (line: string) => void
}

export interface ChaosResult {
  readonly killed: Readonly<Record<string, number>>
  /** Posts in Records, and the sum over the dispositions. */
  readonly posts: number
  readonly outcomes: number
  readonly pending: number
  /** Native ids that should be there and are not, and those that are there twice. */
  readonly lost: number
  readonly doubled: number
  /** Kept posts in no issue. */
  readonly unplaced: number
  /** Findable posts the index lacks; undefined without a search server. */
  readonly unindexed: number | undefined
  /** B-cubed F1 of the issues against the undisturbed run's. */
  readonly bcubed: number
  readonly seconds: number
}

/** A program that is started again whenever it ends, as a supervisor would. */
function supervise(
  args: readonly string[],
  log: (line: string) => void,
): { kill(): Promise<void>; stop(): Promise<void> } {
  let child: ChildProcess
  let stopping = false
  const launch = (): void => {
    child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', MAIN, ...args], {
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    child.stderr?.on('data', (part) => log(`  ${String(part).trim()}`))
    child.on('exit', () => {
      if (!stopping) launch()
    })
  }
  launch()
  return {
    async kill() {
      child.kill('SIGKILL')
    },
    async stop() {
      stopping = true
      if (child.exitCode !== null) return
      const ended = once(child, 'exit')
      child.kill('SIGTERM')
      await ended
    },
  }
}

/** Once more until the server that was killed is back; what the first try stored counts as unchanged then. */
async function persist<T>(work: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await work()
    } catch (error) {
      if (!(error instanceof AppError) || error.retry === 'never') throw error
      await sleep(300)
    }
  }
}

/** The same for every process, so that voices are. */
const KEYS = '{"2025Q4":"00","2026Q1":"00","2026Q4":"00"}'

const inboxOver = (posts: PostStore): Inbox =>
  createInbox({
    posts,
    redact,
    voices: openVoices({ read: () => KEYS, update: (change) => change(KEYS) }),
    clock,
  })

async function appendAll(inbox: Inbox, deliveries: readonly Delivery[]): Promise<void> {
  for (let i = 0; i < deliveries.length; i += PART)
    await persist(() => inbox.append(SOURCE, deliveries.slice(i, i + PART)))
}

/** The same letters in one process that nothing happens to: issue of each native id. */
async function undisturbed(deliveries: readonly Delivery[]): Promise<Map<string, string | null>> {
  const records = await openRecords({ file: ':memory:', clock })
  await appendAll(inboxOver(records.posts), deliveries)
  const analysis = createAnalysis(openScreeners({ city: 'lanzhou', models: {} }), () => createGrouper())
  await screenPending(records, (batch) => analysis.screen(batch), { clock })
  const lease = await records.meta.acquire('writer', 'bench', 60_000, clock.now().toISOString())
  if (!('token' in lease)) throw new Error('no lease')
  await createGroupStage({ grouping: records.grouping, posts: records.posts, analysis, fence: lease.token }).run({
    clock,
  })
  const issues = await issuesOf(records)
  await records.close()
  return issues
}

async function issuesOf(records: Records): Promise<Map<string, string | null>> {
  const issues = new Map<string, string | null>()
  for await (const post of records.posts.iterate({})) issues.set(post.nativeId!, post.issueId)
  return issues
}

/** B-cubed F1 of one partition against another; a post in no issue is one of its own. */
export function bcubed(gold: ReadonlyMap<string, string | null>, made: ReadonlyMap<string, string | null>): number {
  const name = (of: ReadonlyMap<string, string | null>, id: string): string => of.get(id) ?? `none-${id}`
  const sizes = (key: (id: string) => string): Map<string, number> => {
    const counts = new Map<string, number>()
    for (const id of gold.keys()) counts.set(key(id), (counts.get(key(id)) ?? 0) + 1)
    return counts
  }
  const golden = sizes((id) => name(gold, id))
  const found = sizes((id) => name(made, id))
  const both = sizes((id) => `${name(gold, id)} ${name(made, id)}`)
  let precision = 0
  let recall = 0
  for (const id of gold.keys()) {
    const shared = both.get(`${name(gold, id)} ${name(made, id)}`)!
    precision += shared / found.get(name(made, id))!
    recall += shared / golden.get(name(gold, id))!
  }
  return (2 * precision * recall) / ((precision + recall) * gold.size)
}

/** Posts in the index, from the engine itself; its own state is a row without a disposition. */
async function indexed(search: Server, prefix: string): Promise<number> {
  const url = `${search.url}/${prefix}-posts`
  await fetch(`${url}/_refresh`, { method: 'POST' })
  const { count } = (await (await fetch(`${url}/_count?q=_exists_:disposition`)).json()) as { count: number }
  return count
}

/** Takes our indices off a server that others use too; it deletes by whole names alone. */
async function forget(search: Server, prefix: string): Promise<void> {
  const found = await fetch(`${search.url}/_cat/indices/${prefix}-*?h=index`)
  for (const index of (await found.text()).split('\n').filter((name) => name.trim() !== ''))
    await fetch(`${search.url}/${index.trim()}`, { method: 'DELETE' })
}

export async function runChaos(options: ChaosOptions): Promise<ChaosResult> {
  const { posts: count, redis, postgres, search, log } = options
  const random = seeded(options.seed)
  const began = performance.now()
  const elapsed = (): number => (performance.now() - began) / 1000
  const deliveries = [...letters(count, options.seed)].map((letter) => letterDelivery(letter, SOURCE))
  const gold = await undisturbed(deliveries)
  log(`${elapsed().toFixed(0)} s: undisturbed run done`)

  const cwd = mkdtempSync(join(tmpdir(), 'lanting-chaos-'))
  mkdirSync(join(cwd, 'data'))
  const config = join(cwd, 'lanting.yaml')
  writeFileSync(
    config,
    [
      `dataDir: ${join(cwd, 'data')}`,
      `keysDir: ${join(cwd, 'keys')}`,
      `redis: ${redis.url}`,
      `postgres: ${postgres.url}`,
      search ? `elasticsearch: {url: "${search.url}", prefix: ${options.prefix}}` : '',
    ].join('\n'),
  )
  await Promise.all([redis, postgres, ...(search ? [search] : [])].map((server) => server.start()))
  const records = await openPostgresRecords({ url: postgres.url, clock })
  const args = ['worker', '--queues', 'screen,group,deliver', '--config', config]
  const workers = [supervise(args, log), supervise(args, log)]
  const killed: Record<string, number> = {}
  const pending = async (): Promise<number> => (await persist(() => records.posts.counts())).posts.pending
  const within = async (what: string, check: () => Promise<boolean>): Promise<void> => {
    while (!(await check())) {
      if (elapsed() > options.seconds) throw new Error(`${what}: not within ${options.seconds} s`)
      await sleep(100)
    }
  }
  const crash = async (server: Server): Promise<void> => {
    await server.kill()
    await sleep(500 + 1000 * random())
    await server.start()
  }
  const targets: { name: string; strike(): Promise<void> }[] = [
    { name: 'worker', strike: () => workers[Math.floor(random() * workers.length)]!.kill() },
    ...[redis, postgres, ...(search ? [search] : [])].map((server) => ({
      name: server.name,
      strike: () => crash(server),
    })),
  ]

  const order = targets
    .map((target) => ({ target, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ target }) => target)

  try {
    const inbox = inboxOver(records.posts)
    const part = Math.ceil(count / options.kills)
    for (let k = 0; k < options.kills; k++) {
      // One portion for each kill, which falls while the portion is being appended or worked on.
      const target = order[k % order.length]!
      const appended = appendAll(inbox, deliveries.slice(k * part, (k + 1) * part))
      await sleep(1500 * random())
      log(`${elapsed().toFixed(0)} s: kill ${k + 1}, ${target.name}`)
      await target.strike()
      killed[target.name] = (killed[target.name] ?? 0) + 1
      await appended
      // Recovered: the portion is screened. The next kill comes after that.
      await within('screening', async () => (await pending()) === 0)
    }
    await within('grouping', async () => {
      const { offset } = await persist(() => records.grouping.load())
      return (await persist(() => records.grouping.next(offset, 1))).length === 0
    })

    const issues = await persist(() => issuesOf(records))
    const ids: string[] = []
    let unplaced = 0
    let findable = 0
    // What the index must hold: every screened post of an open route.
    for await (const post of records.posts.iterate({ openRoutesOnly: true })) {
      if (post.disposition === 'kept' && post.issueId === null) unplaced++
      findable++
    }
    for await (const post of records.posts.iterate({})) ids.push(post.nativeId!)
    let unindexed: number | undefined
    if (search) {
      await within('indexing', async () => (await indexed(search, options.prefix)) >= findable)
      unindexed = findable - (await indexed(search, options.prefix))
    }
    const { posts } = await records.posts.counts()
    return {
      killed,
      posts: ids.length,
      outcomes: Object.values(posts).reduce((sum, n) => sum + n, 0),
      pending: posts.pending,
      lost: deliveries.filter((d) => !issues.has(d.nativeId!)).length,
      doubled: ids.length - new Set(ids).size,
      unplaced,
      unindexed,
      bcubed: bcubed(gold, issues),
      seconds: elapsed(),
    }
  } finally {
    await Promise.all(workers.map((worker) => worker.stop()))
    await records.close()
    if (search) await forget(search, options.prefix)
    rmSync(cwd, { recursive: true, force: true })
  }
}
