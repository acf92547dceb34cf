/** Why a post is in an issue, in figures and words people can check. */
import type { Cluster } from './cluster.ts'
import type { Centre } from './issue-vector.ts'
import {
  JOIN_FEATURES,
  type JoinEvidence,
  type JoinFeature,
  type JoinModel,
  joinProbability,
  joinTerms,
} from './join-model.ts'

export interface Explanation {
  readonly issueId: string
  /** 0..1 of the learned decision; a copy is in by its root whatever this says. */
  readonly probability: number
  readonly duplicateOf: string | null
  /** Shared words, those that weigh most first. */
  readonly words: readonly { readonly term: string; readonly weight: number }[]
  readonly places: readonly string[]
  readonly evidence: JoinEvidence
  /** What each figure adds to the log-odds; they add up. */
  readonly terms: readonly { readonly name: JoinFeature; readonly value: number }[]
}

export function explainJoin(
  centre: Centre,
  cluster: Cluster,
  evidence: JoinEvidence,
  model: JoinModel,
  duplicateOf: string | undefined,
): Explanation {
  const length = centre.wordsLength * cluster.centre.wordsLength || 1
  const words = [...centre.words]
    .flatMap(([term, weight]) => {
      const other = cluster.centre.words.get(term)
      return other === undefined ? [] : [{ term, weight: (weight * other) / length }]
    })
    .sort((a, b) => b.weight - a.weight || (a.term < b.term ? -1 : 1))
    .slice(0, 10)
  const terms = joinTerms(evidence, model)
  return {
    issueId: cluster.id,
    probability: joinProbability(evidence, model),
    duplicateOf: duplicateOf ?? null,
    words,
    places: [...centre.places.keys()].filter((name) => cluster.centre.places.has(name)),
    evidence,
    terms: JOIN_FEATURES.map((name, i) => ({ name, value: terms[i] as number })),
  }
}
