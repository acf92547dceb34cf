/** Pairs of neighbouring characters of a post's names, with their weights: names that no dictionary knows. Pure, given the term statistics. */

import { pairAt } from '../words/term-id.ts'
import type { TermStatistics } from '../words/term-statistics.ts'
import { mayName } from '../words/terms.ts'
import { fillHeaviest, fillVector, type Vector } from '../words/vector.ts'
import { createIdSet } from './id-set.ts'

const MOST_PAIRS = 40
/** A site named in the title weighs so much more than one of the text. */
const TITLE_SITE = 1.6

/** What is read is written in place of what the vectors were. */
export interface PairReader {
  /** Pairs of the title, and the first of the text that may be of a name nobody knows. */
  readNames(title: string, text: string, into: Vector): void
  /** Those of the sites named. */
  readSites(inTitle: readonly string[], inText: readonly string[], into: Vector): void
  /** Those of the sites a post is about. */
  readMain(main: readonly string[], into: Vector): void
}

export function createPairReader(statistics: TermStatistics): PairReader {
  // Filled anew for every vector: the pairs, what makes each heavier, and which the text has that letters at large hardly use.
  const pairs = createIdSet(8)
  const factors: number[] = []
  const unknown: boolean[] = []
  let rarities = new Float64Array(256)
  const gathering: Vector = { ids: pairs.ids, weights: new Float32Array(256), size: 0 }

  /** Pairs of names, gathered: each once, as heavy as where it was met first. */
  function addPairs(name: string, factor: number): void {
    for (let i = 1; i < name.length; i += 1) {
      const id = pairAt(name, i)
      if (id !== 0) addPair(id, factor)
    }
  }
  /** Gives its place. */
  function addPair(id: number, factor: number): number {
    const before = pairs.size
    const at = pairs.add(id)
    if (at === before) {
      factors[at] = factor
      unknown[at] = false
    }
    return at
  }
  /** What was gathered, with its weights. */
  function gathered(): Vector {
    const { ids, size } = pairs
    if (gathering.weights.length < size) {
      gathering.weights = new Float32Array(2 * size)
      rarities = new Float64Array(2 * size)
    }
    statistics.pairWeights(ids, unknown, size, rarities)
    for (let n = 0; n < size; n += 1) gathering.weights[n] = (rarities[n] as number) * (factors[n] as number)
    gathering.ids = ids
    gathering.size = size
    return gathering
  }

  function readNames(title: string, text: string, into: Vector): void {
    pairs.clear()
    addPairs(title, 1)
    let before = 0
    let names = 0
    for (let i = 0; i < text.length && names < MOST_PAIRS; i += 1) {
      const unit = text.charCodeAt(i)
      const here = mayName(unit) ? unit : 0
      const id = before !== 0 && here !== 0 ? (before << 16) | here : 0
      before = here
      if (id === 0 || statistics.knownPair(id) > 0) continue
      const at = addPair(id, 1)
      if (unknown[at]) continue
      unknown[at] = true
      names += 1
    }
    fillPairs(into)
  }

  function readSites(inTitle: readonly string[], inText: readonly string[], into: Vector): void {
    pairs.clear()
    for (const name of inTitle) addPairs(name, TITLE_SITE)
    for (const name of inText) addPairs(name, 1)
    fillPairs(into)
  }

  function readMain(main: readonly string[], into: Vector): void {
    pairs.clear()
    for (const name of main) addPairs(name, 1)
    fillHeaviest(into, gathered(), MOST_PAIRS)
  }

  function fillPairs(into: Vector): void {
    const all = gathered()
    if (all.size > MOST_PAIRS) fillHeaviest(into, all, MOST_PAIRS)
    else fillVector(into, all.ids, all.weights, all.size)
  }

  return { readNames, readSites, readMain }
}
