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
  /** Every issue that changed, and the one it became part of since; null where it is one of its own. */
  readonly mergedInto: ReadonlyMap<string, string | null>
  /** What they are called and made of; none where the rules leave that out. */
  readonly issues: readonly GroupedIssue[]
  /** Posts that people's links moved and whose text is wanted again: hand them to `add` once more. */
  readonly again: readonly string[]
}

export interface Grouper {
  /** Places one post; a post seen before is placed anew. Earlier posts may move too: see take(). */
  add(post: GroupInput): Assignment
  /**
   * Takes out a post that is to be in no issue any more, and its words with it; what it was in is named anew. `everywhere`: also
   * where it is no longer listed as a member, which is looked for in every issue.
   */
  forget(postId: string, everywhere: boolean): void
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
    forget: placement.forget,
    settle,
    setLinks: (links) => setLinks(memory, links),
    take: () => takeFrom(memory),
    snapshot: () => snapshotOf(memory),
    restore: (state) => restoreFrom(memory, state),
    explain: (post, issueId) => explain(memory, post, issueId),
  }
}

/** Where a chain of merges within one batch ends. One that leads back into itself, as people's contradicting links may have it, ends before that. */
function endOf(id: string, retired: GroupMemory['retired']): string {
  const seen = new Set<string>()
  let last = id
  for (let next = retired.get(last); next !== undefined && !seen.has(next.into); next = retired.get(last)) {
    last = next.into
    seen.add(last)
  }
  return last
}

function takeFrom(memory: GroupMemory): GroupingChanges {
  const { rules, retired, shelf, families, statistics } = memory
  const mergedInto = new Map<string, string | null>()
  const issues = new Map<string, GroupedIssue>()
  const tell = (id: string, into: string | null, view: () => GroupedIssue): void => {
    mergedInto.set(id, into)
    if (rules.described) issues.set(id, { ...view(), mergedInto: into })
  }
  const viewOf = (group: readonly string[], id: string): GroupedIssue =>
    issueView(
      group.flatMap((member) => shelf.get(member) ?? []),
      id,
      statistics,
    )
  for (const [id, { view }] of retired) tell(id, endOf(id, retired), () => view as GroupedIssue)
  for (const id of memory.emit) {
    const cluster = shelf.look(id)
    if (cluster === undefined) continue
    const root = families.rootOf(id)
    const group = families.members(id)
    if (root !== id && cluster.open) tell(id, root, () => viewOf([id], id))
    if (group.some((member) => shelf.look(member)?.open)) tell(root, null, () => viewOf(group, root))
  }
  const changes = {
    assignments: [...memory.assignments.values()],
    mergedInto,
    issues: [...issues.values()],
    again: [...memory.again],
  }
  memory.assignments.clear()
  memory.emit.clear()
  retired.clear()
  return changes
}
