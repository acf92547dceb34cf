/**
 * How fast a host is asked: a gap with jitter between two requests, hours of the day, a budget a day, and rest after it
 * has refused us. Budget and rest outlive the process where a store is given.
 */
import type { SourceStore } from '../model/ports.ts'
import { type Clock, DAY_MS, localDay, localMinute } from '../model/time.ts'
import { nextOpen, readHours } from './hours.ts'
import { fetchFailed } from './outcome.ts'

export interface HostRate {
  /** Seconds between two requests, and up to so many more at random. */
  readonly minDelay: number
  readonly jitter: number
  readonly maxPerDay: number
  /** "HH:MM-HH:MM", Asia/Shanghai. */
  readonly hours?: string | undefined
}

export interface Pace {
  /**
   * Waits for this host's next turn. Throws AppError `crawl.resting` while it rests, `crawl.hours` outside of its hours,
   * `crawl.budget` when its day is used up: all of them "later", none a failure of the source.
   */
  turn(host: string, rate: HostRate, signal?: AbortSignal): Promise<void>
  /**
   * As `turn`, without its gap: for what follows from a request at once, a redirect or what a page in a browser loads. It
   * counts all the same.
   */
  spend(host: string, rate: HostRate): Promise<void>
  /** The host refused us (403, 429, 432, a wall). It rests for as long as it asks, else longer with each refusal; says until when. */
  refused(host: string, retryAfterMs: number): Promise<string>
  /** The host served us: earlier refusals are forgotten. */
  served(host: string): Promise<void>
}

/** Resolves after `ms`, or rejects when the signal fires. */
export type Wait = (ms: number, signal?: AbortSignal) => Promise<void>

export const realWait: Wait = (ms, signal) =>
  new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(signal.reason)
      return
    }
    const stop = (): void => {
      clearTimeout(timer)
      reject(signal?.reason)
    }
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop)
      resolve()
    }, ms)
    signal?.addEventListener('abort', stop, { once: true })
  })

/** First rest after a refusal that names no time; it doubles up to a day. */
const FIRST_REST_MS = 15 * 60_000
/** Requests are booked in blocks of a hundredth of the budget, so that a fast crawl does not write for each. */
const BLOCKS = 100
const MAX_BLOCK = 50

/** What other processes have learned of a host is read again after this long, and at once before saying it rests. */
const FRESH_MS = 60_000

interface Host {
  /** Tick of the last reading from the store. */
  readAt: number
  day: string
  /** Booked and not made yet. */
  left: number
  /** Booked on this day, over all processes as far as known. */
  used: number
  restUntil: string | null
  strikes: number
  /** Earliest tick of the next request. */
  next: number
  booking: Promise<void>
}

/**
 * @param deps.ticks a monotonic reading in ms (gaps must hold when the wall clock jumps); the clock names day and hour.
 * @param deps.random 0 ≤ x < 1.
 * @param deps.store where budget and rest are kept; without it they end with the process.
 */
export function createPace(deps: {
  clock: Clock
  ticks: () => number
  wait: Wait
  random: () => number
  store?: Pick<SourceStore, 'hosts' | 'spend' | 'rest'> | undefined
}): Pace {
  const { clock, store } = deps
  const hosts = new Map<string, Host>()
  const read = async (name: string): Promise<Host> => {
    const kept = (await store?.hosts())?.find((host) => host.host === name)
    const { day = '', used = 0, restUntil = null, strikes = 0 } = kept ?? {}
    // Another caller may have come first while the store answered.
    const known = hosts.get(name)
    if (known) return Object.assign(known, store ? { restUntil, strikes } : {}, { readAt: deps.ticks() })
    const host: Host = {
      readAt: deps.ticks(),
      day,
      used,
      restUntil,
      strikes,
      left: 0,
      next: 0,
      booking: Promise.resolve(),
    }
    hosts.set(name, host)
    return host
  }
  const resting = (host: Host): boolean => host.restUntil !== null && host.restUntil > clock.now().toISOString()
  const load = async (name: string): Promise<Host> => {
    const known = hosts.get(name)
    if (!known) return read(name)
    const stale = store !== undefined && (resting(known) || deps.ticks() - known.readAt > FRESH_MS)
    return stale ? read(name) : known
  }

  const book = async (name: string, host: Host, max: number): Promise<void> => {
    const day = localDay(clock.now())
    if (host.day !== day) Object.assign(host, { day, used: 0, left: 0 })
    if (host.left === 0) {
      const block = Math.min(Math.max(1, Math.floor(max / BLOCKS)), MAX_BLOCK, max - host.used)
      if (block > 0) {
        host.used = (await store?.spend(name, day, block)) ?? host.used + block
        // Others may have booked meanwhile; what lies beyond the budget is not ours to use.
        host.left = Math.max(0, block - Math.max(0, host.used - max))
      }
    }
    if (host.left === 0)
      throw fetchFailed('budget', `${name} was asked ${host.used} times today, which is its budget of ${max}`, 'later')
    host.left--
  }

  const spend = async (name: string, rate: HostRate): Promise<Host> => {
    const host = await load(name)
    const now = clock.now()
    if (resting(host))
      throw fetchFailed('resting', `${name} is left alone until ${localMinute(host.restUntil ?? now)}`, 'later')
    const hours = rate.hours === undefined ? undefined : readHours(rate.hours)
    if (hours && nextOpen(hours, now) > now)
      throw fetchFailed('hours', `${name} is read at ${rate.hours} only`, 'later')
    // Bookings of one host come one after another, so that a block is not booked twice.
    const booked = host.booking.then(() => book(name, host, rate.maxPerDay))
    host.booking = booked.catch(() => undefined)
    await booked
    return host
  }

  return {
    async spend(name, rate) {
      await spend(name, rate)
    },
    async turn(name, rate, signal) {
      const host = await spend(name, rate)
      const gap = (rate.minDelay + rate.jitter * deps.random()) * 1000
      if (gap <= 0) return
      const tick = deps.ticks()
      const at = Math.max(tick, host.next)
      host.next = at + gap
      if (at > tick) await deps.wait(at - tick, signal)
    },
    async refused(name, retryAfterMs) {
      const host = await load(name)
      const now = clock.now().getTime()
      // Several requests in the air are one refusal.
      if (host.restUntil !== null && resting(host)) return host.restUntil
      host.strikes++
      const own = FIRST_REST_MS * 2 ** Math.min(host.strikes - 1, 10) * (1 + deps.random() / 5)
      const rest = Math.min(retryAfterMs > 0 ? retryAfterMs : own, DAY_MS)
      host.restUntil = new Date(now + rest).toISOString()
      await store?.rest(name, host.restUntil, host.strikes)
      return host.restUntil
    },
    async served(name) {
      const host = await load(name)
      if (host.strikes === 0 && host.restUntil === null) return
      host.strikes = 0
      host.restUntil = null
      await store?.rest(name, null, 0)
    },
  }
}
