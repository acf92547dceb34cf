/** The grouper's memory as rows of text: what changed since the last time, and the memory back from them. */
import type { PairLink } from '../../model/ports.ts'
import type { Cluster } from './cluster.ts'
import { decodeCluster, encodeCluster, type Resting, termsOf } from './cluster-text.ts'
import { createFamilies } from './families.ts'
import type { Assignment, GroupMemory } from './group-memory.ts'
import { createIncidents } from './incidents.ts'
import { upgradeRow } from './old-state.ts'

interface Meta {
  seq: number
  sinceSettle: number
  dirty: string[]
  links: readonly PairLink[]
  linked: [string, string][]
  waiting: Assignment[]
  emit: string[]
  again: string[]
  /** Absent in rows of earlier versions. */
  returning?: [string, { to: string; tried: boolean }][]
  companions?: [string, string][]
  stoodFor?: [string, readonly string[]][]
  incidents: [string, string, number][]
}

/** Rows that every explanation reads: how rare terms are, and what is lately talked about. */
export const SHARED_ROWS = ['t:', 'p:'] as const

/** Keys of the rows that, with the shared ones, are all of a memory that an explanation needs: the issue and what people merged into it. */
export function keysToExplain(meta: string | undefined, issueId: string): string[] {
  const { links = [], linked = [], stoodFor = [] } = meta === undefined ? {} : (JSON.parse(meta) as Partial<Meta>)
  const groups = new Map(linked)
  const members = createFamilies(links, (post) => groups.get(post), new Map(stoodFor)).members(issueId)
  return ['meta', ...members.map((id) => `c:${id}`)]
}

/** Rows changed since the last snapshot; null deletes. */
export function snapshotOf(memory: GroupMemory): { key: string; value: string | null }[] {
  const { gone, stored, stale, shelf } = memory
  const rows = memory.duplicates.changes()
  for (const id of gone) {
    rows.push({ key: `c:${id}`, value: null })
    stored.delete(id)
  }
  for (const id of stale) {
    rows.push({ key: `c:${id}`, value: encodeCluster(shelf.look(id) as Cluster | Resting) })
    stored.add(id)
  }
  gone.clear()
  stale.clear()
  rows.push(...memory.statistics.changes(), ...memory.pulse.changes())
  const meta: Meta = {
    seq: memory.seq,
    sinceSettle: memory.sinceSettle,
    dirty: [...memory.dirty],
    links: memory.families.links,
    linked: [...memory.linked],
    waiting: [...memory.assignments.values()],
    emit: [...memory.emit],
    again: [...memory.again],
    returning: [...memory.families.returning],
    companions: [...memory.companions],
    stoodFor: [...memory.stoodFor],
    incidents: memory.incidents.entries(),
  }
  rows.push({ key: 'meta', value: JSON.stringify(meta) })
  return rows
}

/** Fills an empty memory from the rows of all snapshots, in any order. */
export function restoreFrom(memory: GroupMemory, rows: ReadonlyMap<string, string>): void {
  const state = new Map([...rows].map(([key, value]) => [key, upgradeRow(key, value)]))
  const found: (Cluster | Resting)[] = []
  const roots: string[] = []
  for (const [key, value] of state)
    if (key.startsWith('c:')) found.push(decodeCluster(value))
    else if (key.startsWith('d:')) roots.push(value)
  memory.statistics.restore(state)
  memory.pulse.restore(state)
  memory.duplicates.restore(roots)
  for (const cluster of found.sort((a, b) => a.touched - b.touched)) {
    memory.shelf.restore(cluster)
    memory.stored.add(cluster.id)
    memory.index.set(cluster, termsOf(cluster), NONE)
    if (!('resting' in cluster)) for (const postId of cluster.members.list()) memory.home.set(postId, cluster.id)
  }
  const text = state.get('meta')
  if (text === undefined) return
  const meta = JSON.parse(text) as Meta
  memory.seq = meta.seq
  memory.sinceSettle = meta.sinceSettle
  for (const id of meta.dirty) memory.dirty.add(id)
  for (const [post, group] of meta.linked) memory.linked.set(post, group)
  for (const [post, companion] of meta.companions ?? []) memory.companions.set(post, companion)
  for (const [post, groups] of meta.stoodFor ?? []) memory.stoodFor.set(post, groups)
  for (const post of meta.again) memory.again.add(post)
  memory.families = createFamilies(meta.links, () => undefined, memory.stoodFor, new Map(meta.returning))
  memory.refreshFamilies()
  for (const assignment of meta.waiting) memory.assignments.set(assignment.postId, assignment)
  for (const id of meta.emit) memory.emit.add(id)
  memory.incidents = createIncidents(meta.incidents)
}

const NONE = new Int32Array(0)
