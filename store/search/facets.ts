/** Total, facets and days of all that matches, counted in one pass over two numbers a document. */
import { FACETS, type Facet, type SearchQuery, type SearchResult } from '../../model/ports.ts'
import type { Matched } from './match.ts'
import { MAX_VALUES } from './page.ts'
import { dayName, dayOf } from './rowid.ts'
import type { Statements } from './statements.ts'

/** Documents with the same six values share a facet set, so counting reads one number instead of six strings. */
export function countFacets(
  statements: Statements,
  m: Matched,
  query: SearchQuery,
): Pick<SearchResult, 'total' | 'facets' | 'histogram'> {
  const rows = statements.rows(`select ${m.rowid}, d.facet_set from ${m.from} where ${m.where}`, m.values) as [
    number,
    number,
  ][]
  const sets = new Map<number, number>()
  const days = new Map<number, number>()
  for (const [rowid, set] of rows) {
    if (query.facets) sets.set(set, (sets.get(set) ?? 0) + 1)
    if (query.histogram) {
      const day = dayOf(rowid)
      days.set(day, (days.get(day) ?? 0) + 1)
    }
  }
  return {
    total: rows.length,
    ...(query.facets ? { facets: named(statements, sets) } : {}),
    ...(query.histogram ? { histogram: inOrder(days) } : {}),
  }
}

function named(statements: Statements, sets: Map<number, number>): NonNullable<SearchResult['facets']> {
  const counts = FACETS.map(() => new Map<string, number>())
  for (const [set, n] of sets) {
    const vals = JSON.parse(statements.one('select vals from facet_sets where id = ?', [set]) as string) as (
      | string
      | null
    )[]
    for (const [i, count] of counts.entries()) {
      const value = vals[i]
      if (value) count.set(value, (count.get(value) ?? 0) + n)
    }
  }
  const list = (facet: Facet) => listed(counts[FACETS.indexOf(facet)] as Map<string, number>)
  return {
    category: list('category'),
    district: list('district'),
    source: list('source'),
    appealType: list('appealType'),
    disposition: list('disposition'),
    department: list('department'),
  }
}

const listed = (count: Map<string, number>): { value: string; count: number }[] =>
  [...count]
    .map(([value, n]) => ({ value, count: n }))
    .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1))
    .slice(0, MAX_VALUES)

/** Days with at least one document, oldest first. */
const inOrder = (days: Map<number, number>): { day: string; count: number }[] =>
  [...days].sort(([a], [b]) => a - b).map(([day, count]) => ({ day: dayName(day), count }))
