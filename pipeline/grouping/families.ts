/**
 * What people said of pairs of posts. Must-links join whole issues on top of the grouper's own groups (so that undoing one
 * gives both back); cannot-links keep two posts' groups apart.
 */
import type { PairLink } from '../../model/ports.ts'
import { issueIdOf } from './cluster.ts'

/** Post → the post whose group it had to leave, and whether it was placed before and did not get there. */
export type Returning = Map<string, { readonly to: string; readonly tried: boolean }>

export interface Families {
  readonly links: readonly PairLink[]
  /** Posts on their way back after a split was undone; gone when placed. */
  readonly returning: Returning
  /** The group whose id the issue of this group is shown under: in a pair (a, b), a's issue goes into b's. */
  rootOf(group: string): string
  /** Groups shown as one with this one, itself included. */
  members(group: string): readonly string[]
  /** Partners that this post must be with, and those it cannot be with. */
  partners(post: string): { must: readonly string[]; cannot: readonly string[] }
  /** True when a cannot-link runs between a post of one group and a post of the other, or people took one of them out. */
  apart(a: string, b: string): boolean
  /**
   * People took the post out of an issue: it stands alone, or with those they tied to it, until they say otherwise. What comes
   * later may join it, but no other issue goes into its own or takes it in: that would glue two matters while parting two.
   */
  takenOut(post: string): boolean
}

const NOBODY = { must: [], cannot: [] } as const

/** Post of a merge → the groups it stood for and is no longer in: what people made one stays one without it. */
export type StoodFor = Map<string, readonly string[]>

export function createFamilies(
  links: readonly PairLink[],
  groupOf: (post: string) => string | undefined,
  stoodFor: StoodFor = new Map(),
  returning: Returning = new Map(),
): Families {
  const parent = new Map<string, string>()
  const rootOf = (group: string): string => {
    let at = group
    for (let up = parent.get(at); up !== undefined; up = parent.get(at)) at = up
    return at
  }
  const forbidden = new Set<string>()
  const takenOut = new Set<string>()
  /** Groups that a post taken out founded. */
  const alone = new Set<string>()
  const key = (a: string, b: string): string => (a < b ? `${a} ${b}` : `${b} ${a}`)
  const partners = new Map<string, { must: string[]; cannot: string[] }>()
  const note = (post: string, other: string, kind: PairLink['kind']): void => {
    const known = partners.get(post) ?? { must: [], cannot: [] }
    known[kind].push(other)
    partners.set(post, known)
  }
  for (const link of links) {
    note(link.a, link.b, link.kind)
    note(link.b, link.a, link.kind)
    if (link.kind !== 'cannot') continue
    const [a, b] = [groupOf(link.a), groupOf(link.b)]
    takenOut.add(link.a)
    if (a?.startsWith(issueIdOf(link.a)) && a !== b) alone.add(a)
    if (a !== undefined && b !== undefined && a !== b) forbidden.add(key(a, b))
  }
  const children = new Map<string, string[]>()
  const unite = (group: string, into: string): void => {
    const [from, to] = [rootOf(group), rootOf(into)]
    if (from === to) return
    parent.set(from, to)
    children.set(to, [...(children.get(to) ?? [to]), ...(children.get(from) ?? [from])])
    children.delete(from)
  }
  /** The first is the one that its issue is shown under. */
  const groupsOf = (post: string): string[] => [...(stoodFor.get(post) ?? []), groupOf(post) ?? ''].filter(Boolean)
  for (const { a, b, kind } of links) {
    if (kind !== 'must') continue
    const [into, ...others] = groupsOf(b)
    if (into === undefined) continue
    for (const group of [...others, ...groupsOf(a)]) unite(group, into)
  }
  return {
    links,
    returning,
    rootOf,
    members: (group) => children.get(rootOf(group)) ?? [group],
    partners(post) {
      const own = partners.get(post) ?? NOBODY
      const back = returning.get(post)?.to
      return back === undefined ? own : { must: [back, ...own.must], cannot: own.cannot }
    },
    apart: (a, b) => forbidden.size > 0 && (alone.has(a) || alone.has(b) || forbidden.has(key(a, b))),
    takenOut: (post) => takenOut.has(post),
  }
}
