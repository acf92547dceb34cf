/** What follows from what people and systems do on a console that runs by itself (`lanting serve`). */
import type { App } from './app.ts'
import type { Context } from './context.ts'
import { pushWhatIsDue } from './outbound.ts'
import { waitingIn } from './waiting.ts'

export interface Aftermath {
  /** Something was written. */
  wake(): void
  /** Until the work in hand is done. */
  end(): Promise<void>
}

/** As soon as the first retry of a push is due (delivery/outbox.ts). */
const PUSH_EVERY_MS = 5_000
/** After work that failed. */
const AGAIN_MS = 60_000
/** Who holds the writer lease now may have looked before the last write. */
const HELD_MS = 5_000

/**
 * Screens, groups and indexes what was written, each time under a lease taken for the occasion, so that a `run` may start beside
 * it at any moment; while another process holds the lease, that one does the work. Pushes go out at once, and are
 * tried again when their time comes.
 */
export async function startAftermath(
  context: Context,
  app: App,
  tell: (where: string, error: unknown) => void,
): Promise<Aftermath> {
  const { signal } = context
  const quiet: Context = { ...context, progress: () => ({ update: () => undefined, done: () => undefined }) }
  /** One timer each, however often something is put off. */
  const timers = new Map<() => void, NodeJS.Timeout>()
  const later = (ms: number, what: () => void): void => {
    if (timers.has(what) || signal.aborted) return
    const timer = setTimeout(() => {
      timers.delete(what)
      what()
    }, ms)
    timers.set(what, timer)
  }
  let wanted = false
  let running: Promise<void> | undefined
  let pushing: Promise<void> = Promise.resolve()
  /** One after the other: what came while one was on its way goes out with the next. */
  const push = (): Promise<void> => {
    pushing = pushing.then(() => pushWhatIsDue(context, app)).catch((error: unknown) => tell('deliver', error))
    return pushing
  }
  const work = async (): Promise<void> => {
    while (wanted && !signal.aborted) {
      wanted = false
      await push()
      try {
        if (!(await app.tryProcess(quiet))) later(HELD_MS, wake)
      } catch (error) {
        tell('group', error)
        later(AGAIN_MS, wake)
      }
    }
    running = undefined
  }
  function wake(): void {
    wanted = true
    running ??= work()
  }
  let repeating: Promise<void> = Promise.resolve()
  const repeat = (): void => {
    repeating = push()
      .then(() => app.sweepVault())
      .catch((error: unknown) => tell('vault', error))
      .finally(() => later(PUSH_EVERY_MS, repeat))
  }
  repeat()
  if ((await waitingIn(app.records)) > 0) wake()
  return {
    wake,
    async end() {
      await Promise.all([running, repeating, pushing])
      for (const timer of timers.values()) clearTimeout(timer)
    },
  }
}
