import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { fixedClock } from '../../model/time.ts'
import { openRecords } from '../../store/records/open.ts'
import { goodSite, startHostileSite } from './hostile-site.ts'

const CHILD = new URL('./kill-child.ts', import.meta.url).pathname
const RECIPE = new URL('./hostile.yaml', import.meta.url).pathname
// LANTING_FULL=soak is the long run by hand.
const SIZES = { soak: [50, 2000], full: [8, 400], quick: [3, 160] } as const
const full = process.env.LANTING_FULL
const [KILLS, LETTERS] = SIZES[full === 'soak' ? 'soak' : full ? 'full' : 'quick']

/** Seeded, so that a failing run can be run again. */
let seed = 42
const random = (): number => {
  seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0
  return seed / 2 ** 32
}

/** Every post as stored, and the sum of all dispositions. */
async function storeOf(dir: string) {
  const records = await openRecords({ file: join(dir, 'records.db'), clock: fixedClock('2026-01-19T02:00:00Z') })
  const posts: string[] = []
  for await (const post of records.posts.iterate({}))
    posts.push(`${post.id} ${post.revision} ${post.nativeId} ${post.postedAt} ${post.contentHash}`)
  const counts = await records.posts.counts()
  await records.close()
  return { posts: posts.sort(), pending: counts.posts.pending }
}

it(`equals an undisturbed run after ${KILLS} kills in a look at ${LETTERS} letters`, {
  timeout: full === 'soak' ? 1_800_000 : 300_000,
}, async () => {
  const [site, calmSite] = [await startHostileSite(), await startHostileSite()]
  const dirs = ['killed', 'calm', 'compiled'].map((name) => mkdtempSync(join(tmpdir(), `lanting-${name}-`)))
  const [killedDir, calmDir, compiled] = dirs as [string, string, string]
  let asked = 0
  let killAt = Number.POSITIVE_INFINITY
  let child: ReturnType<typeof spawn> | undefined
  const served = new Set<string>()
  const good = goodSite(LETTERS)
  calmSite.handler = good
  site.handler = (request, response, url) => {
    if (url.pathname.startsWith('/letter/')) served.add(url.pathname)
    // A little later than a request: in the middle of an answer, of a batch, of a transaction.
    if (++asked === killAt) setTimeout(() => child?.kill('SIGKILL'), random() * 40)
    good(request, response, url)
  }
  const start = (dir: string, origin: string) => {
    let out = ''
    const looking = spawn(process.execPath, [CHILD, dir, origin, RECIPE], {
      stdio: ['ignore', 'pipe', 'inherit'],
      // Most of a child's time is the loading of Crawlee; compiled code is shared.
      env: { ...process.env, NODE_COMPILE_CACHE: compiled },
    })
    looking.stdout?.on('data', (part: Buffer) => {
      out += part.toString()
    })
    return { looking, end: new Promise<string>((resolve) => looking.on('close', () => resolve(out))) }
  }
  const run = (): Promise<string> => {
    asked = 0
    const { looking, end } = start(killedDir, site.origin)
    child = looking
    return end
  }
  // The undisturbed run goes on beside the others, at a site of its own; it is the first to fill the cache.
  const calmRun = start(calmDir, calmSite.origin).end
  let kills = 0
  for (let n = 0; n < KILLS; n++) {
    // A killed look goes on where it was, so the next kill falls behind the list pages that are read again.
    killAt = 2 + Math.floor(random() * ((LETTERS * 2) / KILLS + served.size / 10))
    if ((await run()) === '') kills++
  }
  killAt = Number.POSITIVE_INFINITY
  expect(await run()).toMatch(/^(new|unchanged)\n$/)
  expect(await calmRun).toBe('new\n')
  const [killed, calm] = [await storeOf(killedDir), await storeOf(calmDir)]
  expect(killed).toEqual(calm)
  expect(calm.posts).toHaveLength(LETTERS)
  // Most of them must have hit a look at work.
  expect(kills).toBeGreaterThanOrEqual(Math.floor(KILLS * 0.6))
  await Promise.all([site.close(), calmSite.close()])
  for (const dir of dirs) rmSync(dir, { recursive: true })
})
