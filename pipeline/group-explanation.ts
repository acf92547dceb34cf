/** Why a post is in an issue, in figures and words people can check. */
import type { Cluster } from './cluster.ts'
import { timesOf } from './facts.ts'
import type { GroupInput } from './group-features.ts'
import type { Centre } from './issue-vector.ts'
import {
  createJoinDecision,
  JOIN_FEATURES,
  type JoinEvidence,
  type JoinFeature,
  type JoinModel,
  joinTerms,
  probabilityOf,
} from './join-model.ts'
import { wordId } from './term-id.ts'
import { termsOf } from './terms.ts'
import { weightOf } from './vector.ts'

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

/** Evidence of a post, read as a centre of one, against a cluster; `post` gives the words back that ids stand for. */
export function explainJoin(
  post: GroupInput,
  centre: Centre,
  cluster: Cluster,
  evidence: JoinEvidence,
  model: JoinModel,
): Explanation {
  const length = centre.wordsLength * cluster.centre.wordsLength || 1
  const names = new Map(termsOf([...post.tokens.title, ...post.tokens.text]).map((term) => [wordId(term), term]))
  const words = [...names]
    .map(([id, term]) => ({ term, weight: (weightOf(centre.words, id) * weightOf(cluster.centre.words, id)) / length }))
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight || (a.term < b.term ? -1 : 1))
    .slice(0, 10)
  const terms = joinTerms(evidence, model)
  return {
    issueId: cluster.id,
    probability: probabilityOf(createJoinDecision(model)(evidence)),
    duplicateOf: cluster.copies.get(post.id) ?? null,
    words,
    places: [...new Set(post.places.map((place) => place.name))].filter(
      (name) => timesOf(cluster.centre.places, wordId(name)) > 0,
    ),
    evidence,
    terms: JOIN_FEATURES.map((name, i) => ({ name, value: terms[i] as number })),
  }
}
