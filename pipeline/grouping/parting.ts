/**
 * Tells two matters apart that one address has glued post by post: the posts of an issue are cut into the two parts that
 * resemble one another least beyond the site's name, and part when they hardly do (spectral bipartition by the normalised cut;
 * Shi, Malik 2000). Pure.
 */
import { timesOf } from '../nearness/facts.ts'
import type { Centre } from '../nearness/issue-vector.ts'
import { TOPIC_SIZE } from '../words/word-topics.ts'

/** Posts that make a matter of their own: one or two may only be told in other words. */
const LEAST_PART = 3
/** Resemblance across the cut beside that within the parts: above it the cut goes through one matter. */
const FAR = 0.58
/** Share of second-level categories that both parts have. */
const OTHER_KIND = 0.2
/** Cosine of what the words of both parts are about. */
const OTHER_TOPIC = 0.9
/** So many posts tell well enough what they are about: parts further apart than this cosine need not be of other kinds. */
const MANY = 12
const FAR_TOPIC = 0.78
/** A word that more of the posts use says nothing of one part. */
const EVERYWHERE = 0.6
const TOPIC_SHARE = 0.25
const KIND_SHARE = 0.1
/** Any two posts of an issue have something in common; keeps the graph connected. */
const LINK = 0.02
const STEPS = 100

interface Post {
  readonly words: ReadonlyMap<number, number>
  readonly length: number
  readonly topic: Float32Array
  readonly subcategory: number
}

/** Fewer posts never tell of two. */
export const FEWEST = 2 * LEAST_PART

/** False when nearly all posts of an issue are of one kind: hardly any cut then tells two matters, and most issues are spared it. */
export function mayTellTwo(issue: Centre): boolean {
  const { times, size } = issue.subcategories
  let [all, most] = [0, 0]
  for (let n = 0; n < size; n += 1) {
    const count = times[n] as number
    all += count
    most = Math.max(most, count)
  }
  return issue.size - Math.max(most, issue.size - all) >= LEAST_PART * (1 - OTHER_KIND)
}

/** Indices of the smaller part, in order; undefined when the posts (centres of one) tell of one matter. */
export function otherMatter(issue: Centre, centres: readonly Centre[]): number[] | undefined {
  const count = centres.length
  if (count < FEWEST) return undefined
  const posts = readPosts(issue, centres)
  const likeness = posts.map((a, i) => Float64Array.from(posts, (b, j) => (i === j ? 0 : alike(a, b))))
  const degrees = likeness.map((row) => row.reduce((sum, x) => sum + x + LINK, -LINK))
  const order = fiedlerOrder(likeness, degrees)
  let best = 0
  let least = Number.POSITIVE_INFINITY
  for (let k = LEAST_PART; k <= count - LEAST_PART; k += 1) {
    const value = normalisedCut(likeness, degrees, order.slice(0, k), order.slice(k))
    if (value >= least) continue
    least = value
    best = k
  }
  const [a, b] = [order.slice(0, best), order.slice(best)]
  const within = Math.sqrt(meanOf(likeness, a, a) * meanOf(likeness, b, b))
  if (meanOf(likeness, a, b) > FAR * within) return undefined
  const topic = topicCosine(posts, a, b)
  const otherThing = count >= MANY && topic <= FAR_TOPIC
  if (!otherThing && (topic > OTHER_TOPIC || sharedKinds(posts, a, b) > OTHER_KIND)) return undefined
  return (a.length < b.length || (a.length === b.length && !a.includes(0)) ? a : b).sort((x, y) => x - y)
}

/** What is left of each post's words without the names of sites and what most of the issue's posts say. */
function readPosts(issue: Centre, centres: readonly Centre[]): Post[] {
  const maps = centres.map((centre) => {
    const words = new Map<number, number>()
    for (let i = 0; i < centre.words.size; i += 1) {
      const id = centre.words.ids[i] as number
      if (timesOf(centre.siteWords, id) > 0 || timesOf(issue.siteWords, id) * 2 >= issue.size) continue
      words.set(id, centre.words.weights[i] as number)
    }
    return words
  })
  const uses = new Map<number, number>()
  for (const words of maps) for (const id of words.keys()) uses.set(id, (uses.get(id) ?? 0) + 1)
  return centres.map((centre, i) => {
    const words = maps[i] as Map<number, number>
    let squares = 0
    for (const [id, weight] of words)
      if ((uses.get(id) as number) > EVERYWHERE * centres.length) words.delete(id)
      else squares += weight * weight
    return {
      words,
      length: Math.sqrt(squares) || 1,
      topic: centre.topic,
      subcategory: centre.subcategories.size > 0 ? (centre.subcategories.ids[0] as number) : 0,
    }
  })
}

