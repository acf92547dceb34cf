/** One page of what matched, by each order, out of the index file. */
import type { RowCursor } from './cursor.ts'
import type { Matched } from './match.ts'
import type { Statements } from './statements.ts'

/** Relevance is weighed among this many newest matches: BM25 over all of a common word's would take seconds. */
const CANDIDATES = 5000

export interface Page {
  readonly rows: readonly (readonly [rowid: bigint, score: number])[]
  readonly next: RowCursor | undefined
}

const newestFirst = (a: bigint, b: bigint): number => (a < b ? 1 : a > b ? -1 : 0)

export function byTime(
  statements: Statements,
  m: Matched,
  limit: number,
  cursor: RowCursor | undefined,
  sort: RowCursor['sort'],
): Page {
  const before = cursor ? ` and ${m.rowid} < ?` : ''
  const rows = statements.wide(
    `select ${m.rowid} from ${m.from} where ${m.where}${before} order by ${m.rowid} desc limit ?`,
    [...m.values, ...(cursor ? [BigInt(cursor.rowid)] : []), limit + 1],
  ) as [bigint][]
  const page = rows.slice(0, limit).map(([rowid]) => [rowid, 0] as const)
  const last = page.at(-1)
  const next: RowCursor | undefined =
    rows.length > limit && last ? { sort, rowid: String(last[0]), score: 0, top: '0' } : undefined
  return { rows: page, next }
}

/** `top` in the cursor keeps what is indexed between two pages out of the later ones. */
export function byRelevance(statements: Statements, m: Matched, limit: number, cursor: RowCursor | undefined): Page {
  const newest = statements.wide(
    `select ${m.rowid} from ${m.from} where ${m.where}${cursor ? ` and ${m.rowid} <= ?` : ''}
      order by ${m.rowid} desc limit 1`,
    [...m.values, ...(cursor ? [BigInt(cursor.top)] : [])],
  ) as [bigint][]
  const top = cursor ? BigInt(cursor.top) : newest[0]?.[0]
  if (top === undefined) return { rows: [], next: undefined }
  const oldest = statements.wide(
    `select ${m.rowid} from ${m.from} where ${m.where} and ${m.rowid} <= ? order by ${m.rowid} desc limit 1 offset ?`,
    [...m.values, top, CANDIDATES - 1],
  ) as [bigint][]
  const scored = statements.wide(
    `select ${m.rowid}, -bm25(posts_fts, 1.0, 0.5, 0.5) from ${m.from} where ${m.where} and ${m.rowid} between ? and ?`,
    [m.weighed, ...m.values.slice(1), oldest[0]?.[0] ?? 0, top],
  ) as [bigint, number][]
  scored.sort((a, b) => b[1] - a[1] || newestFirst(a[0], b[0]))
  const reached = BigInt(cursor?.rowid ?? 0)
  const rest = cursor
    ? scored.filter(([rowid, score]) => score < cursor.score || (score === cursor.score && rowid < reached))
    : scored
  const page = rest.slice(0, limit)
  const last = page.at(-1)
  const next: RowCursor | undefined =
    rest.length > limit && last
      ? { sort: 'relevance', rowid: String(last[0]), score: last[1], top: String(top) }
      : undefined
  return { rows: page, next }
}

/** Posts of hot issues in order of heat, then all others by time, which go on below the heat of 0. */
export function byHeat(
  statements: Statements,
  m: Matched,
  limit: number,
  cursor: RowCursor | undefined,
  heats: ReadonlyMap<string, number>,
): Page {
  const sort = 'heat'
  const ids = JSON.stringify([...heats.keys()])
  const among = 'd.issue_id in (select value from json_each(?))'
  const rows: (readonly [rowid: bigint, heat: number])[] = []
  const reached = BigInt(cursor?.rowid ?? 0)
  if (!cursor || cursor.score > 0) {
    const hot = statements.wide(`select ${m.rowid}, d.issue_id from ${m.from} where ${m.where} and ${among}`, [
      ...m.values,
      ids,
    ]) as [bigint, string][]
    const rest = hot
      .map(([rowid, issueId]) => [rowid, heats.get(issueId) ?? 0] as const)
      .filter(([rowid, heat]) => !cursor || heat < cursor.score || (heat === cursor.score && rowid < reached))
    rest.sort((a, b) => b[1] - a[1] || newestFirst(a[0], b[0]))
    rows.push(...rest.slice(0, limit + 1))
  }
  if (rows.length <= limit) {
    const where = `${m.where} and not coalesce(${among}, 0)`
    const from = cursor && cursor.score <= 0 ? cursor : undefined
    const cold = byTime(statements, { ...m, where, values: [...m.values, ids] }, limit + 1 - rows.length, from, sort)
    rows.push(...cold.rows)
  }
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  return {
    rows: page,
    next: rows.length > limit && last ? { sort, rowid: String(last[0]), score: last[1], top: '0' } : undefined,
  }
}
