import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { Value } from './match.ts'

/** Prepared statements by their text; rows come as arrays, which is twice as quick as objects. */
export interface Statements {
  rows(sql: string, values: readonly Value[]): unknown[][]
  /** Whole numbers come as bigints: row ids are beyond what a double holds. */
  wide(sql: string, values: readonly Value[]): unknown[][]
  row(sql: string, values: readonly Value[]): unknown[] | undefined
  one(sql: string, values: readonly Value[]): unknown
}

const CACHED = 100

export function createStatements(database: DatabaseSync): Statements {
  const cache = new Map<string, StatementSync>()
  const prepare = (sql: string, wide = false): StatementSync => {
    const key = wide ? `wide ${sql}` : sql
    const known = cache.get(key)
    if (known) return known
    const statement = database.prepare(sql)
    statement.setReturnArrays(true)
    statement.setReadBigInts(wide)
    if (cache.size >= CACHED) cache.delete(cache.keys().next().value as string)
    cache.set(key, statement)
    return statement
  }
  const row = (sql: string, values: readonly Value[]): unknown[] | undefined =>
    prepare(sql).get(...values) as unknown as unknown[] | undefined
  return {
    rows: (sql, values) => prepare(sql).all(...values) as unknown as unknown[][],
    wide: (sql, values) => prepare(sql, true).all(...values) as unknown as unknown[][],
    row,
    one: (sql, values) => row(sql, values)?.[0],
  }
}
