/** Health of a source after a look at it, and when it is paused: three failures in a row, growing up to a day. Pure. */
import type { AppError } from '../model/error.ts'
import type { SourceHealth } from '../model/ports.ts'
import { DAY_MS } from '../model/time.ts'
import type { FetchOutcome } from '../model/words.ts'

const FAILURES_BEFORE_PAUSE = 3
const HOUR_MS = 3_600_000

const GOOD: readonly FetchOutcome[] = ['new', 'unchanged', 'empty']

export function healthAfter(
  before: SourceHealth | undefined,
  look: { source: string; outcome: FetchOutcome; found: number; detail: string | null; error: AppError | undefined },
  options: { now: Date; everyMinutes: number; restUntil: string | null },
): SourceHealth {
  const at = options.now.toISOString()
  const good = GOOD.includes(look.outcome)
  const failures = good ? 0 : (before?.consecutiveFailures ?? 0) + 1
  return {
    source: look.source,
    outcome: look.outcome,
    at,
    lastSuccessAt: good ? at : (before?.lastSuccessAt ?? null),
    lastNewAt: look.outcome === 'new' ? at : (before?.lastNewAt ?? null),
    consecutiveFailures: failures,
    pausedUntil: good ? null : pauseOf(failures, look.error, options),
    found: look.found,
    detail: look.detail,
  }
}

function pauseOf(
  failures: number,
  error: AppError | undefined,
  { now, everyMinutes, restUntil }: { now: Date; everyMinutes: number; restUntil: string | null },
): string | null {
  const every = everyMinutes * 60_000
  const until = (ms: number): string => new Date(now.getTime() + ms).toISOString()
  const own =
    failures < FAILURES_BEFORE_PAUSE
      ? null
      : until(Math.min(every * 2 ** Math.min(failures - FAILURES_BEFORE_PAUSE + 1, 20), DAY_MS))
  // A host whose rules cannot be read or forbid us is left alone at once.
  if (error?.code === 'crawl.robots-unreachable') return until(Math.max(HOUR_MS, every))
  if (error?.code === 'crawl.robots') return until(DAY_MS)
  return restUntil !== null && (own === null || restUntil > own) ? restUntil : own
}
