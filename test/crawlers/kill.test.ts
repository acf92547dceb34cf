import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { goodSite, startHostileSite } from './hostile-site.ts'

const CHILD = new URL('./kill-child.ts', import.meta.url).pathname
const RECIPE = new URL('./hostile.yaml', import.meta.url).pathname
// LANTING_FULL=soak is the long run by hand: 50 kills over 2,000 letters take many minutes.
const SIZES = { soak: [50, 2000], full: [8, 400], quick: [3, 160] } as const
const full = process.env.LANTING_FULL
const [KILLS, LETTERS] = SIZES[full === 'soak' ? 'soak' : full ? 'full' : 'quick']

it(`loses and doubles nothing when killed ${KILLS} times in a look at ${LETTERS} letters`, {
  timeout: 600_000,
}, async () => {
  const site = await startHostileSite()
  const dir = mkdtempSync(join(tmpdir(), 'lanting-kill-'))
  let asked = 0
  let killAt = Number.POSITIVE_INFINITY
  let child: ReturnType<typeof spawn> | undefined
  const good = goodSite(LETTERS)
  site.handler = (request, response, url) => {
    if (++asked === killAt) child?.kill('SIGKILL')
    good(request, response, url)
  }
  const run = (): Promise<string> =>
    new Promise((resolve) => {
      asked = 0
      let out = ''
      child = spawn(process.execPath, [CHILD, dir, site.origin, RECIPE], { stdio: ['ignore', 'pipe', 'inherit'] })
      child.stdout?.on('data', (part: Buffer) => {
        out += part.toString()
      })
      child.on('close', () => resolve(out))
    })
  // Kills are spread over the requests of a look, a prime apart, so that they fall on lists and letters alike.
  for (let n = 0; n < KILLS; n++) {
    killAt = 2 + ((n * 37) % Math.floor(LETTERS * 0.9))
    await run()
  }
  killAt = Number.POSITIVE_INFINITY
  expect(await run()).toBe('done\n')
  const lines = readFileSync(join(dir, 'inbox.jsonl'), 'utf8').split('\n').filter(Boolean)
  expect(lines.length).toBe(LETTERS)
  expect(new Set(lines.map((line) => line.split(' ')[0])).size).toBe(LETTERS)
  await site.close()
  rmSync(dir, { recursive: true })
})
