/** Long sums in turns, so that a process that sums goes on answering. A sum is a generator that yields wherever it may rest. */
import { setImmediate } from 'node:timers/promises'

export type Turns<T> = Generator<void, T>

/** How long a sum goes on before others have their turn, ms. */
const TURN_MS = 20

export async function inTurns<T>(work: Turns<T>): Promise<T> {
  let since = performance.now()
  for (;;) {
    const step = work.next()
    if (step.done) return step.value
    if (performance.now() - since < TURN_MS) continue
    await setImmediate()
    since = performance.now()
  }
}

/** At once. */
export function atOnce<T>(work: Turns<T>): T {
  for (;;) {
    const step = work.next()
    if (step.done) return step.value
  }
}
