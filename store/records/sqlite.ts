/** The SQLite dialect of Records over `node:sqlite`. `postgres.ts` is its sibling; queries and migrations are the same. */
import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { setImmediate } from 'node:timers/promises'
import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely'
import { guarded } from '../sqlite-file.ts'

const CACHED_STATEMENTS = 300
/** A statement runs on the thread that asks: after so much of them the rest of the process (somebody's request) has its turn, ms. */
const TURN_MS = 20

/** Kysely's dialect over an open database; `destroy()` closes it. */
export const sqliteDialect = (database: DatabaseSync, file: string): Dialect => ({
  createAdapter: () => new SqliteAdapter(),
  createQueryCompiler: () => new SqliteQueryCompiler(),
  createIntrospector: (db) => new SqliteIntrospector(db),
  createDriver: () => createDriver(database, file),
})

function createDriver(database: DatabaseSync, file: string): Driver {
  const run = createRunner(database, file)
  let since = performance.now()
  const connection: DatabaseConnection = {
    executeQuery: async (query) => {
      if (performance.now() - since > TURN_MS) {
        await setImmediate()
        since = performance.now()
      }
      return run(query)
    },
    // Records reads long lists by key, page by page, so that no cursor outlives a turn of the event loop.
    streamQuery: () => {
      throw new Error('streaming is not used here: page by key')
    },
  }
  // One connection: transactions of this process queue up behind one another.
  let tail: Promise<void> = Promise.resolve()
  let release: () => void = () => {}
  const raw = async (sql: string): Promise<void> => {
    run(CompiledQuery.raw(sql))
  }
  return {
    init: async () => {},
    acquireConnection: async () => {
      const before = tail
      const { promise, resolve } = Promise.withResolvers<void>()
      tail = promise
      await before
      release = resolve
      return connection
    },
    // Immediate: a transaction that reads first and writes later would otherwise fail when another process wrote between.
    beginTransaction: (_connection, settings) => raw(settings.accessMode === 'read only' ? 'begin' : 'begin immediate'),
    commitTransaction: () => raw('commit'),
    // A full disk rolls back by itself; a second rollback would hide the first error.
    rollbackTransaction: async () => {
      if (database.isTransaction) await raw('rollback')
    },
    releaseConnection: async () => release(),
    destroy: async () => database.close(),
  }
}

interface Prepared {
  readonly statement: StatementSync
  /** Names of the columns of its rows; empty for a statement without rows. */
  readonly columns: readonly string[]
}

/** Arrays made into objects here cost a third of the objects that node:sqlite makes itself. */
function toObject(columns: readonly string[], values: readonly unknown[]): Record<string, unknown> {
  const row: Record<string, unknown> = {}
  for (let i = 0; i < columns.length; i++) row[columns[i] as string] = values[i]
  return row
}

function createRunner(database: DatabaseSync, file: string): <R>(query: CompiledQuery) => QueryResult<R> {
  const cache = new Map<string, Prepared>()
  const prepare = (sql: string): Prepared => {
    const known = cache.get(sql)
    if (known) return known
    const statement = database.prepare(sql)
    const columns = statement.columns().map((column) => column.name)
    statement.setReturnArrays(true)
    const prepared = { statement, columns }
    if (cache.size >= CACHED_STATEMENTS) cache.delete(cache.keys().next().value as string)
    cache.set(sql, prepared)
    return prepared
  }
  return <R>(query: CompiledQuery): QueryResult<R> =>
    guarded(file, () => {
      const { statement, columns } = prepare(query.sql)
      const parameters = query.parameters as (string | number | null)[]
      if (columns.length > 0) {
        const rows = statement.all(...parameters) as unknown as unknown[][]
        return { rows: rows.map((values) => toObject(columns, values)) as R[] }
      }
      const { changes } = statement.run(...parameters)
      return { rows: [], numAffectedRows: BigInt(changes) }
    })
}
