/**
 * The learned decision "is this the same matter at the same place?": a logistic over a few nearness figures, corrected by
 * small regression trees for what is not a sum (a site in common counts more within days than within months). Trained by
 * bench/join-model.ts. One model serves both questions: does a post join an issue, are two issues one.
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

/** A leaf is its log-odds; a fork is [figure, below this, then, else]. */
export type Tree = number | readonly [number, number, Tree, Tree]

export interface JoinModel {
  /** One weight for each of JOIN_FEATURES. */
  readonly linear: readonly number[]
  readonly trees: readonly Tree[]
}
export const defaultJoinModel = stored as unknown as JoinModel

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

/** The figures the trees split on, in the order of their first number. */
export const treeInputs = (e: JoinEvidence): number[] => [
  e.words,
  e.matter,
  e.title,
  e.topic,
  e.sites,
  e.mainSites,
  e.otherSite,
  e.noSite,
  e.otherDistrict,
  e.otherPlace,
  e.meanWords,
  e.meanSites,
  e.meanTopic,
  Math.log(e.size),
  Math.log1p(e.gapDays),
]

/** What the logistic and the trees add to the log-odds. */
export function joinTerms(e: JoinEvidence, model: JoinModel): { linear: number[]; trees: number } {
  const inputs = joinInputs(e)
  const figures = treeInputs(e)
  let trees = 0
  for (const tree of model.trees) {
    let at = tree
    while (typeof at !== 'number') at = (figures[at[0]] as number) < at[1] ? at[2] : at[3]
    trees += at
  }
  return { linear: inputs.map((x, i) => x * (model.linear[i] as number)), trees }
}

/** Probability (0..1) that the two sides are one matter. */
export function joinProbability(e: JoinEvidence, model: JoinModel = defaultJoinModel): number {
  const { linear, trees } = joinTerms(e, model)
  let sum = trees
  for (const term of linear) sum += term
  return 1 / (1 + Math.exp(-sum))
}
