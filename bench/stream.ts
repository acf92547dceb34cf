/**
 * Speed and memory of grouping over a synthetic stream (words made up, already cut: segmentation is measured elsewhere).
 *
 *   node bench/stream.ts [POSTS=100000] [--snapshot]
 *
 * Prints posts a second of CPU time and memory at each tenth, against a plain single-pass TF-IDF over the same posts
 * (cosine to the centroid, every issue with a shared rare word compared), and the pairwise quality of both on the planted
 * issues. Posts arrive one every ten seconds; an issue lives for about a month and then falls silent.
 */

import type { GroupInput } from '../pipeline/group-features.ts'
import { createGrouper } from '../pipeline/grouper.ts'

const posts = Number(process.argv[2] ?? 100_000)
const withSnapshots = process.argv.includes('--snapshot')

let state = 42
const random = (): number => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0
  return state / 2 ** 32
}
const FIRST = 0x4e00
const character = (n: number): string => String.fromCharCode(FIRST + (n % 6000))
const word = (n: number): string => character(n * 7919 + 13) + character(n * 104_729 + 7)
const pick = (n: number): number => Math.floor(n * random() ** 3)

interface Planted {
  readonly id: number
  readonly site: string
  readonly words: string[]
}
const live: Planted[] = []
let born = 0
const bear = (): Planted => {
  born += 1
  const site = `${word(100_000 + Math.floor(random() * 50_000))}${word(200_000 + born)}小区`
  return { id: born, site, words: Array.from({ length: 12 }, () => word(Math.floor(random() * 20_000))) }
}

export function* generate(count: number): Generator<{ post: GroupInput; issue: number }> {
  for (let i = 0; i < count; i += 1) {
    // A third of the posts are about something of their own; the rest join one of about 2,000 live matters, some loud.
    let planted: Planted
    if (random() < 0.33) planted = bear()
    else {
      const at = pick(2000)
      if (live[at] === undefined || random() < 0.004) live[at] = bear()
      planted = live[at]
    }
    const say = (n: number): string[] =>
      Array.from({ length: n }, () =>
        random() < 0.35 ? (planted.words[Math.floor(random() * 12)] as string) : word(pick(20_000)),
      )
    const title = [planted.site, ...say(3)]
    const text = [...say(8), planted.site, ...say(16)]
    const post: GroupInput = {
      id: `s${i.toString(36)}`.padEnd(13, '0'),
      at: Date.UTC(2026, 0, 1) + i * 10_000,
      kind: 'letter',
      route: 'case',
      appealType: '投诉',
      title: title.join(''),
      text: text.join(''),
      tokens: { title, text },
      places: [],
      category: null,
      source: 'synthetic',
      voice: `v${i % 700_000}`,
      likes: 0,
    }
    yield { post, issue: planted.id }
  }
}

/** The named baseline: one pass, TF-IDF, cosine to the centroid, a fixed threshold. */
function createBaseline(): (post: GroupInput) => number {
  const seen = new Map<string, number>()
  const centroids: Map<string, number>[] = []
  const lengths: number[] = []
  const index = new Map<string, number[]>()
  let total = 0
  return (post) => {
    total += 1
    const vector = new Map<string, number>()
    for (const term of [...post.tokens.title, ...post.tokens.text]) vector.set(term, (vector.get(term) ?? 0) + 1)
    let length = 0
    for (const [term, count] of vector) {
      const n = (seen.get(term) ?? 0) + 1
      seen.set(term, n)
      const weight = (1 + Math.log(count)) * Math.log(1 + total / n)
      vector.set(term, weight)
      length += weight * weight
    }
    length = Math.sqrt(length) || 1
    const candidates = new Set<number>()
    for (const term of vector.keys()) {
      const list = index.get(term)
      if (list !== undefined && list.length < 500) for (const id of list) candidates.add(id)
    }
    let best = -1
    let most = 0.3
    for (const id of candidates) {
      const centroid = centroids[id] as Map<string, number>
      let dot = 0
      for (const [term, weight] of vector) dot += weight * (centroid.get(term) ?? 0)
      const cosine = dot / (length * (lengths[id] as number))
      if (cosine > most) {
        most = cosine
        best = id
      }
    }
    if (best < 0) {
      best = centroids.length
      centroids.push(new Map())
      for (const term of vector.keys()) {
        const list = index.get(term)
        if (list === undefined) index.set(term, [best])
        else list.push(best)
      }
    }
    const centroid = centroids[best] as Map<string, number>
    let squares = 0
    for (const [term, weight] of vector) centroid.set(term, (centroid.get(term) ?? 0) + weight / length)
    for (const weight of centroid.values()) squares += weight * weight
    lengths[best] = Math.sqrt(squares)
    return best
  }
}

