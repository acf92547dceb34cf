/**
 * The learned decision "do these two posts, which one issue holds, tell of the same matter?": a logistic over nearness figures,
 * corrected by shallow boosted trees, as bench/part-model.ts fits it on pairs that the grouper had put together. Pure.
 */
import { type CentreBytes, lay, packCentre } from './centre-bytes.ts'
import { type Facts, timesOf } from './facts.ts'
import { aim, type Centre, createProbe } from './issue-vector.ts'
import { measureSides, measureWords, type Nearness, noNearness } from './nearness.ts'
import stored from './pair-model.json' with { type: 'json' }
import { createForest, type Tree } from './trees.ts'

export const PAIR_FEATURES = [
  'bias',
  'words',
  'matter',
  'pairs',
  'topic',
  'rareWords',
  'sameMatter',
  'otherRow',
  'otherFiling',
  'coverage',
  'matterCoverage',
  'peak',
  'sites',
  'mainSites',
  'sameNumber',
  'otherNumber',
  'sameSpot',
  'otherSpot',
  'otherNamed',
  'otherEstate',
  'said',
  'beside',
] as const
export type PairFeature = (typeof PAIR_FEATURES)[number]

export interface PairModel {
  readonly weights: Readonly<Record<PairFeature, number>>
  readonly trees: readonly Tree[]
}
export const defaultPairModel: PairModel = stored

/** Different words of a letter. */
const LETTER = 40

/** Log-odds that two posts of one issue, by their places among all of them, tell of the same matter. */
export type PairDecision = (posts: readonly Centre[]) => (a: number, b: number) => number

/** The figures of two posts of an issue, `a` before `b`, in the order of PAIR_FEATURES; they hold until the next two are asked for. */
export function createPairReader(): (posts: readonly Centre[]) => (a: number, b: number) => Float64Array {
  const probe = createProbe()
  const near = noNearness()
  const figures = new Float64Array(PAIR_FEATURES.length)
  return (posts) => {
    const packed = posts.map((post) => packCentre(post))
    const rests = restsOf(posts)
    let aimedAt = -1
    return (a, b) => {
      const [one, other] = [posts[a] as Centre, posts[b] as Centre]
      if (a !== aimedAt) aim(probe, one)
      aimedAt = a
      lay(packed[b] as CentreBytes)
      measureSides(probe, near)
      measureWords(probe, near)
      const said = Math.min(1, Math.min(one.words.size, other.words.size) / LETTER)
      const otherFiling = 1 - likeFiled(one, other)
      writeFigures(figures, near, otherFiling, said, cosine(rests[a] as Rest, rests[b] as Rest))
      return figures
    }
  }
}

/**
 * How far what two posts may be filed under lies over one another, 0..1 (Bhattacharyya 1943); 1 when either is not filed. What a side leaves
 * untold may be the same as what the other does.
 */
function likeFiled(a: Centre, b: Centre): number {
  if (a.filings.size === 0 || b.filings.size === 0) return 1
  const [toldA, toldB] = [total(a.filings), total(b.filings)]
  const [wholeA, wholeB] = [Math.max(toldA, 100 * a.size), Math.max(toldB, 100 * b.size)]
  let both = Math.sqrt((wholeA - toldA) * (wholeB - toldB))
  for (let n = 0; n < a.filings.size; n += 1)
    both += Math.sqrt((a.filings.times[n] as number) * timesOf(b.filings, a.filings.ids[n] as number))
  return both / Math.sqrt(wholeA * wholeB)
}

function total({ times, size }: Facts): number {
  let sum = 0
  for (let n = 0; n < size; n += 1) sum += times[n] as number
  return sum
}

/** What is left of a post's words without the names of sites and what most posts of the issue say. */
interface Rest {
  readonly words: ReadonlyMap<number, number>
  readonly length: number
}
/** A word that more of the posts use says nothing of one part. */
const EVERYWHERE = 0.6
/** So many posts call a site by the word. */
const SITE = 0.5

function restsOf(posts: readonly Centre[]): Rest[] {
  const uses = new Map<number, number>()
  const inSites = new Map<number, number>()
  const note = (of: Map<number, number>, ids: ArrayLike<number>, size: number): void => {
    for (let n = 0; n < size; n += 1) of.set(ids[n] as number, (of.get(ids[n] as number) ?? 0) + 1)
  }
  for (const { words, siteWords } of posts) {
    note(uses, words.ids, words.size)
    note(inSites, siteWords.ids, siteWords.size)
  }
  const common = (id: number): boolean =>
    (uses.get(id) ?? 0) > EVERYWHERE * posts.length || (inSites.get(id) ?? 0) >= SITE * posts.length
  return posts.map(({ words, siteWords }) => {
    const left = new Map<number, number>()
    let squares = 0
    for (let n = 0; n < words.size; n += 1) {
      const id = words.ids[n] as number
      if (common(id) || timesOf(siteWords, id) > 0) continue
      const weight = words.weights[n] as number
      left.set(id, weight)
      squares += weight * weight
    }
    return { words: left, length: Math.sqrt(squares) || 1 }
  })
}

function cosine(a: Rest, b: Rest): number {
  let shared = 0
  for (const [id, weight] of a.words) shared += weight * (b.words.get(id) ?? 0)
  return shared / (a.length * b.length)
}

function writeFigures(out: Float64Array, e: Nearness, otherFiling: number, said: number, beside: number): void {
  out[0] = 1
  out[1] = e.words
  out[2] = e.matter
  out[3] = e.pairs
  out[4] = e.topic
  out[5] = e.rareWords
  out[6] = e.sameMatter
  out[7] = e.otherRow
  out[8] = otherFiling
  out[9] = e.coverage
  out[10] = e.matterCoverage
  out[11] = e.peak
  out[12] = e.sites
  out[13] = e.mainSites
  out[14] = e.sameNumber
  out[15] = e.otherNumber
  out[16] = e.sameSpot
  out[17] = e.otherSpot
  out[18] = e.otherNamed
  out[19] = e.otherEstate
  out[20] = said
  out[21] = beside
}

export function createPairDecision({ weights, trees }: PairModel): PairDecision {
  const read = createPairReader()
  const by = PAIR_FEATURES.map((name) => weights[name])
  const forest = createForest(trees)
  return (posts) => {
    const figuresAt = read(posts)
    return (a, b) => {
      const figures = figuresAt(a, b)
      let sum = 0
      for (let i = 0; i < figures.length; i += 1) sum += (figures[i] as number) * (by[i] as number)
      return sum + forest(figures)
    }
  }
}
