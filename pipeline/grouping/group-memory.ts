/** What the grouper remembers, and the steps that keep its parts in line with one another. */
import type { Issue } from '../../model/issue.ts'
import { createDuplicateIndex, type DuplicateRules, duplicateRules } from '../copies/duplicates.ts'
import { readKeyed } from '../nearness/centre-bytes.ts'
import { createScales } from '../nearness/evidence.ts'
import { emptyCentre, indexKeysOf } from '../nearness/issue-vector.ts'
import { createJoinDecision } from '../nearness/join-decision.ts'
import { createLeastOdds, createOpenDecision, defaultJoinModel, type JoinModel } from '../nearness/join-model.ts'
import { createPairDecision, defaultPairModel, type PairModel } from '../nearness/pair-decision.ts'
import { createTermStatistics } from '../words/term-statistics.ts'
import { loadWordTopics } from '../words/word-topics.ts'
import { createCandidateIndex } from './candidate-index.ts'
import { type Cluster, createCluster, issueIdOf } from './cluster.ts'
import { type Resting, termsOf } from './cluster-text.ts'
import { createFamilies, type StoodFor } from './families.ts'
import { createFeatureReader } from './group-features.ts'
import { createHomes } from './homes.ts'
import { createIncidents } from './incidents.ts'
import { createShelf } from './issue-shelf.ts'
import { issueView } from './issue-view.ts'
import { createMembers } from './member-list.ts'
import { createPulse } from './pulse.ts'

export interface GroupRules {
  /** Least probability for two issues to become one. */
  readonly merge: number
  readonly candidates: number
  /** Posts between two looks at issues that changed. */
  readonly settleEvery: number
  /** Issues kept whole; the rest rest in short form. */
  readonly active: number
  /** Issues kept at all; the longest quiet and smallest are let go. */
  readonly remembered: number
  /** Whether `take` tells what issues are called and made of. Who asks for assignments alone spares a twelfth of all work. */
  readonly described: boolean
  readonly model: JoinModel
  readonly pairs: PairModel
  readonly duplicates: DuplicateRules
}
export const groupRules: GroupRules = {
  merge: 0.72,
  candidates: 10,
  settleEvery: 200,
  active: 8_000,
  remembered: 120_000,
  described: true,
  model: defaultJoinModel,
  pairs: defaultPairModel,
  duplicates: duplicateRules,
}

export interface Assignment {
  readonly postId: string
  /** Null for news, praise and notes that have found no issue. */
  readonly issueId: string | null
  readonly duplicateOf: string | null
}

export type GroupedIssue = Omit<Issue, 'renamed' | 'pinned' | 'rev'>

export type GroupMemory = ReturnType<typeof createGroupMemory>

