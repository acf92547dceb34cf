/**
 * Hot issues by a streaming single pass: each post joins the issue that the learned decision finds nearest, or opens its
 * own; every so often the issues that changed are compared with their neighbours and merged. Pure but for its own memory:
 * no clock, no I/O. The same posts, links and settles in the same order give the same issues, restarted in the middle or not.
 */
import type { PairLink } from '../../model/ports.ts'
import { type Explanation, explain } from './group-explanation.ts'
import type { GroupInput } from './group-features.ts'
import { noteReturn, setLinks } from './group-links.ts'
import {
  type Assignment,
  createGroupMemory,
  type GroupedIssue,
  type GroupMemory,
  type GroupRules,
  groupRules,
} from './group-memory.ts'
import { restoreFrom, snapshotOf } from './group-state.ts'
import { issueView } from './issue-view.ts'
import { createPlacement } from './placement.ts'
import { createSettling } from './settling.ts'

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
  /** Why the post is (or would be) with the others of the issue: shared words, places, figures. Undefined when the issue is not held. */
  explain(post: GroupInput, issueId: string): Explanation | undefined
}

export function createGrouper(options: Partial<GroupRules> = {}): Grouper {
  const rules = { ...groupRules, ...options }
  const memory = createGroupMemory(rules)
  const placement = createPlacement(memory)
  const { settle } = createSettling(memory)
  return {
    add(post) {
      const assignment = placement.add(post)
      noteReturn(memory, post.id)
      memory.sinceSettle += 1
      if (memory.sinceSettle >= rules.settleEvery) settle()
      return memory.assignments.get(post.id) ?? assignment
    },
    settle,
    setLinks: (links) => setLinks(memory, links),
    take: () => takeFrom(memory),
    snapshot: () => snapshotOf(memory),
    restore: (state) => restoreFrom(memory, state),
    explain: (post, issueId) => explain(memory, post, issueId),
  }
}

function takeFrom(memory: GroupMemory): GroupingChanges {
  const { retired, shelf, families, statistics } = memory
  const issues = new Map<string, GroupedIssue>()
  for (const [id, issue] of retired) {
    let into = issue.mergedInto as string
    // A chain of merges within one batch ends at the last.
    for (let next = retired.get(into); next !== undefined && into !== id; next = retired.get(into))
      into = next.mergedInto as string
    issues.set(id, { ...issue, mergedInto: into })
  }
  for (const id of memory.emit) {
    const cluster = shelf.get(id)
    if (cluster === undefined) continue
    const root = families.rootOf(id)
    const group = families.members(id).flatMap((member) => shelf.get(member) ?? [])
    if (root !== id && cluster.open) issues.set(id, { ...issueView([cluster], id, statistics), mergedInto: root })
    if (group.some((member) => member.open)) issues.set(root, issueView(group, root, statistics))
  }
  const changes = {
    assignments: [...memory.assignments.values()],
    issues: [...issues.values()],
    again: [...memory.again],
  }
  memory.assignments.clear()
  memory.emit.clear()
  retired.clear()
  return changes
}
