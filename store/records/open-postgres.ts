import { Kysely, sql } from 'kysely'
import { AppError } from '../../model/error.ts'
import type { Records } from '../../model/ports.ts'
import type { Clock } from '../../model/time.ts'
import { failure } from '../failure.ts'
import type { Tx } from './counters.ts'
import { createMetaStore, type EndDead, refuseWhileHeld } from './meta.ts'
import { applyMigration, MIGRATIONS, type Migration } from './migrations.ts'
import { createPool, postgresDialect } from './postgres.ts'
import type { Tables } from './schema.ts'
import { createStores } from './stores.ts'

export interface PostgresRecordsOptions {
  /**
   * `postgres://user:password@host:port/database`. Tables lie in the first schema of the search_path, which must hold
   * nothing else; `?options=-c%20search_path%3Dname` names another one.
   */
  readonly url: string
  readonly clock: Clock
  /** Nothing is made or migrated, and the server refuses every write. */
  readonly readOnly?: boolean | undefined
  /** False: what would be migrated is a copy itself. */
  readonly copyFirst?: boolean | undefined
  /** Asked before older Records that may be in use are changed. */
  readonly endDead?: EndDead | undefined
  /** The steps of the schema; only a rehearsal of a migration gives its own. */
  readonly migrations?: readonly Migration[] | undefined
}

const COPY = /^(v\d+_\d{14}|before_\d{14}|restoring)$/

/** Keeps the version of the schema, and tells our tables from another program's. */
const OWN = 'lanting_schema'

/**
 * Opens Records on PostgreSQL and brings an older schema up to date after copying it into a schema beside it. Throws
 * AppError: `store.unreachable`, `store.denied`, `store.schema`, `store.encoding`, `store.missing`, `store.foreign`,
 * `store.newer`, `store.older` (read-only and not migrated), `store.held` (older and in use), `store.backup`, `store.read-only`, `store.full`,
 * `store.busy`, `store.io`, `store.corrupt`.
 */
export async function openPostgresRecords(options: PostgresRecordsOptions): Promise<Records> {
  const db = await openPostgresDatabase(options)
  return createStores(db, { purge: 'vacuum', wall: () => serverTime(db), copies: () => copiesBeside(db) })
}

/** The name of a schema beside another one. Names in PostgreSQL are cut at 63 bytes. */
export const beside = (schema: string, end: string): string =>
  `${Buffer.from(schema).subarray(0, 40).toString().replaceAll('\ufffd', '')}_${end}`

/** Schemas that an update (`backUp`) or a restore (place-postgres.ts) left. */
async function copiesBeside(db: Kysely<Tables>): Promise<string[]> {
  const { rows } = await sql<{ name: string; own: string }>`
    select nspname as name, current_schema() as own from pg_namespace order by nspname`.execute(db)
  return rows
    .filter(({ name, own }) => name.startsWith(beside(own, '')) && COPY.test(name.slice(beside(own, '').length)))
    .map(({ name }) => name)
}

/** Hosts may each have a clock of their own; the server is one. */
export async function serverTime(db: Kysely<Tables>): Promise<string> {
  const { rows } = await sql<{ at: Date }>`select clock_timestamp() as at`.execute(db)
  return rows[0]!.at.toISOString()
}

/** The database itself, for what carries its rows elsewhere. Options and errors as `openPostgresRecords`. */
export async function openPostgresDatabase(options: PostgresRecordsOptions): Promise<Kysely<Tables>> {
  const address = URL.parse(options.url)
  // The error of the parser would quote the password.
  if (!address) throw failure('store.denied', { file: 'postgres' })
  const server = `postgres://${address.host}${address.pathname}`
  const pool = createPool(options.url, { readOnly: options.readOnly ?? false })
  const db = new Kysely<Tables>({ dialect: postgresDialect(pool, server) })
  try {
    await migrate(db, server, options)
  } catch (error) {
    await db.destroy()
    throw error
  }
  return db
}

