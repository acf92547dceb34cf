/**
 * The learned decision "is this the same matter at the same place?": a logistic over a few nearness figures, from
 * bench/join-model.ts. One model serves both questions: does a post join an issue, are two issues one.
 * The shipped weights are the mean of two of its fits (a year of letters; those with the sample city), the gaps softened and
 * the main site strengthened by hand on the tuning half, because complaints recur over months.
 */
import type { Nearness } from './issue-vector.ts'
import stored from './join-model.json' with { type: 'json' }

export interface JoinEvidence extends Nearness {
  /** Members of the larger side. */
  readonly size: number
  /** Days between the post and the nearest member. */
  readonly gapDays: number
}

export const JOIN_FEATURES = [
  'bias',
  'words',
  'title',
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
] as const
export type JoinFeature = (typeof JOIN_FEATURES)[number]

export type JoinModel = Readonly<Record<JoinFeature, number>>
export const defaultJoinModel: JoinModel = stored

/** Cosines enter by their logarithm: from 0.1 to 0.2 says more than from 0.6 to 0.7. */
const log = (cosine: number, floor: number): number => Math.log((floor + Math.max(0, cosine)) / floor)

/** The inputs of the logistic, in the order of JOIN_FEATURES. */
export const joinInputs = (e: JoinEvidence): number[] => {
  const words = log(e.words, 0.03)
  const topic = Math.max(0, e.topic)
  const meanWords = log(e.meanWords, 0.03)
  const meanTopic = Math.max(0, e.meanTopic)
  return [
    1,
    words,
    log(e.title, 0.05),
    topic,
    e.sites,
    log(e.sites, 0.1),
    log(e.mainSites, 0.1),
    e.otherSite,
    e.otherMatter,
    e.mainSites * topic,
    e.noSite,
    e.otherDistrict,
    e.otherPlace,
    Math.sqrt(e.sites * e.matter),
    e.sites * topic,
    words * topic,
    meanWords,
    log(e.meanSites, 0.1),
    e.meanSites * meanTopic,
    meanWords * meanTopic,
    Math.min(1, Math.log(e.size) / 4),
    Math.min(1, Math.log1p(e.gapDays) / 6),
    Math.min(1, e.gapDays / 45),
  ]
}

/** What each figure adds to the log-odds, in the order of JOIN_FEATURES; they add up. */
export const joinTerms = (e: JoinEvidence, model: JoinModel): number[] =>
  joinInputs(e).map((x, i) => x * model[JOIN_FEATURES[i] as JoinFeature])

/** Probability (0..1) that the two sides are one matter, under one model. */
export function createJoinDecision(model: JoinModel): (e: JoinEvidence) => number {
  const weights = Float64Array.from(JOIN_FEATURES, (name) => model[name])
  return (e) => {
    const inputs = joinInputs(e)
    let sum = 0
    for (let i = 0; i < inputs.length; i += 1) sum += (inputs[i] as number) * (weights[i] as number)
    return 1 / (1 + Math.exp(-sum))
  }
}
