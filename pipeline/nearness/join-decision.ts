/** The join decision under one model, and what it may come to at most: nearly all candidates are ruled out by that. Pure. */
import { JOIN_FEATURES, type JoinEvidence, type JoinFeature, type JoinModel, joinInputs } from './join-model.ts'
import { createForest, type Tree } from './trees.ts'

/** Figures that need the words or pairs of both sides. None is below 0, and each rises with what `measureWords` finds. */
const OF_WORDS: ReadonlySet<JoinFeature> = new Set<JoinFeature>([
  'words',
  'pairs',
  'otherMatter',
  'otherNamed',
  'siteAndMatter',
  'wordsAndTopic',
  'meanWords',
  'meanWordsAndTopic',
  'peak',
  'matterWords',
  'wordsAndSameMatter',
  'noSiteAndWords',
  'coverage',
  'matterCoverage',
])

export interface JoinDecision {
  /** Log-odds that the two sides are one matter; where they are sure to stay below `least`, -Infinity may be told instead. */
  decide(e: JoinEvidence, least?: number): number
  /** What the log-odds stay below or at, of evidence whose figures of words are as high as they can be (measureBounds). */
  ceiling(e: JoinEvidence): number
}

export function createJoinDecision(model: JoinModel): JoinDecision {
  const weights = Float64Array.from(JOIN_FEATURES, (name) => model.weights[name])
  const lifts = Float64Array.from(JOIN_FEATURES, (name) =>
    OF_WORDS.has(name) ? Math.max(0, model.weights[name]) : model.weights[name],
  )
  const forest = createForest(model.trees)
  const most = createTreeCeiling(model.trees)
  const inputs = new Float64Array(JOIN_FEATURES.length)
  const weighed = (by: Float64Array): number => {
    let sum = 0
    for (let i = 0; i < inputs.length; i += 1) sum += (inputs[i] as number) * (by[i] as number)
    return sum
  }
  return {
    decide(e, least = Number.NEGATIVE_INFINITY) {
      joinInputs(e, inputs)
      const sum = weighed(weights)
      if (sum + most(inputs) < least) return Number.NEGATIVE_INFINITY
      return sum + forest(inputs)
    },
    ceiling(e) {
      joinInputs(e, inputs)
      return weighed(lifts) + most(inputs)
    },
  }
}

/**
 * The most that all trees add: of each, the best leaf on the side that its first question leads to. Many ask the same first, so a few
 * questions do for a hundred trees.
 */
function createTreeCeiling(trees: readonly Tree[]): (inputs: Float64Array) => number {
  const firsts = new Map<string, { feature: number; threshold: number; left: number; right: number }>()
  // A little more, since sums round.
  let always = 1e-6
  for (const { features, thresholds, values } of trees) {
    const [feature, threshold] = [features[0], thresholds[0]]
    const leaves = values.slice(features.length)
    const [left, right] = [leaves.slice(0, leaves.length / 2), leaves.slice(leaves.length / 2)]
    if (feature === undefined || threshold === undefined || OF_WORDS.has(JOIN_FEATURES[feature] as JoinFeature)) {
      always += Math.max(...leaves)
      continue
    }
    const key = `${feature} ${threshold}`
    const first = firsts.get(key) ?? { feature, threshold, left: 0, right: 0 }
    first.left += Math.max(...left)
    first.right += Math.max(...right)
    firsts.set(key, first)
  }
  const asked = [...firsts.values()]
  const features = Int32Array.from(asked, ({ feature }) => feature)
  const thresholds = Float64Array.from(asked, ({ threshold }) => threshold)
  const lefts = Float64Array.from(asked, ({ left }) => left)
  const rights = Float64Array.from(asked, ({ right }) => right)
  return (inputs) => {
    let sum = always
    for (let n = 0; n < features.length; n += 1)
      sum += ((inputs[features[n] as number] as number) <= (thresholds[n] as number) ? lefts[n] : rights[n]) as number
    return sum
  }
}
