import type { Deliver } from '../../crawlers/handover.ts'
import { configSchema } from '../../model/config.ts'
import type { FailedRow, HostState, SourceHealth, SourceStore, VisitHour } from '../../model/ports.ts'
import type { Delivery } from '../../model/post.ts'

/** A SourceStore in memory, for tests. */
export function memorySources(): SourceStore & {
  states: Map<string, Record<string, string>>
  healths: Map<string, SourceHealth>
} {
  const states = new Map<string, Record<string, string>>()
  const healths = new Map<string, SourceHealth>()
  const hosts = new Map<string, HostState>()
  const visits: VisitHour[] = []
  const hostOf = (host: string): HostState => hosts.get(host) ?? { host, day: '', used: 0, restUntil: null, strikes: 0 }
  return {
    states,
    healths,
    health: async () => [...healths.values()],
    async record(health, fresh = 0) {
      healths.set(health.source, health)
      visits.push({ source: health.source, hour: health.at, outcome: health.outcome, visits: 1, fresh })
    },
    visits: async (from, to) => visits.filter((visit) => visit.hour >= from && visit.hour < to),
    countVisits: async (from, to) => visits.filter((visit) => visit.hour >= from && visit.hour < to).length,
    hosts: async () => [...hosts.values()],
    async spend(host, day, requests) {
      const known = hostOf(host)
      const used = (known.day === day ? known.used : 0) + requests
      hosts.set(host, { ...known, day, used })
      return used
    },
    rest: async (host, restUntil, strikes) => void hosts.set(host, { ...hostOf(host), restUntil, strikes }),
    getState: async (source) => states.get(source) ?? {},
    setState: async (source, state) => void states.set(source, state),
  }
}

/** An inbox in memory: counts as Records would, and shows what is lost or doubled. */
export function memoryInbox(): {
  deliver: Deliver
  posts: Map<string, Delivery>
  failed: FailedRow[]
  taken: () => number
} {
  const posts = new Map<string, Delivery>()
  const failed: FailedRow[] = []
  let taken = 0
  return {
    posts,
    failed,
    taken: () => taken,
    async deliver(source, deliveries, bad) {
      let fresh = 0
      let revised = 0
      for (const delivery of deliveries) {
        taken++
        const key = `${source}/${delivery.nativeId ?? delivery.url}`
        const old = posts.get(key)
        if (!old) fresh++
        else if (old.text !== delivery.text || old.title !== delivery.title) revised++
        posts.set(key, delivery)
      }
      failed.push(...bad)
      return {
        received: deliveries.length + bad.length,
        fresh,
        revised,
        unchanged: deliveries.length - fresh - revised,
        failed: bad.length,
      }
    },
  }
}

export const crawlConfig = (allowPrivate: string[], more: Record<string, unknown> = {}) =>
  configSchema.parse({ crawl: { allowPrivate, ...more } }).crawl
