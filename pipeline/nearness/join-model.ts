/**
 * The learned decision "is this the same matter at the same place?": a logistic over nearness figures, corrected by a few
 * dozen shallow boosted trees over the same figures, as bench/join-model.ts fits them. One model ranks
 * the issues a post may join and says whether two issues are one; whether the post joins the best of them or opens an issue
 * of its own is a second, separate decision (`opens`).
 */

import type { Heard } from '../grouping/pulse.ts'
import stored from './join-model.json' with { type: 'json' }
import type { Nearness } from './nearness.ts'
import type { Tree } from './trees.ts'

export interface JoinEvidence extends Nearness, Heard {
  /** Members of the larger side, and of the smaller. */
  readonly size: number
  readonly smaller: number
  /** Days between the two sides' nearest members in time; 0 when their spans meet. */
  readonly gapDays: number
  /** How little the asking side says: 1 for no word, 0 for a letter. */
  readonly brief: number
}

export const JOIN_FEATURES = [
  'bias',
  'words',
  'pairs',
  'topic',
  'sites',
  'anySite',
  'mainSites',
  'otherSite',
  'otherMatter',
  'mainSitesAndTopic',
  'noSite',
  'otherDistrict',
  'otherPlace',
  'siteAndMatter',
  'siteAndTopic',
  'wordsAndTopic',
  'meanWords',
  'meanSites',
  'meanSitesAndTopic',
  'meanWordsAndTopic',
  'size',
  'gap',
  'longGap',
  'samePlace',
  'otherSpot',
  'sameSpot',
  'otherNumber',
  'sameNumber',
  'sameMatter',
  'sameCategory',
  'sameSubcategory',
  'sameVoice',
  'peak',
  'matterWords',
  'siteAndSameMatter',
  'wordsAndSameMatter',
  'noSiteAndWords',
  'smaller',
  'elsewhere',
  'otherEstate',
  'coverage',
  'matterCoverage',
  'placeAndSameMatter',
  'rareWords',
  'rareWordsAndTopic',
  'rareWordsAndSameMatter',
  'talk',
  'talkUnnamed',
  'rushUnnamed',
  'otherNamed',
  'siteAndOtherRow',
] as const
export type JoinFeature = (typeof JOIN_FEATURES)[number]

export const OPEN_FEATURES = [
  'bias',
  'best',
  'noSite',
  'sites',
  'sameMatter',
  'gap',
  'otherPlace',
  'otherDistrict',
  'crowd',
  'talk',
  'rushUnnamed',
] as const
export type OpenFeature = (typeof OPEN_FEATURES)[number]

export interface JoinModel {
  readonly weights: Readonly<Record<JoinFeature, number>>
  readonly trees: readonly Tree[]
  /** Log-odds that the post belongs to the best issue found for it. */
  readonly joins: Readonly<Record<OpenFeature, number>>
}
export const defaultJoinModel: JoinModel = stored

/** Cosines enter by their logarithm: from 0.1 to 0.2 says more than from 0.6 to 0.7. Most that are asked for are bounds, which are 1. */
const log = (cosine: number, { floor, most }: Scale): number =>
  cosine > 0 ? (cosine === 1 ? most : Math.log((floor + cosine) / floor)) : 0
interface Scale {
  readonly floor: number
  readonly most: number
}
const scaleOf = (floor: number): Scale => ({ floor, most: Math.log((floor + 1) / floor) })
const OF_PEAK = scaleOf(0.01)
const OF_MATTER = scaleOf(0.02)
const OF_WORDS = scaleOf(0.03)
const OF_PAIRS = scaleOf(0.05)
const OF_SITES = scaleOf(0.1)

