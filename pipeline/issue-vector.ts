/** The centre of an issue (a post is a centre of one) and how near another centre is to it. Pure. */
import { addFacts, agreement, common, type Facts, factsOf, overlap, timesOf } from './facts.ts'
import {
  addLoaded,
  copyVector,
  createSpread,
  cut,
  dot,
  emptyVector,
  heaviest,
  lengthOf,
  load,
  type Spread,
  type Vector,
} from './vector.ts'
import { TOPIC_SIZE } from './word-topics.ts'

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
  /** What the words that are no site's name are about: sum of unit vectors. */
  readonly topic: Float32Array
  /** Word → how many members use it as part of a site's name; what is left of the words is the matter. */
  readonly siteWords: Facts
  /** Estates the posts are about, and how they may be called in short (estatesOf). */
  readonly estates: Facts
  readonly estateEnds: Facts
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
  /** Keyed hashes of who wrote, cut to a number. */
  readonly voices: Facts
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
] as const
const LIMITS = { words: 128, pairs: 72, sites: 48, mainSites: 32 }
/** Cut so far, a centre that rests is still found and compared. */
export const RESTING = { words: 32, pairs: 20, sites: 16, mainSites: 16 }

export const emptyCentre = (): Centre => ({
  words: emptyVector(),
  pairs: emptyVector(),
  sites: emptyVector(),
  mainSites: emptyVector(),
  topic: new Float32Array(TOPIC_SIZE),
  siteWords: factsOf([]),
  estates: factsOf([]),
  estateEnds: factsOf([]),
  rareWords: factsOf([]),
  located: factsOf([]),
  districts: factsOf([]),
  places: factsOf([]),
  spots: factsOf([]),
  numbers: factsOf([]),
  matters: factsOf([]),
  categories: factsOf([]),
  subcategories: factsOf([]),
  voices: factsOf([]),
  size: 0,
  titled: 0,
  wordsLength: 0,
  pairsLength: 0,
  sitesLength: 0,
  mainSitesLength: 0,
  topicLength: 0,
})

const NAMES_DISTRICT = 1
const NAMES_PLACE = 2

/** What was read of one post; the vectors and the topic are made unit length here, in place. */
export function centreOfOne(read: {
  words: Vector
  pairs: Vector
  sites: Vector
  mainSites: Vector
  topic: Float64Array
  siteWords: readonly number[]
  estates: readonly number[]
  estateEnds: readonly number[]
  rareWords: readonly number[]
  districts: readonly number[]
  places: readonly number[]
  spots: readonly number[]
  numbers: readonly number[]
  matters: Facts
  categories: readonly number[]
  subcategories: readonly number[]
  voice: number
  titled: boolean
}): Centre {
  for (const field of VECTORS) {
    const length = lengthOf(read[field])
    const { weights, size } = read[field]
    if (length > 0) for (let i = 0; i < size; i += 1) weights[i] = (weights[i] as number) / length
  }
  let squares = 0
  for (let d = 0; d < TOPIC_SIZE; d += 1) squares += (read.topic[d] as number) ** 2
  const scale = squares === 0 ? 0 : 1 / Math.sqrt(squares)
  const topic = new Float32Array(TOPIC_SIZE)
  for (let d = 0; d < TOPIC_SIZE; d += 1) topic[d] = (read.topic[d] as number) * scale
  const centre: Centre = {
    ...emptyCentre(),
    words: read.words,
    pairs: read.pairs,
    sites: read.sites,
    mainSites: read.mainSites,
    topic,
    siteWords: factsOf(read.siteWords),
    estates: factsOf(read.estates),
    estateEnds: factsOf(read.estateEnds),
    rareWords: factsOf(read.rareWords),
    located: factsOf([
      ...(read.districts.length > 0 ? [NAMES_DISTRICT] : []),
      ...(read.places.length > 0 ? [NAMES_PLACE] : []),
    ]),
    districts: factsOf(read.districts),
    places: factsOf(read.places),
    spots: factsOf(read.spots),
    numbers: factsOf(read.numbers),
    matters: read.matters,
    categories: factsOf(read.categories),
    subcategories: factsOf(read.subcategories),
    voices: factsOf([read.voice]),
    size: 1,
    titled: read.titled ? 1 : 0,
  }
  measure(centre)
  return centre
}

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
  const { ids, times } = subcategories.ids.length > 0 ? subcategories : categories
  let most = 0
  for (let n = 1; n < ids.length; n += 1) if ((times[n] as number) > (times[most] as number)) most = n
  return ids[most] ?? 0
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
  for (const field of VECTORS) load(probe[field], centre[field])
}

