/** Why a post is in an issue, in figures and words people can check. */
import { unpackCentre } from '../nearness/centre-bytes.ts'
import { centreWithout } from '../nearness/centre-without.ts'
import { askingPost, evidence } from '../nearness/evidence.ts'
import { timesOf } from '../nearness/facts.ts'
import { aim, type Centre, createProbe, labelOf } from '../nearness/issue-vector.ts'
import { createJoinDecision } from '../nearness/join-decision.ts'
import {
  JOIN_FEATURES,
  type JoinEvidence,
  type JoinFeature,
  type JoinModel,
  joinTerms,
  probabilityOf,
} from '../nearness/join-model.ts'
import { wordId } from '../words/term-id.ts'
import { termsOf } from '../words/terms.ts'
import { weightOf } from '../words/vector.ts'
import type { GroupInput } from './group-features.ts'
import type { GroupMemory } from './group-memory.ts'

export interface Explanation {
  readonly issueId: string
  /** The post has nothing to be compared with: what else is in the issue copies it. */
  readonly alone: boolean
  /** 0..1 of the learned decision; a copy is in by its root whatever this says. */
  readonly probability: number
  readonly duplicateOf: string | null
  /** A pair of people's puts the post, or the group it is in, into this issue. */
  readonly byPeople: boolean
  /** The same network failed in the same street within a day and a half: one matter whatever the words say. */
  readonly sameOutage: boolean
  /** Shared words, those that weigh most first. */
  readonly words: readonly { readonly term: string; readonly weight: number }[]
  readonly places: readonly string[]
  readonly evidence: JoinEvidence
  /** What each figure adds to the log-odds; they add up. */
  readonly terms: readonly { readonly name: JoinFeature; readonly value: number }[]
}

const SHOWN_WORDS = 10
/** A word that weighs less than this share of the best is met in any letter. */
const TELLING = 0.1

/**
 * The post against the groups of an issue, the nearest of them told; a member is compared with the others of its group, else
 * every post would be like itself. Undefined when the issue is not held.
 */
export function explain(memory: GroupMemory, post: GroupInput, issueId: string): Explanation | undefined {
  const { families, shelf, incidents } = memory
  const own = memory.read(post)
  const groups = families.members(issueId)
  const home = memory.groupOf(post.id)
  const byPair = families.links.some(
    ({ a, b, kind }) => kind === 'must' && a === post.id && groups.includes(memory.groupOf(b) ?? ''),
  )
  const probe = createProbe()
  aim(probe, own)
  return groups
    .flatMap((id) => {
      const cluster = shelf.get(id)
      // A group that rests no longer lists its members; alone in its issue it is the post's.
      const inside = home === id || (home === undefined && groups.length === 1)
      if (cluster === undefined || (home !== undefined && groups.includes(home) && !inside)) return []
      const centre = unpackCentre(cluster.centre)
      const others = inside && !cluster.copies.has(post.id) ? centreWithout(centre, own) : centre
      const { firstAt, lastAt } = cluster
      const heard = memory.pulse[inside ? 'heardByOthers' : 'heard'](labelOf(own), id, post.at)
      const e = evidence(probe, askingPost(post), { firstAt, lastAt, centre: others }, heard)
      return {
        ...compare(post, own, others, e, memory.rules.model),
        issueId,
        duplicateOf: cluster.copies.get(post.id) ?? null,
        byPeople: byPair || id !== families.rootOf(id),
        sameOutage: incidents.find(post) === id && sharesStreet(post, others),
      }
    })
    .sort((a, b) => b.probability - a.probability)[0]
}

const sharesStreet = (post: GroupInput, others: Centre): boolean =>
  post.places.some(({ level, name }) => level === 'street' && timesOf(others.places, wordId(name)) > 0)

/** Without names that are part of another: 金湖名邸 and 金湖名邸小区 are one place. */
const whole = (names: readonly string[]): string[] =>
  names.filter((name) => !names.some((other) => other !== name && other.includes(name)))

/** `post` gives the words back that ids stand for. */
function compare(post: GroupInput, own: Centre, others: Centre, evidence: JoinEvidence, model: JoinModel) {
  const length = own.wordsLength * others.wordsLength || 1
  const names = new Map(termsOf([...post.tokens.title, ...post.tokens.text]).map((term) => [wordId(term), term]))
  const words = [...names]
    .map(([id, term]) => ({ term, weight: (weightOf(own.words, id) * weightOf(others.words, id)) / length }))
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight || (a.term < b.term ? -1 : 1))
    .filter(({ weight }, _, [best]) => weight >= TELLING * (best?.weight ?? 0))
    .slice(0, SHOWN_WORDS)
  const terms = joinTerms(evidence, model)
  return {
    alone: others.size === 0,
    probability: probabilityOf(createJoinDecision(model).decide(evidence)),
    words,
    places: whole(
      [...new Set(post.places.map((place) => place.name))].filter((name) => timesOf(others.places, wordId(name)) > 0),
    ),
    evidence,
    terms: JOIN_FEATURES.map((name, i) => ({ name, value: terms[i] as number })),
  }
}