/** The figures of the model, in the order of JOIN_FEATURES, written into `out`. */
export function joinInputs(e: JoinEvidence, out: Float64Array = new Float64Array(JOIN_FEATURES.length)): Float64Array {
  const words = log(e.words, OF_WORDS)
  const topic = Math.max(0, e.topic)
  const meanWords = log(e.meanWords, OF_WORDS)
  const meanTopic = Math.max(0, e.meanTopic)
  out[0] = 1
  out[1] = words
  out[2] = log(e.pairs, OF_PAIRS)
  out[3] = topic
  out[4] = e.sites
  out[5] = log(e.sites, OF_SITES)
  out[6] = log(e.mainSites, OF_SITES)
  out[7] = e.otherSite
  out[8] = e.otherMatter
  out[9] = e.mainSites * topic
  out[10] = e.noSite
  out[11] = e.otherDistrict
  out[12] = e.otherPlace
  out[13] = Math.sqrt(e.sites * e.matter)
  out[14] = e.sites * topic
  out[15] = words * topic
  out[16] = meanWords
  out[17] = log(e.meanSites, OF_SITES)
  out[18] = e.meanSites * meanTopic
  out[19] = meanWords * meanTopic
  out[20] = Math.min(1, Math.log(e.size) / 4)
  out[21] = Math.min(1, Math.log1p(e.gapDays) / 6)
  out[22] = Math.min(1, e.gapDays / 45)
  out[23] = e.samePlace
  out[24] = e.otherSpot
  out[25] = e.sameSpot
  out[26] = e.otherNumber
  out[27] = e.sameNumber
  out[28] = e.sameMatter
  out[29] = e.sameCategory
  out[30] = e.sameSubcategory
  out[31] = e.sameVoice
  out[32] = log(e.peak, OF_PEAK)
  out[33] = log(e.matter, OF_MATTER)
  out[34] = e.sites * e.sameMatter
  out[35] = words * e.sameMatter
  out[36] = e.noSite * words
  out[37] = Math.min(1, Math.log(e.smaller) / 4)
  // Another district and no site in common: alike words tell of a like matter elsewhere.
  out[38] = e.otherDistrict * (1 - Math.min(1, e.sites / 0.3))
  out[39] = e.otherEstate
  out[40] = e.coverage
  out[41] = e.matterCoverage
  out[42] = e.samePlace * e.sameMatter
  out[43] = e.rareWords
  out[44] = e.rareWords * topic
  out[45] = e.rareWords * e.sameMatter
  out[46] = e.talk
  out[47] = e.talk * e.noSite
  // Of the hour only what says little else: two full letters of one hour may be about anything.
  out[48] = e.rush * e.noSite * e.brief
  out[49] = e.otherNamed
  // At one site two rows of the duty list are two matters, unless more than its name is rare in what both say.
  out[50] = (e.otherRow * e.sites) / Math.max(1, 1 / (1 - e.rareWords) - 1)
  return out
}

/** What each figure adds to the log-odds, in the order of JOIN_FEATURES; they add up. */
export function joinTerms(e: JoinEvidence, model: JoinModel): number[] {
  const inputs = joinInputs(e)
  const terms = JOIN_FEATURES.map((name, i) => (inputs[i] as number) * model.weights[name])
  for (const { features, thresholds, values } of model.trees) {
    terms[0] = (terms[0] as number) + (values[0] as number)
    for (let node = 0; node < features.length; ) {
      const feature = features[node] as number
      const next = 2 * node + ((inputs[feature] as number) <= (thresholds[node] as number) ? 1 : 2)
      // What a tree says changes at a split by what the split's figure tells (Saabas 2014).
      terms[feature] = (terms[feature] as number) + (values[next] as number) - (values[node] as number)
      node = next
    }
  }
  return terms
}

/** The way back of `probabilityOf`. */
export const logOddsOf = (probability: number): number => Math.log(probability / (1 - probability))

export const probabilityOf = (logOdds: number): number => 1 / (1 + Math.exp(-logOdds))

/**
 * The figures of the second decision, in the order of OPEN_FEATURES. `best`: log-odds of the best issue; `issues`: among how many
 * it is the best. Of many strangers one always looks alike, so the same odds say less (as an E-value does; Karlin, Altschul 1990).
 */
export function openInputs(best: number, e: JoinEvidence, issues: number): number[] {
  const gap = Math.min(1, Math.log1p(e.gapDays) / 6)
  // Who names a site is found by it, however few issues there are.
  const crowd = e.noSite * crowdOf(Math.max(issues, FEW)) + (1 - e.noSite) * crowdOf(Math.max(issues, CROWDED))
  const rush = e.rush * e.noSite * e.brief
  return [1, best, e.noSite, e.sites, e.sameMatter, gap, e.otherPlace, e.otherDistrict, crowd, e.talk, rush]
}

/**
 * A danger is of one place and hour: a word or two shared do not make it another's matter, nor does the estate alone, in which somebody is
 * locked in while the heating is off. It takes what others tell in this very hour (a letter answers nobody), or a like matter at the site or in
 * a join that is all but sure.
 */
