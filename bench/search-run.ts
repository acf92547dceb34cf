/** What both benches of search do: fill up, ask, print. */
import type { SearchQuery, SearchStore } from '../model/ports.ts'
import { KINDS, makePost } from './search-posts.ts'

/** As indexing takes them from Records (pipeline/stages/index-stage.ts). */
export const BATCH = 2000
const ROUNDS = 5

/** Goes on from the last revision until `count` posts are in or the seconds are over; false when some are left. */
export async function fill(store: SearchStore, count: number, seconds: number): Promise<boolean> {
  const end = performance.now() + seconds * 1000
  const from = await store.lastRev()
  let spent = 0
  let i = from
  while (i < count && performance.now() < end) {
    const batch = Array.from({ length: Math.min(BATCH, count - i) }, (_, k) => makePost(i + k))
    const started = performance.now()
    await store.index(batch)
    spent += performance.now() - started
    i += batch.length
    await store.setLastRev(i)
  }
  if (i > from) console.log(`${i - from} posts in: ${Math.round(((i - from) / spent) * 1000)}/s; ${i} of ${count}`)
  return i >= count
}

export const quantile = (sorted: readonly number[], q: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] as number

/**
 * Asks every kind of query in turn with the raw client's call of the same query where there is one, after a first round
 * that warms both.
 */
export async function measure(
  store: SearchStore,
  raw: (query: SearchQuery) => (() => Promise<unknown>) | undefined,
): Promise<void> {
  let baseline = 0
  for (const [name, texts, options] of KINDS) {
    const ours: number[] = []
    const theirs: number[] = []
    let hits = 0
    /** What a query costs this process, whatever else the machine does. */
    let cpu = 0
    const time = async (into: number[], work: () => Promise<unknown>): Promise<unknown> => {
      const from = performance.now()
      const result = await work()
      into.push(performance.now() - from)
      return result
    }
    for (let round = 0; round <= ROUNDS; round++)
      for (const text of texts) {
        const query: SearchQuery = { text, ...options }
        const call = raw(query)
        const warm = round === 0
        // Whoever comes second finds the server's caches filled: they take turns.
        if (call && round % 2 === 0) await time(warm ? [] : theirs, call)
        const before = process.cpuUsage()
        const { total } = (await time(warm ? [] : ours, () => store.search(query))) as { total: number }
        const used = process.cpuUsage(before)
        if (!warm) cpu += (used.user + used.system) / 1000
        if (call && round % 2 === 1) await time(warm ? [] : theirs, call)
        if (!warm) hits += total
      }
    ours.sort((a, b) => a - b)
    theirs.sort((a, b) => a - b)
    const p95 = quantile(ours, 0.95)
    baseline ||= p95
    const beside =
      theirs.length > 0
        ? `; raw p50 ${quantile(theirs, 0.5).toFixed(1)}, p95 ${quantile(theirs, 0.95).toFixed(1)} ms, ours ÷ raw ${(quantile(ours, 0.5) / quantile(theirs, 0.5)).toFixed(2)}`
        : ''
    console.log(
      `${name}: p50 ${quantile(ours, 0.5).toFixed(1)}, p95 ${p95.toFixed(1)} ms, cpu ${(cpu / ours.length).toFixed(1)} ms, ${(p95 / baseline).toFixed(1)}×${beside} (${Math.round(hits / ours.length)} hits)`,
    )
  }
}
