/** Settling: clusters that changed are compared with their neighbours and merged, and those that tell of two matters are parted. */

import { fetchCentres, readCentre, sizeOf } from '../nearness/centre-bytes.ts'
import { type Asking, measureBounds } from '../nearness/evidence.ts'
import { aim, createProbe, emptyCentre, keyTermsOf, labelOf, type Probe } from '../nearness/issue-vector.ts'
import { isOneEvent, isSameDeed, type JoinEvidence, logOddsOf, probabilityOf } from '../nearness/join-model.ts'
import { measureWords } from '../nearness/nearness.ts'
import { absorb, type Cluster, isPraise, tellsOnlyOfDanger } from './cluster.ts'
import type { Resting } from './cluster-text.ts'
import type { GroupMemory } from './group-memory.ts'
import { joinParts, part } from './parts.ts'

/** A merge makes new neighbours; after so many rounds the rest waits for the next settle. */
const ROUNDS = 4

/** Faded posts that make an issue talked about: what one wrote is proposed to nobody who shares no word with it. */
const TALKED_ABOUT = 1.5

/** An issue that asks has told more than a post: the right neighbour is among the first. */
const ASKED = 6

export interface Likeliest {
  readonly id: string
  /** Good until the next one is looked for. */
  readonly evidence: JoinEvidence
  /** Log-odds of the join decision. */
  readonly odds: number
}

/**
 * The likeliest of the candidates that `allowed` lets pass, of equals the lower id; undefined where none reaches the log-odds `least`.
 * `asking`: the cluster itself, when one asks.
 */
export function likeliest(
  memory: GroupMemory,
  probe: Probe,
  who: Asking,
  least: number,
  allowed: (cluster: Cluster | Resting) => boolean,
  asking?: Cluster,
): Likeliest | undefined {
  const { scales } = memory
  let best: string | undefined
  let odds = least
  const most = asking === undefined ? memory.rules.candidates : ASKED
  const label = labelOf(probe.centre)
  const found = memory.index.find(keyTermsOf(probe), most, asking)
  for (const id of memory.pulse.most(label, who.lastAt, TALKED_ABOUT)) {
    const talked = memory.shelf.look(id)
    if (talked !== undefined && talked !== asking && !found.includes(talked)) found.push(talked)
  }
  fetchCentres(found)
  for (const candidate of found) {
    if (!allowed(candidate)) continue
    const heard = memory.pulse.heard(label, candidate.id, who.lastAt, asking?.id)
    measureBounds(probe, who, candidate, heard, scales.other)
    if (memory.same.ceiling(scales.other) < odds) continue
    measureWords(probe, scales.other)
    const own = memory.same.decide(scales.other, odds)
    if (own < odds || (own === odds && best !== undefined && best < candidate.id)) continue
    best = candidate.id
    odds = own
    const { other } = scales
    scales.other = scales.best
    scales.best = other
  }
  return best === undefined ? undefined : { id: best, evidence: scales.best, odds }
}

/** Makes two clusters one; returns the one that stays. */
export function merge(memory: GroupMemory, a: Cluster, b: Cluster): Cluster {
  // The id of the issue that opened first lives on; an issue people see outlives a waiting note.
  const first = a.open !== b.open ? a.open : a.firstAt < b.firstAt || (a.firstAt === b.firstAt && a.id < b.id)
  const [keep, lose] = first ? [a, b] : [b, a]
  const wasOpen = keep.open
  const lost = lose.members.list()
  for (const postId of lost) memory.house(postId, keep)
  for (const [post, group] of memory.linked) if (group === lose.id) memory.linked.set(post, keep.id)
  memory.moveStood(lose.id, keep.id)
  const moved = wasOpen === (keep.open || lose.open) ? lost : [...keep.members.list(), ...lost]
  memory.incidents.moved(lose.id, keep.id)
  memory.pulse.moved(lose.id, keep.id)
  joinParts(keep, lose)
  for (const postId of absorb(keep, lose)) memory.home.delete(postId)
  // Before anything points at what the two are shown in: that may have been the one that goes.
  if (memory.families.links.length > 0) memory.refreshFamilies()
  memory.remove(lose, memory.families.rootOf(keep.id))
  memory.reindex(keep)
  for (const postId of moved) memory.assign(postId, keep)
  memory.changed(keep)
  memory.dirty.add(keep.id)
  return keep
}

export function createSettling(memory: GroupMemory): { settle(): void } {
  const probe = createProbe()
  const asking = emptyCentre()
  // A little less, since sums round: `neighbour` decides.
  const least = logOddsOf(memory.rules.merge) - 1e-6

  const neighbour = (cluster: Cluster): Cluster | undefined => {
    aim(probe, readCentre(cluster.centre, asking))
    const allowed = (other: Cluster | Resting): boolean => (other.open || cluster.open) && !memory.apart(cluster, other)
    const { firstAt, lastAt } = cluster
    const near = likeliest(memory, probe, { firstAt, lastAt, letter: false }, least, allowed, cluster)
    if (near === undefined) return undefined
    const other = probabilityOf(near.odds) >= memory.rules.merge ? memory.shelf.get(near.id) : undefined
    if (other === undefined) return undefined
    const alarmed = tellsOnlyOfDanger(cluster) || tellsOnlyOfDanger(other)
    if (alarmed && !isOneEvent(near.odds, near.evidence)) return undefined
    const praises = isPraise(cluster) || isPraise(other)
    return praises && !isSameDeed(near.odds, near.evidence) ? undefined : other
  }

  return {
    settle() {
      memory.sinceSettle = 0
      const grown = new Set<string>()
      for (let round = 0; round < ROUNDS; round += 1) {
        const touched = (id: string): number => memory.shelf.look(id)?.touched ?? 0
        const due = [...memory.dirty].sort((a, b) => touched(a) - touched(b))
        memory.dirty.clear()
        let merged = false
        for (const id of due) {
          const cluster = memory.shelf.get(id)
          // A lone post was compared with all that is older when it came, and the younger were compared with it.
          if (cluster === undefined || sizeOf(cluster.centre) === 1) continue
          grown.add(id)
          const other = neighbour(cluster)
          if (other === undefined) continue
          merge(memory, cluster, other)
          merged = true
        }
        if (!merged) break
      }
      for (const id of grown) {
        const cluster = memory.shelf.get(id)
        if (cluster !== undefined) part(memory, cluster)
      }
      memory.dirty.clear()
      memory.tidy()
    },
  }
}