export const isOneEvent = (odds: number, e: JoinEvidence): boolean =>
  e.rush * e.brief >= EVENT_HOUR ||
  ((odds >= SURE_EVENT || e.sites >= EVENT_SITE) && (e.topic >= ALIKE_TOPIC || isAlike(e, e.sameCategory)))
/** Filed alike, about one row of the duty list, or told in the same words beside the site's name. */
const isAlike = ({ sameMatter, otherRow, matter }: JoinEvidence, filed: number): boolean =>
  (filed >= ALIKE && otherRow < OTHER_ROW) || sameMatter >= ALIKE || matter >= ALIKE_WORDS
/** So surely they are about two rows of the duty list. */
const OTHER_ROW = 0.99
/** More than where nothing is known. */
const ALIKE = 0.4
const ALIKE_TOPIC = 0.5
const ALIKE_WORDS = 0.2
/** Log-odds of eight in ten. */
const SURE_EVENT = Math.log(4)
const EVENT_SITE = 0.4
const EVENT_HOUR = 0.15

/** What must bear a join out, by what the asking post does. */
export type Asked = 'appeal' | 'note' | 'praise'

/**
 * Whether the issue that a post would join may be shown as its own. Among few issues the second decision takes the likeliest at one in
 * twelve, and where half is chat that likeliest is nobody's. What is this unlikely must be talked about in this hour, or share a word and
 * either name a site or fall under a label that is mostly about this issue; what asks for nothing (其他) has to be likelier, praise to tell of the same deed.
 */
export function isBorneOut(odds: number, e: JoinEvidence, asked: Asked): boolean {
  if (asked === 'praise') return isSameDeed(odds, e)
  if (asked === 'note' && odds < LIKELY_NOTE) return false
  if (e.rush >= HEARD) return true
  // Along one road people write about all there is: what shares no word beside it, or is about another row of the duty list, is another matter.
  if (e.bareRoad === 1 && (e.otherRow >= OTHER_ROW || e.matter < NO_WORD)) return odds >= SURE_ROAD
  if (e.otherRow >= OTHER_ROW && e.matter < NO_WORD) return odds >= 0
  if (odds >= LIKELY) return true
  return (e.noSite === 0 || e.talk >= HEARD) && (e.matter > 0 || e.sites >= NEAR_SITE)
}
/** Praise is about the same matter at the same place, or about nothing that is told here. */
export const isSameDeed = (odds: number, e: JoinEvidence): boolean =>
  odds >= 0 && e.matter > 0 && isAlike(e, e.sameSubcategory) && (e.samePlace === 1 || e.sites >= EVENT_SITE)
// Chosen by the boards that train, 10 to 13 and our own issues (decision 15).
/** Log-odds of .15 and .3. */
const LIKELY = Math.log(0.15 / 0.85)
const LIKELY_NOTE = Math.log(0.3 / 0.7)
/** A fifth of what is said is about it. */
const HEARD = 0.2
const NEAR_SITE = 0.3
/** Cosine of the words beside the site's name, below which they share none. */
const NO_WORD = 0.01
/** Log-odds. */
const SURE_ROAD = 3

/** As many issues as a post that names a site is taken to choose among. */
const CROWDED = 150
/** The same for any post: among the first letters of a new store few are on one matter, however few strangers there are to look alike. */
const FEW = 40

/** How many strangers there are to look alike. */
export const crowdOf = (issues: number): number => Math.log1p(issues) / 10

/**
 * The log-odds of the best issue below which a post joins none, whatever its other figures are: those are 0..1, so they lift the
 * decision by no more than the weights above 0.
 */
export function createLeastOdds(model: JoinModel): (issues: number) => number {
  const { bias, best, crowd, ...others } = model.joins
  let lift = 1e-6
  for (const weight of Object.values(others)) lift += Math.max(0, weight)
  return (issues) => {
    const ease = Math.max(crowd * crowdOf(Math.max(issues, FEW)), crowd * crowdOf(CROWDED))
    return best > 0 ? -(bias + lift + ease) / best : Number.NEGATIVE_INFINITY
  }
}

/** Log-odds that a post joins the best issue found for it. */
export function createOpenDecision(model: JoinModel): (best: number, e: JoinEvidence, issues: number) => number {
  const weights = OPEN_FEATURES.map((name) => model.joins[name])
  return (best, e, issues) => {
    const inputs = openInputs(best, e, issues)
    let sum = 0
    for (let i = 0; i < inputs.length; i += 1) sum += (inputs[i] as number) * (weights[i] as number)
    return sum
  }
}
