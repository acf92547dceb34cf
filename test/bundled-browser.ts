/** The browser that npm brings, unpacked once a run: two suites that unpack it into one folder at once start half of it. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'

const PATIENCE_MS = 120_000
const LOOK_MS = 100

export interface BundledBrowser {
  readonly executablePath: string
  readonly args: string[]
}

/** Throws where there is none. */
export async function bundledBrowser(): Promise<BundledBrowser> {
  const { default: chromium } = await import('@sparticuz/chromium')
  const ready = join(tmpdir(), 'chromium.ready')
  if (mkdirSync(join(tmpdir(), 'chromium.unpacking'), { recursive: true }) !== undefined) {
    await chromium.executablePath()
    writeFileSync(ready, '')
  }
  for (let waited = 0; !existsSync(ready); waited += LOOK_MS) {
    if (waited >= PATIENCE_MS) throw new Error('the browser was not unpacked')
    await wait(LOOK_MS)
  }
  return { executablePath: await chromium.executablePath(), args: chromium.args }
}
