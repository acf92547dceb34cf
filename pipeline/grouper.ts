/**
 * Hot issues by a streaming single pass: each post joins the issue that the learned decision finds nearest, or opens its
 * own; every so often the issues that changed are compared with their neighbours and merged. Pure but for its own memory:
 * no clock, no I/O. The same posts, links and settles in the same order give the same issues, restarted in the middle or not.
 */
import type { Issue } from '../model/issue.ts'
import type { PairLink } from '../model/ports.ts'
import { createCandidateIndex } from './candidate-index.ts'
import { absorb, addMember, type Cluster, createCluster, decodeCluster, encodeCluster, issueIdOf } from './cluster.ts'
import { createDuplicateIndex, type DuplicateRules, duplicateRules } from './duplicates.ts'
import { createFamilies } from './families.ts'
import { type Explanation, explainJoin } from './group-explanation.ts'
import { type Features, featuresOf, type GroupInput } from './group-features.ts'
import { createIncidents, INCIDENT_MS } from './incidents.ts'
import { addToCentre, type Centre, emptyCentre, keyTerms, nearness, shrinkCentre } from './issue-vector.ts'
import { issueView } from './issue-view.ts'
import { defaultJoinModel, type JoinModel, joinProbability } from './join-model.ts'
import { createTermStatistics } from './term-statistics.ts'
import { loadWordTopics } from './word-topics.ts'

export interface GroupRules {
  /** Least probability for a post to join an issue. */
  readonly join: number
  /** Least probability for two issues to become one. */
  readonly merge: number
  readonly candidates: number
  /** Posts between two looks at issues that changed. */
  readonly settleEvery: number
  /** Issues kept whole; the rest rest in short form. */
  readonly active: number
  /** Issues kept at all; the longest quiet and smallest are let go. */
  readonly remembered: number
  readonly model: JoinModel
  readonly duplicates: DuplicateRules
}
export const groupRules: GroupRules = {
  join: 0.3,
  merge: 0.6,
  candidates: 16,
  settleEvery: 200,
  active: 8_000,
  remembered: 40_000,
  model: defaultJoinModel,
  duplicates: duplicateRules,
}

export interface Assignment {
  readonly postId: string
  /** Null for news, praise and notes that have found no issue. */
  readonly issueId: string | null
  readonly duplicateOf: string | null
}

export type GroupedIssue = Omit<Issue, 'renamed' | 'pinned' | 'rev'>

export interface GroupingChanges {
  /** The last assignment of every post that was placed or moved since the last take. */
  readonly assignments: readonly Assignment[]
  readonly issues: readonly GroupedIssue[]
  /** Posts that people's links moved and whose text is wanted again: hand them to `add` once more. */
  readonly again: readonly string[]
}

export interface Grouper {
  /** Places one post; a post seen before is placed anew. Earlier posts may move too: see take(). */
  add(post: GroupInput): Assignment
  /** Compares what changed and merges; runs by itself every `settleEvery` posts, and by hand at the end of a file. */
  settle(): void
  /** People's pairs, all of them each time; what is no longer among them is undone. */
  setLinks(links: readonly PairLink[]): void
  take(): GroupingChanges
  /** Keys changed since the last snapshot; null deletes. */
  snapshot(): { key: string; value: string | null }[]
  restore(state: ReadonlyMap<string, string>): void
  /** Why the post is (or would be) in the issue: shared words, sites, figures. Undefined when the issue is not held. */
  explain(post: GroupInput, issueId: string): Explanation | undefined
}

const KEY_TERMS = { words: 24, title: 16, sites: 12 }
const DAY = 86_400_000

interface Meta {
  seq: number
  sinceSettle: number
  dirty: string[]
  links: readonly PairLink[]
  linked: [string, string][]
  waiting: Assignment[]
  emit: string[]
  again: string[]
  incidents: [string, string, number][]
}

