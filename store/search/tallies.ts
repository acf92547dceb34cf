/**
 * What is counted as documents come and go, so that nobody has to count it again: documents of each facet set, of each day
 * and disposition, of each keyword.
 */
import type { DatabaseSync } from 'node:sqlite'
import { FACETS, type SearchDocument } from '../../model/ports.ts'
import { dayOf, MOST_SETS, setIn } from './rowid.ts'

export interface FacetSets {
  /** Documents with the same six values share a facet set. */
  idOf(doc: SearchDocument): number
  dispositionOf(rowid: bigint): string
}

export function createFacetSets(database: DatabaseSync): FacetSets {
  const find = database.prepare('select id from facet_sets where vals = ?')
  const add = database.prepare(
    `insert into facet_sets (vals, category, district, source, appeal_type, disposition, department)
      values (?, ?, ?, ?, ?, ?, ?)`,
  )
  const disposition = database.prepare('select disposition from facet_sets where id = ?')
  return {
    idOf(doc) {
      const values = FACETS.map((facet) => doc[facet])
      const vals = JSON.stringify(values)
      const known = (find.get(vals) as { id: number } | undefined)?.id
      if (known !== undefined) return known
      const id = Number(add.run(vals, ...values).lastInsertRowid)
      if (id >= MOST_SETS)
        throw new Error('the index knows no more combinations of facets; `lanting reindex` makes room')
      return id
    },
    dispositionOf: (rowid) => (disposition.get(setIn(rowid)) as { disposition: string }).disposition,
  }
}

export interface Tallies {
  /** `by`: 1 for a document that came, -1 for one that goes. */
  count(rowid: bigint, disposition: string, keywords: readonly string[], by: 1 | -1): void
  settle(): void
  /** Forgets what was counted and not written down. */
  reset(): void
}

export function createTallies(database: DatabaseSync): Tallies {
  const sets = new Map<number, number>()
  const days = new Map<string, number>()
  const terms = new Map<string, number>()
  const addSet = database.prepare('update facet_sets set n = n + ? where id = ?')
  const addDay = database.prepare(
    'insert into days (day, disposition, n) values (?, ?, ?) on conflict do update set n = n + excluded.n',
  )
  const addTerm = database.prepare(
    'insert into keyword_counts (term, n) values (?, ?) on conflict (term) do update set n = n + excluded.n',
  )
  const more = <K>(counts: Map<K, number>, key: K, by: number): void =>
    void counts.set(key, (counts.get(key) ?? 0) + by)
  return {
    count(rowid, disposition, keywords, by) {
      more(sets, setIn(rowid), by)
      more(days, `${dayOf(rowid)} ${disposition}`, by)
      for (const term of keywords) more(terms, term, by)
    },
    settle() {
      for (const [set, n] of sets) if (n !== 0) addSet.run(n, set)
      for (const [key, n] of days) {
        const [day, disposition] = key.split(' ') as [string, string]
        if (n !== 0) addDay.run(Number(day), disposition, n)
      }
      for (const [term, n] of terms) if (n !== 0) addTerm.run(term, n)
    },
    reset() {
      for (const counts of [sets, days, terms]) counts.clear()
    },
  }
}
