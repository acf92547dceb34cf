/**
 * The clusters in mind, in the order of their last touch: the active ones whole, the others resting in short form, the
 * longest untouched forgotten at last. Those of one post go first: a matter of many is remembered longer.
 */

import type { Cluster } from './cluster.ts'
import { type Resting, rest, wake } from './cluster-text.ts'

export interface ShelfRules {
  /** Issues kept whole; the rest rest in short form. */
  readonly active: number
  /** Issues kept at all. */
  readonly remembered: number
}

export interface Shelf {
  has(id: string): boolean
  /** The cluster itself; of a resting one a copy, which counts from the next `touch` on. */
  get(id: string): Cluster | undefined
  /** As it lies: whole or resting. */
  look(id: string): Cluster | Resting | undefined
  ids(): string[]
  /** Makes it the latest touched; wakes it. */
  touch(cluster: Cluster): void
  remove(id: string): void
  /** Puts one back as it lay; in the order of their last touch. */
  restore(cluster: Cluster | Resting): void
  /** Sends to rest and forgets what is too much. `settle` shortens a cluster before it rests; `keep`: not to be forgotten. */
  tidy(on: {
    rest(cluster: Cluster): void
    rested(cluster: Resting): void
    keep(id: string): boolean
    forget(cluster: Resting): void
  }): void
}

export function createShelf(rules: ShelfRules): Shelf {
  const active = new Map<string, Cluster>()
  const lone = new Map<string, Resting>()
  const shared = new Map<string, Resting>()
  const look = (id: string): Cluster | Resting | undefined => active.get(id) ?? lone.get(id) ?? shared.get(id)
  const remove = (id: string): void => {
    if (!active.delete(id) && !lone.delete(id)) shared.delete(id)
  }
  const lay = (cluster: Resting): void => {
    ;(cluster.posts === 1 ? lone : shared).set(cluster.id, cluster)
  }
  const size = (): number => active.size + lone.size + shared.size
  return {
    has: (id) => look(id) !== undefined,
    look,
    get(id) {
      const found = look(id)
      return found !== undefined && 'resting' in found ? wake(found) : found
    },
    ids: () => [...active.keys(), ...lone.keys(), ...shared.keys()],
    touch(cluster) {
      remove(cluster.id)
      active.set(cluster.id, cluster)
    },
    remove,
    restore(cluster) {
      if ('resting' in cluster) lay(cluster)
      else active.set(cluster.id, cluster)
    },
    tidy(on) {
      for (const cluster of active.values()) {
        if (active.size <= rules.active) break
        on.rest(cluster)
        active.delete(cluster.id)
        const resting = rest(cluster)
        lay(resting)
        on.rested(resting)
      }
      for (const from of [lone, shared]) {
        // A matter of many makes room only when the lone ones are down to a fifth.
        const floor = from === lone ? rules.remembered / 5 : 0
        for (const cluster of from.values()) {
          if (size() <= rules.remembered || from.size <= floor) break
          if (on.keep(cluster.id)) continue
          from.delete(cluster.id)
          on.forget(cluster)
        }
      }
    },
  }
}
