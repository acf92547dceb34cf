/** robots.txt, obeyed: who may not be read is not read, and a host whose rules cannot be had is left alone for now. */
import { AppError } from '../model/error.ts'
import type { HttpClient } from './http-client.ts'

export interface Robots {
  /**
   * Resolves when `url` may be read. Throws AppError `crawl.robots` (disallowed; never retried) or `crawl.robots-unreachable`
   * (5xx, timeout, no answer: RFC 9309 says to take that as a full disallow, so the source pauses). The rules are a request
   * like any other: `turn` is waited for before they are fetched, and its errors are thrown as they are.
   */
  allow(url: URL, turn: () => Promise<void>): Promise<void>
  /** Crawl-delay in seconds that the host asks of us, 0 when none; the rules are fetched as by `allow`. */
  delay(url: URL, turn: () => Promise<void>): Promise<number>
}

/** The product token that rules may name. */
const ROBOTS_TOKEN = 'Lanting'
/** RFC 9309: rules are used for at most a day. */
const FRESH_MS = 86_400_000

interface Rules {
  readonly allowed: (url: string) => boolean
  readonly delay: number
  readonly until: number
}

/** Crawl-delay of the group for us, else of the group for everybody. */
export function crawlDelay(text: string): number {
  const delays = new Map<string, number>()
  let agents: string[] = []
  let open = false
  for (const line of text.split(/\r?\n/)) {
    const m = /^\s*([a-z-]+)\s*:\s*([^#]*)/i.exec(line)
    if (!m) continue
    const key = m[1]!.toLowerCase()
    const value = m[2]!.trim().toLowerCase()
    if (key === 'user-agent') {
      if (!open) agents = []
      agents.push(value)
      open = true
      continue
    }
    open = false
    const seconds = Number(value)
    if (key === 'crawl-delay' && Number.isFinite(seconds) && seconds > 0)
      for (const agent of agents) delays.set(agent, Math.min(seconds, 3600))
  }
  return delays.get(ROBOTS_TOKEN.toLowerCase()) ?? delays.get('*') ?? 0
}

/** Rules by origin, fetched once a day at most. `now` in ms. */
export function createRobots(client: HttpClient, now: () => number): Robots {
  const cache = new Map<string, Promise<Rules>>()
  const read = async (origin: string, turn: () => Promise<void>): Promise<Rules> => {
    const { RobotsTxtFile } = await import('crawlee')
    await turn()
    const url = `${origin}/robots.txt`
    const unreachable = (why: string, cause?: unknown): AppError =>
      new AppError('crawl.robots-unreachable', `${url} cannot be read (${why}); the host is left alone until it can`, {
        retry: 'later',
        details: { url, why },
        ...(cause === undefined ? {} : { cause }),
      })
    const answer = await client.get({ url }).catch((cause: unknown) => {
      if (cause instanceof AppError && cause.code === 'crawl.private') throw cause
      throw unreachable(cause instanceof Error ? cause.message : String(cause), cause)
    })
    if (answer.status >= 500 || answer.status === 429) throw unreachable(`HTTP ${answer.status}`)
    // 4xx: there are no rules. A page instead of rules holds none either.
    const text = answer.status >= 400 || /^\s*</.test(answer.text) ? '' : answer.text.slice(0, 512_000)
    const file = RobotsTxtFile.from(url, text)
    return {
      allowed: (target) => file.isAllowed(target, ROBOTS_TOKEN),
      delay: crawlDelay(text),
      until: now() + FRESH_MS,
    }
  }
  const rules = async (url: URL, turn: () => Promise<void>): Promise<Rules> => {
    const known = cache.get(url.origin)
    if (known) {
      const held = await known.catch(() => undefined)
      if (held && held.until > now()) return held
    }
    const fresh = read(url.origin, turn)
    cache.set(url.origin, fresh)
    return fresh
  }
  return {
    async allow(url, turn) {
      if (!(await rules(url, turn)).allowed(url.href))
        throw new AppError('crawl.robots', `robots.txt of ${url.host} does not allow ${url.pathname}`, {
          details: { host: url.host, path: url.pathname },
        })
    },
    delay: async (url, turn) => (await rules(url, turn)).delay,
  }
}
