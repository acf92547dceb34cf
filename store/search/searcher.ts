/** Reading: one query in, hits, facets and days out. */
import type { DatabaseSync } from 'node:sqlite'
import type { SearchHit, SearchQuery, SearchResult, SignificantTerm } from '../../model/ports.ts'
import { type RowCursor, rowCursor, writeCursor } from './cursor.ts'
import { countFacets } from './facets.ts'
import { highlight } from './highlight.ts'
import { inTransaction } from './index-file.ts'
import { createKnownSets, type KnownSets } from './known-sets.ts'
import { type Condition, compile, compileWeighed, type Matched, ROW, shownIn, type Value } from './match.ts'
import { pageSize } from './page.ts'
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
  const knownSets = createKnownSets(database, statements)
  return async (query) => {
    const prepared = await prepareQuery(query, rowCursor, asking)
    const condition = compile(prepared.tree, prepared.termOf)
    const run = () => read(statements, knownSets(), query, condition, prepared, asking.fold)
    return () => inTransaction(database, run, 'deferred')
  }
}

/** Documents may be asked for their issue beside what the condition reads. */
function matchedOf(
  condition: Condition,
  query: SearchQuery,
  { shown, issues = false, weighed = '' }: { shown?: readonly string[]; issues?: boolean; weighed?: string },
): Matched {
  const where: string[] = []
  const values: Value[] = []
  if (condition.type === 'fts' || condition.type === 'mixed') {
    where.push('posts_fts match ?')
    values.push(condition.match)
  }
  if (condition.type === 'nothing') where.push('0')
  if (condition.type === 'sql' || condition.type === 'mixed') {
    where.push(condition.sql)
    values.push(...condition.values)
  }
  if (shown) {
    const { sql, values: dispositions } = shownIn(shown)
    where.push(sql)
    values.push(...dispositions)
  }
  if (query.issueId !== undefined) {
    where.push('d.issue_id = ?')
    values.push(query.issueId)
  }
  const docs =
    issues ||
    query.issueId !== undefined ||
    ((condition.type === 'sql' || condition.type === 'mixed') && condition.reads === 'docs')
  const driving = condition.type === 'fts' || condition.type === 'mixed' ? 'f' : docs ? 'd' : 'm'
  const rowid = `${driving}.rowid`
  // Cross join: the full-text index drives, in its own row order.
  const from = {
    f: docs ? 'posts_fts f cross join docs d on d.rowid = f.rowid' : 'posts_fts f',
    d: 'docs d',
    m: 'marks m',
  }[driving]
  return { from, where: where.join(' and ').replaceAll(ROW, rowid) || '1', values, rowid, weighed }
}

function read(
  statements: Statements,
  known: KnownSets,
  query: SearchQuery,
  condition: Condition,
  { tree, shown, termOf, marker, cursor, snapshot, asked }: Prepared<RowCursor>,
  fold: Fold,
): SearchResult {
  const counted = countFacets(statements, known, condition, matchedOf(condition, query, {}), query, shown)
  const matched = matchedOf(condition, query, {
    shown,
    issues: query.sort === 'heat',
    weighed: query.sort === 'relevance' ? compileWeighed(tree, termOf) : '',
  })
  const limit = pageSize(query)
  const page =
    query.sort === 'heat'
      ? byHeat(statements, matched, limit, cursor, snapshot?.heats ?? new Map())
      : matched.weighed !== ''
        ? byRelevance(statements, matched, limit, cursor)
        : byTime(statements, matched, limit, cursor, query.sort)
  const hits = page.rows.map(({ rowid, score }): SearchHit => {
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
