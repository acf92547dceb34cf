/** Rows of a snapshot into an empty database, in steps that a killed process goes on from. */
import { type Kysely, sql } from 'kysely'
import { z } from 'zod'
import { CHUNK, chunks, type Tx } from './counters.ts'
import { erasePost, tombstone } from './erasure.ts'
import { setMeta } from './grouping.ts'
import {
  digestPages,
  OF_THE_PLACE,
  type Position,
  type Row,
  readPages,
  SELF_REFERENCES,
  type Snapshot,
  type TableShape,
} from './portable.ts'
import type { Tables } from './schema.ts'

/** Rows a transaction: a kill costs a second of work, a commit next to nothing. */
const STEP = 5000

const positionSchema = z.object({
  rows: z.int(),
  last: z.array(z.union([z.string(), z.number(), z.null()])),
})
/** How far a load has come, kept in the database it fills. */
const markSchema = z.object({
  origin: z.string(),
  done: z.array(z.string()),
  part: positionSchema.optional(),
})
type Mark = z.infer<typeof markSchema>
const MARK = 'restore'

export interface LoadOptions {
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: ((rows: number) => void) | undefined
}

/** The origin of the load that was begun here, undefined in a database where none was. */
export const loadBegun = async (db: Kysely<Tables>): Promise<string | undefined> => (await readMark(db))?.origin

async function readMark(db: Kysely<Tables>): Promise<Mark | undefined> {
  const row = await db.selectFrom('meta').select('value').where('key', '=', MARK).executeTakeFirst()
  return row && markSchema.parse(JSON.parse(row.value))
}

const writeMark = (db: Kysely<Tables>, mark: Mark): Promise<void> => setMeta(db, MARK, JSON.stringify(mark))

/**
 * Fills a database of the snapshot's schema; one that was begun from the same origin is gone on with. True when it was.
 * Stopped by the signal it throws its reason.
 */
export async function loadSnapshot(
  db: Kysely<Tables>,
  snapshot: Snapshot,
  options: LoadOptions = {},
): Promise<boolean> {
  const begun = await readMark(db)
  let mark: Mark = begun ?? { origin: snapshot.origin, done: [] }
  let total = 0
  for (const table of snapshot.tables) {
    if (mark.done.includes(table.name)) continue
    const loaded = (rows: number): void => options.onProgress?.(total + rows)
    total += await loadTable(db, snapshot, table, mark, loaded, options.signal)
    mark = { origin: mark.origin, done: [...mark.done, table.name] }
    await writeMark(db, mark)
  }
  return begun !== undefined
}

async function loadTable(
  db: Kysely<Tables>,
  snapshot: Snapshot,
  table: TableShape,
  mark: Mark,
  onProgress: (rows: number) => void,
  signal: AbortSignal | undefined,
): Promise<number> {
  const { part } = mark
  if (!part) await empty(db, table)
  let at: Position = part ?? { rows: 0, last: [] }
  const keyAt = table.key.map((column) => table.columns.indexOf(column))
  let step: Row[] = []
  const commit = async (): Promise<void> => {
    const end = step.at(-1)
    if (end === undefined) return
    at = { rows: at.rows + step.length, last: keyAt.map((i) => end[i] ?? null) }
    await db.transaction().execute(async (tx) => {
      for (const rows of chunks(step)) await insert(tx, table, rows)
      await writeMark(tx, { ...mark, part: { rows: at.rows, last: [...at.last] } })
    })
    step = []
    onProgress(at.rows)
  }
  for await (const page of snapshot.pages(table, part)) {
    signal?.throwIfAborted()
    step.push(...page)
    if (step.length >= STEP) await commit()
  }
  await commit()
  await referToSelf(db, snapshot, table)
  return at.rows
}

/** A new database has rows of its own in some tables. */
const empty = async (db: Kysely<Tables>, { name }: TableShape): Promise<void> => {
  const kept = name === 'meta' ? sql`where key not in (${sql.join([...OF_THE_PLACE])})` : sql``
  await sql`delete from ${sql.table(name)} ${kept}`.execute(db)
}

async function insert(tx: Tx, { name, columns }: TableShape, rows: readonly Row[]): Promise<void> {
  const later = columns.indexOf(SELF_REFERENCES[name as keyof Tables] ?? '')
  const values = rows.map(
    (row) => sql`(${sql.join(later < 0 ? [...row] : row.map((v, i) => (i === later ? null : v)))})`,
  )
  await sql`insert into ${sql.table(name)} (${sql.join(columns.map((c) => sql.ref(c)))})
    values ${sql.join(values)}`.execute(tx)
}

async function referToSelf(db: Kysely<Tables>, snapshot: Snapshot, table: TableShape): Promise<void> {
  const column = SELF_REFERENCES[table.name as keyof Tables]
  const at = table.columns.indexOf(column ?? '')
  if (column === undefined || at < 0) return
  const keyAt = table.columns.indexOf(table.key[0]!)
  for await (const page of snapshot.pages(table)) {
    const rows = page.filter((row) => row[at] !== null)
    if (rows.length === 0) continue
    await db.transaction().execute(async (tx) => {
      for (const row of rows)
        await sql`update ${sql.table(table.name)} set ${sql.ref(column)} = ${row[at]}
          where ${sql.ref(table.key[0]!)} = ${row[keyAt]}`.execute(tx)
    })
  }
}

/** How many rows agree with the snapshot, and the first table whose rows do not. */
export async function compare(
  db: Kysely<Tables>,
  snapshot: Snapshot,
): Promise<{ rows: number; differs: string | undefined }> {
  let rows = 0
  for (const table of snapshot.tables) {
    const [wanted, found] = [await snapshot.digest(table), await digestPages(readPages(db, table))]
    if (wanted.rows !== found.rows || wanted.sha256 !== found.sha256) return { rows, differs: table.name }
    rows += found.rows
  }
  return { rows, differs: undefined }
}

/** What was erased where the rows go to, after they were saved, stays erased: their words must not come back. */
export async function carryErasures(from: Kysely<Tables>, to: Kysely<Tables>, at: string): Promise<number> {
  const hashes = new Set((await from.selectFrom('tombstones').select('hash').execute()).map((row) => row.hash))
  for (const row of await to.selectFrom('tombstones').select('hash').execute()) hashes.delete(row.hash)
  if (hashes.size === 0) return 0
  let last = ''
  for (;;) {
    const rows = await to.selectFrom('posts').select('id').where('id', '>', last).orderBy('id').limit(1000).execute()
    if (rows.length === 0) break
    for (const { id } of rows) if (hashes.has(tombstone(id))) await erasePost(to, id, 'restore', at)
    last = rows.at(-1)!.id
  }
  // Those of posts that are not there: the inbox must go on refusing them.
  for (const part of chunks([...hashes], CHUNK))
    await to
      .insertInto('tombstones')
      .values(part.map((hash) => ({ hash, at })))
      .onConflict((oc) => oc.doNothing())
      .execute()
  return hashes.size
}

/** The end of a load: the database is Records like any other. */
export async function endLoad(db: Kysely<Tables>): Promise<void> {
  await db.deleteFrom('meta').where('key', '=', MARK).execute()
}
