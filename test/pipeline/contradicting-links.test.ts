/** People's links that contradict one another in every way: grouping goes on, and ends. */
import { describe, expect, it } from 'vitest'
import type { PairLink } from '../../model/ports.ts'
import { createGrouper } from '../../pipeline/grouping/grouper.ts'
import { post, story } from './stream.ts'

const copyOf = (id: string, day: number, of: number) => post(id, day, story()[of]!.title, story()[of]!.text)
/** What links may name beside them: posts that no group holds. */
const NOWHERE = ['zz1', 'zz2'].map((id) => id.padEnd(13, '0'))

/** Deterministic, so that a sequence that once went wrong is the same for ever. */
function dice(start: number): (sides: number) => number {
  let seed = start
  return (sides) => {
    seed = (seed * 1103515245 + 12345) % 2147483648
    return Math.floor((seed / 2147483648) * sides)
  }
}

/** Days of an office at odds with itself: posts come, are closed and opened, links are made and taken back, the process starts anew. */
function work(seed: number, strangers: readonly string[]): { rounds: number; issueOf: Map<string, string | null> } {
  const posts = [...story(), copyOf('copy1', 4, 0), copyOf('copy2', 5, 2)]
  const byId = new Map(posts.map((p) => [p.id, p]))
  const ids = [...byId.keys(), ...strangers]
  const roll = dice(seed)
  let grouper = createGrouper({ settleEvery: 3 + roll(5), active: roll(3) === 0 ? 2 : 8000 })
  const state = new Map<string, string>()
  const issueOf = new Map<string, string | null>()
  const closed = new Set<string>()
  const pending = [...posts]
  let links: PairLink[] = []
  let rounds = 0
  const commit = (): readonly string[] => {
    const { assignments, again } = grouper.take()
    for (const { postId, issueId } of assignments) issueOf.set(postId, issueId)
    for (const { key, value } of grouper.snapshot())
      if (value === null) state.delete(key)
      else state.set(key, value)
    return again
  }
  const follow = (): void => {
    let again = commit()
    for (let round = 1; again.length > 0; round += 1) {
      rounds = Math.max(rounds, round)
      if (round > 5) return
      for (const id of again) {
        const one = byId.get(id)
        if (one === undefined) continue
        if (closed.has(id)) grouper.forget(id, false)
        else grouper.add(one)
      }
      again = commit()
    }
  }
  const decide = (): void => {
    for (let n = 0; n < 1 + roll(3); n += 1) {
      const [a, b] = [ids[roll(ids.length)]!, ids[roll(ids.length)]!]
      if (a === b) continue
      const kind = roll(2) ? 'must' : 'cannot'
      links = links.filter((l) => !((l.a === a && l.b === b) || (l.a === b && l.b === a)))
      links.push({ a, b, kind })
    }
    grouper.setLinks(links)
  }
  const add = (): void => {
    if (pending.length === 0) decide()
    for (const p of pending.splice(0, 3)) if (!closed.has(p.id)) grouper.add(p)
  }
  const undo = (): void => {
    if (links.length === 0) return
    links.splice(roll(links.length), 1)
    grouper.setLinks(links)
  }
  const restart = (): void => {
    if (roll(2) === 0) {
      grouper.settle()
      return
    }
    grouper = createGrouper({ settleEvery: 4 })
    grouper.restore(state)
    grouper.setLinks(links)
  }
  const close = (): void => {
    if (roll(2) === 0) return
    const id = posts[roll(posts.length)]!.id
    if (pending.some((p) => p.id === id)) return
    if (closed.delete(id)) grouper.add(byId.get(id)!)
    else {
      closed.add(id)
      grouper.forget(id, false)
    }
  }
  const steps = [add, add, add, decide, decide, decide, decide, undo, restart, close]
  for (let step = 0; step < 25; step += 1) {
    steps[roll(steps.length)]!()
    follow()
  }
  while (pending.length > 0) add()
  grouper.settle()
  follow()
  return { rounds, issueOf }
}

describe('links that contradict one another', () => {
  it.each([
    ['a chain of merges that led back into itself', 1_135_104_576, []],
    ['posts that no group holds, tied and parted', 1_683_961_600, NOWHERE],
    ['posts that no group holds', 20_260_119, NOWHERE],
    ['others', 4_711, []],
  ])('never stop grouping or make it go round: %s', (_, seed, strangers) => {
    const { rounds, issueOf } = work(seed, strangers)
    expect(rounds).toBeLessThanOrEqual(3)
    expect(issueOf.size).toBe(story().length + 2)
  })
})