function alike(a: Post, b: Post): number {
  let shared = 0
  for (const [id, weight] of a.words) shared += weight * (b.words.get(id) ?? 0)
  const kind = a.subcategory === b.subcategory ? KIND_SHARE : 0
  return shared / (a.length * b.length) + TOPIC_SHARE * Math.max(0, cosine(a.topic, b.topic)) + kind
}

/** The posts along the second eigenvector of the normalised likeness, by power iteration beside the first. */
function fiedlerOrder(likeness: readonly Float64Array[], degrees: readonly number[]): number[] {
  const roots = degrees.map(Math.sqrt)
  const length = Math.hypot(...roots)
  // Any start that is not the first eigenvector: the same posts give the same order.
  let vector = degrees.map((_, i) => Math.sin(7.3 * i + 1))
  for (let step = 0; step < STEPS; step += 1) {
    const along = vector.reduce((sum, x, i) => sum + x * (roots[i] as number), 0) / length ** 2
    const rest = vector.map((x, i) => x - along * (roots[i] as number))
    const scaled = rest.map((x, i) => x / (roots[i] as number))
    const total = scaled.reduce((sum, x) => sum + x, 0)
    const next = rest.map((x, i) => {
      const row = likeness[i] as Float64Array
      let sum = LINK * (total - (scaled[i] as number))
      for (let j = 0; j < row.length; j += 1) sum += (row[j] as number) * (scaled[j] as number)
      return x + sum / (roots[i] as number)
    })
    const norm = Math.hypot(...next) || 1
    vector = next.map((x) => x / norm)
  }
  const place = vector.map((x, i) => x / (roots[i] as number))
  return degrees.map((_, i) => i).sort((i, j) => (place[i] as number) - (place[j] as number) || i - j)
}

function normalisedCut(
  likeness: readonly Float64Array[],
  degrees: readonly number[],
  a: readonly number[],
  b: readonly number[],
): number {
  let across = LINK * a.length * b.length
  for (const i of a) for (const j of b) across += (likeness[i] as Float64Array)[j] as number
  const volume = (part: readonly number[]): number => part.reduce((sum, i) => sum + (degrees[i] as number), 0)
  return across / volume(a) + across / volume(b)
}

function meanOf(likeness: readonly Float64Array[], a: readonly number[], b: readonly number[]): number {
  let sum = 0
  let pairs = 0
  for (const i of a)
    for (const j of b) {
      if (i === j) continue
      sum += (likeness[i] as Float64Array)[j] as number
      pairs += 1
    }
  return sum / (pairs || 1)
}

function sharedKinds(posts: readonly Post[], a: readonly number[], b: readonly number[]): number {
  const shares = (part: readonly number[]): Map<number, number> => {
    const map = new Map<number, number>()
    for (const i of part) {
      const { subcategory } = posts[i] as Post
      map.set(subcategory, (map.get(subcategory) ?? 0) + 1 / part.length)
    }
    return map
  }
  const [ofA, ofB] = [shares(a), shares(b)]
  let both = 0
  for (const [kind, share] of ofA) both += Math.min(share, ofB.get(kind) ?? 0)
  return both
}

function topicCosine(posts: readonly Post[], a: readonly number[], b: readonly number[]): number {
  const sum = (part: readonly number[]): Float32Array => {
    const topic = new Float32Array(TOPIC_SIZE)
    for (const i of part)
      (posts[i] as Post).topic.forEach((x, d) => {
        topic[d] = (topic[d] as number) + x
      })
    return topic
  }
  return cosine(sum(a), sum(b))
}

function cosine(a: Float32Array, b: Float32Array): number {
  let [both, ofA, ofB] = [0, 0, 0]
  for (let d = 0; d < a.length; d += 1) {
    const [x, y] = [a[d] as number, b[d] as number]
    both += x * y
    ofA += x * x
    ofB += y * y
  }
  return both / (Math.sqrt(ofA * ofB) || 1)
}