/** Adds what the probe is aimed at to a centre. An empty centre becomes its copy. */
export function addAimed(centre: Centre, probe: Probe): void {
  const other = probe.centre
  for (const field of VECTORS)
    if (centre.size === 0) Object.assign(centre[field], copyVector(other[field]))
    else addLoaded(centre[field], other[field], probe[field], LIMITS[field])
  for (let d = 0; d < TOPIC_SIZE; d += 1) centre.topic[d] = (centre.topic[d] as number) + (other.topic[d] as number)
  for (const field of FACTS) addFacts(centre[field], other[field])
  centre.size += other.size
  centre.titled += other.titled
  measure(centre)
}

/** What the join decision looks at; each in 0..1 unless said. */
export interface Nearness {
  /** Cosine of all words. */
  readonly words: number
  /** Cosine of the words that are not part of a site's name on either side. */
  readonly matter: number
  readonly pairs: number
  readonly sites: number
  /** Cosine of the sites the two sides are mainly about. */
  readonly mainSites: number
  /** 1 when the titles of both name sites and neither names the other's anywhere. */
  readonly otherSite: number
  /** How unlike the names are when each side is about another estate, else 0. */
  readonly otherEstate: number
  /** Cosine of what the words are about, -1..1: 油烟 is near 烧烤. */
  readonly topic: number
  /** Mean cosine over all pairs of members across the two sides: a loose group does not grow by being large. */
  readonly meanWords: number
  readonly meanSites: number
  readonly meanTopic: number
  /**
   * How far what the two are about lies apart, 0..1, when no word but the site's name is shared; else 0. A side of few
   * words says little of another matter.
   */
  readonly otherMatter: number
  /** 1 when either side names no site. */
  readonly noSite: number
  /** 1 when both name districts and share none. */
  readonly otherDistrict: number
  /** 1 when both carry gazetteer places below the district and share none. */
  readonly otherPlace: number
  /** 1 when they share one. */
  readonly samePlace: number
  /** The same for places below the street. */
  readonly otherSpot: number
  readonly sameSpot: number
  /** 1 when both name numbered buildings, phases, lines … and share none, and when they share one. */
  readonly otherNumber: number
  readonly sameNumber: number
  /** Rows of the duty list: chance that both mean the same one; NEITHER where a side has none. */
  readonly sameMatter: number
  readonly sameCategory: number
  readonly sameSubcategory: number
  /** 1 when somebody wrote to both. */
  readonly sameVoice: number
  /** The largest part that one shared word beyond the site's name has in the cosine. */
  readonly peak: number
  /** Share of the smaller side's weight that lies on words of the other: a comment of ten characters says little else. */
  readonly coverage: number
  /** The same without the words of a site's name. */
  readonly matterCoverage: number
  /** Rare words both sides use, 1 - 1 / (1 + how many). */
  readonly rareWords: number
}

/** What stands for an agreement nothing is known of. */
export const NEITHER = 0.3

/** How near the centre the probe is aimed at is to `b`. */
export function nearness(probe: Probe, b: Centre): Nearness {
  const a = probe.centre
  const { keys, stamps, stamp, weights, bits } = probe.words
  const mask = keys.length - 1
  const { ids, weights: others, size } = b.words
  let all = 0
  let matter = 0
  let peak = 0
  const mine = a.size <= b.size
  let covered = 0
  let matterCovered = 0
  for (let n = 0; n < size; n += 1) {
    const id = ids[n] as number
    // slotOf, written out: this is the innermost loop of grouping.
    let i = Math.imul(id, 0x9e3779b1) >>> (32 - bits)
    while (stamps[i] === stamp && keys[i] !== id) i = (i + 1) & mask
    if (stamps[i] !== stamp) continue
    const product = (weights[i] as number) * (others[n] as number)
    all += product
    const own = (mine ? weights[i] : others[n]) as number
    covered += own * own
    if (isSiteWord(a, id) || isSiteWord(b, id)) continue
    matter += product
    matterCovered += own * own
    if (product > peak) peak = product
  }
  const length = a.wordsLength * b.wordsLength || 1
  const pairs = a.size * b.size || 1
  const smallest = (mine ? a : b).wordsLength ** 2 || 1
  const sitesDot = dot(probe.sites, b.sites)
  const sites = ratio(sitesDot, a.sitesLength * b.sitesLength)
  const mainSites = ratio(dot(probe.mainSites, b.mainSites), a.mainSitesLength * b.mainSitesLength)
  let topics = 0
  for (let d = 0; d < TOPIC_SIZE; d += 1) topics += (a.topic[d] as number) * (b.topic[d] as number)
  const topic = ratio(topics, a.topicLength * b.topicLength)
  const place = agreement(a.places, b.places)
  const spot = agreement(a.spots, b.spots)
  const number = agreement(a.numbers, b.numbers)
  return {
    words: all / length,
    meanWords: all / pairs,
    meanSites: sitesDot / pairs,
    meanTopic: topics / pairs,
    matter: matter / length,
    pairs: ratio(dot(probe.pairs, b.pairs), a.pairsLength * b.pairsLength),
    sites,
    mainSites,
    otherSite: isTitled(a) && isTitled(b) && mainSites < STRANGE && sites < 0.3 ? 1 : 0,
    otherEstate: strangers(a, b) ? 1 - mainSites ** 2 : 0,
    topic,
    otherMatter:
      Math.max(0, 1 - matter / length / FAINT) *
      Math.max(0, Math.min(1, (NEAR - topic) / NEAR)) *
      Math.min(1, a.words.size / TELLING, b.words.size / TELLING),
    noSite: a.sites.size === 0 || b.sites.size === 0 ? 1 : 0,
    otherDistrict:
      agreement(a.districts, b.districts) < 0
        ? focus(a, 'districts', NAMES_DISTRICT) * focus(b, 'districts', NAMES_DISTRICT)
        : 0,
    otherPlace: place < 0 ? focus(a, 'places', NAMES_PLACE) * focus(b, 'places', NAMES_PLACE) : 0,
    samePlace: place > 0 ? 1 : 0,
    otherSpot: spot < 0 ? 1 : 0,
    sameSpot: spot > 0 ? 1 : 0,
    otherNumber: number < 0 ? 1 : 0,
    sameNumber: number > 0 ? 1 : 0,
    sameMatter: overlap(a.matters, b.matters) ?? NEITHER,
    sameCategory: overlap(a.categories, b.categories) ?? NEITHER,
    sameSubcategory: overlap(a.subcategories, b.subcategories) ?? NEITHER,
    sameVoice: agreement(a.voices, b.voices) > 0 ? 1 : 0,
    peak: peak / length,
    coverage: covered / smallest,
    matterCoverage: matterCovered / smallest,
    rareWords: 1 - 1 / (1 + common(a.rareWords, b.rareWords)),
  }
}

