import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { realSet } from '../../bench/group-data.ts'
import type { GroupInput } from '../../pipeline/grouping/group-features.ts'
import { createGrouper } from '../../pipeline/grouping/grouper.ts'

const LETTERS = new URL('../../../shared/data/civic/hot-letters.jsonl', import.meta.url)
const GROUPS = new URL('../../../shared/data/civic/hot-groups-dev.jsonl', import.meta.url)
const absent = !existsSync(LETTERS)
if (absent) console.warn('skipped: no ../shared/data/civic/hot-letters.jsonl to measure grouping on')

const load = <T>(file: URL): T[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line) as T)

/** B-cubed F1 over the labelled posts, as eval/score.mjs counts it. */
function bcubed(gold: readonly { id: string; issue: string }[], groupOf: ReadonlyMap<string, string | null>): number {
  const name = (id: string): string => groupOf.get(id) ?? `none-${id}`
  const tally = (key: (g: { id: string; issue: string }) => string): Map<string, number> => {
    const counts = new Map<string, number>()
    for (const g of gold) counts.set(key(g), (counts.get(key(g)) ?? 0) + 1)
    return counts
  }
  const issues = tally((g) => g.issue)
  const groups = tally((g) => name(g.id))
  const both = tally((g) => `${g.issue} ${name(g.id)}`)
  let precision = 0
  let recall = 0
  for (const g of gold) {
    const shared = both.get(`${g.issue} ${name(g.id)}`) as number
    precision += shared / (groups.get(name(g.id)) as number)
    recall += shared / (issues.get(g.issue) as number)
  }
  return (2 * precision * recall) / ((precision + recall) * gold.length)
}

describe.skipIf(absent)('grouping of a year of real letters', () => {
  const groupsOf = (posts: readonly GroupInput[]): Map<string, string | null> => {
    const grouper = createGrouper()
    for (const p of posts) grouper.add(p)
    grouper.settle()
    return new Map(grouper.take().assignments.map((a) => [a.postId, a.issueId]))
  }

  it('holds the floor of the development groups, and hardly changes when each day is shuffled', () => {
    const posts = realSet()!.rows.map((row) => row.post)
    const groups = groupsOf(posts)
    expect(bcubed(load(GROUPS), groups)).toBeGreaterThanOrEqual(0.97)
    const day = (p: GroupInput) => Math.floor((p.at + 8 * 3_600_000) / 86_400_000)
    const gold = [...groups].map(([id, issue]) => ({ id, issue: issue ?? id }))
    // One by one: the stages and the command sort what comes together, which hides the order of a day.
    const orders = [0x9e3779b1, 0x85ebca6b, 0xc2b2ae35].map((salt) => {
      const key = (p: GroupInput) => Math.imul(Number(p.id.replace(/\D/g, '')), salt) >>> 0
      const shuffled = [...posts].sort((a, b) => day(a) - day(b) || key(a) - key(b))
      return bcubed(gold, groupsOf(shuffled))
    })
    expect(orders.reduce((sum, order) => sum + order, 0) / orders.length).toBeGreaterThanOrEqual(0.98)
  })

  it('holds its issues when the year comes in two files of all months, one after the other', () => {
    const place = new Map(load<{ id: string }>(LETTERS).map(({ id }, line) => [id, line]))
    const posts = realSet()!.rows.map((row) => row.post)
    // At most cuts through the file nothing was parted; at this one it was met.
    const inFirst = (p: GroupInput) => (place.get(p.id) as number) < 2200
    const groups = groupsOf([...posts.filter(inFirst), ...posts.filter((p) => !inFirst(p))])
    // One plant's letters, filed under noise and under building, had been parted for good: the first matter of the board stood there twice.
    expect(bcubed(load(GROUPS), groups)).toBeGreaterThanOrEqual(0.95)
  })
})
