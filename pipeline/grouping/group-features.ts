/** A post as the grouper sees it: four weighted vectors and a few facts. Pure, given the term statistics. */
import type { Place, Scored, Tokens } from '../../model/post.ts'
import type { AppealType, Category, Kind, Route } from '../../model/words.ts'
import { type Facts, fillFacts } from '../nearness/facts.ts'
import { createIdSet } from '../nearness/id-set.ts'
import { becomeOne, type Centre, emptyCentre } from '../nearness/issue-vector.ts'
import { createPairReader } from '../nearness/name-pairs.ts'
import { withoutDistricts } from '../words/districts.ts'
import { createLexicon } from '../words/lexicon.ts'
import { districtsOf, estatesOf, idOfName, namedSites, numbersOf, placesOf } from '../words/sites.ts'
import { wordId } from '../words/term-id.ts'
import type { TermStatistics } from '../words/term-statistics.ts'
import { termOf } from '../words/terms.ts'
import { fillHeaviest, fillVector, type Vector, vectorFor } from '../words/vector.ts'
import { TOPIC_SIZE, type WordTopics } from '../words/word-topics.ts'

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
const MOST_RARE = 12
/** Characters of a title whose pairs count. */
const MOST_TITLE = 60
/** A letter without a title says where within this many characters. */
const OPENING = 60
/** Levels of the gazetteer below streets and towns. */
const OF_ONE_PLACE: ReadonlySet<string> = new Set(['community', 'road', 'site'])
/** What customers and staff of a firm write is about the firm, at whichever of its shops. */
const OF_FIRMS: ReadonlySet<string> = new Set([
  '商贸旅游',
  '劳动和社会保障',
  '经济管理',
  '科技与信息产业',
  '教育文体/体育',
  '教育文体/文化',
])
/** What is left of the weight of an unknown word with a function character in it. */
const FRAGMENT = 0.35
/** A body beyond this many characters adds little but names of other sites. */
const BODY_LIMIT = 1500

/** Placeholders, links and mask stars are not the writer's words. */
const clean = (text: string): string => text.replace(/〔[^〔〕]{1,8}〕|https?:\/\/[\w./?=&%-]+|\*{2,}/g, ' ')

/** Reads posts into centres of one; into the arrays of one that is given and held for nothing else. */
export type FeatureReader = (post: GroupInput, into?: Centre) => Centre

/** What `labelOf` tells of the post's centre. */
export const labelOfPost = ({ category, subcategory }: Pick<GroupInput, 'category' | 'subcategory'>): number =>
  category === null ? 0 : subcategoryId(category, subcategory) || wordId(category)
/** 0 where the second level is not told. */
const subcategoryId = (category: string, subcategory: string | undefined): number =>
  subcategory ? wordId(`${category}/${subcategory}`) : 0

/** The logarithm of how often a word is said. */
const LOG = Float64Array.from({ length: 64 }, (_, n) => Math.log(n))

