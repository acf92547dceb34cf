/** How fast a host is asked: a gap with jitter between two requests, and a budget a day. */
import { type Clock, localDay } from '../model/time.ts'
import { fetchFailed } from './outcome.ts'

export interface Pace {
  /** Waits for this host's next turn. Throws AppError `crawl.budget` when its day is used up. */
  turn(host: string, rate: { minDelay: number; jitter: number; maxPerDay: number }, signal?: AbortSignal): Promise<void>
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

/**
 * @param deps.ticks a monotonic reading in ms (gaps must hold when the wall clock jumps); the clock only names the day.
 * @param deps.random 0 ≤ x < 1.
 */
export function createPace(deps: { clock: Clock; ticks: () => number; wait: Wait; random: () => number }): Pace {
  const next = new Map<string, number>()
  const used = new Map<string, { day: string; count: number }>()
  return {
    async turn(host, rate, signal) {
      const day = localDay(deps.clock.now())
      const today = used.get(host)
      const count = today?.day === day ? today.count : 0
      if (count >= rate.maxPerDay)
        throw fetchFailed('budget', `${host} was asked ${count} times today, which is its budget`, 'later')
      used.set(host, { day, count: count + 1 })
      const gap = (rate.minDelay + rate.jitter * deps.random()) * 1000
      if (gap <= 0) return
      const now = deps.ticks()
      const at = Math.max(now, next.get(host) ?? 0)
      next.set(host, at + gap)
      if (at > now) await deps.wait(at - now, signal)
    },
  }
}