const cpuSeconds = (): number => process.cpuUsage().user / 1e6
const megabytes = (): number => Math.round(process.memoryUsage().rss / 1e6)

/** B-cubed F1 over a sample, as score.mjs counts it. */
function quality(pairs: readonly { issue: number; group: string }[]): number {
  const count = (key: (p: { issue: number; group: string }) => string): Map<string, number> => {
    const counts = new Map<string, number>()
    for (const pair of pairs) counts.set(key(pair), (counts.get(key(pair)) ?? 0) + 1)
    return counts
  }
  const issues = count((p) => `${p.issue}`)
  const groups = count((p) => p.group)
  const both = count((p) => `${p.issue} ${p.group}`)
  let precision = 0
  let recall = 0
  for (const pair of pairs) {
    const shared = both.get(`${pair.issue} ${pair.group}`) as number
    precision += shared / (groups.get(pair.group) as number)
    recall += shared / (issues.get(`${pair.issue}`) as number)
  }
  return (2 * precision * recall) / ((precision + recall) * pairs.length)
}

if (process.argv[1]?.endsWith('stream.ts')) {
  const grouper = createGrouper()
  const tenth = Math.max(1, Math.floor(posts / 10))
  const truth: number[] = []
  const ids: string[] = []
  const groupOf = new Map<string, string>()
  const sample = Math.max(1, Math.floor(posts / 50_000))
  let spent = 0
  let mark = 0
  let n = 0
  for (const { post, issue } of generate(posts)) {
    if (n % sample === 0) {
      truth.push(issue)
      ids.push(post.id)
      groupOf.set(post.id, '')
    }
    const before = cpuSeconds()
    grouper.add(post)
    n += 1
    if (n % 500 === 0) {
      for (const { postId, issueId } of grouper.take().assignments)
        if (groupOf.has(postId)) groupOf.set(postId, issueId ?? '')
      if (withSnapshots) grouper.snapshot()
    }
    spent += cpuSeconds() - before
    if (n % tenth === 0) {
      console.log(`${n} posts  ${Math.round(tenth / (spent - mark))} posts/s  ${megabytes()} MB`)
      mark = spent
    }
  }
  for (const { postId, issueId } of grouper.take().assignments)
    if (groupOf.has(postId)) groupOf.set(postId, issueId ?? '')
  const ours = quality(ids.map((id, i) => ({ issue: truth[i] as number, group: groupOf.get(id) ?? id })))
  console.log(`grouper: ${Math.round(posts / spent)} posts/s, B-cubed F1 ${ours.toFixed(4)}`)

  state = 42
  live.length = 0
  born = 0
  const baseline = createBaseline()
  const plain: { issue: number; group: string }[] = []
  const limit = Math.min(posts, 50_000)
  let base = 0
  for (const { post, issue } of generate(limit)) {
    const before = cpuSeconds()
    const group = baseline(post)
    base += cpuSeconds() - before
    plain.push({ issue, group: `${group}` })
  }
  console.log(
    `plain TF-IDF (first ${limit}): ${Math.round(limit / base)} posts/s, B-cubed F1 ${quality(plain).toFixed(4)}`,
  )
  console.log(`ratio of speed ${(posts / spent / (limit / base)).toFixed(2)}`)
}
