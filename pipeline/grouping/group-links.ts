/** People's pairs: which clusters are shown as one, which posts must leave, and all of it undone when a pair goes. */
import type { PairLink } from '../../model/ports.ts'
import { issueIdOf } from './cluster.ts'
import { createFamilies, type Families, type Returning } from './families.ts'
import type { GroupMemory } from './group-memory.ts'

const name = (link: PairLink): string => `${link.kind} ${link.a} ${link.b}`

/** All pairs each time; what is no longer among them is undone. */
export function setLinks(memory: GroupMemory, links: readonly PairLink[]): void {
  const known = memory.families.links
  const before = new Set(known.map(name))
  const now = new Set(links.map(name))
  const added = links.filter((link) => !before.has(name(link)))
  const dropped = known.filter((link) => !now.has(name(link)))
  if (added.length + dropped.length === 0) return
  const { groupOf } = memory
  const roots = new Map(memory.shelf.ids().map((id) => [id, memory.families.rootOf(id)]))
  for (const link of links)
    for (const post of [link.a, link.b]) {
      const group = groupOf(post)
      if (group !== undefined && group !== '') memory.linked.set(post, group)
    }
  const tying = new Set(links.flatMap(({ a, b, kind }) => (kind === 'must' ? [a, b] : [])))
  for (const post of memory.stoodFor.keys()) if (!tying.has(post)) memory.stoodFor.delete(post)
  for (const { a, kind } of added)
    if (kind === 'cannot') for (const post of tied(links, a)) memory.stoodFor.delete(post)
  const families = createFamilies(links, groupOf, memory.stoodFor)
  const back = returning(memory, dropped, families)
  const coming = new Map([...memory.families.returning, ...back.returning])
  memory.families = createFamilies(links, groupOf, memory.stoodFor, coming)
  for (const post of memory.families.returning.keys()) memory.again.add(post)
  // A post that others have to leave is no guest where it is: asked like them, it would go and they stay.
  const host = new Set(links.flatMap(({ b, kind }) => (kind === 'cannot' ? [b] : [])))
  for (const { a, b, kind } of dropped)
    for (const post of kind === 'must' ? [a, b].filter((one) => !host.has(one)) : [a])
      if (groupOf(post) !== undefined && !back.together.has(post)) memory.again.add(post)
  for (const link of added) {
    const [group, other] = [groupOf(link.a), groupOf(link.b)]
    if (link.kind !== 'cannot' || group === undefined || other === undefined) continue
    // Of one issue, be it of several groups that people made one.
    if (memory.families.rootOf(group) !== memory.families.rootOf(other)) continue
    // The post named first leaves, and those tied to it; the group they leave keeps its id.
    const out = tied(links, link.a)
    for (const post of out) {
      const from = groupOf(post)
      // Tied, but in no group: closed to view since, or never there.
      if (from === undefined) continue
      const companion =
        from === other
          ? undefined
          : memory.shelf
              .get(from)
              ?.members.list()
              .find((id) => !out.has(id))
      if (companion === undefined) memory.companions.delete(post)
      else {
        memory.companions.set(post, companion)
        memory.linked.set(companion, from)
      }
      memory.again.add(post)
      memory.families.returning.delete(post)
    }
  }
  for (const [id, root] of roots) {
    if (memory.families.rootOf(id) === root) continue
    const cluster = memory.shelf.get(id)
    if (cluster === undefined) continue
    for (const postId of cluster.members.list()) memory.assign(postId, cluster)
    memory.emit.add(id)
    memory.emit.add(root)
    memory.emit.add(memory.families.rootOf(id))
  }
}

/**
 * Which posts go back where when splits are undone: each post that had to leave, to the group it left, or of which nobody is
 * left there, to that of the one it was kept from. Asked like a new one it would find its own kind, where it is now. A group
 * that such a post founded goes back whole, with what has joined since: it would not be there without the split. `together`:
 * those whose group people make one with that one by the same step, so that nothing has to move.
 */
function returning(
  { shelf, groupOf, companions }: GroupMemory,
  dropped: readonly PairLink[],
  { rootOf }: Families,
): { returning: Returning; together: ReadonlySet<string> } {
  const back: Returning = new Map()
  const together = new Set<string>()
  for (const { a, b, kind } of dropped) {
    const [left, home] = [groupOf(a), groupOf(b)]
    if (kind !== 'cannot' || !left || !home) continue
    const companion = companions.get(a)
    companions.delete(a)
    if (left === home) continue
    if (rootOf(left) === rootOf(home)) {
      together.add(a)
      continue
    }
    const old = companion === undefined ? undefined : groupOf(companion)
    const to = old && old !== left && rootOf(old) === rootOf(home) ? (companion as string) : b
    const founded = left.startsWith(issueIdOf(a)) ? shelf.get(left)?.members.list() : undefined
    for (const post of founded ?? [a]) if (!back.has(post)) back.set(post, { to, tried: false })
  }
  return { returning: back, together }
}

/**
 * A post was placed: it is back, or asked once more where it followed a text it copies that had not gone back yet; then that
 * has.
 */
export function noteReturn({ families, groupOf, again }: GroupMemory, post: string): void {
  const { returning } = families
  const back = returning.get(post)
  if (back === undefined) return
  if (back.tried || groupOf(post) === groupOf(back.to)) {
    returning.delete(post)
    return
  }
  returning.set(post, { ...back, tried: true })
  again.add(post)
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