async function migrate(db: Kysely<Tables>, file: string, options: PostgresRecordsOptions): Promise<void> {
  const { readOnly = false, migrations = MIGRATIONS } = options
  const newest = migrations.at(-1)?.version ?? 0
  const { schema, version } = await inspect(db, file)
  if (version > newest) throw failure('store.newer', { file, version, newest })
  if (version === newest) return
  if (readOnly)
    throw version === 0 ? failure('store.missing', { file }) : failure('store.older', { file, version, newest })
  const inForce = version > 0 && options.copyFirst !== false
  if (inForce) await options.endDead?.(createMetaStore(db, () => serverTime(db)))
  await db.transaction().execute(async (tx) => {
    // Another process may have been quicker.
    const { version: now, tables } = await inspect(tx, file)
    if (now > newest) throw failure('store.newer', { file, version: now, newest })
    if (now === newest) return
    // A process at work on the older schema goes by it until it ends.
    if (inForce) await refuseWhileHeld(tx, file, await serverTime(tx))
    if (now > 0 && options.copyFirst !== false) await backUp(tx, schema, tables, now, file, options)
    if (now === 0) await sql`create table ${sql.id(OWN)} (version integer not null)`.execute(tx)
    for (const step of migrations.filter((m) => m.version > now)) await applyMigration(tx, step, collated)
    await sql`delete from ${sql.id(OWN)}`.execute(tx)
    await sql`insert into ${sql.id(OWN)} (version) values (${newest})`.execute(tx)
  })
}

/** What lies in the schema; version 0 when it is empty. */
async function inspect(
  db: Kysely<Tables>,
  file: string,
): Promise<{ schema: string; version: number; tables: readonly string[] }> {
  const place = await sql<{ schema: string | null; encoding: string }>`
    select current_schema() as schema, current_setting('server_encoding') as encoding`.execute(db)
  const { schema, encoding } = place.rows[0]!
  if (schema === null) throw failure('store.schema', { file })
  if (encoding !== 'UTF8') throw failure('store.encoding', { file, encoding })
  const found = await sql<{ name: string }>`
    select c.relname as name from pg_class c
    where c.relnamespace = (select oid from pg_namespace where nspname = ${schema}) and c.relkind in ('r', 'p')
      and not exists (select 1 from pg_depend d where d.objid = c.oid and d.deptype = 'e')
    order by c.relname`.execute(db)
  const tables = found.rows.map((row) => row.name)
  if (tables.length === 0) return { schema, version: 0, tables }
  if (!tables.includes(OWN)) throw failure('store.foreign', { file })
  const { rows } = await sql<{ version: number }>`select version from ${sql.id(OWN)}`.execute(db)
  return { schema, version: rows[0]?.version ?? 0, tables }
}

/** Text is compared by bytes, as SQLite does: order of ids and times must not follow the server's language. */
const collated = (statement: string): string =>
  /^\s*(create|alter) table/i.test(statement) ? statement.replace(/(\w+) text\b/g, '$1 text collate "C"') : statement

/**
 * The rows of every table as they were, in a schema of their own named by version and time, in the transaction of the
 * migration: both are there or neither. It guards against a step that spoils data; what guards against a lost disk is
 * the server's own backup.
 */
async function backUp(
  tx: Tx,
  schema: string,
  tables: readonly string[],
  version: number,
  file: string,
  { clock }: PostgresRecordsOptions,
): Promise<void> {
  const stamp = clock.now().toISOString().replace(/\D/g, '').slice(0, 14)
  const dir = beside(schema, `v${version}_${stamp}`)
  try {
    await sql`create schema ${sql.id(dir)}`.execute(tx)
    for (const table of tables)
      await sql`create table ${sql.id(dir, table)} as table ${sql.id(schema, table)}`.execute(tx)
  } catch (cause) {
    if (cause instanceof AppError && cause.retry === 'backoff') throw cause
    throw failure('store.backup', { file, dir }, { cause })
  }
}
