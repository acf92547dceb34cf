/** A query tree as SQL over `posts_fts`, `facet_sets` and `docs`. Users' text reaches FTS5 only as quoted strings of letters and digits. */
import { sharedForm, spellings } from '../../model/shared-number.ts'
import type { Filter } from './fields.ts'
import type { Node } from './query.ts'
import { firstFrom, setOf } from './rowid.ts'
import { isRowOfItself, type Term, type TermOf } from './terms.ts'
import { askedPairs } from './text.ts'

export type Value = string | number | bigint

/** A condition in SQL. */
interface Test {
  readonly sql: string
  readonly values: readonly Value[]
  /** What it reads: the facet set alone, the row id, or columns of `docs d`. */
  readonly reads: 'set' | 'row' | 'docs'
}

/** `fts`: an FTS5 expression; `sql`: a test; `mixed`: both; `nothing`: cannot match; `all`: says nothing. */
export type Condition =
  | { readonly type: 'fts'; readonly match: string }
  | ({ readonly type: 'sql' } & Test)
  | ({ readonly type: 'mixed'; readonly match: string } & Test)
  | { readonly type: 'all' | 'nothing' }

/** Matched documents as SQL: `from … where …`, newest first by `order`. */
export interface Matched {
  readonly from: string
  readonly where: string
  readonly values: readonly Value[]
  /** The row id column that drives the query. */
  readonly rowid: string
  /** The FTS5 expression that weighs what matches; it stands for the first of `values`. Empty where there is none. */
  readonly weighed: string
}

/** Stands for the driving table's row id until that table is known. */
export const ROW = '$row'

const quote = (text: string): string => `"${text.replaceAll('"', '""')}"`

/** A row of characters in these columns. */
function phrase(columns: string, units: readonly string[]): string {
  const { tokens, begins } = askedPairs(units)
  return `${columns} : ${quote(tokens.join(' '))}${begins ? ' *' : ''}`
}

/** A test of the facet set alone, asked of `facet_sets` itself. */
export const ofSets = (sql: string): string => sql.replaceAll(setOf(ROW), 'facet_sets.id')

const inSets = (sql: string): string => `${setOf(ROW)} in (select id from facet_sets where ${sql})`

/** Text without a letter or digit asks for nothing: it is left out, and finds nothing when it stands alone. */
export function compile(node: Node | undefined, termOf: TermOf): Condition {
  if (!node) return { type: 'all' }
  return build(node, { termOf, weigh: false }) ?? { type: 'nothing' }
}

/** The FTS5 expression of the same query with all that relevance weighs; empty where no text is asked for. */
export function compileWeighed(node: Node | undefined, termOf: TermOf): string {
  const condition = node && build(node, { termOf, weigh: true })
  return condition?.type === 'fts' || condition?.type === 'mixed' ? condition.match : ''
}

interface Ways {
  readonly termOf: TermOf
  readonly weigh: boolean
}

function build(node: Node, ways: Ways): Condition | undefined {
  switch (node.type) {
    case 'text':
      return ftsOf(ways.termOf(node.text, node.phrase), ways.weigh)
    case 'field':
      return node.filter.is === 'title' ? titleOf(ways.termOf(node.filter.text, true)) : filterSql(node.filter)
    case 'not': {
      const inner = build(node.node, ways)
      return inner && negated(inner)
    }
    case 'or':
      return either(node.nodes.map((n) => build(n, ways)).filter((c) => c !== undefined))
    case 'and':
      return both(node.nodes, ways)
  }
}

function ftsOf(term: Term, weigh: boolean): Condition | undefined {
  const { words, units, readings } = term
  if (units.length === 0) return undefined
  const ways = [phrase('{title body}', units), ...readings.map((row) => `pin : ${quote(row.join(' '))}`)]
  if (words.length > 0 && (weigh || !isRowOfItself(term))) ways.unshift(`seg : (${words.map(quote).join(' AND ')})`)
  const [only] = ways
  return {
    type: 'fts',
    match: ways.length === 1 ? (only as string) : `(${ways.map((way) => `(${way})`).join(' OR ')})`,
  }
}

function titleOf({ units }: Term): Condition | undefined {
  return units.length === 0 ? undefined : { type: 'fts', match: phrase('title', units) }
}

/** Only these dispositions. */
export const shownIn = (dispositions: readonly string[]): Pick<Test, 'sql' | 'values'> => ({
  sql: inSets(`disposition in (${dispositions.map(() => '?').join(', ') || 'null'})`),
  values: dispositions,
})

/** A number alone or with its words, in the ways it may be written. */
function idSql(id: string): { sql: string; values: Value[] } {
  const ways = spellings(id).map((way) => ({ way, ...sharedForm(way) }))
  const one = 'id = ? or native_id = ? or (native_id >= ? and native_id < ? and length(native_id) = ?)'
  return {
    sql: ways.map(() => `select rowid from docs where ${one}`).join(' union '),
    values: ways.flatMap(({ way, head, length }) => [way, way, head, `${head}\u{10ffff}`, length]),
  }
}

