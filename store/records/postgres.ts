/**
 * The PostgreSQL dialect of Records over `pg`. Queries and migrations are those of SQLite; what PostgreSQL does otherwise
 * is evened out here: who may write when, the types of values, and what a failure means.
 */
import {
  type DatabaseConnection,
  type Dialect,
  type Driver,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryResult,
} from 'kysely'
import pg from 'pg'
import { guarded } from './postgres-failure.ts'

/** A host that lost its power in a transaction must not hold the writers' lock until TCP notices, hours later. ms */
const IDLE_MS = 60_000
const CONNECT_MS = 15_000
const CONNECTIONS = 8

/**
 * Writers come one after another, as SQLite's do: every transaction that reads before it writes then sees all that was
 * committed before, and numbers become visible in their order. `counters` would line them up anyway, only too late for
 * what they had read. The lock is the schema's own and goes with the transaction, also when its process is killed.
 */
const BEGIN_WRITING = `begin isolation level read committed;
  select pg_advisory_xact_lock(hashtext('lanting.records'), hashtext(current_schema()))`
/** Several readings of one moment. */
const BEGIN_READING = 'begin isolation level repeatable read read only'

const INT8 = 20
const NUMERIC = 1700

/** int8 (ids, sums of integers) arrives as text; none of ours leaves the exact range of a double. */
const getTypeParser = ((oid: number, format?: 'text' | 'binary') =>
  oid === INT8 || oid === NUMERIC
    ? Number
    : pg.types.getTypeParser(oid, format as 'text')) as typeof pg.types.getTypeParser

export interface PoolOptions {
  /** Makes the server refuse every write. */
  readonly readOnly?: boolean
  /** How long a statement waits for another's lock, ms; then `store.busy`, as with SQLite. */
  readonly busyMs?: number
}

/** Connections to the server of `url`; none is opened until the first query. */
export function createPool(url: string, { readOnly = false, busyMs = 15_000 }: PoolOptions = {}): pg.Pool {
  const settings = [
    `lock_timeout = ${busyMs}`,
    `idle_in_transaction_session_timeout = ${IDLE_MS}`,
    // The server's default is that of spinning disks: a batch of 200 ids would be looked for in the whole table.
    'random_page_cost = 1.1',
  ]
  // Writers keep the server's own default: an administrator may have closed it.
  if (readOnly) settings.push('default_transaction_read_only = on')
  const setUp = settings.map((setting) => `set ${setting}`).join('; ')
  const pool = new pg.Pool({
    connectionString: url,
    max: CONNECTIONS,
    connectionTimeoutMillis: CONNECT_MS,
    keepAlive: true,
    application_name: 'lanting',
    types: { getTypeParser },
    onConnect: async (client) => {
      await client.query(setUp)
    },
  })
  // A connection that dies tells its running query, or is replaced at the next; unheard it would end the process.
  pool.on('error', () => {})
  pool.on('connect', (client) => client.on('error', () => {}))
  return pool
}

/** Kysely's dialect over a pool; `server` names it in errors, `destroy()` ends it. */
export const postgresDialect = (pool: pg.Pool, server: string): Dialect => ({
  createAdapter: () => new PostgresAdapter(),
  createQueryCompiler: () => new PostgresQueryCompiler(),
  createIntrospector: (db) => new PostgresIntrospector(db),
  createDriver: () => createDriver(pool, server),
})

/** PostgreSQL has no NUL in text. One character for one, so that the spans of marks stay right. */
const toParameter = (value: unknown): unknown =>
  typeof value === 'string' && value.includes('\0') ? value.replaceAll('\0', '\ufffd') : value

interface Connection extends DatabaseConnection {
  readonly client: pg.PoolClient
}

function createDriver(pool: pg.Pool, server: string): Driver {
  const connect = (client: pg.PoolClient): Connection => ({
    client,
    executeQuery: async <R>(query: { sql: string; parameters: readonly unknown[] }): Promise<QueryResult<R>> => {
      const values = query.parameters.map(toParameter)
      const { rows, rowCount } = await guarded(server, () => client.query(query.sql, values))
      return { rows: rows as R[], numAffectedRows: BigInt(rowCount ?? 0) }
    },
    // As in SQLite: lists are read by key, page by page.
    streamQuery: () => {
      throw new Error('streaming is not used here: page by key')
    },
  })
  const clientOf = (connection: DatabaseConnection): pg.PoolClient => (connection as Connection).client
  const rollback = async (client: pg.PoolClient): Promise<void> => {
    // A connection that is gone was rolled back by the server; throwing here would hide the first error.
    await client.query('rollback').catch(() => undefined)
  }
  return {
    init: async () => {},
    acquireConnection: async () => connect(await guarded(server, () => pool.connect())),
    beginTransaction: async (connection, { accessMode }) => {
      const client = clientOf(connection)
      try {
        await guarded(server, () => client.query(accessMode === 'read only' ? BEGIN_READING : BEGIN_WRITING))
      } catch (error) {
        await rollback(client)
        throw error
      }
    },
    commitTransaction: async (connection) => {
      const { command } = await guarded(server, () => clientOf(connection).query('commit'))
      // What PostgreSQL answers to the commit of a transaction that failed half-way.
      if (command === 'ROLLBACK') throw new Error('the transaction had failed and was rolled back')
    },
    rollbackTransaction: (connection) => rollback(clientOf(connection)),
    releaseConnection: async (connection) => clientOf(connection).release(),
    destroy: () => pool.end(),
  }
}
