/** The centre of an issue; a post is a centre of one. Pure. How near two centres are is told in nearness.ts. */

import {
  addLoaded,
  createSpread,
  cut,
  emptyVector,
  fillVector,
  heaviest,
  lengthOf,
  load,
  mark,
  type Spread,
  top,
  type Vector,
} from '../words/vector.ts'
import { TOPIC_SIZE } from '../words/word-topics.ts'
import { addFacts, type Facts, fillFacts, noFacts } from './facts.ts'

export interface Centre {
  /** Words of titles (counted more) and texts: sum of the members' unit vectors, cut to the heaviest terms. */
  readonly words: Vector
  /**
   * Character pairs of the titles, and of the texts those that letters at large hardly use: names that no dictionary knows are cut
   * into other words each time, their pairs stay.
   */
  readonly pairs: Vector
  /** Character pairs of the named sites: 丽发小区 and 丽发新城小区 stay alike. */
  readonly sites: Vector
  /** The same for the sites the posts are about: those of the title, else those the text opens with. */
  readonly mainSites: Vector
  /** These four in the order of VECTORS; each stays the same object. */
  readonly vectors: readonly Vector[]
  /** What the words that are no site's name are about: sum of unit vectors. */
  readonly topic: Float32Array
  /** Word → how many members use it as part of a site's name; what is left of the words is the matter. */
  readonly siteWords: Facts
  /** Estates the posts are about, and how they may be called in short (estatesOf). */
  readonly estates: Facts
  readonly estateEnds: Facts
  /** The same of roads, schools, villages …, the kind in the lowest bits of an id (placesOf). */
  readonly names: Facts
  readonly nameEnds: Facts
  /** Words that letters at large hardly use: names of firms, schools, machines, and rare things. */
  readonly rareWords: Facts
  /** How many members name districts, and places: NAMES_DISTRICT, NAMES_PLACE. */
  readonly located: Facts
  readonly districts: Facts
  readonly places: Facts
  /** Of the gazetteer's places those below the street: roads, communities, sites. */
  readonly spots: Facts
  /** Buildings, phases, bus lines … with their number. */
  readonly numbers: Facts
  /** Rows of the duty list, by how surely the words point to them (about 100 a post). */
  readonly matters: Facts
  readonly categories: Facts
  readonly subcategories: Facts
  /** How the posts may be filed, both levels as one, by the chance of each (about 100 a post). */
  readonly filings: Facts
  /** Keyed hashes of who wrote, cut to a number. */
  readonly voices: Facts
  /** All facts in the order of FACTS; each stays the same object. */
  readonly facts: readonly Facts[]
  size: number
  /** Members whose title names a site: then the writer is sure what the matter is at. */
  titled: number
  wordsLength: number
  pairsLength: number
  sitesLength: number
  mainSitesLength: number
  topicLength: number
}

export const VECTORS = ['words', 'pairs', 'sites', 'mainSites'] as const
export const FACTS = [
  'siteWords',
  'districts',
  'places',
  'spots',
  'numbers',
  'matters',
  'categories',
  'subcategories',
  'voices',
  'estates',
  'estateEnds',
  'rareWords',
  'located',
  'names',
  'nameEnds',
  'filings',
] as const
const LIMITS = { words: 128, pairs: 72, sites: 48, mainSites: 32 }
/** Cut so far, a centre that rests is still found and compared. */
export const RESTING = { words: 32, pairs: 20, sites: 16, mainSites: 16 }

export function emptyCentre(): Centre {
  const [words, pairs, sites, mainSites] = [emptyVector(), emptyVector(), emptyVector(), emptyVector()]
  const [siteWords, estates, estateEnds, rareWords] = [noFacts(), noFacts(), noFacts(), noFacts()]
  const [located, districts, places, spots] = [noFacts(), noFacts(), noFacts(), noFacts()]
  const [names, nameEnds, filings] = [noFacts(), noFacts(), noFacts()]
  const [numbers, matters, categories, subcategories, voices] = [noFacts(), noFacts(), noFacts(), noFacts(), noFacts()]
  return {
    words,
    pairs,
    sites,
    mainSites,
    vectors: [words, pairs, sites, mainSites],
    topic: new Float32Array(TOPIC_SIZE),
    siteWords,
    estates,
    estateEnds,
    names,
    nameEnds,
    rareWords,
    located,
    districts,
    places,
    spots,
    numbers,
    matters,
    categories,
    subcategories,
    filings,
    voices,
    facts: [
      siteWords,
      districts,
      places,
      spots,
      numbers,
      matters,
      categories,
      subcategories,
      voices,
      estates,
      estateEnds,
      rareWords,
      located,
      names,
      nameEnds,
      filings,
    ],
    size: 0,
    titled: 0,
    wordsLength: 0,
    pairsLength: 0,
    sitesLength: 0,
    mainSitesLength: 0,
    topicLength: 0,
  }
}

export const NAMES_DISTRICT = 1
export const NAMES_PLACE = 2

/** A centre whose vectors, facts and topic of one post have been filled: the vectors and the topic are made unit length, in place. */
export function becomeOne(centre: Centre, titled: boolean): Centre {
  for (const vector of centre.vectors) {
    const length = lengthOf(vector)
    const { weights, size } = vector
    if (length > 0) for (let i = 0; i < size; i += 1) weights[i] = (weights[i] as number) / length
  }
  const { located, districts, places } = centre
  if (districts.size > 0) fillFacts(located, places.size > 0 ? [NAMES_DISTRICT, NAMES_PLACE] : [NAMES_DISTRICT])
  else fillFacts(located, places.size > 0 ? [NAMES_PLACE] : [])
  centre.size = 1
  centre.titled = titled ? 1 : 0
  measure(centre)
  return centre
}

