/** A post as the grouper sees it: four weighted vectors and a few facts. Pure, given the term statistics. */
import type { Place, Scored, Tokens } from '../model/post.ts'
import type { AppealType, Category, Kind, Route } from '../model/words.ts'
import { type Facts, factsOf } from './facts.ts'
import { createIdSet } from './id-set.ts'
import { type Centre, centreOfOne } from './issue-vector.ts'
import { createLexicon, type Entry } from './lexicon.ts'
import { districtsOf, estatesOf, namedSites, numbersOf } from './sites.ts'
import { pairAt, wordId } from './term-id.ts'
import type { TermStatistics } from './term-statistics.ts'
import { isNamePair } from './terms.ts'
import { cut, type Vector, vectorFor, vectorOf } from './vector.ts'
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
  /** Rows of the duty list the words point to, best first. */
  readonly matters?: readonly Scored[] | undefined
  readonly department?: string | undefined
  readonly source: string
  readonly voice: string
  readonly likes: number
  readonly answered?: boolean | undefined
}

const TITLE_WEIGHT = 2
/** Rare words carry the matter; a long letter's common ones only cost time. */
const MOST_WORDS = 64
const MOST_PAIRS = 40
const MOST_RARE = 12
/** Characters of a title whose pairs count. */
const MOST_TITLE = 60
/** A site named in the title weighs so much more than one of the text. */
const TITLE_SITE = 1.6
/** A letter without a title says where within this many characters. */
const OPENING = 60
/** What is left of the weight of an unknown word with a function character in it. */
const FRAGMENT = 0.35
/** A body beyond this many characters adds little but names of other sites. */
const BODY_LIMIT = 1500

/** Placeholders, links and mask stars are not the writer's words. */
const clean = (text: string): string => text.replace(/〔[^〔〕]{1,8}〕|https?:\/\/[\w./?=&%-]+|\*{2,}/g, ' ')

/** Reads posts into centres of one. */
export type FeatureReader = (post: GroupInput) => Centre

