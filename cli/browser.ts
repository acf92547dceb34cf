import { existsSync } from 'node:fs'
import type { BrowserChoice } from '../crawlers/browser-page.ts'

/** Where Debian, Red Hat and Google's own packages put a browser. */
const USUAL = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
]

/**
 * A Chromium of this machine: an installed one, Playwright's own, or the npm package `@sparticuz/chromium` where it is
 * installed (a development dependency). Undefined when there is none.
 */
export async function findBrowser(): Promise<BrowserChoice | undefined> {
  const { chromium } = await import('playwright')
  const found = [...USUAL, chromium.executablePath()].find((path) => path && existsSync(path))
  if (found) return { executablePath: found, args: process.getuid?.() === 0 ? ['--no-sandbox'] : [] }
  try {
    // Named by a variable, since it need not be installed where the program runs.
    const name: string = '@sparticuz/chromium'
    const packed = ((await import(name)) as { default: { executablePath(): Promise<string>; args: string[] } }).default
    return { executablePath: await packed.executablePath(), args: packed.args }
  } catch {
    return undefined
  }
}
