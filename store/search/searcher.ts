/** Reading: one query in, hits, facets and days out. */
import type { DatabaseSync } from 'node:sqlite'
import type { Cut, SearchHit, SearchQuery, SearchResult } from '../../model/ports.ts'
import { type Cursor, readCursor, rowCursor, writeCursor } from './cursor.ts'
import { countFacets } from './facets.ts'
import { createMarker, highlight, type Marker } from './highlight.ts'
import { type Condition, compile, type Matched, type Value } from './match.ts'
import { pageSize, shownTo } from './page.ts'
import { parseQuery } from './query.ts'
import { createStatements, type Statements } from './statements.ts'
import { prepareTerms } from './terms.ts'
import type { Fold } from './text.ts'

/** Relevance is weighed among this many newest matches: BM25 over all of a common word's would take seconds. */
const CANDIDATES = 5000

/**
 * Parses and segments (the segmenter may live in another thread), then gives back the work on the file. Throws AppError
 * `search.syntax`, `search.cursor`.
 */
export function createSearcher(
  database: DatabaseSync,
  cut: Cut,
  fold: Fold,
): (query: SearchQuery) => Promise<() => SearchResult> {
  const statements = createStatements(database)
  return async (query) => {
    const tree = parseQuery(query.text)
    const cursor = readCursor(rowCursor, query.cursor, query.sort)
    const termOf = await prepareTerms(tree, cut, fold)
    const condition = compile(tree, termOf)
    const marker = createMarker(tree, termOf)
    return () => read(statements, query, condition, marker, cursor, fold)
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
  if (condition.type === 'fts' || condition.type === 'mixed')
    // Cross join: the full-text index drives, in its own row order.
    return {
      from: 'posts_fts f cross join docs d on d.rowid = f.rowid',
      where: ['posts_fts match ?', ...where].join(' and '),
      values: [condition.match, ...values],
      rowid: 'f.rowid',
      ranked: true,
    }
  return { from: 'docs d', where: where.join(' and '), values, rowid: 'd.rowid', ranked: false }
}

function read(
  statements: Statements,
  query: SearchQuery,
  condition: Condition,
  marker: Marker,
  cursor: Cursor | undefined,
  fold: Fold,
): SearchResult {
  const matched = matchedOf(condition, query)
  const limit = pageSize(query)
  const counted =
    query.facets || query.histogram
      ? countFacets(statements, matched, query)
      : { total: Number(statements.one(`select count(*) from ${matched.from} where ${matched.where}`, matched.values)) }
  const page =
    query.sort === 'relevance' && matched.ranked
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
  return { ...counted, hits, cursor: page.next && writeCursor(page.next) }
}

interface Page {
  readonly rows: readonly (readonly [rowid: number, score: number])[]
  readonly next: Cursor | undefined
}

function byTime(
  statements: Statements,
  m: Matched,
  limit: number,
  cursor: Cursor | undefined,
  sort: Cursor['sort'],
): Page {
  const before = cursor ? ` and ${m.rowid} < ?` : ''
  const rows = statements.rows(
    `select ${m.rowid} from ${m.from} where ${m.where}${before} order by ${m.rowid} desc limit ?`,
    [...m.values, ...(cursor ? [cursor.rowid] : []), limit + 1],
  ) as [number][]
  const page = rows.slice(0, limit).map(([rowid]) => [rowid, 0] as const)
  const last = page.at(-1)
  const next: Cursor | undefined = rows.length > limit && last ? { sort, rowid: last[0], score: 0, top: 0 } : undefined
  return { rows: page, next }
}

/** `top` in the cursor keeps what is indexed between two pages out of the later ones. */
function byRelevance(statements: Statements, m: Matched, limit: number, cursor: Cursor | undefined): Page {
  const newest = statements.rows(
    `select ${m.rowid} from ${m.from} where ${m.where}${cursor ? ` and ${m.rowid} <= ?` : ''}
      order by ${m.rowid} desc limit 1`,
    [...m.values, ...(cursor ? [cursor.top] : [])],
  ) as [number][]
  const top = cursor?.top ?? newest[0]?.[0]
  if (top === undefined) return { rows: [], next: undefined }
  const oldest = statements.rows(
    `select ${m.rowid} from ${m.from} where ${m.where} and ${m.rowid} <= ? order by ${m.rowid} desc limit 1 offset ?`,
    [...m.values, top, CANDIDATES - 1],
  ) as [number][]
  const scored = statements.rows(
    `select ${m.rowid}, -bm25(posts_fts, 1.0, 0.5) from ${m.from} where ${m.where} and ${m.rowid} between ? and ?`,
    [...m.values, oldest[0]?.[0] ?? 0, top],
  ) as [number, number][]
  scored.sort((a, b) => b[1] - a[1] || b[0] - a[0])
  const rest = cursor
    ? scored.filter(([rowid, score]) => score < cursor.score || (score === cursor.score && rowid < cursor.rowid))
    : scored
  const page = rest.slice(0, limit)
  const last = page.at(-1)
  const next: Cursor | undefined =
    rest.length > limit && last ? { sort: 'relevance', rowid: last[0], score: last[1], top } : undefined
  return { rows: page, next }
}
