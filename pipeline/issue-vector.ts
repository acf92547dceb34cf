/** The centre of an issue and how near a post (or another issue) is to it. Pure. */
import type { Features, Vector } from './group-features.ts'
import { TOPIC_SIZE } from './word-topics.ts'

export interface Centre {
  /** Sum of the members' unit vectors, cut to the heaviest terms. */
  readonly words: Vector
  readonly title: Vector
  readonly sites: Vector
  readonly mainSites: Vector
  readonly topic: Float64Array
  /** Word → how many members use it as part of a site's name. */
  readonly siteWords: Map<string, number>
  readonly districts: Map<string, number>
  readonly places: Map<string, number>
  size: number
  /** Members whose title names a site. */
  titled: number
  wordsLength: number
  titleLength: number
  sitesLength: number
  mainSitesLength: number
}

const LIMITS = { words: 128, title: 72, sites: 48, mainSites: 32, facts: 24 }

export const emptyCentre = (): Centre => ({
  words: new Map(),
  title: new Map(),
  sites: new Map(),
  mainSites: new Map(),
  topic: new Float64Array(TOPIC_SIZE),
  siteWords: new Map(),
  districts: new Map(),
  places: new Map(),
  size: 0,
  titled: 0,
  wordsLength: 0,
  titleLength: 0,
  sitesLength: 0,
  mainSitesLength: 0,
})

const addVector = (sum: Vector, part: ReadonlyMap<string, number>, limit: number): void => {
  for (const [term, weight] of part) sum.set(term, (sum.get(term) ?? 0) + weight)
  // Cut in steps, not at every post: sorting is the dear part.
  if (sum.size > limit * 1.5) {
    const kept = [...sum].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).slice(0, limit)
    sum.clear()
    for (const [term, weight] of kept) sum.set(term, weight)
  }
}
const addTopic = (sum: Float64Array, part: Float64Array): void => {
  for (let d = 0; d < sum.length; d += 1) sum[d] = (sum[d] as number) + (part[d] as number)
}
const squares = (vector: Vector): number => {
  let sum = 0
  for (const weight of vector.values()) sum += weight * weight
  return Math.sqrt(sum)
}
const count = (facts: Map<string, number>, names: Iterable<string>): void => {
  for (const name of names)
    if (facts.has(name) || facts.size < LIMITS.facts) facts.set(name, (facts.get(name) ?? 0) + 1)
}

export function addToCentre(centre: Centre, post: Features): void {
  addVector(centre.words, post.words, LIMITS.words)
  addVector(centre.title, post.title, LIMITS.title)
  addVector(centre.sites, post.sites, LIMITS.sites)
  addVector(centre.mainSites, post.mainSites, LIMITS.mainSites)
  addTopic(centre.topic, post.topic)
  count(centre.siteWords, post.siteWords)
  count(centre.districts, post.districts)
  count(centre.places, post.places)
  centre.size += 1
  if (post.titled) centre.titled += 1
  measure(centre)
}

export function addCentre(centre: Centre, other: Centre): void {
  addVector(centre.words, other.words, LIMITS.words)
  addVector(centre.title, other.title, LIMITS.title)
  addVector(centre.sites, other.sites, LIMITS.sites)
  addVector(centre.mainSites, other.mainSites, LIMITS.mainSites)
  addTopic(centre.topic, other.topic)
  for (const key of ['siteWords', 'districts', 'places'] as const)
    for (const [name, times] of other[key])
      if (centre[key].has(name) || centre[key].size < LIMITS.facts)
        centre[key].set(name, (centre[key].get(name) ?? 0) + times)
  centre.size += other.size
  centre.titled += other.titled
  measure(centre)
}

function measure(centre: Centre): void {
  centre.wordsLength = squares(centre.words)
  centre.titleLength = squares(centre.title)
  centre.sitesLength = squares(centre.sites)
  centre.mainSitesLength = squares(centre.mainSites)
}

/** What the join decision looks at; each in 0..1 unless said. */
export interface Nearness {
  /** Cosine of all words. */
  readonly words: number
  /** Cosine of the words that are not part of a site's name on either side. */
  readonly matter: number
  readonly title: number
  readonly sites: number
  /** Cosine of the sites the two sides are mainly about. */
  readonly mainSites: number
  /** 1 when the titles of both name sites and neither names the other's anywhere. */
  readonly otherSite: number
  /** Cosine of what the words are about, -1..1: 油烟 is near 烧烤. */
  readonly topic: number
  /** Mean cosine over all pairs of members across the two sides: a loose group does not grow by being large. */
  readonly meanWords: number
  readonly meanSites: number
  readonly meanTopic: number
  /** How far what the two are about lies apart, 0..1, when no word but the site's name is shared; else 0. */
  readonly otherMatter: number
  /** 1 when either side names no site. */
  readonly noSite: number
  /** 1 when both name districts and share none. */
  readonly otherDistrict: number
  /** 1 when both carry gazetteer places below the district and share none. */
  readonly otherPlace: number
}

