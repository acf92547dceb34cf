/** One page of what matched, by each order, out of the index file. */
import type { RowCursor } from './cursor.ts'
import type { Matched } from './match.ts'
import { ONE_SECOND, secondIn } from './rowid.ts'
import type { Statements } from './statements.ts'

/** Relevance is weighed among this many newest matches: BM25 over all of a common word's would take seconds. */
const CANDIDATES = 5000
/** Rows read beyond a page, since the second where it ends goes on behind it. */
const SPARE = 20

interface Row {
  readonly rowid: bigint
  readonly second: number
  /** Relevance or heat. */
  readonly score: number
}
const rowOf = (rowid: bigint, score: number): Row => ({ rowid, second: secondIn(rowid), score })

export interface Page {
  readonly rows: readonly Row[]
  readonly next: RowCursor | undefined
}

/**
 * The highest first, then the newest; within a second the greatest id, as in every engine: what else a row's number says
 * is this file's own affair.
 */
interface Order {
  compare(a: Row, b: Row): number
  isBehind(cursor: RowCursor): (row: Row) => boolean
  cut(rows: readonly Row[], limit: number, sort: RowCursor['sort'], top?: bigint): Page
}

function createOrder(statements: Statements): Order {
  const ids = new Map<bigint, string>()
  const idOf = ({ rowid }: Row): string => {
    const id = ids.get(rowid) ?? (statements.one('select id from docs where rowid = ?', [rowid]) as string)
    ids.set(rowid, id)
    return id
  }
  return {
    compare: (a, b) => b.score - a.score || b.second - a.second || (idOf(a) < idOf(b) ? 1 : -1),
    isBehind(cursor) {
      // The last row shown may be gone or moved by now.
      const { second, score } = rowOf(BigInt(cursor.rowid), cursor.score)
      return (row) => (score - row.score || second - row.second || (idOf(row) < cursor.id ? 1 : -1)) > 0
    },
    cut(rows, limit, sort, top = 0n) {
      const page = rows.slice(0, limit)
      const last = page.at(-1)
      if (rows.length <= limit || !last) return { rows: page, next: undefined }
      const { rowid, score } = last
      return { rows: page, next: { sort, rowid: String(rowid), id: idOf(last), score, top: String(top) } }
    },
  }
}

export function byTime(
  statements: Statements,
  m: Matched,
  limit: number,
  cursor: RowCursor | undefined,
  sort: RowCursor['sort'],
): Page {
  const order = createOrder(statements)
  return order.cut(newest(statements, order, m, limit + 1, cursor), limit, sort)
}

/** So many newest behind the cursor. They come by row number, so only seconds that were read whole can be put in order. */
function newest(
  statements: Statements,
  { compare, isBehind }: Order,
  m: Matched,
  count: number,
  cursor: RowCursor | undefined,
): Row[] {
  const before = cursor ? [(BigInt(cursor.rowid) / ONE_SECOND + 1n) * ONE_SECOND] : []
  const sql = `select ${m.rowid} from ${m.from} where ${m.where}${cursor ? ` and ${m.rowid} < ?` : ''}
    order by ${m.rowid} desc limit ?`
  const wanted = cursor ? isBehind(cursor) : () => true
  for (let limit = count + SPARE; ; limit *= 4) {
    const found = statements.wide(sql, [...m.values, ...before, limit]) as [bigint][]
    const rows = found.map(([rowid]) => rowOf(rowid, 0))
    const cutOff = rows.length < limit ? undefined : rows.at(-1)?.second
    const behind = rows.filter((row) => row.second !== cutOff && wanted(row))
    if (cutOff === undefined || behind.length >= count) return behind.sort(compare).slice(0, count)
  }
}

/** `top` in the cursor keeps what is indexed between two pages out of the later ones. */
export function byRelevance(statements: Statements, m: Matched, limit: number, cursor: RowCursor | undefined): Page {
  const first = statements.wide(
    `select ${m.rowid} from ${m.from} where ${m.where}${cursor ? ` and ${m.rowid} <= ?` : ''}
      order by ${m.rowid} desc limit 1`,
    [...m.values, ...(cursor ? [BigInt(cursor.top)] : [])],
  ) as [bigint][]
  const top = cursor ? BigInt(cursor.top) : first[0]?.[0]
  if (top === undefined) return { rows: [], next: undefined }
  const oldest = statements.wide(
    `select ${m.rowid} from ${m.from} where ${m.where} and ${m.rowid} <= ? order by ${m.rowid} desc limit 1 offset ?`,
    [...m.values, top, CANDIDATES - 1],
  ) as [bigint][]
  const scored = statements.wide(
    `select ${m.rowid}, -bm25(posts_fts, 1.0, 0.5, 0.5) from ${m.from} where ${m.where} and ${m.rowid} between ? and ?`,
    [m.weighed, ...m.values.slice(1), oldest[0]?.[0] ?? 0, top],
  ) as [bigint, number][]
  const order = createOrder(statements)
  const rows = scored.map(([rowid, score]) => rowOf(rowid, score))
  const rest = cursor ? rows.filter(order.isBehind(cursor)) : rows
  return order.cut(rest.sort(order.compare), limit, 'relevance', top)
}

/** Posts of hot issues in order of heat, then all others by time, which go on below the heat of 0. */
export function byHeat(
  statements: Statements,
  m: Matched,
  limit: number,
  cursor: RowCursor | undefined,
  heats: ReadonlyMap<string, number>,
): Page {
  const order = createOrder(statements)
  const ids = JSON.stringify([...heats.keys()])
  const among = 'd.issue_id in (select value from json_each(?))'
  const rows: Row[] = []
  if (!cursor || cursor.score > 0) {
    const found = statements.wide(`select ${m.rowid}, d.issue_id from ${m.from} where ${m.where} and ${among}`, [
      ...m.values,
      ids,
    ]) as [bigint, string][]
    const hot = found.map(([rowid, issueId]) => rowOf(rowid, heats.get(issueId) ?? 0))
    const rest = cursor ? hot.filter(order.isBehind(cursor)) : hot
    rows.push(...rest.sort(order.compare).slice(0, limit + 1))
  }
  if (rows.length <= limit) {
    const where = `${m.where} and not coalesce(${among}, 0)`
    const cold = { ...m, where, values: [...m.values, ids] }
    const from = cursor && cursor.score <= 0 ? cursor : undefined
    rows.push(...newest(statements, order, cold, limit + 1 - rows.length, from))
  }
  return order.cut(rows, limit, 'heat')
}
