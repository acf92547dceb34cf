/**
 * Back-pressure from Search to the crawl: while the index refuses what it is given (away, overloaded, full), its writer
 * says so in Records, and every process looks at its sources less often. Nothing is dropped: posts are screened, grouped
 * and ranked meanwhile, and the index catches up by revision.
 */
import type { MetaStore } from '../../model/ports.ts'

const KEY = 'search.pressure'
/** How long one refusal counts. */
const HOLDS_MS = 120_000
/** Under pressure a source's rhythm is stretched so many times. */
const STRETCH = 4

export async function reportPressure(meta: Pick<MetaStore, 'set'>, code: string, now: Date): Promise<void> {
  await meta.set(KEY, JSON.stringify({ code, until: new Date(now.getTime() + HOLDS_MS).toISOString() }))
}

/** How many times as slow as usual sources are to be looked at now: 1 unless a refusal is in force. */
export async function readStretch(meta: Pick<MetaStore, 'get'>, now: Date): Promise<number> {
  const text = await meta.get(KEY)
  if (text === undefined) return 1
  const { until } = JSON.parse(text) as { until: string }
  return Date.parse(until) > now.getTime() ? STRETCH : 1
}

export const clearPressure = (meta: Pick<MetaStore, 'set'>): Promise<void> =>
  meta.set(KEY, JSON.stringify({ code: '', until: new Date(0).toISOString() }))
