/**
 * Speed, memory and quality of grouping over a synthetic stream (bench/synthetic-posts.ts: made up, already cut, since
 * segmentation is measured elsewhere), and those of a plain single-pass TF-IDF (cosine to the centroid) over its first posts.
 *
 *   node bench/stream.ts [POSTS=100000] [--words N=40] [--snapshot] [--plain N=20000]
 *
 * Prints posts a second of CPU time and resident memory at each tenth, then B-cubed F1 against the planted matters: over the
 * first posts, both ways, and over the last tenth. `--snapshot` takes the state to store after every 500 posts as well.
 */
import type { GroupInput } from '../pipeline/group-features.ts'
import { createGrouper } from '../pipeline/grouper.ts'
import { syntheticPosts } from './synthetic-posts.ts'

interface Pair {
  readonly issue: number
  readonly group: string
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
function quality(pairs: readonly Pair[]): number {
  const count = (key: (p: Pair) => string): Map<string, number> => {
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

const option = (name: string, otherwise: number): number => {
  const at = process.argv.indexOf(`--${name}`)
  return at < 0 ? otherwise : Number(process.argv[at + 1])
}
const posts = /^\d+$/.test(process.argv[2] ?? '') ? Number(process.argv[2]) : 100_000
const length = option('words', 40)
const plainPosts = Math.min(posts, option('plain', 20_000))
const withSnapshots = process.argv.includes('--snapshot')

const BATCH = 500
const TENTH = Math.max(BATCH, Math.floor(posts / 10))
/** Posts of the last tenth that are judged. */
const SAMPLE = Math.max(1, Math.floor(TENTH / 50_000))

const grouper = createGrouper()
const truth = new Map<string, number>()
const groupOf = new Map<string, string>()
const judge = (): number => quality([...truth].map(([id, issue]) => ({ issue, group: groupOf.get(id) ?? id })))
let spent = 0
let mark = 0
let most = 0
let n = 0
let first = ''
let batch: GroupInput[] = []
const group = (): void => {
  const before = cpuSeconds()
  for (const post of batch) grouper.add(post)
  const { assignments } = grouper.take()
  if (withSnapshots) grouper.snapshot()
  spent += cpuSeconds() - before
  for (const { postId, issueId } of assignments) if (truth.has(postId)) groupOf.set(postId, issueId ?? postId)
  batch = []
}
for (const { post, matter } of syntheticPosts(posts, length)) {
  n += 1
  if (n <= plainPosts || (n > posts - TENTH && n % SAMPLE === 0)) truth.set(post.id, matter)
  batch.push(post)
  if (batch.length === BATCH || n === posts) group()
  if (n === plainPosts) {
    group()
    first = judge().toFixed(4)
    truth.clear()
    groupOf.clear()
  }
  if (n % TENTH === 0) {
    most = Math.max(most, megabytes())
    console.log(`${n} posts  ${Math.round(TENTH / (spent - mark))} posts/s  ${megabytes()} MB`)
    mark = spent
  }
}
console.log(`grouper: ${Math.round(posts / spent)} posts/s, at most ${most} MB`)
if (truth.size > 0) console.log(`B-cubed F1 of the last tenth ${judge().toFixed(4)}`)

if (plainPosts > 0) {
  const baseline = createBaseline()
  const plain: Pair[] = []
  let base = 0
  for (const { post, matter } of syntheticPosts(plainPosts, length)) {
    const before = cpuSeconds()
    const found = baseline(post)
    base += cpuSeconds() - before
    plain.push({ issue: matter, group: `${found}` })
  }
  console.log(`first ${plainPosts}: B-cubed F1 ${first}; plain TF-IDF ${quality(plain).toFixed(4)}`)
  console.log(
    `plain TF-IDF: ${Math.round(plainPosts / base)} posts/s; ratio ${(posts / spent / (plainPosts / base)).toFixed(1)}`,
  )
}
