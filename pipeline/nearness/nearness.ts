/** How near the centre of one issue (or post) is to that of another, in figures. Pure. */

import type { Spread } from '../words/vector.ts'
import { TOPIC_SIZE } from '../words/word-topics.ts'
import { doubleAt, lay, packCentre, realAt, sheet, VECTORS_AT } from './centre-bytes.ts'
import { type Facts, timesOf } from './facts.ts'
import { type Centre, NAMES_DISTRICT, NAMES_PLACE, type Probe } from './issue-vector.ts'
import {
  agreed,
  CATEGORIES,
  DISTRICTS,
  ESTATE_ENDS,
  ESTATES,
  findFacts,
  focusOf,
  inCommon,
  MATTERS,
  NAME_ENDS,
  NAMES,
  NUMBERS,
  onlyRoads,
  onlyRoadsAt,
  overlapped,
  PLACES,
  RARE_WORDS,
  SITE_WORDS,
  SPOTS,
  SUBCATEGORIES,
  sizeOf,
  strange,
  timesAt,
  unlike,
  VOICES,
} from './sheet-facts.ts'

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
  /**
   * How surely each side is about another road, school, village …, times how unlike the names are and how alike the words: of
   * letters of one form the name tells which matter it is.
   */
  readonly otherNamed: number
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
  /** How sure it is that both are about rows of the duty list and share none. */
  readonly otherRow: number
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
  /** 1 when nothing either side names as its site is more than a road. */
  readonly bareRoad: number
}

export type MutableNearness = { -readonly [figure in keyof Nearness]: Nearness[figure] }

/** Figures to be written by `measureSides` and `measureWords`; all real numbers from the start, which the engine then keeps in place. */
export const noNearness = (): MutableNearness => ({
  words: Number.NaN,
  matter: Number.NaN,
  pairs: Number.NaN,
  sites: Number.NaN,
  mainSites: Number.NaN,
  otherSite: Number.NaN,
  otherEstate: Number.NaN,
  otherNamed: Number.NaN,
  topic: Number.NaN,
  meanWords: Number.NaN,
  meanSites: Number.NaN,
  meanTopic: Number.NaN,
  otherMatter: Number.NaN,
  noSite: Number.NaN,
  otherDistrict: Number.NaN,
  otherPlace: Number.NaN,
  samePlace: Number.NaN,
  otherSpot: Number.NaN,
  sameSpot: Number.NaN,
  otherNumber: Number.NaN,
  sameNumber: Number.NaN,
  sameMatter: Number.NaN,
  otherRow: Number.NaN,
  sameCategory: Number.NaN,
  sameSubcategory: Number.NaN,
  sameVoice: Number.NaN,
  peak: Number.NaN,
  coverage: Number.NaN,
  matterCoverage: Number.NaN,
  rareWords: Number.NaN,
  bareRoad: Number.NaN,
})

/** How near the centre the probe is aimed at is to `b`. */
export function nearness(probe: Probe, b: Centre): Nearness {
  const figures = noNearness()
  lay(packCentre(b))
  measureSides(probe, figures)
  measureWords(probe, figures)
  return figures
}

/**
 * The same to the centre on the sheet (centre-bytes.ts), written into `out`: ten candidates a post make too many objects. First all
 * but the words and pairs, which lie in the longest vectors; their figures are as high as they can be, until `measureWords` has read them.
 */
