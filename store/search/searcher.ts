/** Reading: one query in, hits, facets and days out. */
import type { DatabaseSync } from 'node:sqlite'
import type { SearchHit, SearchQuery, SearchResult, SignificantTerm } from '../../model/ports.ts'
import { type RowCursor, rowCursor, writeCursor } from './cursor.ts'
import { countFacets } from './facets.ts'
import { highlight } from './highlight.ts'
import { type Condition, compile, type Matched, type Value } from './match.ts'
import { pageSize, shownTo } from './page.ts'
import { type Asking, type Prepared, prepareQuery } from './prepare.ts'
import { byHeat, byRelevance, byTime } from './row-pages.ts'
import { SAMPLE, sampleOf, significantOf } from './significant.ts'
import { createStatements, type Statements } from './statements.ts'
import type { Fold } from './text.ts'

/**
 * Parses and segments (the segmenter may live in another thread), then gives back the work on the file. Throws AppError
 * `search.syntax`, `search.cursor`.
 */
export function createSearcher(
  database: DatabaseSync,
  asking: Asking,
): (query: SearchQuery) => Promise<() => SearchResult> {
  const statements = createStatements(database)
  return async (query) => {
    const prepared = await prepareQuery(query, rowCursor, asking)
    const condition = compile(prepared.tree, prepared.termOf)
    return () => read(statements, query, condition, prepared, asking.fold)
  }
}

function matchedOf(condition: Condition, query: SearchQuery): Matched {
  const shown = shownTo(query)
  const where = [`d.disposition in (${shown.map(() => '?').join(', ') || 'null'})`]
  const values: Value[] = [...shown]
  if (query.issueId !== undefined) {
    where.push('d.issue_id = ?')
    values.push(query.issueId)
  }
  if (condition.type === 'nothing') where.push('0')
  if (condition.type === 'sql' || condition.type === 'mixed') {
    where.push(condition.sql)
    values.push(...condition.values)
  }
  const narrow = condition.type !== 'sql' && condition.type !== 'mixed' && query.issueId === undefined
  // By heat the page asks for the issue too.
  const docs = narrow && query.sort !== 'heat' ? 'marks' : 'docs'
  if (condition.type === 'fts' || condition.type === 'mixed')
    // Cross join: the full-text index drives, in its own row order.
    return {
      from: `posts_fts f cross join ${docs} d on d.rowid = f.rowid`,
      where: ['posts_fts match ?', ...where].join(' and '),
      values: [condition.match, ...values],
      rowid: 'f.rowid',
      ranked: true,
    }
  return { from: `${docs} d`, where: where.join(' and '), values, rowid: 'd.rowid', ranked: false }
}

function read(
  statements: Statements,
  query: SearchQuery,
  condition: Condition,
  { marker, cursor, snapshot, asked }: Prepared<RowCursor>,
  fold: Fold,
): SearchResult {
  const matched = matchedOf(condition, query)
  const limit = pageSize(query)
  const counted =
    query.facets || query.histogram
      ? countFacets(statements, matched, query)
      : { total: Number(statements.one(`select count(*) from ${matched.from} where ${matched.where}`, matched.values)) }
  const page =
    query.sort === 'heat'
      ? byHeat(statements, matched, limit, cursor, snapshot?.heats ?? new Map())
      : query.sort === 'relevance' && matched.ranked
        ? byRelevance(statements, matched, limit, cursor)
        : byTime(statements, matched, limit, cursor, query.sort)
  const hits = page.rows.map(([rowid, score]): SearchHit => {
    const [id, title, text] = statements.row(
      'select d.id, b.title, b.text from docs d join bodies b on b.rowid = d.rowid where d.rowid = ?',
      [rowid],
    ) as [string, string, string]
    const highlights = [...highlight('title', title, marker.title, fold), ...highlight('text', text, marker.text, fold)]
    return { id, score, highlights }
  })
  return {
    ...counted,
    ...(query.significant ? { significant: significant(statements, matched, asked) } : {}),
    hits,
    cursor: page.next && writeCursor({ ...page.next, heats: snapshot?.asOf }),
  }
}

function significant(statements: Statements, m: Matched, asked: readonly string[]): SignificantTerm[] {
  const rows = statements.rows(
    `select b.keywords from (select ${m.rowid} as found from ${m.from} where ${m.where} order by ${m.rowid} desc limit ?)
      join bodies b on b.rowid = found`,
    [...m.values, SAMPLE],
  ) as [string][]
  const sample = sampleOf(
    rows.map(([list]) => (list === '' ? [] : list.split(' '))),
    asked,
  )
  const background = statements.rows(
    'select term, n from keyword_counts where term in (select value from json_each(?))',
    [JSON.stringify([...sample.counts.keys()])],
  ) as [string, number][]
  return significantOf(sample, new Map(background), Number(statements.one('select count(*) from docs', [])))
}
