/**
 * Speed, memory and quality of grouping over a synthetic stream (bench/synthetic-posts.ts: made up, already cut, since
 * segmentation is measured elsewhere), and those of a plain single-pass TF-IDF (cosine to the centroid) over its first posts.
 *
 *   node --heap-growing-percent=60 --max-semi-space-size=16 bench/stream.ts [POSTS=100000] [--words N=40] [--issues] [--snapshot] [--plain N=20000]
 *
 * Prints posts a second of CPU time and resident memory at each tenth, then B-cubed figures against the planted matters: over the
 * first posts, both ways, and over the last tenth. As `lanting group` does, issues are named with `--issues` only. `--snapshot`
 * takes the state to store after every 500 posts as well. The flags are what bin/lanting.mjs sets for `group`.
 */
import type { GroupInput } from '../pipeline/grouping/group-features.ts'
import { createGrouper } from '../pipeline/grouping/grouper.ts'
import { type GroupScore, scoreGroups } from './group-score.ts'
import { createPlainTfIdf } from './plain-tfidf.ts'
import { syntheticPosts } from './synthetic-posts.ts'

const cpuSeconds = (): number => process.cpuUsage().user / 1e6
const megabytes = (): number => Math.round(process.memoryUsage().rss / 1e6)

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

const grouper = createGrouper({ described: process.argv.includes('--issues') })
const truth = new Map<string, number>()
const groupOf = new Map<string, string>()
/** How precise and how complete: whether matters were glued or split. */
const tell = ({ precision, recall, f1 }: GroupScore): string =>
  `B-cubed F1 ${f1.toFixed(4)} (P ${precision.toFixed(3)} R ${recall.toFixed(3)})`
const judge = (): string => tell(scoreGroups(new Map([...truth].map(([id, issue]) => [id, `${issue}`])), groupOf))
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
    first = judge()
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
if (truth.size > 0) console.log(`last tenth: ${judge()}`)

if (plainPosts > 0) {
  const baseline = createPlainTfIdf()
  const plain = new Map<string, string>()
  const planted = new Map<string, string>()
  let base = 0
  for (const { post, matter } of syntheticPosts(plainPosts, length)) {
    const before = cpuSeconds()
    const found = baseline(post)
    base += cpuSeconds() - before
    plain.set(post.id, `${found}`)
    planted.set(post.id, `${matter}`)
  }
  console.log(`first ${plainPosts}: ${first}; plain TF-IDF ${tell(scoreGroups(planted, plain))}`)
  console.log(
    `plain TF-IDF: ${Math.round(plainPosts / base)} posts/s; ratio ${(posts / spent / (plainPosts / base)).toFixed(1)}`,
  )
}