export function createGroupMemory(rules: GroupRules) {
  const statistics = createTermStatistics()
  const topics = loadWordTopics()
  // Every centre that is indexed anew is read into it.
  const centre = emptyCentre()
  const index = (cluster: Cluster, resting: boolean): void => {
    const terms = indexKeysOf(readKeyed(cluster.centre, centre), resting)
    memory.index.set(cluster, terms, cluster.terms)
    // Nearly always as many: the same memory does.
    if (cluster.terms.length === terms.length) cluster.terms.set(terms)
    else cluster.terms = terms.slice()
  }
  const memory = {
    rules,
    /** Whether two sides are one matter, and the log-odds that a post joins the best issue found. */
    same: createJoinDecision(rules.model),
    joins: createOpenDecision(rules.model),
    /** Whether two posts of one issue tell of the same matter. */
    samePair: createPairDecision(rules.pairs),
    leastOdds: createLeastOdds(rules.model),
    scales: createScales(),
    statistics,
    read: createFeatureReader(statistics, topics),
    index: createCandidateIndex<Cluster | Resting>(),
    duplicates: createDuplicateIndex(rules.duplicates),
    incidents: createIncidents(),
    pulse: createPulse(),
    shelf: createShelf(rules),
    /** Post → cluster for members still listed. */
    home: createHomes(),
    /** The same for posts named in links, kept for good; empty for one that left. */
    linked: new Map<string, string>(),
    families: createFamilies([], () => undefined),
    /** Post that people took out of an issue made of several groups → one that stayed in the group it left. */
    companions: new Map<string, string>(),
    stoodFor: new Map() as StoodFor,
    /** Number of the last touch. */
    seq: 0,
    sinceSettle: 0,
    /** Clusters to compare at the next settle, to write at the next snapshot, to show at the next take. */
    dirty: new Set<string>(),
    stale: new Set<string>(),
    emit: new Set<string>(),
    assignments: new Map<string, Assignment>(),
    /** Issues people saw that became part of another since the last take, as they were last. */
    retired: new Map<string, { readonly into: string; readonly view: GroupedIssue | undefined }>(),
    /** Posts that people's links moved and whose text is wanted again. */
    again: new Set<string>(),
    /** Clusters the snapshot has, and those of them it must lose. */
    stored: new Set<string>(),
    gone: new Set<string>(),

    groupOf: (post: string): string | undefined => memory.linked.get(post) ?? memory.home.get(post),
    clusterOf: (post: string): Cluster | undefined => memory.shelf.get(memory.groupOf(post) ?? ''),
    refreshFamilies(): void {
      const { links, returning } = memory.families
      // One that waits to be placed anew ties the group it leaves to nothing.
      const groupOf = (post: string): string | undefined => (memory.again.has(post) ? undefined : memory.groupOf(post))
      memory.families = createFamilies(links, groupOf, memory.stoodFor, returning)
    },
    /** A post with a must-link is in a group no more, and none of people's doing: the group stays with what it was tied to. */
    noteStood(post: string, group: string): void {
      if (memory.families.partners(post).must.length === 0) return
      memory.stoodFor.set(post, [...new Set([...(memory.stoodFor.get(post) ?? []), group])])
    },
    /** A group is another now, or none. */
    moveStood(group: string, into: string | null): void {
      for (const [post, groups] of memory.stoodFor) {
        if (!groups.includes(group)) continue
        const left = new Set(groups.flatMap((one) => (one === group ? (into ?? []) : one)))
        if (left.size === 0) memory.stoodFor.delete(post)
        else memory.stoodFor.set(post, [...left])
      }
    },
    /** The issue people see a cluster's posts in. */
    shown(cluster: Cluster): string | null {
      const group = memory.families.members(cluster.id)
      const open = group.length === 1 ? cluster.open : group.some((id) => memory.shelf.look(id)?.open)
      return open ? memory.families.rootOf(cluster.id) : null
    },
    assign(postId: string, cluster: Cluster): Assignment {
      const assignment = { postId, issueId: memory.shown(cluster), duplicateOf: cluster.copies.get(postId) ?? null }
      memory.assignments.set(postId, assignment)
      return assignment
    },
    house(postId: string, cluster: Cluster): void {
      memory.home.set(postId, cluster.id)
      if (memory.linked.has(postId)) memory.linked.set(postId, cluster.id)
    },
    changed(cluster: Cluster): void {
      memory.seq += 1
      cluster.touched = memory.seq
      memory.shelf.touch(cluster)
      memory.index.hold(cluster)
      memory.stale.add(cluster.id)
      memory.emit.add(cluster.id)
    },
    reindex(cluster: Cluster): void {
      index(cluster, false)
    },
    /** People or a parting say that the two are not one issue. */
    apart(a: Cluster | Resting, b: Cluster | Resting): boolean {
      return memory.families.apart(a.id, b.id) || a.parted.includes(b.id) || b.parted.includes(a.id)
    },
    isOne: (a: { readonly id: string }, b: { readonly id: string }): boolean =>
      memory.families.rootOf(a.id) === memory.families.rootOf(b.id),
    /** The issue that people see the cluster in holds a post that this one cannot be with. */
    forbidden(postId: string, cluster: { readonly id: string }): boolean {
      const { partners, rootOf } = memory.families
      const { cannot } = partners(postId)
      return cannot.length > 0 && cannot.some((other) => rootOf(memory.groupOf(other) ?? '') === rootOf(cluster.id))
    },
    open(postId: string): Cluster {
      let id = issueIdOf(postId)
      // Two posts may share twelve characters, and a post may found anew after a split.
      while (memory.shelf.has(id)) id = `${id}x`
      const cluster = createCluster(id)
      memory.shelf.touch(cluster)
      memory.gone.delete(id)
      memory.retired.delete(id)
      return cluster
    },
    /** Takes a cluster out for good; `into` is where the issue people saw points from now on. */
    remove(cluster: Cluster | Resting, into: string | null): void {
      memory.index.remove(cluster, termsOf(cluster))
      memory.shelf.remove(cluster.id)
      memory.pulse.forget(cluster.id)
      memory.home.letGo(cluster.id)
      memory.moveStood(cluster.id, null)
      memory.stale.delete(cluster.id)
      memory.dirty.delete(cluster.id)
      memory.emit.delete(cluster.id)
      if (memory.stored.has(cluster.id)) memory.gone.add(cluster.id)
      if (into !== null && cluster.open && !('resting' in cluster))
        memory.retired.set(cluster.id, {
          into,
          view: rules.described ? issueView([cluster], cluster.id, statistics) : undefined,
        })
    },
    /** Sends what is too much to rest in short form, and forgets the longest untouched. */
    tidy(): void {
      const linkedGroups = new Set([...memory.linked.values(), ...[...memory.stoodFor.values()].flat()])
      memory.shelf.tidy({
        rest(cluster) {
          const { linked } = memory
          const members = cluster.members.list()
          for (const postId of members) if (!linked.has(postId)) memory.home.delete(postId)
          cluster.members = createMembers(members.filter((id) => linked.has(id)))
          if (cluster.members.length === 0) memory.home.letGo(cluster.id)
          cluster.copies = new Map([...cluster.copies].filter(([id]) => linked.has(id)))
          index(cluster, true)
        },
        rested(resting) {
          memory.index.hold(resting)
          memory.stale.add(resting.id)
        },
        keep: (id) => linkedGroups.has(id),
        forget: (resting) => memory.remove(resting, null),
      })
    },
  }
  return memory
}
