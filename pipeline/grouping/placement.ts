/** Where a post goes: to the text it copies, to the post people tied it to, to the issue nearest it, or to one of its own. */

import { readCentre, sizeOf, textBehind } from '../nearness/centre-bytes.ts'
import { askingPost } from '../nearness/evidence.ts'
import { timesOf } from '../nearness/facts.ts'
import { createIdSet } from '../nearness/id-set.ts'
import { aim, type Centre, createProbe, emptyCentre } from '../nearness/issue-vector.ts'
import { type Asked, isBorneOut, isOneEvent, isSameDeed } from '../nearness/join-model.ts'
import { wordId } from '../words/term-id.ts'
import { addMember, type Cluster, isPraise, tellsOnlyOfDanger } from './cluster.ts'
import type { Resting } from './cluster-text.ts'
import { type GroupInput, labelOfPost, rowsNamed } from './group-features.ts'
import type { Assignment, GroupMemory } from './group-memory.ts'
import { INCIDENT_MS } from './incidents.ts'
import { memberOf, opens } from './member.ts'
import { createMembers } from './member-list.ts'
import { dropPart, empty, notePart, renew } from './parts.ts'
import { type Likeliest, likeliest, merge } from './settling.ts'

export interface Placement {
  /** Places one post; a post placed before is placed anew. */
  add(post: GroupInput): Assignment
  /** As Grouper.forget. */
  forget(postId: string, everywhere: boolean): void
}

const anyone = (): boolean => true
const askedBy = (post: GroupInput): Asked =>
  post.appealType === '表扬' ? 'praise' : post.kind === 'news' || opens(post) ? 'appeal' : 'note'

