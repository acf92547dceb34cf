/** A post as the grouper sees it: four weighted vectors and a few facts. Pure, given the term statistics. */
import type { Place, Tokens } from '../model/post.ts'
import type { AppealType, Category, Kind, Route } from '../model/words.ts'
import { districtsOf, namedSites } from './sites.ts'
import type { TermStatistics } from './term-statistics.ts'
import { bigrams, isFragment, termsOf } from './terms.ts'
import { TOPIC_SIZE, type WordTopics } from './word-topics.ts'

/** One post that screening kept, on an open route. */
export interface GroupInput {
  readonly id: string
  /** Milliseconds since 1970: when it was posted, else collected. */
  readonly at: number
  readonly kind: Kind
  readonly route: Route
  readonly appealType: AppealType
  readonly title: string
  readonly text: string
  /** Words of title and text, cut by the process's one segmenter. */
  readonly tokens: Tokens
  readonly places: readonly Place[]
  readonly category: Category | null
  readonly subcategory?: string | undefined
  readonly department?: string | undefined
  readonly source: string
  readonly voice: string
  readonly likes: number
  readonly answered?: boolean | undefined
}

/** Term → weight; unit length unless it is a sum. */
export type Vector = Map<string, number>

export interface Features {
  /** Words of title (counted more) and text. */
  readonly words: Vector
  /** Character pairs of the title: survives wrong word cuts and changed word order. */
  readonly title: Vector
  /** Character pairs of the named sites: 丽发小区 and 丽发新城小区 stay alike. */
  readonly sites: Vector
  /** The same for the sites the post is about: those of its title, else those its text opens with. */
  readonly mainSites: Vector
  /** Whether the title itself names a site: then the writer is sure what the matter is at. */
  readonly titled: boolean
  /** The words among `words` that are part of a site's name; what is left is the matter. */
  readonly siteWords: ReadonlySet<string>
  /** What the words that are no site's name are about; unit length, or all zero. */
  readonly topic: Float64Array
  readonly districts: readonly string[]
  readonly places: readonly string[]
}

const TITLE_WEIGHT = 2
/** Rare words carry the matter; a long letter's common ones only cost time. */
const MOST_WORDS = 64
const MOST_PAIRS = 40
/** A letter without a title says where within this many characters. */
const OPENING = 60
/** What is left of the weight of an unknown word with a function character in it. */
const FRAGMENT = 0.35
/** A body beyond this many characters adds little but names of other sites. */
const BODY_LIMIT = 1500

/** Placeholders, links and mask stars are not the writer's words. */
const clean = (text: string): string => text.replace(/〔[^〔〕]{1,8}〕|https?:\/\/[\w./?=&%-]+|\*{2,}/g, ' ')

export function featuresOf(post: GroupInput, statistics: TermStatistics, topics: WordTopics): Features {
  const title = clean(post.title)
  const text = clean(post.text.slice(0, BODY_LIMIT))
  const names = new Map<string, number>()
  for (const name of namedSites(text)) names.set(name, 1)
  for (const name of namedSites(title)) names.set(name, 2)
  const joined = [...names.keys()].join(' ')

  const counts = new Map<string, number>()
  for (const word of termsOf(post.tokens.text)) counts.set(word, (counts.get(word) ?? 0) + 1)
  for (const word of termsOf(post.tokens.title)) counts.set(word, (counts.get(word) ?? 0) + TITLE_WEIGHT)
  const words: Vector = new Map()
  const siteWords = new Set<string>()
  const topic = new Float64Array(TOPIC_SIZE)
  for (const [word, count] of counts) {
    const known = statistics.knows(word)
    const weight = (1 + Math.log(count)) * statistics.wordWeight(word) * (known || !isFragment(word) ? 1 : FRAGMENT)
    words.set(word, weight)
    if (joined.includes(word)) siteWords.add(word)
    else topics.add(topic, word, weight)
  }

  const titlePairs: Vector = new Map()
  for (const pair of bigrams(title.slice(0, 60))) titlePairs.set(pair, statistics.pairWeight(pair))
  const sites: Vector = new Map()
  for (const [name, times] of names) {
    for (const pair of bigrams(name)) {
      const weight = statistics.pairWeight(pair) * (times > 1 ? 1.6 : 1)
      if (weight > (sites.get(pair) ?? 0)) sites.set(pair, weight)
    }
  }
  const inTitle = [...names].filter(([, times]) => times > 1).map(([name]) => name)
  const main = inTitle.length > 0 ? inTitle : namedSites(text.slice(0, OPENING)).slice(0, 2)
  const mainSites: Vector = new Map()
  for (const name of main) for (const pair of bigrams(name)) mainSites.set(pair, statistics.pairWeight(pair))
  const districts = new Set(districtsOf(`${title} ${text}`))
  const places = new Set<string>()
  for (const place of post.places) {
    if (place.district !== undefined) districts.add(place.district)
    if (place.level === 'district') districts.add(place.name)
    else if (place.level !== 'city') places.add(place.name)
  }
  return {
    words: unit(heaviest(words, MOST_WORDS)),
    title: unit(titlePairs),
    sites: unit(heaviest(sites, MOST_PAIRS)),
    mainSites: unit(mainSites),
    titled: inTitle.length > 0,
    siteWords,
    topic: unitTopic(topic),
    districts: [...districts],
    places: [...places],
  }
}

function unitTopic(topic: Float64Array): Float64Array {
  const length = Math.hypot(...topic)
  return length === 0 ? topic : topic.map((x) => x / length)
}

function heaviest(vector: Vector, most: number): Vector {
  if (vector.size <= most) return vector
  return new Map([...vector].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).slice(0, most))
}

export function unit(vector: Vector): Vector {
  const length = lengthOf(vector)
  if (length > 0) for (const [term, weight] of vector) vector.set(term, weight / length)
  return vector
}

export function lengthOf(vector: ReadonlyMap<string, number>): number {
  let sum = 0
  for (const weight of vector.values()) sum += weight * weight
  return Math.sqrt(sum)
}
