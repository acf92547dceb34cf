import type { MiddlewareHandler } from 'hono'
import { say } from '../../model/catalogue.ts'
import type { Config } from '../../model/config.ts'
import { AppError } from '../../model/error.ts'
import { consoleMessages } from '../../model/messages/console.ts'

const NAMES = new Set(['localhost', '127.0.0.1', '[::1]'])

/** True for names and addresses of this machine only; the port is not looked at (a tunnel may change it). */
export function isLoopback(host: string): boolean {
  if (host === '::1') return true
  const name = host.replace(/:\d+$/, '').toLowerCase()
  return NAMES.has(name) || /^127(\.\d{1,3}){3}$/.test(name)
}

/**
 * Two attacks a page in the same browser could try on a loopback service without accounts: DNS rebinding (a foreign name
 * that resolves to 127.0.0.1: its Host header gives it away) and writes sent from another site (Origin, Sec-Fetch-Site).
 * Throws `api.foreign-host`, `api.cross-site`. No CORS header is ever sent, so foreign pages cannot read either.
 */
export function guard(config: Pick<Config, 'lang'>): MiddlewareHandler {
  const tell = say(config.lang)
  return async (c, next) => {
    const host = c.req.header('host') ?? new URL(c.req.url).host
    if (!isLoopback(host)) throw new AppError('api.foreign-host', tell(consoleMessages.foreignHost, host.slice(0, 100)))
    if (c.req.method !== 'GET' && c.req.method !== 'HEAD') {
      const origin = c.req.header('origin')
      const site = c.req.header('sec-fetch-site')
      const foreign =
        (origin !== undefined && origin !== `http://${host}`) ||
        (site !== undefined && site !== 'same-origin' && site !== 'none')
      if (foreign) throw new AppError('api.cross-site', tell(consoleMessages.crossSite))
    }
    await next()
  }
}
