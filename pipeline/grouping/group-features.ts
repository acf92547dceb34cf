/** A post as the grouper sees it: four weighted vectors and a few facts. Pure, given the term statistics. */
import type { Place, Scored, Tokens } from '../../model/post.ts'
import type { AppealType, Category, Kind, Route } from '../../model/words.ts'
import { type Facts, fillFacts, noteFact } from '../nearness/facts.ts'
import { createIdSet } from '../nearness/id-set.ts'
import { becomeOne, type Centre, emptyCentre } from '../nearness/issue-vector.ts'
import { createPairReader } from '../nearness/name-pairs.ts'
import { withoutDistricts } from '../words/districts.ts'
import { createLexicon } from '../words/lexicon.ts'
import {
  districtsOf,
  estatesOf,
  idOfName,
  linesOf,
  type NamedPlace,
  namedSites,
  numbersOf,
  placesOf,
} from '../words/sites.ts'
import { wordId } from '../words/term-id.ts'
import type { TermStatistics } from '../words/term-statistics.ts'
import { termOf } from '../words/terms.ts'
import { fillHeaviest, fillVector, type Vector, vectorFor } from '../words/vector.ts'
import { TOPIC_SIZE, type WordTopics } from '../words/word-topics.ts'
import { filingOf } from './filing.ts'

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
  /** How it may be filed, both levels as one, with the chance of each. */
  readonly filings?: readonly Scored[] | undefined
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
export function labelOfPost({ category, subcategory }: Pick<GroupInput, 'category' | 'subcategory'>): number {
  if (category === null) return 0
  const filing = filingOf(category, subcategory)
  return filing.subcategory || filing.category
}

/** The logarithm of how often a word is said. */
const LOG = Float64Array.from({ length: 64 }, (_, n) => Math.log(n))

export function createFeatureReader(statistics: TermStatistics, topics: WordTopics): FeatureReader {
  const lexicon = createLexicon(statistics.known, topics.find)
  const pairs = createPairReader(statistics)
  // Filled anew for every post: the words' ids, how often each is said, and what the lexicon knows of each.
  const terms = createIdSet(9)
  let rows = createRows(512)
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
    readWords(post, inTitle, inText, into)
    pairs.readNames(withoutDistricts(title.slice(0, MOST_TITLE)), withoutDistricts(text), into.pairs)
    pairs.readSites(inTitle, inText, into.sites)
    pairs.readMain(main, into.mainSites)
    readPlaces(post, both, main, into)
    readNames(
      post,
      inTitle.length > 0 ? title : text.slice(0, OPENING),
      main,
      [...inTitle, ...inText],
      linesOf(both),
      into,
    )
    fillNames(into.numbers, numbersOf(both))
    fillMatters(into.matters, post.matters ?? [], title.length + text.length)
    readFiling(post, into)
    into.voices.size = 0
    noteFact(into.voices, wordId(post.voice))
    return becomeOne(into, inTitle.length > 0)
  }

  function readPlaces(post: GroupInput, text: string, main: readonly string[], into: Centre): void {
    fillNames(into.districts, districtsOf(text))
    into.places.size = 0
    into.spots.size = 0
    let named = main
    for (const place of post.places) {
      if (place.district !== undefined) noteFact(into.districts, wordId(place.district))
      if (place.level === 'district') noteFact(into.districts, wordId(place.name))
      else if (place.level !== 'city') {
        noteFact(into.places, wordId(place.name))
        if (place.level !== 'street') noteFact(into.spots, wordId(place.name))
        // 海石湾 ends like an estate and is a town.
        if (place.level === 'street' || place.level === 'community')
          if (named.some((name) => place.name.startsWith(name)))
            named = named.filter((name) => !place.name.startsWith(name))
      }
    }
    const { stems, ends } = estatesOf(named)
    fillNames(into.estates, stems)
    fillNames(into.estateEnds, ends)
  }

  /** What the post is about, `main` and what the gazetteer knows of its `head`; another place it only mentions is none to keep it away from. */
  function readNames(
    post: GroupInput,
    head: string,
    main: readonly string[],
    all: readonly string[],
    lines: readonly NamedPlace[],
    into: Centre,
  ): void {
    const about = ofFirm(post) ? [] : [...placesOf(namesOf(main, post.places, head)), ...lines]
    const met = [...placesOf(all), ...lines]
    into.names.size = 0
    into.nameEnds.size = 0
    for (const { stem, kind } of about) noteFact(into.names, idOfName(stem, kind))
    for (const places of [about, met])
      for (const { stem, kind } of places) noteFact(into.nameEnds, idOfName(stem, kind))
    for (const places of [about, met]) for (const { end, kind } of places) noteFact(into.nameEnds, idOfName(end, kind))
  }

  /** `from`: how many words stand before those of the tokens. */
  function count(tokens: readonly string[], from: number, by: number): void {
    const most = terms.size + tokens.length
    if (rows.counts.length < most) rows = createRows(2 * most, rows)
    const { counts, starts, knowns, topics, fragments, said } = rows
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
      knowns[at] = entry.known
      topics[at] = entry.topic
      fragments[at] = entry.fragment ? 1 : 0
      said[at] = from + i
    }
  }

  function readWords(post: GroupInput, inTitle: readonly string[], inText: readonly string[], into: Centre): void {
    const { title, text } = post.tokens
    terms.clear()
    count(text, 0, 1)
    count(title, text.length, TITLE_WEIGHT)
    siteStarts.clear()
    noteStarts(inText)
    noteStarts(inTitle)
    const { siteWords, rareWords } = into
    siteWords.size = 0
    rareWords.size = 0
    const { counts, starts, knowns, rarities, topics: vectors, fragments, said } = rows
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
      const fragment = fragments[i] === 1
      const times = counts[i] as number
      const rarity = rarities[i] as number
      const weight =
        (1 + (times < LOG.length ? (LOG[times] as number) : Math.log(times))) * rarity * (fragment ? FRAGMENT : 1)
      words.ids[i] = id
      words.weights[i] = weight
      if (known === 0 && !fragment && rareWords.size < MOST_RARE) noteFact(rareWords, id)
      if (siteStarts.has(starts[i] as number) && isOfSite(wordAt(post.tokens, said[i] as number), inTitle, inText))
        noteFact(siteWords, id)
      else if ((vectors[i] as number) >= 0) {
        topicsAt[told] = vectors[i] as number
        topicWeights[told] = weight
        told += 1
      }
    }
    topics.add(topic, topicsAt, topicWeights, told)
    if (size > MOST_WORDS) fillHeaviest(into.words, words, MOST_WORDS)
    else fillVector(into.words, words.ids, words.weights, size)
    let squares = 0
    for (let d = 0; d < TOPIC_SIZE; d += 1) squares += (topic[d] as number) ** 2
    const scale = squares === 0 ? 0 : 1 / Math.sqrt(squares)
    for (let d = 0; d < TOPIC_SIZE; d += 1) into.topic[d] = (topic[d] as number) * scale
  }

  /** Pairs that a word may begin with to be of a site's name. */
  function noteStarts(names: readonly string[]): void {
    for (const name of names)
      for (let i = 1; i < name.length; i += 1) siteStarts.add((name.charCodeAt(i - 1) << 16) | name.charCodeAt(i))
  }
}