export function nearness(a: Centre, b: Centre): Nearness {
  const [small, large] = a.words.size <= b.words.size ? [a, b] : [b, a]
  let all = 0
  let matter = 0
  for (const [term, weight] of small.words) {
    const other = large.words.get(term)
    if (other === undefined) continue
    all += weight * other
    if (!isSiteWord(small, term) && !isSiteWord(large, term)) matter += weight * other
  }
  const length = a.wordsLength * b.wordsLength || 1
  const sites = cosine(a.sites, b.sites, a.sitesLength * b.sitesLength)
  const pairs = a.size * b.size || 1
  const mainSites = cosine(a.mainSites, b.mainSites, a.mainSitesLength * b.mainSitesLength)
  let topics = 0
  for (let d = 0; d < a.topic.length; d += 1) topics += (a.topic[d] as number) * (b.topic[d] as number)
  const topic = topicCosine(a.topic, b.topic)
  return {
    words: all / length,
    meanWords: all / pairs,
    meanSites: (sites * a.sitesLength * b.sitesLength) / pairs,
    meanTopic: topics / pairs,
    matter: matter / length,
    title: cosine(a.title, b.title, a.titleLength * b.titleLength),
    sites,
    mainSites,
    otherSite: isTitled(a) && isTitled(b) && mainSites < STRANGE && sites < 0.3 ? 1 : 0,
    topic,
    otherMatter: Math.max(0, 1 - matter / length / FAINT) * Math.max(0, Math.min(1, (NEAR - topic) / NEAR)),
    noSite: a.sites.size === 0 || b.sites.size === 0 ? 1 : 0,
    otherDistrict: disjoint(a.districts, b.districts),
    otherPlace: disjoint(a.places, b.places),
  }
}

/** Shared words beyond the site's name, as a cosine, at which two posts surely share more than the site. */
const FAINT = 0.06
/** Topics nearer than this may be one matter in other words. */
const NEAR = 0.7
/** Names with no more in common than this are of different sites. */
const STRANGE = 0.12
const isTitled = (centre: Centre): boolean => centre.titled * 2 >= centre.size
const isSiteWord = (centre: Centre, term: string): boolean => (centre.siteWords.get(term) ?? 0) * 2 >= centre.size

function cosine(a: Vector, b: Vector, length: number): number {
  if (length === 0) return 0
  const [small, large] = a.size <= b.size ? [a, b] : [b, a]
  let dot = 0
  for (const [term, weight] of small) {
    const other = large.get(term)
    if (other !== undefined) dot += weight * other
  }
  return dot / length
}

function topicCosine(a: Float64Array, b: Float64Array): number {
  let dot = 0
  let aa = 0
  let bb = 0
  for (let d = 0; d < a.length; d += 1) {
    const [x, y] = [a[d] as number, b[d] as number]
    dot += x * y
    aa += x * x
    bb += y * y
  }
  return aa === 0 || bb === 0 ? 0 : dot / Math.sqrt(aa * bb)
}

function disjoint(a: Map<string, number>, b: Map<string, number>): number {
  if (a.size === 0 || b.size === 0) return 0
  for (const name of a.keys()) if (b.has(name)) return 0
  return 1
}

/** JSON-able form; keeps the order of terms and every digit, so that a restart computes the same. */
export const encodeCentre = (c: Centre): unknown => [
  [...c.words],
  [...c.title],
  [...c.sites],
  [...c.mainSites],
  [...c.siteWords],
  [...c.districts],
  [...c.places],
  c.size,
  c.titled,
  [...c.topic],
]

export function decodeCentre(raw: unknown): Centre {
  const [words, title, sites, mainSites, siteWords, districts, places, size, titled, topic] = raw as [
    [string, number][],
    [string, number][],
    [string, number][],
    [string, number][],
    [string, number][],
    [string, number][],
    [string, number][],
    number,
    number,
    number[],
  ]
  const centre: Centre = {
    ...emptyCentre(),
    words: new Map(words),
    title: new Map(title),
    sites: new Map(sites),
    mainSites: new Map(mainSites),
    siteWords: new Map(siteWords),
    districts: new Map(districts),
    places: new Map(places),
    size,
    titled,
    topic: Float64Array.from(topic),
  }
  measure(centre)
  return centre
}

/** The heaviest terms of each vector, with their field, for the candidate index; heaviest first. */
export function keyTerms(centre: Centre, limits: { words: number; title: number; sites: number }): [string, number][] {
  const top = (vector: Vector, prefix: string, n: number, length: number): [string, number][] =>
    [...vector]
      .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
      .slice(0, n)
      .map(([term, weight]) => [prefix + term, weight / (length || 1)])
  return [
    ...top(centre.words, 'w', limits.words, centre.wordsLength),
    ...top(centre.title, 't', limits.title, centre.titleLength),
    ...top(centre.sites, 's', limits.sites, centre.sitesLength),
  ]
}

/** Cuts a centre that rests: enough to be found and compared again. */
export function shrinkCentre(centre: Centre): void {
  for (const [vector, limit] of [
    [centre.words, 32],
    [centre.title, 20],
    [centre.sites, 16],
    [centre.mainSites, 16],
  ] as const) {
    const kept = [...vector].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).slice(0, limit)
    vector.clear()
    for (const [term, weight] of kept) vector.set(term, weight)
  }
  measure(centre)
}