export function createFeatureReader(statistics: TermStatistics, topics: WordTopics): FeatureReader {
  const lexicon = createLexicon(statistics.known, topics.find)
  const pairs = createPairReader(statistics)
  // Filled anew for every post: the words' ids, how often each is said, and what the lexicon knows of each.
  const terms = createIdSet(9)
  const counts: number[] = []
  const starts: number[] = []
  let knowns = new Float64Array(512)
  let rarities = new Float64Array(512)
  const places: number[] = []
  const fragments: boolean[] = []
  const said: string[] = []
  const words: Vector = vectorFor(64)
  const topic = new Float64Array(TOPIC_SIZE)
  let topicsAt = new Int32Array(256)
  let topicWeights = new Float64Array(256)
  const siteStarts = createIdSet(7)

  return (post, into = emptyCentre()) => {
    const title = clean(post.title)
    const text = clean(post.text.slice(0, BODY_LIMIT))
    const both = `${title} ${text}`
    const inTitle = namedSites(title)
    const inText = namedSites(text)
    const main = inTitle.length > 0 ? inTitle : namedSites(text.slice(0, OPENING)).slice(0, 2)
    readWords(post, `${inText.join(' ')} ${inTitle.join(' ')}`, into)
    pairs.readNames(withoutDistricts(title.slice(0, MOST_TITLE)), withoutDistricts(text), into.pairs)
    pairs.readSites(inTitle, inText, into.sites)
    pairs.readMain(main, into.mainSites)
    readPlaces(post, both, main, into)
    readNames(post, inTitle.length > 0 ? title : text.slice(0, OPENING), main, [...inTitle, ...inText], into)
    fillFacts(into.numbers, distinctIds(numbersOf(both)))
    fillMatters(into.matters, post.matters ?? [], title.length + text.length)
    const { category, subcategory } = post
    fillFacts(into.categories, category === null ? [] : [wordId(category)])
    const second = category === null ? 0 : subcategoryId(category, subcategory)
    fillFacts(into.subcategories, second === 0 ? [] : [second])
    fillFacts(into.voices, [wordId(post.voice)])
    return becomeOne(into, inTitle.length > 0)
  }

  function readPlaces(post: GroupInput, text: string, main: readonly string[], into: Centre): void {
    const districts = districtsOf(text)
    const all: string[] = []
    const spots: string[] = []
    let named = main
    for (const place of post.places) {
      if (place.district !== undefined) districts.push(place.district)
      if (place.level === 'district') districts.push(place.name)
      else if (place.level !== 'city') {
        all.push(place.name)
        if (place.level !== 'street') spots.push(place.name)
        // 海石湾 ends like an estate and is a town.
        if (place.level === 'street' || place.level === 'community')
          if (named.some((name) => place.name.startsWith(name)))
            named = named.filter((name) => !place.name.startsWith(name))
      }
    }
    const { stems, ends } = estatesOf(named)
    fillFacts(into.estates, distinctIds(stems))
    fillFacts(into.estateEnds, distinctIds(ends))
    fillFacts(into.districts, distinctIds(districts))
    fillFacts(into.places, distinctIds(all))
    fillFacts(into.spots, distinctIds(spots))
  }

  /** What the post is about, `main` and what the gazetteer knows of its `head`; another place it only mentions is none to keep it away from. */
  function readNames(
    post: GroupInput,
    head: string,
    main: readonly string[],
    all: readonly string[],
    into: Centre,
  ): void {
    const known = post.places.filter(({ level, name }) => OF_ONE_PLACE.has(level) && head.includes(name))
    const ofFirm = OF_FIRMS.has(post.category ?? '') || OF_FIRMS.has(`${post.category}/${post.subcategory}`)
    const about = ofFirm ? [] : placesOf(distinct([...main, ...known.map(({ name }) => name)]))
    const met = [...about, ...placesOf(all)]
    const stems = (places: typeof met): number[] => places.map(({ stem, kind }) => idOfName(stem, kind))
    fillFacts(into.names, distinct(stems(about)))
    fillFacts(into.nameEnds, distinct([...stems(met), ...met.map(({ end, kind }) => idOfName(end, kind))]))
  }

  function count(tokens: readonly string[], by: number): void {
    lexicon.open(tokens)
    for (let i = 0; i < tokens.length; i += 1) {
      const entry = lexicon.read(i)
      if (entry === undefined) continue
      const before = terms.size
      const at = terms.add(entry.id)
      if (at < before) {
        counts[at] = (counts[at] as number) + by
        continue
      }
      counts[at] = by
      starts[at] = entry.start
      if (at === knowns.length) {
        const known = knowns
        knowns = new Float64Array(2 * known.length)
        knowns.set(known)
        rarities = new Float64Array(knowns.length)
      }
      knowns[at] = entry.known
      places[at] = entry.topic
      fragments[at] = entry.fragment
      said[at] = tokens[i] as string
    }
  }

  function readWords(post: GroupInput, sites: string, into: Centre): void {
    terms.clear()
    count(post.tokens.text, 1)
    count(post.tokens.title, TITLE_WEIGHT)
    siteStarts.clear()
    for (let i = 1; i < sites.length; i += 1) siteStarts.add((sites.charCodeAt(i - 1) << 16) | sites.charCodeAt(i))
    const siteWords: number[] = []
    const rareWords: number[] = []
    topic.fill(0)
    const { ids, size } = terms
    if (words.ids.length < size) Object.assign(words, vectorFor(2 * size))
    words.size = size
    if (topicsAt.length < size) {
      topicsAt = new Int32Array(2 * size)
      topicWeights = new Float64Array(2 * size)
    }
    let told = 0
    statistics.termWeights(ids, knowns, size, rarities)
    for (let i = 0; i < size; i += 1) {
      const id = ids[i] as number
      const known = knowns[i] as number
      const fragment = fragments[i] as boolean
      const times = counts[i] as number
      const rarity = rarities[i] as number
      const weight =
        (1 + (times < LOG.length ? (LOG[times] as number) : Math.log(times))) * rarity * (fragment ? FRAGMENT : 1)
      words.ids[i] = id
      words.weights[i] = weight
      if (known === 0 && !fragment && rareWords.length < MOST_RARE) rareWords.push(id)
      if (siteStarts.has(starts[i] as number) && sites.includes(termSaid(said[i] as string))) siteWords.push(id)
      else if ((places[i] as number) >= 0) {
        topicsAt[told] = places[i] as number
        topicWeights[told] = weight
        told += 1
      }
    }
    topics.add(topic, topicsAt, topicWeights, told)
    if (size > MOST_WORDS) fillHeaviest(into.words, words, MOST_WORDS)
    else fillVector(into.words, words.ids, words.weights, size)
    fillFacts(into.siteWords, siteWords)
    fillFacts(into.rareWords, rareWords)
    let squares = 0
    for (let d = 0; d < TOPIC_SIZE; d += 1) squares += (topic[d] as number) ** 2
    const scale = squares === 0 ? 0 : 1 / Math.sqrt(squares)
    for (let d = 0; d < TOPIC_SIZE; d += 1) into.topic[d] = (topic[d] as number) * scale
  }
}

