/**
 * The SQLite dialect of Records over `node:sqlite`: the only file of this room that knows SQLite's own SQL. PostgreSQL
 * becomes a second file of this shape; queries and migrations stay as they are.
 *
 * One connection a process: WAL lets other processes read while one writes. `synchronous=FULL`, because a mail or push
 * that was marked as sent must stay marked after a power cut.
 */
import { DatabaseSync, type StatementSync } from 'node:sqlite'
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
import type { Retry } from '../../model/error.ts'
import type { StoreCode } from '../../model/messages/store.ts'
import { failure } from '../failure.ts'

/** "LANT" as the four bytes SQLite keeps in a file's header for the program that owns it. */
const APPLICATION_ID = 0x4c414e54
/** How long a statement waits for another process's transaction, ms. The wait blocks this thread. */
const BUSY_MS = 15_000
const CACHED_STATEMENTS = 300

/** Primary result codes of sqlite.org/rescode.html that are nobody's bug, with what the runner should do. */
const EXPECTED: Readonly<Record<number, readonly [code: StoreCode, retry: Retry]>> = {
  5: ['store.busy', 'backoff'],
  6: ['store.busy', 'backoff'],
  8: ['store.read-only', 'never'],
  10: ['store.io', 'backoff'],
  11: ['store.corrupt', 'never'],
  13: ['store.full', 'later'],
  14: ['store.open', 'never'],
  26: ['store.foreign', 'never'],
}

/** SQLite's expected failures as AppError `store.*`; anything else is passed through as it is. */
export function asStoreError(error: unknown, file: string): unknown {
  const errcode = (error as { errcode?: unknown } | null)?.errcode
  if (typeof errcode !== 'number') return error
  const expected = EXPECTED[errcode & 0xff]
  if (!expected) return error
  const [code, retry] = expected
  return failure(code, { file }, { cause: error, retry })
}

/** Runs `work` and turns SQLite's expected failures into AppErrors. */
export function guarded<T>(file: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw asStoreError(error, file)
  }
}

/** Opens the file and sets the connection up. Throws AppError `store.*`. */
export function openDatabase(file: string, readOnly: boolean): DatabaseSync {
  return guarded(file, () => {
    const database = new DatabaseSync(file, { readOnly, timeout: BUSY_MS })
    try {
      database.exec('pragma foreign_keys = on; pragma synchronous = full; pragma cache_size = -32768')
      // Reading the header first: a file that is not ours must not be switched to WAL.
      checkOwner(database, file)
      if (!readOnly && file !== ':memory:')
        database.exec('pragma journal_mode = wal; pragma journal_size_limit = 67108864')
      return database
    } catch (error) {
      database.close()
      throw error
    }
  })
}

function checkOwner(database: DatabaseSync, file: string): void {
  const id = pragma(database, 'application_id')
  const tables = database.prepare('select count(*) as n from sqlite_schema').get() as { n: number }
  if (id === APPLICATION_ID || (id === 0 && tables.n === 0)) return
  throw failure('store.foreign', { file })
}

const pragma = (database: DatabaseSync, name: string): number =>
  Number(Object.values(database.prepare(`pragma ${name}`).get() ?? {})[0])

/** Version of the schema in the file; 0 for a new one. */
export const readVersion = (database: DatabaseSync): number => pragma(database, 'user_version')

/** Takes part in the running transaction, so version and schema change together. */
export function writeVersion(database: DatabaseSync, version: number): void {
  database.exec(`pragma application_id = ${APPLICATION_ID}; pragma user_version = ${version}`)
}

/** A consistent copy of the database, other processes' committed rows included. `copy` must not exist. */
export const copyDatabase = (database: DatabaseSync, copy: string): void => {
  database.prepare('vacuum into ?').run(copy)
}

/** Empty when the file is sound, else the first findings of SQLite's own check. */
export const findDamage = (database: DatabaseSync): string[] =>
  database
    .prepare('pragma quick_check(5)')
    .all()
    .map((row) => String(Object.values(row)[0]))
    .filter((line) => line !== 'ok')

/** Kysely's dialect over an open database; `destroy()` closes it. */
export const sqliteDialect = (database: DatabaseSync, file: string): Dialect => ({
  createAdapter: () => new SqliteAdapter(),
  createQueryCompiler: () => new SqliteQueryCompiler(),
  createIntrospector: (db) => new SqliteIntrospector(db),
  createDriver: () => createDriver(database, file),
})

function createDriver(database: DatabaseSync, file: string): Driver {
  const run = createRunner(database, file)
  const connection: DatabaseConnection = {
    executeQuery: async (query) => run(query),
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
  readonly reads: boolean
}

function createRunner(database: DatabaseSync, file: string): <R>(query: CompiledQuery) => QueryResult<R> {
  const cache = new Map<string, Prepared>()
  const prepare = (sql: string): Prepared => {
    const known = cache.get(sql)
    if (known) return known
    const statement = database.prepare(sql)
    const prepared = { statement, reads: statement.columns().length > 0 }
    if (cache.size >= CACHED_STATEMENTS) cache.delete(cache.keys().next().value as string)
    cache.set(sql, prepared)
    return prepared
  }
  return <R>(query: CompiledQuery): QueryResult<R> =>
    guarded(file, () => {
      const { statement, reads } = prepare(query.sql)
      const parameters = query.parameters as (string | number | null)[]
      if (reads) return { rows: statement.all(...parameters) as R[] }
      const { changes } = statement.run(...parameters)
      return { rows: [], numAffectedRows: BigInt(changes) }
    })
}
