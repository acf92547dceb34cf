/** Total, facets and days of all that matches. Counting reads one number a document, or what was counted before. */
import type { Facet, SearchQuery, SearchResult } from '../../model/ports.ts'
import type { KnownSets } from './known-sets.ts'
import { type Condition, type Matched, ofSets } from './match.ts'
import { MAX_VALUES } from './page.ts'
import { dayName, eachMark, markOf } from './rowid.ts'
import type { Statements } from './statements.ts'

type Counted = Pick<SearchResult, 'total' | 'facets' | 'histogram'>

/** Documents by facet set, and by day in order. */
interface Counts {
  readonly sets: ReadonlyMap<number, number>
  readonly days: ReadonlyMap<number, number>
}

/** `m`: what matches `condition`, whatever its disposition. */
export function countFacets(
  statements: Statements,
  known: KnownSets,
  condition: Condition,
  m: Matched,
  query: SearchQuery,
  shown: readonly string[],
): Counted {
  const { sets, days } = tallied(statements, condition, query, shown) ?? counted(statements, m, known.shown(shown))
  return {
    total: [...sets.values()].reduce((sum, n) => sum + n, 0),
    ...(query.facets ? { facets: named(known, sets) } : {}),
    ...(query.histogram ? { histogram: [...days].map(([day, count]) => ({ day: dayName(day), count })) } : {}),
  }
}

const placeholders = (values: readonly unknown[]): string => values.map(() => '?').join(', ') || 'null'

/** From the tallies, where the condition asks for nothing that they do not tell apart. */
function tallied(
  statements: Statements,
  condition: Condition,
  query: SearchQuery,
  shown: readonly string[],
): Counts | undefined {
  const all = condition.type === 'all'
  if (query.issueId !== undefined || !(all || (condition.type === 'sql' && condition.reads === 'set'))) return undefined
  if (query.histogram && !all) return undefined
  const [where, values] = condition.type === 'sql' ? [condition.sql, condition.values] : ['1', []]
  const sets = statements.rows(
    `select id, n from facet_sets where n > 0 and disposition in (${placeholders(shown)}) and ${ofSets(where)}`,
    [...shown, ...values],
  ) as [number, number][]
  const days = query.histogram
    ? (statements.rows(
        `select day, sum(n) from days where disposition in (${placeholders(shown)}) group by day having sum(n) > 0 order by day`,
        [...shown],
      ) as [number, number][])
    : []
  return { sets: new Map(sets), days: new Map(days) }
}

/** In one pass over one number a document, which comes in one string: rows of their own take longer than finding them. */
function counted(statements: Statements, m: Matched, isShown: Uint8Array): Counts {
  const marks = statements.one(
    `select json_group_array(${markOf(m.rowid)}) from ${m.from} where ${m.where}`,
    m.values,
  ) as string
  const bySet = new Uint32Array(isShown.length)
  const days = new Map<number, number>()
  let today = -1
  let n = 0
  const endDay = (): void => {
    if (n > 0) days.set(today, (days.get(today) ?? 0) + n)
    n = 0
  }
  eachMark(marks, (day, set) => {
    if (isShown[set] !== 1) return
    bySet[set] = (bySet[set] as number) + 1
    if (day !== today) endDay()
    today = day
    n++
  })
  endDay()
  const sets = new Map<number, number>()
  bySet.forEach((count, set) => {
    if (count > 0) sets.set(set, count)
  })
  return { sets, days: new Map([...days].sort(([a], [b]) => a - b)) }
}

function named(known: KnownSets, sets: ReadonlyMap<number, number>): NonNullable<SearchResult['facets']> {
  const list = (facet: Facet) => listed(known.countBy(facet, sets))
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
