/** The posts of a small issue one by one, each as a cluster of its own in short form, so that an issue of two matters can be parted. */
import { readCentre, unpackCentre } from '../nearness/centre-bytes.ts'
import { emptyCentre, labelOf, type Probe } from '../nearness/issue-vector.ts'
import { absorb, addMember, type Cluster, createCluster } from './cluster.ts'
import { clusterFrom, partFacts, partOf } from './cluster-text.ts'
import type { GroupMemory } from './group-memory.ts'
import type { Member } from './member.ts'
import { createParts, type Part } from './part-list.ts'
import { FEWEST, mattersOf, mayTellTwo } from './parting.ts'

/** An issue of more posts has shown that it is one matter. */
const MOST = 32

/** An issue that is looked at. */
const whole = emptyCentre()

/** Every post but copies, which go with what they copy; null when they are not kept. An issue of one post is its own part. */
function partsOf(cluster: Cluster): Part[] | null {
  const parts = cluster.parts?.list() ?? null
  if (parts?.length === 0 && cluster.posts > 0) parts.push(partOf(cluster))
  return parts
}

/** Notes a post that is about to become a member (addMember). */
export function notePart(cluster: Cluster, post: Member, probe: Probe, copyOf: string | undefined): void {
  if (cluster.posts === 0 || cluster.parts === null) return
  if (copyOf === undefined) {
    if (cluster.parts.length === 0) cluster.parts.list().push(partOf(cluster))
    if (cluster.parts.length < MOST) cluster.parts.add(post, probe.centre)
    else cluster.parts = null
    return
  }
  if (cluster.parts.length === 0) return
  const parts = cluster.parts.list()
  const at = parts.findIndex((part) => part.members.includes(copyOf))
  if (at < 0) {
    cluster.parts = null
    return
  }
  const own = fromPart(parts[at] as Part)
  addMember(own, post, probe, copyOf)
  parts[at] = partOf(own)
}

/** A member leaves; copies of it stay in its part. */
export function dropPart(cluster: Cluster, postId: string): void {
  const parts = cluster.parts?.list() ?? []
  const at = parts.findIndex((part) => part.members.includes(postId))
  if (at < 0) return
  if (parts[at]?.members.length === 1) parts.splice(at, 1)
  else cluster.parts = null
}

/** Makes a cluster that a post left anew of the posts that are known one by one: where, when and in which words is told by those who stayed. */
export function renew(cluster: Cluster): void {
  const parts = cluster.parts?.list() ?? []
  if (parts.length === 0) return
  const { slot, terms, parted, touched } = cluster
  const anew = createCluster(cluster.id)
  gather(anew, [...parts])
  Object.assign(cluster, anew, { slot, terms, parted, touched })
}

/** A cluster that its only post left is made as if new, for that post to be placed in once more. */
export function empty(cluster: Cluster): void {
  const { slot, terms, parted, touched } = cluster
  Object.assign(cluster, createCluster(cluster.id), { slot, terms, parted, touched })
}

/** The parts of both, for a cluster that is about to take the other in (absorb). */
export function joinParts(cluster: Cluster, other: Cluster): void {
  const [own, others] = [partsOf(cluster), partsOf(other)]
  cluster.parts =
    own === null || others === null || own.length + others.length > MOST ? null : createParts([...own, ...others])
}

const fromPart = (part: Part): Cluster => clusterFrom(-1, part.centre, partFacts(part))

/** Parts an issue whose posts tell of several matters; the largest keeps the id, and they never merge again by themselves. */
export function part(memory: GroupMemory, cluster: Cluster): void {
  if (cluster.parts === null || cluster.parts.length < FEWEST) return
  if (!mayTellTwo(readCentre(cluster.centre, whole))) return
  const parts = cluster.parts.list()
  const told = parts.map(({ centre }) => unpackCentre(centre))
  const [, ...leaving] = mattersOf(told, memory.samePair)
  let issue = cluster
  for (const matter of leaving) {
    const own = matter.map((i) => parts[i] as Part)
    issue = takeLeave(memory, issue, own)
  }
}

/** Makes some parts of an issue another issue; gives what the issue is then. */
function takeLeave(memory: GroupMemory, cluster: Cluster, own: Part[]): Cluster {
  const stay = Object.assign(createCluster(cluster.id), { slot: cluster.slot, terms: cluster.terms })
  gather(stay, cluster.parts?.list().filter((part) => !own.includes(part)) ?? [])
  const leave = memory.open(own[0]?.members[0] as string)
  gather(leave, own)
  for (const postId of leave.members.list()) memory.noteStood(postId, stay.id)
  stay.parted = [...cluster.parted, leave.id]
  leave.parted = [...cluster.parted, stay.id]
  for (const one of own) {
    const { centre, lastAt } = fromPart(one)
    memory.pulse.shifted(labelOf(unpackCentre(centre)), stay.id, leave.id, lastAt)
  }
  for (const one of [stay, leave]) {
    for (const postId of one.members.list()) memory.house(postId, one)
    memory.changed(one)
    memory.reindex(one)
  }
  if (memory.families.links.length > 0) memory.refreshFamilies()
  for (const one of [stay, leave]) for (const postId of one.members.list()) memory.assign(postId, one)
  return stay
}

/** Fills an empty cluster with the posts of some parts. */
function gather(cluster: Cluster, parts: Part[]): void {
  for (const one of parts) absorb(cluster, fromPart(one))
  cluster.parts = createParts(parts)
}
