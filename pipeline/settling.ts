/** Settling: clusters that changed are compared with their neighbours and merged, and those that tell of two matters are parted. */

import { unpackCentre } from './centre-bytes.ts'
import { absorb, type Cluster } from './cluster.ts'
import type { Resting } from './cluster-text.ts'
import type { GroupMemory } from './group-memory.ts'
import { aim, type Centre, createProbe, keyTermsOf, labelOf, nearness, type Probe } from './issue-vector.ts'
import { type JoinEvidence, probabilityOf } from './join-model.ts'
import { joinParts, part } from './parts.ts'
import type { Heard } from './pulse.ts'

const DAY = 86_400_000
/** A merge makes new neighbours; after so many rounds the rest waits for the next settle. */
const ROUNDS = 4

export const centreOf = (cluster: Cluster | Resting): Centre =>
  'resting' in cluster ? unpackCentre(cluster.centre) : cluster.centre

/** Faded posts that make an issue talked about: what one wrote is proposed to nobody who shares no word with it. */
const TALKED_ABOUT = 1.5
/** Different words of a letter. */
const LETTER = 40

/** How what the probe is aimed at, seen from `firstAt` to `lastAt`, compares with a cluster. */
export function evidence(
  probe: Probe,
  firstAt: number,
  lastAt: number,
  cluster: Pick<Cluster, 'firstAt' | 'lastAt'>,
  centre: Centre,
  heard: Heard,
): JoinEvidence {
  return {
    ...nearness(probe, centre),
    ...heard,
    brief: 1 - Math.min(1, probe.centre.words.size / LETTER),
    size: Math.max(probe.centre.size, centre.size),
    smaller: Math.max(1, Math.min(probe.centre.size, centre.size)),
    gapDays: Math.max(0, cluster.firstAt - lastAt, firstAt - cluster.lastAt) / DAY,
  }
}

/** An issue that asks has told more than a post: the right neighbour is among the first. */
const ASKED = 6

/** The likeliest of the candidates that `allowed` lets pass, of equals the lower id; `asking`: the cluster itself, when one asks. */
export interface Likeliest {
  readonly id: string
  readonly evidence: JoinEvidence
  /** Log-odds of the join decision. */
  readonly odds: number
}

export function likeliest(
  memory: GroupMemory,
  probe: Probe,
  span: { firstAt: number; lastAt: number },
  allowed: (cluster: Cluster | Resting) => boolean,
  asking?: Cluster,
): Likeliest | undefined {
  const { ids, weights } = keyTermsOf(probe)
  let best: { id: string; evidence: JoinEvidence } | undefined
  let odds = Number.NEGATIVE_INFINITY
  const most = asking === undefined ? memory.rules.candidates : ASKED
  const label = labelOf(probe.centre)
  const found = memory.index.find(ids, weights, most, asking)
  for (const id of memory.pulse.most(label, span.lastAt, TALKED_ABOUT)) {
    const talked = memory.shelf.look(id)
    if (talked !== undefined && talked !== asking && !found.includes(talked)) found.push(talked)
  }
  for (const candidate of found) {
    if (!allowed(candidate)) continue
    const heard = memory.pulse.heard(label, candidate.id, span.lastAt, asking?.id)
    const e = evidence(probe, span.firstAt, span.lastAt, candidate, centreOf(candidate), heard)
    const own = memory.decide(e)
    if (best !== undefined && (own < odds || (own === odds && best.id < candidate.id))) continue
    best = { id: candidate.id, evidence: e }
    odds = own
  }
  return best && { ...best, odds }
}

/** Makes two clusters one; returns the one that stays. */
export function merge(memory: GroupMemory, a: Cluster, b: Cluster): Cluster {
  // The id of the issue that opened first lives on; an issue people see outlives a waiting note.
  const first = a.open !== b.open ? a.open : a.firstAt < b.firstAt || (a.firstAt === b.firstAt && a.id < b.id)
  const [keep, lose] = first ? [a, b] : [b, a]
  const wasOpen = keep.open
  for (const postId of lose.members) memory.house(postId, keep)
  for (const [post, group] of memory.linked) if (group === lose.id) memory.linked.set(post, keep.id)
  const moved = wasOpen === (keep.open || lose.open) ? lose.members : [...keep.members, ...lose.members]
  const into = memory.families.rootOf(keep.id)
  memory.incidents.moved(lose.id, keep.id)
  memory.pulse.moved(lose.id, keep.id)
  joinParts(keep, lose)
  absorb(keep, lose)
  memory.remove(lose, into)
  memory.reindex(keep)
  if (memory.families.links.length > 0) memory.refreshFamilies()
  for (const postId of moved) memory.assign(postId, keep)
  memory.changed(keep)
  memory.dirty.add(keep.id)
  return keep
}

export function createSettling(memory: GroupMemory): { settle(): void } {
  const probe = createProbe()

  const neighbour = (cluster: Cluster): Cluster | undefined => {
    aim(probe, cluster.centre)
    const allowed = (other: Cluster | Resting): boolean => (other.open || cluster.open) && !memory.apart(cluster, other)
    const near = likeliest(memory, probe, cluster, allowed, cluster)
    if (near === undefined) return undefined
    return probabilityOf(near.odds) >= memory.rules.merge ? memory.shelf.get(near.id) : undefined
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
          if (cluster === undefined || cluster.centre.size === 1) continue
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