export function measureSides(probe: Probe, out: MutableNearness): void {
  const a = probe.centre
  const { numbers } = sheet
  const size = numbers[0] as number
  const words = numbers[2] as number
  const pairsAt = VECTORS_AT + 2 * words
  const sitesAt = pairsAt + 2 * (numbers[3] as number)
  const mainSitesAt = sitesAt + 2 * (numbers[4] as number)
  const at = findFacts(mainSitesAt + 2 * (numbers[5] as number))
  const lengths = at + TOPIC_SIZE
  const titled = (numbers[1] as number) * 2 >= size

  const wordsLength = doubleAt(numbers, lengths)
  const both = a.size * size || 1
  const sitesDot = dotAt(probe.sites, sitesAt, numbers[4] as number)
  const sites = ratio(sitesDot, a.sitesLength * doubleAt(numbers, lengths + 4))
  const mainSitesDot = dotAt(probe.mainSites, mainSitesAt, numbers[5] as number)
  const mainSites = ratio(mainSitesDot, a.mainSitesLength * doubleAt(numbers, lengths + 6))
  const topics = dotTopics(a.topic, at)
  const topic = ratio(topics, a.topicLength * doubleAt(numbers, lengths + 8))
  const place = agreed(a.places, PLACES)
  const spot = agreed(a.spots, SPOTS)
  const number = agreed(a.numbers, NUMBERS)
  out.meanSites = sitesDot / both
  out.meanTopic = topics / both
  out.sites = sites
  out.mainSites = mainSites
  out.otherSite = isTitled(a) && titled && mainSites < STRANGE && sites < 0.3 ? 1 : 0
  out.otherEstate = strangers(a) ? 1 - mainSites ** 2 : 0
  out.topic = topic
  out.noSite = a.sites.size === 0 || numbers[4] === 0 ? 1 : 0
  out.otherDistrict =
    agreed(a.districts, DISTRICTS) < 0 ? focus(a, a.districts, NAMES_DISTRICT) * focusOf(DISTRICTS, NAMES_DISTRICT) : 0
  out.otherPlace = place < 0 ? focus(a, a.places, NAMES_PLACE) * focusOf(PLACES, NAMES_PLACE) : 0
  out.samePlace = place > 0 ? 1 : 0
  out.otherSpot = spot < 0 ? 1 : 0
  out.sameSpot = spot > 0 ? 1 : 0
  out.otherNumber = number < 0 ? 1 : 0
  out.sameNumber = number > 0 ? 1 : 0
  out.sameMatter = overlapped(a.matters, MATTERS)
  out.otherRow = strange(a.matters, MATTERS, a.size, size)
  out.sameCategory = overlapped(a.categories, CATEGORIES)
  out.sameSubcategory = overlapped(a.subcategories, SUBCATEGORIES)
  out.sameVoice = agreed(a.voices, VOICES) > 0 ? 1 : 0
  out.rareWords = 1 - 1 / (1 + inCommon(a.rareWords, RARE_WORDS))
  out.pairs = 1
  out.words = 1
  out.meanWords = (a.wordsLength * wordsLength) / both
  out.matter = 1
  out.otherMatter = 1
  out.peak = 1
  out.coverage = 1
  out.matterCoverage = 1
  out.bareRoad = 0
  other.size = size
  other.words = words
  other.wordsLength = wordsLength
  other.pairsLength = doubleAt(numbers, lengths + 2)
  other.named = sharesName(a) ? 0 : unlike(a.names, NAMES) * (1 - mainSites ** 2)
  out.otherNamed = other.named
}

/** What `measureWords` asks of the centre that `measureSides` has read. */
const other = { size: 0, words: 0, wordsLength: Number.NaN, pairsLength: Number.NaN, named: Number.NaN }

/** The figures of the words and pairs, of the centre that `measureSides` was asked about last. */
export function measureWords(probe: Probe, out: MutableNearness): void {
  const a = probe.centre
  const { size, words, wordsLength } = other
  weighWords(probe, words, size)
  const { all, matter, peak, covered, matterCovered } = shared
  const length = a.wordsLength * wordsLength || 1
  const pairs = sheet.numbers[3] as number
  out.pairs = ratio(dotAt(probe.pairs, VECTORS_AT + 2 * words, pairs), a.pairsLength * other.pairsLength)
  const smallest = (a.size <= size ? a.wordsLength : wordsLength) ** 2 || 1
  out.words = all / length
  out.meanWords = all / (a.size * size || 1)
  out.matter = matter / length
  out.otherNamed = other.named * Math.min(1, out.matter / FORM)
  out.otherMatter =
    Math.max(0, 1 - matter / length / FAINT) *
    Math.max(0, Math.min(1, (NEAR - out.topic) / NEAR)) *
    Math.min(1, a.words.size / TELLING, words / TELLING)
  out.peak = peak / length
  const road = a.estates.size === 0 && onlyRoads(a.names) && sizeOf(ESTATES) === 0 && onlyRoadsAt(NAMES)
  out.bareRoad = road ? 1 : 0
  out.coverage = covered / smallest
  out.matterCoverage = matterCovered / smallest
}