/** What is known of the different words of a post, in the order they are met. */
const createRows = (room: number, before?: Rows) => {
  const rows = {
    counts: new Int32Array(room),
    starts: new Int32Array(room),
    knowns: new Float64Array(room),
    rarities: new Float64Array(room),
    topics: new Int32Array(room),
    fragments: new Uint8Array(room),
    /** Where the word stands, the title behind the text: to keep the word itself is dear, for the collector has to be told. */
    said: new Int32Array(room),
  }
  if (before !== undefined) for (const field of Object.keys(rows) as (keyof Rows)[]) rows[field].set(before[field])
  return rows
}
interface Rows {
  readonly counts: Int32Array
  readonly starts: Int32Array
  readonly knowns: Float64Array
  readonly rarities: Float64Array
  readonly topics: Int32Array
  readonly fragments: Uint8Array
  readonly said: Int32Array
}

const wordAt = ({ title, text }: Tokens, at: number): string =>
  (at < text.length ? text[at] : title[at - text.length]) as string

/** Whether a site's name has the term that the word was read as; of the bare numbers those of bus lines are. */
function isOfSite(word: string, inTitle: readonly string[], inText: readonly string[]): boolean {
  const term = termOf(word) ?? `${word}路`
  return inText.some((name) => name.includes(term)) || inTitle.some((name) => name.includes(term))
}

/** How it is filed, and how it may be: of a post screened before that was told, as it is. */
function readFiling({ category, subcategory, filings }: GroupInput, into: Centre): void {
  into.categories.size = 0
  into.subcategories.size = 0
  into.filings.size = 0
  if (category === null) return
  const filing = filingOf(category, subcategory)
  noteFact(into.categories, filing.category)
  if (filing.subcategory !== 0) noteFact(into.subcategories, filing.subcategory)
  const told = filings ?? [{ label: filing.name, score: 1 }]
  fillFacts(
    into.filings,
    told.map(({ label }) => wordId(label)),
    told.map(({ score }) => Math.round(100 * score)),
  )
}

const ofFirm = ({ category, subcategory }: GroupInput): boolean =>
  category !== null && (OF_FIRMS.has(category) || OF_FIRMS.has(filingOf(category, subcategory).name))

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

/** The names, and those of places that the head of the post names too. */
function namesOf(main: readonly string[], places: readonly Place[], head: string): readonly string[] {
  let names = main
  for (const { level, name } of places)
    if (OF_ONE_PLACE.has(level) && head.includes(name) && !names.includes(name)) names = [...names, name]
  return names
}

/** Each once, in place of what the facts were. */
function fillNames(facts: Facts, names: readonly string[]): void {
  facts.size = 0
  for (const name of names) noteFact(facts, wordId(name))
}
