/** A post as the grouper sees it: four weighted vectors and a few facts. Pure, given the term statistics. */
import type { Place, Scored, Tokens } from '../model/post.ts'
import type { AppealType, Category, Kind, Route } from '../model/words.ts'
import { type Facts, factsOf } from './facts.ts'
import { type Centre, centreOfOne } from './issue-vector.ts'
import { createLexicon, type Entry } from './lexicon.ts'
import { districtsOf, estatesOf, namedSites, numbersOf } from './sites.ts'
import { pairIds, wordId } from './term-id.ts'
import type { TermStatistics } from './term-statistics.ts'
import { isNamePair } from './terms.ts'
import { cut, type Vector, vectorOf } from './vector.ts'
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
      pairs: heaviestPairs(namePairs(text), pairVector([title.slice(0, 60)], 1)),
      sites: heaviestPairs(pairVector(inText, 1), pairVector(inTitle, TITLE_SITE)),
      mainSites: cut(pairVector(main, 1), MOST_PAIRS),
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
    const entries: Entry[] = []
    const counts: number[] = []
    const place = new Map<number, number>()
    const count = (tokens: readonly string[], by: number): void => {
      for (let i = 0; i < tokens.length; i += 1) {
        const entry = lexicon.read(tokens[i] as string, tokens[i + 1])
        if (entry === undefined) continue
        const known = place.get(entry.id)
        if (known !== undefined) counts[known] = (counts[known] as number) + by
        else {
          place.set(entry.id, entries.length)
          entries.push(entry)
          counts.push(by)
        }
      }
    }
    count(post.tokens.text, 1)
    count(post.tokens.title, TITLE_WEIGHT)
    const siteWords: number[] = []
    const rareWords: number[] = []
    const topic = new Float64Array(TOPIC_SIZE)
    const words = {
      ids: new Int32Array(entries.length),
      weights: new Float32Array(entries.length),
      size: entries.length,
    }
    for (let i = 0; i < entries.length; i += 1) {
      const { term, id, known, fragment, topic: at } = entries[i] as Entry
      const rarity = statistics.wordWeight(term, id, known)
      const weight = (1 + Math.log(counts[i] as number)) * rarity * (fragment ? FRAGMENT : 1)
      words.ids[i] = id
      words.weights[i] = weight
      if (known === 0 && !fragment && rareWords.length < MOST_RARE) rareWords.push(id)
      if (sites.includes(term)) siteWords.push(id)
      else if (at >= 0) topics.add(topic, at, weight)
    }
    return { words: words.size > MOST_WORDS ? cut(words, MOST_WORDS) : words, siteWords, rareWords, topic }
  }

  /** The first pairs of the text that may be of a name nobody knows. */
  function namePairs(text: string): Vector {
    const ids: number[] = []
    for (const id of pairIds(text)) {
      if (!isNamePair(id) || statistics.knownPair(id) > 0 || ids.includes(id)) continue
      ids.push(id)
      if (ids.length === MOST_PAIRS) break
    }
    return weighted(ids, 1)
  }

  /** The pairs of the names, each once. */
  function pairVector(names: readonly string[], factor: number): Vector {
    const ids: number[] = []
    for (const name of names) for (const id of pairIds(name)) if (!ids.includes(id)) ids.push(id)
    return weighted(ids, factor)
  }

  function weighted(ids: readonly number[], factor: number): Vector {
    return vectorOf(
      ids,
      ids.map((id) => statistics.pairWeight(id) * factor),
    )
  }
}

/** Pairs that the title holds too weigh as there; of all the heaviest. */
function heaviestPairs(text: Vector, title: Vector): Vector {
  const ids = [...title.ids]
  const weights = [...title.weights]
  for (let i = 0; i < text.size; i += 1)
    if (!ids.includes(text.ids[i] as number)) {
      ids.push(text.ids[i] as number)
      weights.push(text.weights[i] as number)
    }
  const all = vectorOf(ids, weights)
  return all.size > MOST_PAIRS ? cut(all, MOST_PAIRS) : all
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
