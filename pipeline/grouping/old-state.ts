/** Rows of the grouper's state as they were stored before terms were numbers, read into today's form. */

import { FIRST_FACTS, packCentre } from '../nearness/centre-bytes.ts'
import { factsOf } from '../nearness/facts.ts'
import { emptyCentre, FACTS, indexTermsOf, measure, VECTORS } from '../nearness/issue-vector.ts'
import { pairIds, wordId } from '../words/term-id.ts'
import { encodeCounts } from '../words/term-statistics.ts'
import { vectorOf } from '../words/vector.ts'
import type { Cluster } from './cluster.ts'
import { clusterFrom, encodeCluster } from './cluster-text.ts'

type Counts = [string, number][]
const pairId = (pair: string): number => pairIds(pair)[0] ?? 0

/** The row in today's form; a row of today comes back as it is. */
export function upgradeRow(key: string, value: string): string {
  if (key.startsWith('c:') && value.startsWith('{')) return cluster(value)
  if (key.startsWith('d:')) return root(value)
  if (key.startsWith('t:') && value.includes('"words":[')) {
    const { size, words, pairs } = JSON.parse(value) as { size: number; words: Counts; pairs: Counts }
    const flat = (counts: Counts, id: (term: string) => number) =>
      encodeCounts(counts.flatMap(([term, count]) => [id(term), count]))
    return JSON.stringify({ size, words: flat(words, wordId), pairs: flat(pairs, pairId) })
  }
  return value
}

function cluster(value: string): string {
  const { centre: old, ...facts } = JSON.parse(value) as { centre: [...Counts[], number, number, number[]] }
  const centre = emptyCentre()
  VECTORS.forEach((field, i) => {
    const terms = old[i] as Counts
    const ids = terms.map(([term]) => (field === 'words' ? wordId(term) : pairId(term)))
    const weights = terms.map(([, weight]) => weight)
    Object.assign(centre[field], vectorOf(ids, weights))
  })
  FACTS.slice(0, FIRST_FACTS).forEach((field, i) => {
    const named = old[VECTORS.length + i] as Counts
    const facts = factsOf(
      named.map(([name]) => wordId(name)),
      named.map(([, times]) => times),
    )
    Object.assign(centre[field], facts)
  })
  const [size, titled, topic] = old.slice(VECTORS.length + FIRST_FACTS) as [number, number, number[]]
  centre.size = size
  centre.titled = titled
  centre.topic.set(topic)
  measure(centre)
  const bytes = packCentre(centre)
  const found: Cluster = clusterFrom(-1, bytes, JSON.stringify({ ...facts, terms: [] }))
  found.terms = indexTermsOf(centre)
  return encodeCluster(found)
}

function root(value: string): string {
  const fields = JSON.parse(value) as unknown[]
  // Rows of today have the numbers there.
  if (typeof fields[4] !== 'string') return value
  const [id, seq, , , grams, length, marks] = fields as [string, number, string, number[], string, number, string[]]
  const numbers = marks.filter((mark) => mark.startsWith('#')).map((mark) => wordId(mark.slice(1)))
  const names = marks.filter((mark) => !mark.startsWith('#')).map(wordId)
  return JSON.stringify([id, seq, grams, length, numbers, names])
}