/** Shared words beyond the site's name, as a cosine, at which two posts surely share more than the site. */
const FAINT = 0.06
/** Words of the side that says less, below which it may be silent about the matter rather than about another. */
const TELLING = 24
/** Topics nearer than this may be one matter in other words. */
const NEAR = 0.7
/** Names with no more in common than this are of different sites. */
const STRANGE = 0.12
/** Each names estates, and nobody calls one of the other's by its full name or by its short one. */
const strangers = (a: Centre, b: Centre): boolean =>
  agreement(a.estates, b.estates) < 0 &&
  agreement(a.estates, b.estateEnds) < 0 &&
  agreement(a.estateEnds, b.estates) < 0
/** Of the members that name any, the share that names the place named most: a matter told from all over is of no one place. */
function focus(centre: Centre, field: 'districts' | 'places', kind: number): number {
  const { times } = centre[field]
  let most = 0
  for (let n = 0; n < times.length; n += 1) if ((times[n] as number) > most) most = times[n] as number
  return Math.min(1, most / Math.max(1, timesOf(centre.located, kind)))
}
const isTitled = (centre: Centre): boolean => centre.titled * 2 >= centre.size
const isSiteWord = (centre: Centre, id: number): boolean => timesOf(centre.siteWords, id) * 2 >= centre.size
const ratio = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole)

/** Terms of one centre for the candidate index, a field after the other, each heaviest first. */
export interface KeyTerms {
  readonly ids: Int32Array
  /** Share of the field's length: 0..1. */
  readonly weights: Float32Array
}

/** Tells the pair 丽发 of a text from that of a site. */
const SALT = { words: 0, pairs: 0x5bd1e995, sites: 0x1b873593 | 0 }

function keyTerms(centre: Centre, most: { words: number; pairs: number; sites: number }): KeyTerms {
  const ids: number[] = []
  const weights: number[] = []
  for (const field of ['words', 'pairs', 'sites'] as const) {
    const vector = centre[field]
    const length = centre[`${field}Length`] || 1
    for (const i of heaviest(vector.weights, vector.size, most[field])) {
      ids.push((vector.ids[i] as number) ^ SALT[field])
      weights.push((vector.weights[i] as number) / length)
    }
  }
  return { ids: new Int32Array(ids), weights: new Float32Array(weights) }
}

/** What an issue is found by: while it is active, and while it rests. */
export const keyTermsOf = ({ centre }: { centre: Centre }): KeyTerms =>
  keyTerms(centre, { words: 24, pairs: 16, sites: 12 })
export const restingTermsOf = ({ centre }: { centre: Centre }): KeyTerms =>
  keyTerms(centre, { words: 12, pairs: 6, sites: 6 })

/** Cuts a centre that rests: enough to be found and compared again. */
export function shrinkCentre(centre: Centre): void {
  for (const field of VECTORS) Object.assign(centre[field], cut(centre[field], RESTING[field]))
  measure(centre)
}