/** The term that a word was read as; of the bare numbers those of bus lines are. */
const termSaid = (word: string): string => termOf(word) ?? `${word}路`

/** A word that goes with a row of the duty list scores 1, one that names it 3: between these scores the rows are from guessed to sure. */
const GUESSED = 2
const SURE = 5
/** Characters of a post from which on that takes two words: a note says what it is about in one. */
const NOTE = 120

/** Rows of the duty list that a post is more than guessed to be about. */
export const rowsNamed = ({ matters }: GroupInput): readonly string[] =>
  matters === undefined || (matters[0]?.score ?? 0) <= GUESSED ? [] : matters.map(({ label }) => label)

/** Their shares in a hundred, less where the best of them is only guessed. */
function fillMatters(facts: Facts, matters: readonly Scored[], length: number): void {
  const wanted = (SURE - GUESSED) * Math.min(1, length / NOTE)
  const sure = Math.max(0.01, Math.min(1, ((matters[0]?.score ?? 0) - GUESSED) / wanted))
  let total = 0
  for (const { score } of matters) total += score * score
  fillFacts(
    facts,
    matters.map(({ label }) => wordId(label)),
    matters.map(({ score }) => Math.round((100 * sure * score * score) / total)),
  )
}

/** Of a few: a set is dearer than to look at all. */
const distinct = <T>(all: readonly T[]): readonly T[] =>
  all.length < 2 ? all : all.filter((one, n) => all.indexOf(one) === n)

function distinctIds(names: readonly string[]): number[] {
  const ids: number[] = []
  for (let n = 0; n < names.length; n += 1)
    if (names.indexOf(names[n] as string) === n) ids.push(wordId(names[n] as string))
  return ids
}
