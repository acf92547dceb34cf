/**
 * One outage seen from many doors: a burst main is written about as this estate without water, that school without lunch
 * and water on the road, in words that share little. Posts about the same public network in the same street within a day
 * and a half are therefore one matter, whatever estate each names (DOMAIN §2.3: network matters belong to the network,
 * not to the house). Chronic matters of one house are not touched: the rule needs both to be that young.
 */
import type { GroupInput } from './group-features.ts'

/** Lead units whose matters are a network's: water, power, gas. Heating is left out: lukewarm radiators are a house's. */
const NETWORKS = new Set(['兰州城市供水集团', '国网兰州供电公司', '昆仑燃气'])
export const INCIDENT_MS = 36 * 3_600_000

export interface Incidents {
  /** The cluster of the latest post of the same network and street, when it is young enough. */
  find(post: GroupInput): string | undefined
  note(post: GroupInput, cluster: string): void
  /** A cluster became part of another. */
  moved(from: string, to: string): void
  entries(): [string, string, number][]
}

const keysOf = (post: GroupInput): string[] =>
  post.department !== undefined && NETWORKS.has(post.department)
    ? post.places.filter((p) => p.level === 'street').map((p) => `${post.department} ${p.district ?? ''} ${p.name}`)
    : []

export function createIncidents(known: readonly [string, string, number][] = []): Incidents {
  const latest = new Map(known.map(([key, cluster, at]) => [key, { cluster, at }]))
  return {
    find(post) {
      for (const key of keysOf(post)) {
        const found = latest.get(key)
        if (found !== undefined && Math.abs(post.at - found.at) <= INCIDENT_MS) return found.cluster
      }
      return undefined
    },
    note(post, cluster) {
      for (const key of keysOf(post)) latest.set(key, { cluster, at: Math.max(post.at, latest.get(key)?.at ?? 0) })
    },
    moved(from, to) {
      for (const entry of latest.values()) if (entry.cluster === from) entry.cluster = to
    },
    // One entry a network and street at most, so this stays small for good.
    entries: () => [...latest].map(([key, { cluster, at }]) => [key, cluster, at]),
  }
}
