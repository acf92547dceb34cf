/**
 * SQLite files of this program: who owns them, which version they are, and what their failures mean. All SQL of SQLite's
 * own that is not full text stands here.
 */
import { accessSync, constants, existsSync, statfsSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Retry } from '../model/error.ts'
import type { StoreCode } from '../model/messages/store.ts'
import { failure } from './failure.ts'

/** The four bytes SQLite keeps in a file's header for the program that owns it: "LANT" for Records, "LANS" for Search. */
const OWNERS = { records: 0x4c414e54, search: 0x4c414e53 } as const
type Owner = keyof typeof OWNERS

/** How long a statement waits for another process's transaction, ms. The wait blocks this thread. */
const BUSY_MS = 15_000

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
function asStoreError(error: unknown, file: string): unknown {
  const errcode = (error as { errcode?: unknown } | null)?.errcode
  if (typeof errcode !== 'number') return error
  const expected = EXPECTED[errcode & 0xff]
  if (!expected) return error
  const [said, retry] = expected
  // Readers of a log need to write beside it: in a folder that takes no file SQLite only says that it cannot open.
  if (said === 'store.open' && isReadOnly(file)) return failure('store.read-only', { file }, { cause: error, retry })
  // Where the files beside it have no room SQLite says that the disk failed, to readers too.
  if (said === 'store.io' && isFull(file)) return failure('store.full', { file }, { cause: error, retry: 'later' })
  return failure(said, { file }, { cause: error, retry })
}

/** What the index of a log needs to begin. */
const ROOM = 32 * 1024

function isFull(file: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(dirname(file))
    return bavail * bsize < ROOM
  } catch {
    return false
  }
}

/** The file is there and its folder, or it, may not be written. */
function isReadOnly(file: string): boolean {
  if (!existsSync(file)) return false
  try {
    accessSync(dirname(file), constants.W_OK)
    accessSync(file, constants.W_OK)
    return false
  } catch {
    return true
  }
}

/** Runs `work` and turns SQLite's expected failures into AppErrors. */
export function guarded<T>(file: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw asStoreError(error, file)
  }
}

/**
 * Opens the file and sets the connection up: WAL lets other processes read while one writes. Records are fsynced at each
 * commit, because a mail or push that was marked as sent must stay marked after a power cut; Search can be made anew.
 * What is deleted is overwritten: erased words must not lie on in free pages.
 * Throws AppError `store.*`.
 */
export function openDatabase(file: string, owner: Owner, readOnly: boolean): DatabaseSync {
  return guarded(file, () => {
    const database = new DatabaseSync(file, { readOnly, timeout: BUSY_MS })
    try {
      const synchronous = owner === 'records' ? 'full' : 'normal'
      database.exec(
        `pragma foreign_keys = on; pragma synchronous = ${synchronous}; pragma cache_size = -32768; pragma secure_delete = on`,
      )
      // Reading the header first: a file that is not ours must not be switched to WAL.
      checkOwner(database, owner, file)
      if (!readOnly && file !== ':memory:')
        database.exec('pragma journal_mode = wal; pragma journal_size_limit = 67108864')
      // Words go to pages all over the index: copied back from the log every 32 MB, a page goes many times at once.
      if (!readOnly && owner === 'search') database.exec('pragma wal_autocheckpoint = 8192')
      return database
    } catch (error) {
      database.close()
      throw error
    }
  })
}

function checkOwner(database: DatabaseSync, owner: Owner, file: string): void {
  const id = pragma(database, 'application_id')
  const tables = database.prepare('select count(*) as n from sqlite_schema').get() as { n: number }
  if (id === OWNERS[owner] || (id === 0 && tables.n === 0)) return
  throw failure('store.foreign', { file })
}

const pragma = (database: DatabaseSync, name: string): number =>
  Number(Object.values(database.prepare(`pragma ${name}`).get() ?? {})[0])

/** Version of the schema in the file; 0 for a new one. */
export const readVersion = (database: DatabaseSync): number => pragma(database, 'user_version')

/** Changes whenever any process makes or drops a table. */
export const readSchemaCookie = (database: DatabaseSync): number => pragma(database, 'schema_version')

/** Takes part in the running transaction, so version and schema change together. */
export function writeVersion(database: DatabaseSync, owner: Owner, version: number): void {
  database.exec(`pragma application_id = ${OWNERS[owner]}; pragma user_version = ${version}`)
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
