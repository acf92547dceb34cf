import { AppError } from '../../model/error.ts'
import type { Held } from '../../model/ports.ts'

export interface WriterOptions {
  /** Takes the writer lease, or says who has it; nothing to do while it is held. */
  hold(): Promise<Held | undefined>
  release(): Promise<void>
  /** Groups what was screened; how many posts it took. */
  group(): Promise<number>
  /** Brings the index up to Records; how many posts it took. */
  index(): Promise<number>
  /** Waits for the lease when another process has it or took it over; else losing it ends the writer with `lease.lost`. */
  readonly standby: boolean
  readonly onState: (state: 'writing' | Held) => void
  readonly onError: (error: unknown) => void
  /** How often Records are looked at. */
  readonly pollMs?: number | undefined
  readonly standbyMs?: number | undefined
}

export interface Writer {
  /** Until the signal; the batch in hand is committed, then the lease is given back. */
  run(signal: AbortSignal): Promise<void>
  /** Looks at once. */
  wake(): void
}

const POLL_MS = 1000
const STANDBY_MS = 3000
const LONGEST_WAIT_MS = 60_000

/**
 * The one process that writes issues and the index. Grouping and indexing go on side by side, so that a search engine
 * that is away delays the index alone.
 */
export function createWriter(options: WriterOptions): Writer {
  const { onError, pollMs = POLL_MS, standbyMs = STANDBY_MS } = options
  const waiting = new Set<() => void>()
  const wake = (): void => {
    for (const go of waiting) go()
  }
  const wait = (ms: number, signal: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      const go = (): void => {
        clearTimeout(timer)
        signal.removeEventListener('abort', go)
        waiting.delete(go)
        resolve()
      }
      const timer = setTimeout(go, ms)
      waiting.add(go)
      signal.addEventListener('abort', go, { once: true })
      if (signal.aborted) go()
    })

  /** One stage again and again while this process writes; failures in a row are waited for longer and longer. */
  const repeat = async (stage: () => Promise<number>, signal: AbortSignal): Promise<void> => {
    let failures = 0
    while (!signal.aborted) {
      try {
        const done = await stage()
        failures = 0
        if (done === 0) await wait(pollMs, signal)
      } catch (error) {
        if (error instanceof AppError && error.code === 'lease.lost') throw error
        onError(error)
        await wait(Math.min(pollMs * 2 ** failures++, LONGEST_WAIT_MS), signal)
      }
    }
  }

  /** Writes until the lease is gone or the signal comes. */
  const write = async (outer: AbortSignal): Promise<void> => {
    const ended = new AbortController()
    const signal = AbortSignal.any([outer, ended.signal])
    /** Renewal tells of a lost lease before a commit does. */
    const group = async (): Promise<number> => {
      const other = await options.hold()
      if (other) throw new AppError('lease.lost', `Another process writes here now: ${other.heldBy}`)
      return options.group()
    }
    const loops = [group, options.index].map((stage) => repeat(stage, signal).finally(() => ended.abort()))
    const results = await Promise.allSettled(loops)
    for (const result of results) if (result.status === 'rejected') throw result.reason
  }

  return {
    wake,
    async run(signal) {
      let failures = 0
      try {
        while (!signal.aborted) {
          try {
            const other = await options.hold()
            if (other) {
              options.onState(other)
              await wait(standbyMs, signal)
              continue
            }
            options.onState('writing')
            failures = 0
            await write(signal)
          } catch (error) {
            if (!options.standby && error instanceof AppError && error.code === 'lease.lost') throw error
            onError(error)
            await wait(Math.min(pollMs * 2 ** failures++, LONGEST_WAIT_MS), signal)
          }
        }
      } finally {
        await options.release()
      }
    },
  }
}