export function createPlacement(memory: GroupMemory): Placement {
  const probe = createProbe()
  // Every post is read into the same arrays; what stays of it is copied.
  const read = emptyCentre()
  const named = createIdSet(8)
  const copiedFrom = emptyCentre()

  const copied = (post: GroupInput): { cluster: Cluster; copyOf: string } | undefined => {
    const copyOf = memory.duplicates.find(post.id, post.title, post.text)?.of
    if (copyOf === undefined) return undefined
    const cluster = memory.clusterOf(copyOf)
    if (cluster === undefined || memory.forbidden(post.id, cluster) || isOtherRow(post, cluster)) return undefined
    const { families, groupOf } = memory
    const mayJoin =
      !families.takenOut(post.id) || families.partners(post.id).must.some((id) => groupOf(id) === cluster.id)
    return mayJoin ? { cluster, copyOf } : undefined
  }
  // Notes of one form about one estate differ in two words: 暖气不热, 垃圾没人清.
  const isOtherRow = (post: GroupInput, cluster: Cluster): boolean => {
    const rows = rowsNamed(post)
    if (rows.length === 0) return false
    const { matters } = readCentre(cluster.centre, copiedFrom)
    return matters.size > 0 && rows.every((row) => timesOf(matters, wordId(row)) === 0)
  }

  /** A post that founds an issue tells the statistics its words; later ones of the issue say the same again. */
  const found = (post: GroupInput, { words, pairs, sites }: Centre): Cluster => {
    named.clear()
    for (const { ids, size } of [pairs, sites]) for (let n = 0; n < size; n += 1) named.add(ids[n] as number)
    memory.statistics.learn(words.ids.subarray(0, words.size), named.ids.subarray(0, named.size))
    return memory.open(post.id)
  }

  /** The issue found for the post, where it joins it. */
  const joined = (post: GroupInput, { id, odds, evidence }: Likeliest): Cluster | undefined => {
    if (memory.joins(odds, evidence, memory.index.count()) < 0 || !isBorneOut(odds, evidence, askedBy(post)))
      return undefined
    const near = memory.shelf.get(id)
    if (near !== undefined && isPraise(near) && !isSameDeed(odds, evidence)) return undefined
    const alarmed = post.route === 'emergency' || (near !== undefined && tellsOnlyOfDanger(near))
    return alarmed && !isOneEvent(odds, evidence) ? undefined : near
  }

  /** `from`: the group it was in. */
  const place = (post: GroupInput, centre: Centre, from: string | undefined): Cluster => {
    const { must, cannot } = memory.families.partners(post.id)
    const stood = from ?? memory.stoodFor.get(post.id)?.[0]
    const own = stood === undefined ? undefined : memory.shelf.get(stood)
    const mayStay = own !== undefined && !memory.forbidden(post.id, own)
    for (const partner of must) {
      const cluster = memory.clusterOf(partner)
      if (cluster === undefined || memory.forbidden(post.id, cluster)) continue
      // Where people made one issue of both, the post stays: it may be all that ties its group to the other.
      if (!mayStay || own.id === cluster.id || !memory.isOne(own, cluster)) return cluster
      if (own.posts <= 0) empty(own)
      return own
    }
    if (memory.families.takenOut(post.id)) return mayStay ? own : found(post, centre)
    const nearest = likeliest(
      memory,
      probe,
      askingPost(post),
      memory.leastOdds(memory.index.count()),
      cannot.length === 0 ? anyone : (cluster) => !memory.forbidden(post.id, cluster),
    )
    const near = nearest === undefined ? undefined : joined(post, nearest)
    const outage = memory.shelf.get(memory.incidents.find(post) ?? '')
    if (outage !== undefined && outage.id !== near?.id && !memory.forbidden(post.id, outage)) {
      if (near === undefined) return outage
      const young = near.firstAt >= post.at - INCIDENT_MS && near.lastAt <= post.at + INCIDENT_MS
      if (young && !memory.apart(near, outage)) return merge(memory, near, outage)
    }
    return near ?? found(post, centre)
  }

  /** Takes a post out of the cluster it was in. */
  const leave = (postId: string): Cluster | undefined => {
    const cluster = memory.clusterOf(postId)
    memory.home.delete(postId)
    if (memory.linked.has(postId)) memory.linked.set(postId, '')
    memory.duplicates.forget(postId)
    if (cluster !== undefined) takeOut(cluster, postId)
    return cluster
  }
  const takeOut = (cluster: Cluster, postId: string): void => {
    cluster.members = createMembers(cluster.members.list().filter((id) => id !== postId))
    cluster.copies.delete(postId)
    dropPart(cluster, postId)
    cluster.exemplars = cluster.exemplars.filter((x) => x.postId !== postId)
    cluster.posts -= 1
    cluster.naming = null
    renew(cluster)
    memory.changed(cluster)
  }
  /** The cluster that has words of a post which it no longer lists: one at rest lists none. */
  const keeperOf = (postId: string): Cluster | undefined => {
    const id = memory.shelf.ids().find((one) => {
      const cluster = memory.shelf.look(one) as Cluster | Resting
      if ('resting' in cluster) return textBehind(cluster.centre).includes(postId)
      return cluster.exemplars.some((exemplar) => exemplar.postId === postId)
    })
    return id === undefined ? undefined : memory.shelf.get(id)
  }

  return {
    forget(postId, everywhere) {
      let cluster = leave(postId)
      if (cluster !== undefined && cluster.posts > 0) memory.noteStood(postId, cluster.id)
      if (cluster === undefined && everywhere) {
        cluster = keeperOf(postId)
        if (cluster !== undefined) takeOut(cluster, postId)
      }
      memory.again.delete(postId)
      memory.families.returning.delete(postId)
      memory.assignments.delete(postId)
      if (cluster !== undefined && cluster.posts <= 0) memory.remove(cluster, null)
    },
    add(post) {
      const moved = memory.again.delete(post.id)
      // While it waited it tied nothing; where its group is tied says where it may stay.
      if (moved && memory.families.partners(post.id).must.length > 0) memory.refreshFamilies()
      const from = memory.home.has(post.id) || memory.linked.get(post.id) ? leave(post.id)?.id : undefined
      const copy = copied(post)
      const copyOf = copy?.copyOf
      // Of a copy nothing is read: its words moved the centre when they came first.
      if (copy === undefined) aim(probe, memory.read(post, read))
      const cluster = copy?.cluster ?? place(post, read, from)
      const wasShown = memory.shown(cluster)
      const member = memberOf(post)
      notePart(cluster, member, probe, copyOf)
      const unlisted = addMember(cluster, member, probe, copyOf)
      if (unlisted !== undefined) memory.home.delete(unlisted)
      memory.house(post.id, cluster)
      memory.incidents.note(post, cluster.id)
      memory.pulse.note(labelOfPost(post), cluster.id, post.at)
      memory.changed(cluster)
      if (outgrown(sizeOf(cluster.centre)) && copyOf === undefined) {
        memory.reindex(cluster)
        memory.dirty.add(cluster.id)
      }
      const left = from === undefined ? undefined : memory.shelf.get(from)
      if (left !== undefined && left.posts > 0 && left.id !== cluster.id && !moved) memory.noteStood(post.id, left.id)
      const { must, cannot } = memory.families.partners(post.id)
      if (must.length + cannot.length > 0) memory.refreshFamilies()
      if (memory.shown(cluster) !== wasShown)
        for (const postId of cluster.members.list()) memory.assign(postId, cluster)
      if (left !== undefined && left.posts <= 0 && left.id !== cluster.id) memory.remove(left, cluster.id)
      return memory.assign(post.id, cluster)
    },
  }
}

/** Index terms follow the centre at sizes 1, 2, 3, 4, 6, 8, 12, 16 …: sorting at every post is dear. */
const outgrown = (size: number): boolean =>
  size <= 4 || (size & (size - 1)) === 0 || ((size / 3) & (size / 3 - 1)) === 0
