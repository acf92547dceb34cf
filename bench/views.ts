/**
 * Times of the views of a console on a large data folder (bench/big-folder.ts), and how long each keeps other requests waiting:
 *
 *   node bench/views.ts FOLDER [--save DIR] [--only WORD]
 *
 * Starts `lanting serve` on the folder and asks each view three times: when nobody has asked before (first), again (warm), and after an issue was pinned and let go
 * of again (changed). Beside each a request that needs nothing (/healthz) is made over and over: the longest wait of one is what the view costs everybody else. The
 * digest is built in this process, as `lanting run` builds it. `--save` writes the answers, for comparing two versions of the program.
 */
import { spawn } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { openApp } from '../cli/app.ts'
import { createContext } from '../cli/context.ts'
import { makeDigest } from '../cli/digest.ts'

const option = (name: string): string | undefined => {
  const at = process.argv.indexOf(`--${name}`)
  return at < 0 ? undefined : process.argv[at + 1]
}
const folder = resolve(process.argv[2] ?? '')
const config = join(folder, 'lanting.yaml')
const save = option('save')
const only = option('only') ?? ''
if (save) mkdirSync(save, { recursive: true })

const server = spawn(
  process.execPath,
  [fileURLToPath(new URL('../bin/lanting.mjs', import.meta.url)), 'serve', '--config', config],
  {
    stdio: ['ignore', 'ignore', 'pipe'],
  },
)
const base = await new Promise<string>((found, fail) => {
  let said = ''
  server.stderr.on('data', (chunk: Buffer) => {
    said += chunk
    const url = /http:\/\/[\d.:]+/.exec(said)?.[0]
    if (url) found(url)
  })
  server.once('exit', () => fail(new Error(said)))
})

interface Timed {
  readonly ms: number
  /** Longest wait of a request beside it. */
  readonly wait: number
}

const get = async (path: string): Promise<string> => {
  // A kept connection is closed by a server that was busy for longer than it keeps them.
  const answer = await fetch(base + path, { headers: { Connection: 'close' } })
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
  return answer.text()
}

/** Asks while another asks /healthz every few milliseconds. */
async function timed(ask: () => Promise<unknown>): Promise<Timed> {
  let going = true
  let wait = 0
  const beside = (async () => {
    while (going) {
      const at = performance.now()
      await get('/healthz')
      wait = Math.max(wait, performance.now() - at)
      await pause(5)
    }
  })()
  await pause(20)
  wait = 0
  const at = performance.now()
  await ask()
  const ms = performance.now() - at
  going = false
  await beside
  return { ms, wait }
}

const api = '/api/v1'
type Row = { id: string; rev: number; voices: number; lastSeen: string }
const board = JSON.parse(await get(`${api}/about`)) as { now: string }
const views: [name: string, paths: string[]][] = [
  ['board', [`${api}/issues`]],
  [
    'board page',
    [`${api}/issues`, `${api}/board/areas?by=department`, `${api}/board/urgent?top=1`, `${api}/board/notes`],
  ],
  ['board, 1 day', [`${api}/issues?days=1`]],
  ['board, 7 days', [`${api}/issues?days=7`]],
  ['board, a year, 200 rows', [`${api}/issues?days=365&top=200`]],
  ['board, a past day', [`${api}/issues?asOf=2025-11-03&days=7`]],
  ['board, per capita', [`${api}/issues?order=per-capita`]],
  ['board of a district', [`${api}/issues?district=城关区`]],
  ['feed', [`${api}/feeds/hot.atom`]],
  ['issue, busy', []],
  ['issue, of one letter', []],
  ['areas', [`${api}/board/areas`]],
  ['areas, a year', [`${api}/board/areas?days=365`]],
  ['urgent', [`${api}/board/urgent`]],
  ['urgent, 500 rows of a year', [`${api}/board/urgent?days=365&top=500`]],
  ['notes', [`${api}/board/notes`]],
  ['hard', [`${api}/board/hard?top=50`]],
  ['review', [`${api}/review?limit=100`, `${api}/review/quality`]],
  ['search', [`${api}/search?q=小区&facets=true&histogram=day`]],
  ['search, everything', [`${api}/search?facets=true&histogram=day`]],
  ['search, heat', [`${api}/search?q=居民&sort=heat`]],
  ['search, significant', [`${api}/search?q=停水&limit=1&significant=true`]],
  ['cases', [`${api}/cases?order=due&limit=100`]],
  ['stats', [`${api}/stats`]],
  ['sources', [`${api}/sources`]],
  ['metrics', ['/metrics']],
]

const show = (x: Timed | undefined): string =>
  x ? `${Math.round(x.ms).toString().padStart(6)} ${Math.round(x.wait).toString().padStart(6)}` : ''
let pinned = ''
const change = async (): Promise<void> => {
  for (const value of [true, false]) {
    const answer = await fetch(`${base}${api}/issues/${pinned}`, {
      method: 'PATCH',
      headers: { 'Content-Type': 'application/json', Connection: 'close' },
      body: JSON.stringify({ pinned: value }),
    })
    if (!answer.ok) throw new Error(await answer.text())
  }
}
try {
  console.log(`${board.now}; ms of the answer, and of the longest wait of another, each\n`)
  console.log(`${'view'.padEnd(28)} ${'first'.padStart(13)} ${'warm'.padStart(13)} ${'changed'.padStart(13)}`)
  const rowsOf = async (query: string): Promise<Row[]> =>
    (JSON.parse(await get(`${api}/issues?${query}`)) as { issues: Row[] }).issues
  const plan = async (name: string, paths: string[]): Promise<string[]> => {
    if (name === 'issue, busy') return [`${api}/issues/${(await rowsOf('top=1'))[0]!.id}`]
    if (name === 'issue, of one letter')
      return [
        `${api}/issues/${((await rowsOf('top=500')).find((row) => row.voices === 1) ?? (await rowsOf('top=500')).at(-1))!.id}`,
      ]
    return paths
  }
  for (const [name, known] of views) {
    if (!name.includes(only)) continue
    const paths = await plan(name, known)
    // As a page does: all at once.
    const ask = (): Promise<string[]> => Promise.all(paths.map(get))
    const first = await timed(ask)
    const warm = await timed(ask)
    pinned ||= (await rowsOf('top=1'))[0]!.id
    await change()
    const changed = await timed(ask)
    console.log(`${name.padEnd(28)} ${show(first)} ${show(warm)} ${show(changed)}`)
    if (save)
      // The issue that was pinned has another revision each time.
      for (const path of paths)
        writeFileSync(
          join(save, `${name} ${paths.indexOf(path)}.json`),
          (await get(path)).replace(/"rev":\d+/g, '"rev":0'),
        )
  }
} finally {
  server.kill('SIGTERM')
}

if ('digest'.includes(only)) {
  const context = createContext({ config }, {
    cwd: folder,
    out: { write: () => true },
    err: { write: () => true },
    stdin: (async function* () {})(),
    signal: new AbortController().signal,
    env: {},
  } as never)
  const app = await openApp(context, 'read')
  for (const name of ['digest', 'digest, again']) {
    let last = performance.now()
    let wait = 0
    const timer = setInterval(() => {
      wait = Math.max(wait, performance.now() - last - 5)
      last = performance.now()
    }, 5)
    const at = performance.now()
    const digest = await makeDigest(context, app, '2026-01-19')
    const ms = performance.now() - at
    await pause(10)
    clearInterval(timer)
    console.log(`${name.padEnd(28)} ${show({ ms, wait })}`)
    if (save) writeFileSync(join(save, `${name}.json`), digest.json)
  }
  await app.close()
}
