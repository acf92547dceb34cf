/**
 * Records in a form that belongs to no dialect: tables in an order in which rows may refer to earlier ones, rows as arrays
 * of JSON values in the order of the primary key, and for each table a SHA-256 over the lines `JSON.stringify(row)\n`.
 * SQLite and PostgreSQL give the same lines for the same content, so counts and digests tell whether two databases agree.
 */
import { createHash } from 'node:crypto'
import { type Kysely, sql } from 'kysely'
import type { Tables } from './schema.ts'

type TableName = keyof Tables

/** The primary key of each table that is carried; null for what belongs to the running processes alone. */
const TABLES = {
  counters: ['name'],
  meta: ['key'],
  tombstones: ['hash'],
  issues: ['id'],
  posts: ['id'],
  revisions: ['post_id', 'revision'],
  verdicts: ['post_id', 'version'],
  decisions: ['post_id', 'content_hash'],
  models: ['task', 'version'],
  links: ['a', 'b'],
  deliveries: ['source', 'day'],
  failed_rows: ['source', 'place', 'line', 'code'],
  grouping_state: ['key'],
  cases: ['id'],
  events: ['seq'],
  outbox: ['id'],
  digest_runs: ['day'],
  digest_recipients: ['day', 'recipient'],
  source_health: ['source'],
  source_state: ['source', 'key'],
  source_visits: ['source', 'at'],
  hosts: ['host'],
  bundles: ['zone', 'seq'],
  bundle_posts: ['post_id'],
  answers: ['key'],
  leases: null,
  lease_tokens: ['token'],
  audit: ['seq'],
} as const satisfies { [T in TableName]: readonly (keyof Tables[T])[] | null }

/** Whether rows of this table go into backups. */
export const isCarried = (name: string): boolean => Object.hasOwn(TABLES, name) && TABLES[name as TableName] !== null

/** Columns that refer to rows of their own table, perhaps later ones: filled once all rows are there. */
export const SELF_REFERENCES: Partial<Record<TableName, string>> = { issues: 'merged_into' }

/** Tables without rows as long as nobody has used the database. */
export const FILLED_BY_USE: readonly string[] = Object.keys(TABLES).filter(
  (name) => isCarried(name) && !['counters', 'meta', 'lease_tokens'].includes(name),
)

/** Which search index was found where these Records were put: it is of those that were there before. */
export const FORMER_INDEX = 'former-index'

/** Where the rows of this place were carried: what is written here since is not there. */
export const MOVED_TO = 'moved-to'

/** Settings that say where the rows lie, not what they are. */
export const OF_THE_PLACE: readonly string[] = ['install', 'restore', 'carried', FORMER_INDEX, MOVED_TO]

/** One table of a snapshot. Without rows it has no columns. */
export interface TableShape {
  readonly name: string
  readonly key: readonly string[]
  readonly columns: readonly string[]
}

export type Row = readonly (string | number | null)[]

export interface Digest {
  readonly rows: number
  readonly sha256: string
}

/** How far a table was read: so many rows, the last of which has this key. */
export interface Position {
  readonly rows: number
  readonly last: Row
}

/** The content of Records at one moment, from a database or a backup. */
export interface Snapshot {
  /** Tells this content from another's, so that an interrupted load goes on with the same. */
  readonly origin: string
  /** Version of the schema its rows belong to. */
  readonly schema: number
  readonly tables: readonly TableShape[]
  /** Rows after a position, a page at a time. */
  pages(table: TableShape, after?: Position): AsyncIterable<readonly Row[]>
  digest(table: TableShape): Promise<Digest>
}

const PAGE = 200

/** A snapshot of a database; consistent when `db` is one transaction that sees one moment. */
export async function snapshotOf(db: Kysely<Tables>, schema: number, origin: string): Promise<Snapshot> {
  const tables: TableShape[] = []
  for (const [name, key] of Object.entries(TABLES)) {
    if (key === null) continue
    const { rows } = await sql<Record<string, unknown>>`select * from ${sql.table(name)} limit 1`.execute(db)
    tables.push({ name, key, columns: Object.keys(rows[0] ?? {}) })
  }
  return {
    origin,
    schema,
    tables,
    pages: (table, after) => readPages(db, table, after?.last),
    digest: (table) => digestPages(readPages(db, table)),
  }
}

/** Pages by key, so that memory stays flat and no cursor is held. */
export async function* readPages(db: Kysely<Tables>, table: TableShape, after?: Row): AsyncIterable<readonly Row[]> {
  const { name, columns } = table
  if (columns.length === 0) return
  const key = sql.join(table.key.map((column) => sql.ref(column)))
  let last = after
  for (;;) {
    const from = last === undefined ? sql`` : sql`where (${key}) > (${sql.join([...last])})`
    const { rows } = await sql<Record<string, string | number | null>>`
      select ${sql.join(columns.map((column) => sql.ref(column)))} from ${sql.table(name)} ${from}
      order by ${key} limit ${sql.lit(PAGE)}`.execute(db)
    const end = rows.at(-1)
    if (end === undefined) return
    const page = rows.filter((row) => name !== 'meta' || !OF_THE_PLACE.includes(String(row.key)))
    if (page.length > 0) yield page.map((row) => columns.map((column) => portable(row[column] ?? null)))
    last = table.key.map((column) => end[column] ?? null)
  }
}

/** PostgreSQL has no NUL in text; one character for one, so that the spans of marks stay right. */
const portable = (value: string | number | null): string | number | null =>
  typeof value === 'string' && value.includes('\0') ? value.replaceAll('\0', '\ufffd') : value

export const lineOf = (row: Row): string => `${JSON.stringify(row)}\n`

export async function digestPages(pages: AsyncIterable<readonly Row[]>): Promise<Digest> {
  const hash = createHash('sha256')
  let rows = 0
  for await (const page of pages) {
    rows += page.length
    hash.update(page.map(lineOf).join(''))
  }
  return { rows, sha256: hash.digest('hex') }
}
