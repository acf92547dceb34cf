/** A query tree as SQL over `posts_fts` and `docs`. Users' text reaches FTS5 only as quoted strings of letters and digits. */
import type { Filter } from './fields.ts'
import type { Node } from './query.ts'
import { FIRST_N, secondsOf } from './rowid.ts'
import type { Term, TermOf } from './terms.ts'

export type Value = string | number

/** `fts`: an FTS5 expression; `sql`: a condition on `d`; `nothing`: cannot match; `all`: says nothing. */
export type Condition =
  | { readonly type: 'fts'; readonly match: string }
  | { readonly type: 'sql'; readonly sql: string; readonly values: readonly Value[] }
  | { readonly type: 'mixed'; readonly match: string; readonly sql: string; readonly values: readonly Value[] }
  | { readonly type: 'all' | 'nothing' }

/** Matched documents as SQL: `from … where …`, newest first by `order`. */
export interface Matched {
  readonly from: string
  readonly where: string
  readonly values: readonly Value[]
  /** The row id column that drives the query. */
  readonly rowid: string
  readonly ranked: boolean
}

const quote = (text: string): string => `"${text.replaceAll('"', '""')}"`
const phrase = (units: readonly string[]): string => `uni : ${quote(units.join(' '))}`

/** Text without a letter or digit asks for nothing: it is left out, and finds nothing when it stands alone. */
export function compile(node: Node | undefined, termOf: TermOf): Condition {
  if (!node) return { type: 'all' }
  const condition = build(node, termOf)
  return condition ?? { type: 'nothing' }
}

function build(node: Node, termOf: TermOf): Condition | undefined {
  switch (node.type) {
    case 'text':
      return ftsOf(termOf(node.text, node.phrase))
    case 'field':
      return node.filter.is === 'title' ? titleOf(node.filter.text, termOf) : filterSql(node.filter)
    case 'not': {
      const inner = build(node.node, termOf)
      return inner && negated(inner)
    }
    case 'or':
      return either(node.nodes.map((n) => build(n, termOf)).filter((c) => c !== undefined))
    case 'and':
      return both(node.nodes, termOf)
  }
}

function ftsOf({ words, units, readings }: Term): Condition | undefined {
  if (units.length === 0) return undefined
  const ways = [phrase(units), ...readings.map((row) => `pin : ${quote(row.join(' '))}`)]
  if (words.length > 0) ways.unshift(`seg : (${words.map(quote).join(' AND ')})`)
  const [only] = ways
  return {
    type: 'fts',
    match: ways.length === 1 ? (only as string) : `(${ways.map((way) => `(${way})`).join(' OR ')})`,
  }
}

/** Narrowed by the full-text index, then held against the folded title itself. */
function titleOf(text: string, termOf: TermOf): Condition | undefined {
  const { units } = termOf(text, true)
  if (units.length === 0) return undefined
  return {
    type: 'mixed',
    match: phrase(units),
    sql: `instr((select b.title_units from bodies b where b.rowid = d.rowid), ?) > 0`,
    values: [` ${units.join(' ').toLowerCase()} `],
  }
}

const SQL: { readonly [K in Filter['is']]: (f: Extract<Filter, { is: K }>) => [sql: string, ...values: Value[]] } = {
  title: () => ['0'],
  district: (f) => ['instr(d.district, ?) > 0', f.name],
  category: (f) => ['d.category = ?', f.code],
  subcategory: (f) => ['d.subcategory = ?', f.name],
  source: (f) => ['d.source = ?', f.source],
  from: (f) => ['d.rowid >= ?', secondsOf(f.at + 999) * FIRST_N],
  to: (f) => ['d.rowid < ?', secondsOf(f.at + 999) * FIRST_N],
  answered: (f) => ['d.answered = ?', f.answered ? 1 : 0],
  disposition: (f) => ['d.disposition = ?', f.disposition],
  appealType: (f) => ['d.appeal_type = ?', f.appealType],
  kind: (f) => ['d.kind = ?', f.kind],
  department: (f) => ['instr(d.department, ?) > 0', f.name],
  issue: (f) => ['d.issue_id = ?', f.issueId],
  id: (f) => ['(d.id = ? or d.native_id = ?)', f.id, f.id],
  heat: () => ['0'],
  issues: (f) => ['d.issue_id in (select value from json_each(?))', JSON.stringify(f.issueIds)],
}

function filterSql(filter: Filter): Condition {
  const [sql, ...values] = (SQL[filter.is] as (f: Filter) => [string, ...Value[]])(filter)
  return { type: 'sql', sql: `coalesce(${sql}, 0)`, values }
}

/** Any condition as SQL on `d`, for where FTS5 cannot drive the query. */
function asSql(condition: Condition): { sql: string; values: readonly Value[] } {
  const within = 'd.rowid in (select rowid from posts_fts where posts_fts match ?)'
  switch (condition.type) {
    case 'all':
      return { sql: '1', values: [] }
    case 'nothing':
      return { sql: '0', values: [] }
    case 'sql':
      return condition
    case 'fts':
      return { sql: within, values: [condition.match] }
    case 'mixed':
      return { sql: `(${within} and ${condition.sql})`, values: [condition.match, ...condition.values] }
  }
}

function negated(condition: Condition): Condition {
  const { sql, values } = asSql(condition)
  return { type: 'sql', sql: `not (${sql})`, values }
}

function either(conditions: readonly Condition[]): Condition | undefined {
  if (conditions.length < 2) return conditions[0]
  if (conditions.every((c) => c.type === 'fts'))
    return { type: 'fts', match: `(${conditions.map((c) => c.match).join(' OR ')})` }
  const parts = conditions.map(asSql)
  return { type: 'sql', sql: `(${parts.map((p) => p.sql).join(' or ')})`, values: parts.flatMap((p) => p.values) }
}

/** One FTS5 expression out of all that FTS5 can do, its NOT too; the rest becomes conditions beside it. */
function both(nodes: readonly Node[], termOf: TermOf): Condition | undefined {
  const wanted: string[] = []
  const unwanted: string[] = []
  const rest: { sql: string; values: readonly Value[] }[] = []
  let said = false
  for (const node of nodes) {
    const inner = node.type === 'not' ? build(node.node, termOf) : undefined
    const condition = node.type === 'not' ? inner && negated(inner) : build(node, termOf)
    if (!condition) continue
    said = true
    if (inner?.type === 'fts') unwanted.push(inner.match)
    else if (condition.type === 'fts') wanted.push(condition.match)
    else if (condition.type === 'mixed') {
      wanted.push(condition.match)
      rest.push({ sql: condition.sql, values: condition.values })
    } else rest.push(asSql(condition))
  }
  if (!said) return undefined
  const driving = wanted.length > 0
  if (!driving) for (const match of unwanted) rest.push(asSql(negated({ type: 'fts', match })))
  const sql = rest.map((r) => r.sql).join(' and ')
  const values = rest.flatMap((r) => r.values)
  if (!driving) return { type: 'sql', sql: `(${sql})`, values }
  const positive = wanted.length > 1 ? `(${wanted.join(' AND ')})` : (wanted[0] as string)
  const match = unwanted.length > 0 ? `(${positive} NOT (${unwanted.join(' OR ')}))` : positive
  return rest.length > 0 ? { type: 'mixed', match, sql, values } : { type: 'fts', match }
}
