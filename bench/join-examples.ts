/**
 * Examples for the join decision: the posts of labelled letters go through the grouper's own reading, folding and candidate
 * search in order of time, but into the issues people gave them. Each candidate that a post or a grown issue met is one
 * example, right or wrong. At random some posts found a second cluster of their issue, as happens in a real run.
 */

import { createDuplicateIndex } from '../pipeline/copies/duplicates.ts'
import { createCandidateIndex } from '../pipeline/grouping/candidate-index.ts'
import { createFeatureReader, type GroupInput } from '../pipeline/grouping/group-features.ts'
import { createPulse } from '../pipeline/grouping/pulse.ts'
import { type Asking, askingPost, evidence } from '../pipeline/nearness/evidence.ts'
import {
  addAimed,
  aim,
  type Centre,
  createProbe,
  emptyCentre,
  indexTermsOf,
  keyTermsOf,
  labelOf,
} from '../pipeline/nearness/issue-vector.ts'
import { type JoinEvidence, joinInputs } from '../pipeline/nearness/join-model.ts'
import { createTermStatistics } from '../pipeline/words/term-statistics.ts'
import type { WordTopics } from '../pipeline/words/word-topics.ts'

export interface Labelled {
  readonly post: GroupInput
  /** Undefined: not looked at by people, and none of the labelled issues. */
  readonly issue: string | undefined
  /** People could not tell: neither right nor wrong anywhere. */
  readonly unclear: boolean
}

export interface Example {
  readonly inputs: Float64Array
  readonly same: 0 | 1
  readonly weight: number
  /** The issue that asked, for folds: of a post without one, the issue it was compared with. */
  readonly issue: string
  readonly evidence: JoinEvidence
  /** Examples of one question share a number. */
  readonly query: number
  /** How many issues there were to choose among. */
  readonly issues: number
  /** A post asked, not a grown issue. */
  readonly byPost: boolean
}

interface Held {
  readonly id: string
  slot: number
  readonly centre: Centre
  readonly issue: string | undefined
  readonly unclear: boolean
  firstAt: number
  lastAt: number
  terms: Int32Array
  changed: boolean
}

/** Chance that a post of a known issue founds another cluster of it. */
const FRAGMENT = 0.15
/** Share kept of what letters outside the labelled issues met. */
const UNREAD = 1 / 3
const CANDIDATES = 10
const SETTLE_EVERY = 200

/** A small generator (Numerical Recipes): the same seed gives the same examples. */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}

export function examplesOf(rows: readonly Labelled[], topics: WordTopics, seed: number): Example[] {
  const random = createRandom(seed)
  const statistics = createTermStatistics()
  const read = createFeatureReader(statistics, topics)
  const duplicates = createDuplicateIndex()
  const index = createCandidateIndex<Held>()
  const probe = createProbe()
  const pulse = createPulse()
  const held = new Map<string, Held>()
  const ofIssue = new Map<string, Held[]>()
  const sizes = new Map<string, number>()
  for (const { issue } of rows) if (issue !== undefined) sizes.set(issue, (sizes.get(issue) ?? 0) + 1)
  const examples: Example[] = []
  let query = 0

  const ask = (who: Labelled | Held, span: Asking, byPost: boolean): void => {
    if (who.unclear) return
    query += 1
    const label = labelOf(probe.centre)
    const asking = 'slot' in who ? who : undefined
    const found = [...index.find(keyTermsOf(probe), CANDIDATES, asking)]
    for (const id of pulse.most(label, span.lastAt, 0)) {
      const talked = held.get(id) as Held
      if (talked !== asking && !found.includes(talked)) found.push(talked)
    }
    for (const other of found) {
      if (other.unclear) continue
      const issue = who.issue ?? other.issue
      if (issue === undefined) continue
      // Most letters are none of the labelled issues: a third of them stands for all.
      const unread = who.issue === undefined
      if (unread && random() > UNREAD) continue
      const heard = pulse.heard(label, other.id, span.lastAt, asking?.id)
      const e = evidence(probe, span, other, heard)
      examples.push({
        inputs: joinInputs(e),
        same: who.issue === other.issue ? 1 : 0,
        weight: (unread ? 1 / UNREAD : 1) / Math.sqrt(sizes.get(issue) as number),
        issue,
        evidence: e,
        query,
        issues: index.count(),
        byPost,
      })
    }
  }
  const reindex = (one: Held): void => {
    const terms = indexTermsOf(one.centre)
    index.set(one, terms, one.terms)
    one.terms = terms
  }
  const settle = (): void => {
    for (const one of held.values()) {
      if (!one.changed || one.centre.size < 2) continue
      one.changed = false
      aim(probe, one.centre)
      ask(one, { ...one, letter: false }, false)
    }
  }

  rows.forEach((row, n) => {
    const { post, issue } = row
    const copy = duplicates.find(post.id, post.title, post.text) !== undefined
    if (copy) return
    const centre = read(post)
    aim(probe, centre)
    ask(row, askingPost(post), true)
    const known = issue === undefined ? [] : (ofIssue.get(issue) ?? [])
    let home = known[Math.floor(known.length * random() ** 2)]
    if (home === undefined || random() < FRAGMENT) {
      home = {
        id: post.id,
        slot: -1,
        centre: emptyCentre(),
        issue,
        unclear: row.unclear,
        firstAt: post.at,
        lastAt: post.at,
        terms: new Int32Array(0),
        changed: false,
      }
      held.set(home.id, home)
      if (issue !== undefined) ofIssue.set(issue, [...known, home])
      statistics.learn(
        centre.words.ids.subarray(0, centre.words.size),
        new Set([...centre.pairs.ids, ...centre.sites.ids]),
      )
    }
    addAimed(home.centre, probe)
    home.firstAt = Math.min(home.firstAt, post.at)
    home.lastAt = Math.max(home.lastAt, post.at)
    home.changed = true
    pulse.note(labelOf(centre), home.id, post.at)
    reindex(home)
    if (n % SETTLE_EVERY === SETTLE_EVERY - 1) settle()
  })
  settle()
  return examples
}