export function createGrouper(options: Partial<GroupRules> = {}): Grouper {
  const rules = { ...groupRules, ...options }
  const statistics = createTermStatistics()
  const topics = loadWordTopics()
  const index = createCandidateIndex()
  const duplicates = createDuplicateIndex(rules.duplicates)
  let incidents = createIncidents()
  const clusters = new Map<string, Cluster>()
  /** Post → cluster for members still listed. */
  const home = new Map<string, string>()
  /** The same for posts named in links, kept for good. */
  const linked = new Map<string, string>()
  let families = createFamilies([], () => undefined)
  let seq = 0
  let sinceSettle = 0
  /** Clusters to compare at the next settle. */
  const dirty = new Set<string>()
  const stale = new Set<string>()
  /** Clusters the snapshot has, and those of them it must lose. */
  const stored = new Set<string>()
  const gone = new Set<string>()
  const assignments = new Map<string, Assignment>()
  const emit = new Set<string>()
  const retired = new Map<string, GroupedIssue>()
  const again = new Set<string>()
  let batch = 0

  const groupOf = (post: string): string | undefined => linked.get(post) ?? home.get(post)
  const refreshFamilies = (): void => {
    families = createFamilies(families.links, groupOf)
  }
  const shown = (cluster: Cluster): string | null => {
    const group = families.members(cluster.id)
    const open = group.length === 1 ? cluster.open : group.some((id) => clusters.get(id)?.open)
    return open ? families.rootOf(cluster.id) : null
  }
  const assign = (postId: string, cluster: Cluster): Assignment => {
    const assignment = { postId, issueId: shown(cluster), duplicateOf: cluster.copies.get(postId) ?? null }
    assignments.set(postId, assignment)
    return assignment
  }
  const settleHome = (postId: string, cluster: Cluster): void => {
    home.set(postId, cluster.id)
    if (linked.has(postId)) linked.set(postId, cluster.id)
  }
  const changed = (cluster: Cluster): void => {
    seq += 1
    cluster.touched = seq
    // Kept in order of last touch: eviction reads from the front, and a restart rebuilds the same order.
    clusters.delete(cluster.id)
    clusters.set(cluster.id, cluster)
    stale.add(cluster.id)
    dirty.add(cluster.id)
    emit.add(cluster.id)
  }
  const reindex = (cluster: Cluster): void => {
    const terms = keyTerms(cluster.centre, KEY_TERMS).map(([term]) => term)
    index.set(cluster.id, terms, cluster.terms)
    cluster.terms = terms
  }
  /** Index terms follow the centre at sizes 1, 2, 3, 4, 6, 8, 12, 16 …: sorting at every post is dear. */
  const outgrown = (size: number): boolean =>
    size <= 4 || (size & (size - 1)) === 0 || ((size / 3) & (size / 3 - 1)) === 0

  const evidence = (centre: Centre, at: number, cluster: Cluster) => ({
    ...nearness(centre, cluster.centre),
    size: Math.max(centre.size, cluster.centre.size),
    gapDays: Math.max(0, cluster.firstAt - at, at - cluster.lastAt) / DAY,
  })
  const forbidden = (postId: string, cluster: Cluster): boolean => {
    const { cannot } = families.partners(postId)
    return cannot.some((other) => groupOf(other) === cluster.id)
  }

  const nearest = (post: GroupInput, centre: Centre): Cluster | undefined => {
    let best: Cluster | undefined
    let most = rules.join
    for (const id of index.find(keyTerms(centre, KEY_TERMS), rules.candidates)) {
      const cluster = clusters.get(id) as Cluster
      const probability = joinProbability(evidence(centre, post.at, cluster), rules.model)
      if (probability < most || (probability === most && best !== undefined && best.id < id)) continue
      if (forbidden(post.id, cluster)) continue
      best = cluster
      most = probability
    }
    return best
  }

  const leave = (postId: string): string | undefined => {
    const from = groupOf(postId)
    home.delete(postId)
    if (linked.has(postId)) linked.set(postId, '')
    duplicates.forget(postId)
    const cluster = from === undefined ? undefined : clusters.get(from)
    if (cluster === undefined) return undefined
    cluster.members = cluster.members.filter((id) => id !== postId)
    cluster.copies.delete(postId)
    cluster.exemplars = cluster.exemplars.filter((x) => x.postId !== postId)
    cluster.posts -= 1
    cluster.naming = null
    changed(cluster)
    return cluster.id
  }

  const remove = (cluster: Cluster, into: string | null): void => {
    index.remove(cluster.id, cluster.terms)
    clusters.delete(cluster.id)
    stale.delete(cluster.id)
    dirty.delete(cluster.id)
    emit.delete(cluster.id)
    if (stored.has(cluster.id)) gone.add(cluster.id)
    if (into !== null && cluster.open)
      retired.set(cluster.id, { ...issueView([cluster], cluster.id, statistics), mergedInto: into })
  }

  const open = (post: GroupInput): Cluster => {
    let id = issueIdOf(post.id)
    // Two posts may share twelve characters, and a post may found anew after a split.
    while (clusters.has(id)) id = `${id}x`
    const cluster = createCluster(id)
    clusters.set(id, cluster)
    gone.delete(id)
    retired.delete(id)
    return cluster
  }

  const place = (post: GroupInput, features: Features, centre: Centre): { cluster: Cluster; copyOf?: string } => {
    const copyOf = duplicates.find(post.id, post.title, post.text)
    if (copyOf !== undefined) {
      const root = clusters.get(groupOf(copyOf.of) ?? '')
      if (root !== undefined && !forbidden(post.id, root)) return { cluster: root, copyOf: copyOf.of }
    }
    for (const partner of families.partners(post.id).must) {
      const cluster = clusters.get(groupOf(partner) ?? '')
      if (cluster !== undefined && !forbidden(post.id, cluster)) return { cluster }
    }
    const near = nearest(post, centre)
    const outage = clusters.get(incidents.find(post) ?? '')
    if (outage !== undefined && outage !== near && !forbidden(post.id, outage)) {
      if (near === undefined) return { cluster: outage }
      const young = near.firstAt >= post.at - INCIDENT_MS && near.lastAt <= post.at + INCIDENT_MS
      if (young && !families.apart(near.id, outage.id)) return { cluster: mergePair(near, outage) }
    }
    if (near !== undefined) return { cluster: near }
    statistics.learn(features.words.keys(), new Set([...features.title.keys(), ...features.sites.keys()]))
    return { cluster: open(post) }
  }

  const mergePair = (a: Cluster, b: Cluster): Cluster => {
    // The id of the issue that opened first lives on; an issue people see outlives a waiting note.
    const first = a.open !== b.open ? a.open : a.firstAt < b.firstAt || (a.firstAt === b.firstAt && a.id < b.id)
    const [keep, lose] = first ? [a, b] : [b, a]
    const wasOpen = keep.open
    for (const postId of lose.members) settleHome(postId, keep)
    for (const [post, group] of linked) if (group === lose.id) linked.set(post, keep.id)
    const moved = wasOpen === (keep.open || lose.open) ? lose.members : [...keep.members, ...lose.members]
    const into = families.rootOf(keep.id)
    absorb(keep, lose)
    remove(lose, into)
    incidents.moved(lose.id, keep.id)
    reindex(keep)
    if (families.links.length > 0) refreshFamilies()
    for (const postId of moved) assign(postId, keep)
    changed(keep)
    return keep
  }

  const settle = (): void => {
    sinceSettle = 0
    for (let round = 0; round < 4; round += 1) {
      const due = [...dirty].sort((a, b) => (clusters.get(a)?.touched ?? 0) - (clusters.get(b)?.touched ?? 0))
      dirty.clear()
      let merged = false
      for (const id of due) {
        const cluster = clusters.get(id)
        // A lone post was compared with all that is older when it came, and the younger were compared with it.
        if (cluster === undefined || cluster.centre.size === 1) continue
        let best: Cluster | undefined
        let most = rules.merge
        for (const other of index.find(keyTerms(cluster.centre, KEY_TERMS), rules.candidates)) {
          const candidate = clusters.get(other)
          if (candidate === undefined || candidate === cluster) continue
          if (!candidate.open && !cluster.open) continue
          if (families.apart(cluster.id, other)) continue
          const gap = Math.max(0, cluster.firstAt - candidate.lastAt, candidate.firstAt - cluster.lastAt)
          const probability = joinProbability(
            {
              ...nearness(cluster.centre, candidate.centre),
              size: Math.max(cluster.centre.size, candidate.centre.size),
              gapDays: gap / DAY,
            },
            rules.model,
          )
          if (probability < most || (probability === most && best !== undefined && best.id < other)) continue
          best = candidate
          most = probability
        }
        if (best !== undefined) {
          mergePair(cluster, best)
          merged = true
        }
      }
      if (!merged) break
    }
    dirty.clear()
    evict()
  }

  /** Archive in short form, then forget: the longest untouched first. */
  const evict = (): void => {
    let over = clusters.size - rules.active
    if (over <= 0) return
    const drop = clusters.size - rules.remembered
    let dropped = 0
    for (const cluster of clusters.values()) {
      if (over <= 0) break
      over -= 1
      if (dropped < drop && !cluster.members.some((id) => linked.has(id))) {
        for (const postId of cluster.members) home.delete(postId)
        remove(cluster, null)
        dropped += 1
        continue
      }
      if (cluster.terms.length <= 24) continue
      shrinkCentre(cluster.centre)
      for (const postId of cluster.members) if (!linked.has(postId)) home.delete(postId)
      cluster.members = cluster.members.filter((id) => linked.has(id))
      cluster.copies = new Map([...cluster.copies].filter(([id]) => linked.has(id)))
      const terms = keyTerms(cluster.centre, { words: 12, title: 6, sites: 6 }).map(([term]) => term)
      index.set(cluster.id, terms, cluster.terms)
      cluster.terms = terms
      stale.add(cluster.id)
    }
  }

  const self: Grouper = {
    add(post) {
      const from = home.has(post.id) || linked.get(post.id) ? leave(post.id) : undefined
      again.delete(post.id)
      const features = featuresOf(post, statistics, topics)
      const centre = emptyCentre()
      addToCentre(centre, features)
      const { cluster, copyOf } = place(post, features, centre)
      const wasShown = shown(cluster)
      addMember(cluster, post, features, copyOf)
      settleHome(post.id, cluster)
      incidents.note(post, cluster.id)
      if (outgrown(cluster.centre.size) && copyOf === undefined) reindex(cluster)
      changed(cluster)
      if (families.partners(post.id).must.length + families.partners(post.id).cannot.length > 0) refreshFamilies()
      if (shown(cluster) !== wasShown) for (const postId of cluster.members) assign(postId, cluster)
      const left = from === undefined ? undefined : clusters.get(from)
      if (left !== undefined && left.posts <= 0 && left !== cluster) remove(left, cluster.id)
      const assignment = assign(post.id, cluster)
      sinceSettle += 1
      if (sinceSettle >= rules.settleEvery) settle()
      return assignments.get(post.id) ?? assignment
    },
    settle,
    setLinks(links) {
      const name = (link: PairLink): string => `${link.kind} ${link.a} ${link.b}`
      const before = new Map(families.links.map((link) => [name(link), link]))
      const now = new Map(links.map((link) => [name(link), link]))
      const added = links.filter((link) => !before.has(name(link)))
      const dropped = families.links.filter((link) => !now.has(name(link)))
      if (added.length + dropped.length === 0) return
      const roots = new Map([...clusters.keys()].map((id) => [id, families.rootOf(id)]))
      for (const link of links)
        for (const post of [link.a, link.b]) {
          const group = groupOf(post)
          if (group !== undefined && group !== '') linked.set(post, group)
        }
      families = createFamilies(links, groupOf)
      for (const link of dropped) for (const post of [link.a, link.b]) if (groupOf(post) !== undefined) again.add(post)
      for (const link of added) {
        const group = groupOf(link.a)
        if (link.kind !== 'cannot' || group === undefined || group !== groupOf(link.b)) continue
        // The post named first leaves, and those tied to it; the group they leave keeps its id.
        for (const post of tied(links, link.a)) again.add(post)
      }
      for (const [id, root] of roots) {
        const cluster = clusters.get(id)
        if (cluster === undefined || families.rootOf(id) === root) continue
        for (const postId of cluster.members) assign(postId, cluster)
        emit.add(id)
        emit.add(root)
        emit.add(families.rootOf(id))
      }
    },
    take() {
      const issues = new Map<string, GroupedIssue>()
      for (const [id, issue] of retired) {
        let into = issue.mergedInto as string
        // A chain of merges within one batch ends at the last.
        for (let next = retired.get(into); next !== undefined && into !== id; next = retired.get(into))
          into = next.mergedInto as string
        issues.set(id, { ...issue, mergedInto: into })
      }
      for (const id of emit) {
        const cluster = clusters.get(id)
        if (cluster === undefined) continue
        const root = families.rootOf(id)
        const group = families.members(id).flatMap((member) => clusters.get(member) ?? [])
        if (root !== id && cluster.open) issues.set(id, { ...issueView([cluster], id, statistics), mergedInto: root })
        if (group.some((member) => member.open)) issues.set(root, issueView(group, root, statistics))
      }
      const out = { assignments: [...assignments.values()], issues: [...issues.values()], again: [...again] }
      assignments.clear()
      emit.clear()
      retired.clear()
      return out
    },
    snapshot() {
      const out = duplicates.changes()
      for (const id of gone) {
        out.push({ key: `c:${id}`, value: null })
        stored.delete(id)
      }
      for (const id of stale) {
        out.push({ key: `c:${id}`, value: encodeCluster(clusters.get(id) as Cluster) })
        stored.add(id)
      }
      const fresh = statistics.changes()
      if (fresh.words.length + fresh.pairs.length > 0) {
        out.push({ key: `t:${batch}`, value: JSON.stringify(fresh) })
        batch += 1
      }
      gone.clear()
      stale.clear()
      const meta: Meta = {
        seq,
        sinceSettle,
        dirty: [...dirty],
        links: families.links,
        linked: [...linked],
        waiting: [...assignments.values()],
        emit: [...emit],
        again: [...again],
        incidents: incidents.entries(),
      }
      out.push({ key: 'meta', value: JSON.stringify(meta) })
      return out
    },
    restore(state) {
      const found: Cluster[] = []
      const roots: string[] = []
      for (const [key, value] of state) {
        if (key.startsWith('c:')) found.push(decodeCluster(value))
        else if (key.startsWith('d:')) roots.push(value)
        else if (key.startsWith('t:')) {
          statistics.restore(JSON.parse(value))
          batch = Math.max(batch, Number(key.slice(2)) + 1)
        }
      }
      duplicates.restore(roots)
      for (const cluster of found.sort((a, b) => a.touched - b.touched)) {
        clusters.set(cluster.id, cluster)
        stored.add(cluster.id)
        index.set(cluster.id, cluster.terms, [])
        for (const postId of cluster.members) home.set(postId, cluster.id)
      }
      const text = state.get('meta')
      if (text === undefined) return
      const meta = JSON.parse(text) as Meta
      seq = meta.seq
      sinceSettle = meta.sinceSettle
      for (const id of meta.dirty) dirty.add(id)
      for (const [post, group] of meta.linked) linked.set(post, group)
      families = createFamilies(meta.links, groupOf)
      for (const assignment of meta.waiting) assignments.set(assignment.postId, assignment)
      for (const id of meta.emit) emit.add(id)
      for (const post of meta.again) again.add(post)
      incidents = createIncidents(meta.incidents)
    },
    explain(post, issueId) {
      const group = families.members(issueId).flatMap((id) => clusters.get(id) ?? [])
      if (group.length === 0) return undefined
      const centre = emptyCentre()
      addToCentre(centre, featuresOf(post, statistics, topics))
      return group
        .map((cluster) =>
          explainJoin(centre, cluster, evidence(centre, post.at, cluster), rules.model, cluster.copies.get(post.id)),
        )
        .sort((a, b) => b.probability - a.probability)[0]
    },
  }
  return self
}

/** A post and all that must-links tie to it. */
function tied(links: readonly PairLink[], post: string): Set<string> {
  const set = new Set([post])
  for (let grew = true; grew; ) {
    grew = false
    for (const { a, b, kind } of links)
      if (kind === 'must' && set.has(a) !== set.has(b)) {
        set.add(a)
        set.add(b)
        grew = true
      }
  }
  return set
}