/** Reckons the lengths anew; comes after every change. */
export function measure(centre: Centre): void {
  centre.wordsLength = lengthOf(centre.words)
  centre.pairsLength = lengthOf(centre.pairs)
  centre.sitesLength = lengthOf(centre.sites)
  centre.mainSitesLength = lengthOf(centre.mainSites)
  let squares = 0
  for (let d = 0; d < TOPIC_SIZE; d += 1) squares += (centre.topic[d] as number) ** 2
  centre.topicLength = Math.sqrt(squares)
}

/** The category most of it is under, by its second level where one is told; 0 for none. */
export function labelOf({ subcategories, categories }: Centre): number {
  const { ids, times, size } = subcategories.size > 0 ? subcategories : categories
  let most = 0
  for (let n = 1; n < size; n += 1) if ((times[n] as number) > (times[most] as number)) most = n
  return size === 0 ? 0 : (ids[most] as number)
}

/** One centre laid out to be compared with many: `aim` at it, then ask for `nearness` to others. */
export interface Probe {
  centre: Centre
  readonly words: Spread
  readonly pairs: Spread
  readonly sites: Spread
  readonly mainSites: Spread
}

export const createProbe = (): Probe => ({
  centre: emptyCentre(),
  words: createSpread(9),
  pairs: createSpread(8),
  sites: createSpread(8),
  mainSites: createSpread(8),
})

export function aim(probe: Probe, centre: Centre): void {
  probe.centre = centre
  load(probe.words, centre.words)
  load(probe.pairs, centre.pairs)
  load(probe.sites, centre.sites)
  load(probe.mainSites, centre.mainSites)
  const { ids, times, size } = centre.siteWords
  for (let n = 0; n < size; n += 1) if ((times[n] as number) * 2 >= centre.size) mark(probe.words, ids[n] as number)
}

/** Adds what the probe is aimed at to a centre. An empty centre becomes its copy. */
export function addAimed(centre: Centre, probe: Probe): void {
  const other = probe.centre
  if (centre.size === 0)
    for (let i = 0; i < VECTORS.length; i += 1) {
      const { ids, weights, size } = other.vectors[i] as Vector
      fillVector(centre.vectors[i] as Vector, ids, weights, size)
    }
  else {
    addLoaded(centre.words, other.words, probe.words, LIMITS.words)
    addLoaded(centre.pairs, other.pairs, probe.pairs, LIMITS.pairs)
    addLoaded(centre.sites, other.sites, probe.sites, LIMITS.sites)
    addLoaded(centre.mainSites, other.mainSites, probe.mainSites, LIMITS.mainSites)
  }
  const [sum, part] = [centre.topic, other.topic]
  for (let d = 0; d < TOPIC_SIZE; d += 1) sum[d] = (sum[d] as number) + (part[d] as number)
  for (let i = 0; i < FACTS.length; i += 1) addFacts(centre.facts[i] as Facts, other.facts[i] as Facts)
  centre.size += other.size
  centre.titled += other.titled
  measure(centre)
}

/** Terms of one centre for the candidate index, a field after the other, each heaviest first. */
export interface KeyTerms {
  /** The first `size` of both are in use. */
  readonly ids: Int32Array
  /** Share of the field's length: 0..1. */
  readonly weights: Float32Array
  size: number
}

type Most = Readonly<Record<keyof typeof SALT, number>>
/** Tells the pair 丽发 of a text from that of a site. */
const SALT = { words: 0, pairs: 0x5bd1e995, sites: 0x1b873593 | 0 }
/** What an issue is found by: while it is active, and while it rests. */
const ACTIVE_KEYS: Most = { words: 24, pairs: 16, sites: 12 }
const RESTING_KEYS: Most = { words: 12, pairs: 6, sites: 6 }

const room = ACTIVE_KEYS.words + ACTIVE_KEYS.pairs + ACTIVE_KEYS.sites
const keys: KeyTerms = { ids: new Int32Array(room), weights: new Float32Array(room), size: 0 }

function addKeys(vector: Vector, length: number, most: number, salt: number): void {
  const count = heaviest(vector.weights, vector.size, most)
  for (let n = 0; n < count; n += 1) {
    const i = top.places[n] as number
    keys.ids[keys.size] = (vector.ids[i] as number) ^ salt
    keys.weights[keys.size] = (vector.weights[i] as number) / (length || 1)
    keys.size += 1
  }
}

function keyTerms(centre: Centre, most: Most): KeyTerms {
  keys.size = 0
  addKeys(centre.words, centre.wordsLength, most.words, SALT.words)
  addKeys(centre.pairs, centre.pairsLength, most.pairs, SALT.pairs)
  addKeys(centre.sites, centre.sitesLength, most.sites, SALT.sites)
  return keys
}

/** What a centre is looked for by. Good until the next one's are read. */
export const keyTermsOf = ({ centre }: { centre: Centre }): KeyTerms => keyTerms(centre, ACTIVE_KEYS)
/** What an issue is indexed by. Good until the next one's are read. */
export function indexKeysOf(centre: Centre, resting = false): Int32Array {
  const { ids, size } = keyTerms(centre, resting ? RESTING_KEYS : ACTIVE_KEYS)
  return ids.subarray(0, size)
}
/** The same to keep. */
export const indexTermsOf = (centre: Centre): Int32Array => indexKeysOf(centre).slice()

/** Cuts a centre that rests: enough to be found and compared again. */
export function shrinkCentre(centre: Centre): void {
  for (const field of VECTORS) cut(centre[field], RESTING[field])
  measure(centre)
}