/** What the words of both sides have in common; written anew by `weighWords`. */
const shared = { all: Number.NaN, matter: Number.NaN, peak: Number.NaN, covered: Number.NaN, matterCovered: Number.NaN }

function weighWords(probe: Probe, words: number, size: number): void {
  const { keys, stamps, stamp, weights, marks, bits } = probe.words
  const { numbers } = sheet
  const mask = keys.length - 1
  const mine = probe.centre.size <= size
  const weightsAt = VECTORS_AT + words
  let all = 0
  let matter = 0
  let peak = 0
  let covered = 0
  let matterCovered = 0
  for (let n = 0; n < words; n += 1) {
    const id = numbers[VECTORS_AT + n] as number
    // slotOf, written out: this is the innermost loop of grouping.
    let i = Math.imul(id, 0x9e3779b1) >>> (32 - bits)
    while (stamps[i] === stamp && keys[i] !== id) i = (i + 1) & mask
    if (stamps[i] !== stamp) continue
    const weight = weights[i] as number
    const other = realAt(numbers, weightsAt + n)
    const product = weight * other
    all += product
    const own = mine ? weight : other
    covered += own * own
    // Marked by `aim`: the probe's own words of a site's name.
    if (marks[i] === stamp || timesAt(SITE_WORDS, id) * 2 >= size) continue
    matter += product
    matterCovered += own * own
    if (product > peak) peak = product
  }
  shared.all = all
  shared.matter = matter
  shared.peak = peak
  shared.covered = covered
  shared.matterCovered = matterCovered
}

/** `dot` with a vector on the sheet. */
function dotAt({ keys, stamps, stamp, weights, bits }: Spread, at: number, size: number): number {
  const { numbers } = sheet
  const mask = keys.length - 1
  let sum = 0
  for (let n = 0; n < size; n += 1) {
    const id = numbers[at + n] as number
    let i = Math.imul(id, 0x9e3779b1) >>> (32 - bits)
    while (stamps[i] === stamp && keys[i] !== id) i = (i + 1) & mask
    if (stamps[i] === stamp) sum += (weights[i] as number) * realAt(numbers, at + size + n)
  }
  return sum
}

function dotTopics(topic: Float32Array, at: number): number {
  const { numbers } = sheet
  let sum = 0
  for (let d = 0; d < TOPIC_SIZE; d += 1) sum += (topic[d] as number) * realAt(numbers, at + d)
  return sum
}

/** Of the members that name any, the share that names the place named most: a matter told from all over is of no one place. */
function focus(centre: Centre, { times, size }: Facts, kind: number): number {
  let most = 0
  for (let n = 0; n < size; n += 1) if ((times[n] as number) > most) most = times[n] as number
  return Math.min(1, most / Math.max(1, timesOf(centre.located, kind)))
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
const strangers = ({ estates, estateEnds }: Centre): boolean =>
  agreed(estates, ESTATES) < 0 && agreed(estates, ESTATE_ENDS) < 0 && agreed(estateEnds, ESTATES) < 0
/** Each names an estate, road, school, village … of the other's, by its full name or by a short one. */
const sharesName = ({ names, nameEnds, estates }: Centre): boolean =>
  agreed(estates, ESTATES) > 0 ||
  agreed(names, NAMES) > 0 ||
  agreed(names, NAME_ENDS) > 0 ||
  agreed(nameEnds, NAMES) > 0
/** Cosine of the words beside the names from which two letters are of one form. */
const FORM = 0.3
const isTitled = (centre: Centre): boolean => centre.titled * 2 >= centre.size
const ratio = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole)
