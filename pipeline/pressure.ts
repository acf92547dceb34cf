/**
 * Back-pressure from Search to the crawl: while the index refuses what it is given (away, overloaded, full), its writer
 * says so in Records, and every process looks at its sources less often. Nothing is dropped: posts are screened, grouped
 * and ranked meanwhile, and the index catches up by revision.
 */
import type { MetaStore } from '../model/ports.ts'

const KEY = 'search.pressure'
/** How long one refusal counts. */
const HOLDS_MS = 120_000
/** Under pressure a source's rhythm is stretched so many times. */
export const STRETCH = 4

export async function reportPressure(meta: Pick<MetaStore, 'set'>, code: string, now: Date): Promise<void> {
  await meta.set(KEY, JSON.stringify({ code, until: new Date(now.getTime() + HOLDS_MS).toISOString() }))
}

/** The code of the refusal still in force. */
export async function readPressure(meta: Pick<MetaStore, 'get'>, now: Date): Promise<string | undefined> {
  const text = await meta.get(KEY)
  if (text === undefined) return undefined
  const { code, until } = JSON.parse(text) as { code: string; until: string }
  return Date.parse(until) > now.getTime() ? code : undefined
}

export const clearPressure = (meta: Pick<MetaStore, 'set'>): Promise<void> =>
  meta.set(KEY, JSON.stringify({ code: '', until: new Date(0).toISOString() }))