type Sql = [sql: string, ...values: Value[]]
const SQL: { readonly [K in Filter['is']]: (f: Extract<Filter, { is: K }>) => [reads: Test['reads'], ...Sql] } = {
  title: () => ['row', '0'],
  district: (f) => ['set', inSets('instr(district, ?) > 0'), f.name],
  category: (f) => ['set', inSets('category = ?'), f.code],
  subcategory: (f) => ['docs', 'd.subcategory = ?', f.name],
  source: (f) => ['set', inSets('source = ?'), f.source],
  from: (f) => ['row', `${ROW} >= ?`, firstFrom(f.at)],
  to: (f) => ['row', `${ROW} < ?`, firstFrom(f.at)],
  answered: (f) => ['docs', 'd.answered = ?', f.answered ? 1 : 0],
  disposition: (f) => ['set', inSets('disposition = ?'), f.disposition],
  appealType: (f) => ['set', inSets('appeal_type = ?'), f.appealType],
  kind: (f) => ['docs', 'd.kind = ?', f.kind],
  department: (f) => ['set', inSets('instr(department, ?) > 0'), f.name],
  issue: (f) => ['docs', 'd.issue_id = ?', f.issueId],
  // By the two indexes, whatever else stands beside it.
  id: (f) => ['row', `${ROW} in (${idSql(f.id).sql})`, ...idSql(f.id).values],
  heat: () => ['row', '0'],
  issues: (f) => ['docs', 'd.issue_id in (select value from json_each(?))', JSON.stringify(f.issueIds)],
  urgency: (f) => ['docs', `d.urgency ${f.bound} ?`, f.level],
}

function filterSql(filter: Filter): Condition {
  const [reads, sql, ...values] = (SQL[filter.is] as (f: Filter) => [Test['reads'], ...Sql])(filter)
  return { type: 'sql', sql: reads === 'docs' ? `coalesce(${sql}, 0)` : sql, values, reads }
}

const widest = (tests: readonly Test[]): Test['reads'] =>
  tests.some((t) => t.reads === 'docs') ? 'docs' : tests.some((t) => t.reads === 'row') ? 'row' : 'set'

/** Any condition as SQL on `d`, for where FTS5 cannot drive the query. */
function asSql(condition: Condition): Test {
  const within = `${ROW} in (select rowid from posts_fts where posts_fts match ?)`
  switch (condition.type) {
    case 'all':
      return { sql: '1', values: [], reads: 'set' }
    case 'nothing':
      return { sql: '0', values: [], reads: 'set' }
    case 'sql':
      return condition
    case 'fts':
      return { sql: within, values: [condition.match], reads: 'row' }
    case 'mixed':
      return {
        sql: `(${within} and ${condition.sql})`,
        values: [condition.match, ...condition.values],
        reads: condition.reads === 'docs' ? 'docs' : 'row',
      }
  }
}

function negated(condition: Condition): Condition {
  const { sql, ...test } = asSql(condition)
  return { type: 'sql', sql: `not (${sql})`, ...test }
}

function either(conditions: readonly Condition[]): Condition | undefined {
  if (conditions.length < 2) return conditions[0]
  if (conditions.every((c) => c.type === 'fts'))
    return { type: 'fts', match: `(${conditions.map((c) => c.match).join(' OR ')})` }
  const parts = conditions.map(asSql)
  const sql = `(${parts.map((p) => p.sql).join(' or ')})`
  return { type: 'sql', sql, values: parts.flatMap((p) => p.values), reads: widest(parts) }
}

/** One FTS5 expression out of all that FTS5 can do, its NOT too; the rest becomes conditions beside it. */
function both(nodes: readonly Node[], ways: Ways): Condition | undefined {
  const wanted: string[] = []
  const unwanted: string[] = []
  const rest: Test[] = []
  let said = false
  for (const node of nodes) {
    const inner = node.type === 'not' ? build(node.node, ways) : undefined
    const condition = node.type === 'not' ? inner && negated(inner) : build(node, ways)
    if (!condition) continue
    said = true
    if (inner?.type === 'fts') unwanted.push(inner.match)
    else if (condition.type === 'fts') wanted.push(condition.match)
    else if (condition.type === 'mixed') {
      wanted.push(condition.match)
      rest.push(condition)
    } else rest.push(asSql(condition))
  }
  if (!said) return undefined
  const driving = wanted.length > 0
  if (!driving) for (const match of unwanted) rest.push(asSql(negated({ type: 'fts', match })))
  const sql = rest.map((r) => r.sql).join(' and ')
  const values = rest.flatMap((r) => r.values)
  const reads = widest(rest)
  if (!driving) return { type: 'sql', sql: `(${sql})`, values, reads }
  const positive = wanted.length > 1 ? `(${wanted.join(' AND ')})` : (wanted[0] as string)
  const match = unwanted.length > 0 ? `(${positive} NOT (${unwanted.join(' OR ')}))` : positive
  return rest.length > 0 ? { type: 'mixed', match, sql, values, reads } : { type: 'fts', match }
}
