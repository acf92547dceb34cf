import { readFile } from 'node:fs/promises'
import { extname, join, resolve, sep } from 'node:path'
import type { MiddlewareHandler } from 'hono'
import { say } from '../../model/catalogue.ts'
import { consoleMessages } from '../../model/messages/console.ts'
import type { ConsoleDeps } from './deps.ts'

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
  '.txt': 'text/plain; charset=utf-8',
}
/** Everything comes from here; styles in place are how the component library works. */
const POLICY =
  "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"

/** Undefined when there is no such file. */
async function read(path: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
  try {
    return new Uint8Array(await readFile(path))
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'ENOENT' || code === 'EISDIR' || code === 'ENOTDIR' || code === 'ENAMETOOLONG') return undefined
    throw error
  }
}

/**
 * Serves the built pages. A path without an extension is a page of the single-page app and gets index.html; a missing
 * file is left to the next handler. Hashed names under assets/ are kept by browsers for good, the rest is asked again.
 */
export function pages({ webDir, config }: Pick<ConsoleDeps, 'webDir' | 'config'>): MiddlewareHandler {
  const root = resolve(webDir)
  return async (c, next) => {
    if (c.req.method !== 'GET' && c.req.method !== 'HEAD') return next()
    const path = c.req.path
    const file = extname(path) === '' ? 'index.html' : path
    const full = resolve(join(root, file))
    if (!full.startsWith(root + sep) || full.includes('\0')) return next()
    const body = await read(full)
    if (!body && file !== 'index.html') return next()
    c.header('Content-Security-Policy', POLICY)
    if (!body) return c.text(say(config.lang)(consoleMessages.notBuilt), 503)
    c.header('Content-Type', TYPES[extname(file)] ?? 'application/octet-stream')
    c.header('Cache-Control', path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache')
    return c.body(body)
  }
}
