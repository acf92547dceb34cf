/** How near the centre of one issue (or post) is to that of another, in figures. Pure. */
import { agreement, common, type Facts, overlap, timesOf } from './facts.ts'
import { type Centre, isSiteWord, NAMES_DISTRICT, NAMES_PLACE, type Probe } from './issue-vector.ts'
import { dot } from './vector.ts'
import { TOPIC_SIZE } from './word-topics.ts'

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

export type MutableNearness = { -readonly [figure in keyof Nearness]: Nearness[figure] }

/** Figures to be written by `measureNearness`; all real numbers from the start, which the engine then keeps in place. */
export const noNearness = (): MutableNearness => ({
  words: Number.NaN,
  matter: Number.NaN,
  pairs: Number.NaN,
  sites: Number.NaN,
  mainSites: Number.NaN,
  otherSite: Number.NaN,
  otherEstate: Number.NaN,
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
  sameCategory: Number.NaN,
  sameSubcategory: Number.NaN,
  sameVoice: Number.NaN,
  peak: Number.NaN,
  coverage: Number.NaN,
  matterCoverage: Number.NaN,
  rareWords: Number.NaN,
})

/** How near the centre the probe is aimed at is to `b`. */
export function nearness(probe: Probe, b: Centre): Nearness {
  const figures = noNearness()
  measureNearness(probe, b, figures)
  return figures
}

/** The same written into `out`: ten candidates a post make too many objects. */
export function measureNearness(probe: Probe, b: Centre, out: MutableNearness): void {
  const a = probe.centre
  const { keys, stamps, stamp, weights, marks, bits } = probe.words
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
    const weight = weights[i] as number
    const other = others[n] as number
    const product = weight * other
    all += product
    const own = mine ? weight : other
    covered += own * own
    // Marked by `aim`: the probe's own words of a site's name.
    if (marks[i] === stamp || isSiteWord(b, id)) continue
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
  const [ours, theirs] = [a.topic, b.topic]
  for (let d = 0; d < TOPIC_SIZE; d += 1) topics += (ours[d] as number) * (theirs[d] as number)
  const topic = ratio(topics, a.topicLength * b.topicLength)
  const place = agreement(a.places, b.places)
  const spot = agreement(a.spots, b.spots)
  const number = agreement(a.numbers, b.numbers)
  out.words = all / length
  out.meanWords = all / pairs
  out.meanSites = sitesDot / pairs
  out.meanTopic = topics / pairs
  out.matter = matter / length
  out.pairs = ratio(dot(probe.pairs, b.pairs), a.pairsLength * b.pairsLength)
  out.sites = sites
  out.mainSites = mainSites
  out.otherSite = isTitled(a) && isTitled(b) && mainSites < STRANGE && sites < 0.3 ? 1 : 0
  out.otherEstate = strangers(a, b) ? 1 - mainSites ** 2 : 0
  out.topic = topic
  out.otherMatter =
    Math.max(0, 1 - matter / length / FAINT) *
    Math.max(0, Math.min(1, (NEAR - topic) / NEAR)) *
    Math.min(1, a.words.size / TELLING, b.words.size / TELLING)
  out.noSite = a.sites.size === 0 || b.sites.size === 0 ? 1 : 0
  out.otherDistrict =
    agreement(a.districts, b.districts) < 0 ? focus(a, a.districts, NAMES_DISTRICT) * focus(b, b.districts, NAMES_DISTRICT) : 0
  out.otherPlace = place < 0 ? focus(a, a.places, NAMES_PLACE) * focus(b, b.places, NAMES_PLACE) : 0
  out.samePlace = place > 0 ? 1 : 0
  out.otherSpot = spot < 0 ? 1 : 0
  out.sameSpot = spot > 0 ? 1 : 0
  out.otherNumber = number < 0 ? 1 : 0
  out.sameNumber = number > 0 ? 1 : 0
  out.sameMatter = overlap(a.matters, b.matters) ?? NEITHER
  out.sameCategory = overlap(a.categories, b.categories) ?? NEITHER
  out.sameSubcategory = overlap(a.subcategories, b.subcategories) ?? NEITHER
  out.sameVoice = agreement(a.voices, b.voices) > 0 ? 1 : 0
  out.peak = peak / length
  out.coverage = covered / smallest
  out.matterCoverage = matterCovered / smallest
  out.rareWords = 1 - 1 / (1 + common(a.rareWords, b.rareWords))
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
function focus(centre: Centre, { times, size }: Facts, kind: number): number {
  let most = 0
  for (let n = 0; n < size; n += 1) if ((times[n] as number) > most) most = times[n] as number
  return Math.min(1, most / Math.max(1, timesOf(centre.located, kind)))
}
const isTitled = (centre: Centre): boolean => centre.titled * 2 >= centre.size
const ratio = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole)