export function createFeatureReader(statistics: TermStatistics, topics: WordTopics): FeatureReader {
  const lexicon = createLexicon(statistics.known, topics.find)
  // Filled anew for every post.
  const terms = createIdSet(9)
  const entries: Entry[] = []
  const counts: number[] = []
  const starts = createIdSet(7)
  const pairs = createIdSet(8)
  const names = createIdSet(8)
  let weights = new Float32Array(256)
  return (post) => {
    const title = clean(post.title)
    const text = clean(post.text.slice(0, BODY_LIMIT))
    const inTitle = namedSites(title)
    const inText = namedSites(text)
    const main = inTitle.length > 0 ? inTitle : namedSites(text.slice(0, OPENING)).slice(0, 2)
    const { words, siteWords, rareWords, topic } = readWords(post, `${inText.join(' ')} ${inTitle.join(' ')}`)
    const districts = districtsOf(`${title} ${text}`)
    const places: string[] = []
    const spots: string[] = []
    const areas: string[] = []
    for (const place of post.places) {
      if (place.district !== undefined) districts.push(place.district)
      if (place.level === 'district') districts.push(place.name)
      else if (place.level !== 'city') {
        places.push(place.name)
        if (place.level !== 'street') spots.push(place.name)
        if (place.level === 'street' || place.level === 'community') areas.push(place.name)
      }
    }
    // 海石湾 ends like an estate and is a town.
    const estates = estatesOf(main.filter((name) => !areas.some((area) => area.startsWith(name))))
    return centreOfOne({
      words,
      siteWords,
      topic,
      pairs: namePairs(title.slice(0, MOST_TITLE), text),
      sites: sitePairs(inTitle, inText),
      mainSites: mainPairs(main),
      estates: distinctIds(estates.stems),
      estateEnds: distinctIds(estates.ends),
      rareWords,
      districts: distinctIds(districts),
      places: distinctIds(places),
      spots: distinctIds(spots),
      numbers: distinctIds(numbersOf(`${title} ${text}`)),
      matters: mattersOf(post.matters ?? []),
      categories: post.category === null ? [] : [wordId(post.category)],
      subcategories:
        post.category === null || !post.subcategory ? [] : [wordId(`${post.category}/${post.subcategory}`)],
      voice: wordId(post.voice),
      titled: inTitle.length > 0,
    })
  }

  function readWords(post: GroupInput, sites: string) {
    terms.clear()
    const count = (tokens: readonly string[], by: number): void => {
      for (let i = 0; i < tokens.length; i += 1) {
        const entry = lexicon.read(tokens[i] as string, tokens[i + 1])
        if (entry === undefined) continue
        const before = terms.size
        const at = terms.add(entry.id)
        if (at < before) counts[at] = (counts[at] as number) + by
        else {
          entries[at] = entry
          counts[at] = by
        }
      }
    }
    count(post.tokens.text, 1)
    count(post.tokens.title, TITLE_WEIGHT)
    starts.clear()
    for (let i = 1; i < sites.length; i += 1) starts.add((sites.charCodeAt(i - 1) << 16) | sites.charCodeAt(i))
    const siteWords: number[] = []
    const rareWords: number[] = []
    const topic = new Float64Array(TOPIC_SIZE)
    const words = vectorFor(terms.size)
    for (let i = 0; i < words.size; i += 1) {
      const { term, id, start, known, fragment, topic: at } = entries[i] as Entry
      const rarity = statistics.wordWeight(term, id, known)
      const weight = (1 + Math.log(counts[i] as number)) * rarity * (fragment ? FRAGMENT : 1)
      words.ids[i] = id
      words.weights[i] = weight
      if (known === 0 && !fragment && rareWords.length < MOST_RARE) rareWords.push(id)
      if (starts.has(start) && sites.includes(term)) siteWords.push(id)
      else if (at >= 0) topics.add(topic, at, weight)
    }
    return { words: words.size > MOST_WORDS ? cut(words, MOST_WORDS) : words, siteWords, rareWords, topic }
  }

  /** Pairs of names and their weights, gathered: each once, as heavy as where it was met first. */
  function addPairs(name: string, factor: number): void {
    for (let i = 1; i < name.length; i += 1) {
      const id = pairAt(name, i)
      if (id !== 0) addPair(id, factor)
    }
  }
  function addPair(id: number, factor: number): void {
    const before = pairs.size
    if (pairs.add(id) < before) return
    if (before === weights.length) {
      const longer = new Float32Array(2 * before)
      longer.set(weights)
      weights = longer
    }
    weights[before] = statistics.pairWeight(id) * factor
  }

  /** Pairs of the title, and the first of the text that may be of a name nobody knows. */
  function namePairs(title: string, text: string): Vector {
    pairs.clear()
    addPairs(title, 1)
    names.clear()
    for (let i = 1; i < text.length; i += 1) {
      const id = pairAt(text, i)
      if (id === 0 || !isNamePair(id) || names.has(id) || statistics.knownPair(id) > 0) continue
      names.add(id)
      addPair(id, 1)
      if (names.size === MOST_PAIRS) break
    }
    return heaviestPairs()
  }

  function sitePairs(inTitle: readonly string[], inText: readonly string[]): Vector {
    pairs.clear()
    for (const name of inTitle) addPairs(name, TITLE_SITE)
    for (const name of inText) addPairs(name, 1)
    return heaviestPairs()
  }

  function mainPairs(main: readonly string[]): Vector {
    pairs.clear()
    for (const name of main) addPairs(name, 1)
    return cut({ ids: pairs.ids, weights, size: pairs.size }, MOST_PAIRS)
  }

  function heaviestPairs(): Vector {
    const { ids, size } = pairs
    return size > MOST_PAIRS ? cut({ ids, weights, size }, MOST_PAIRS) : vectorOf(ids, weights, size)
  }
}

/** Their shares in a hundred. */
function mattersOf(matters: readonly Scored[]): Facts {
  let total = 0
  for (const { score } of matters) total += score * score
  return factsOf(
    matters.map(({ label }) => wordId(label)),
    matters.map(({ score }) => Math.round((100 * score * score) / total)),
  )
}

const distinctIds = (names: readonly string[]): number[] => [...new Set(names)].map(wordId)
