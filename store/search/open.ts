import { existsSync } from 'node:fs'
import type { DatabaseSync } from 'node:sqlite'
import { AppError } from '../../model/error.ts'
import type { Cut, SearchDocument, SearchQuery, SearchResult, SearchStore } from '../../model/ports.ts'
import type { Clock } from '../../model/time.ts'
import { failure } from '../failure.ts'
import { guarded, openDatabase, readVersion, writeVersion } from '../sqlite-file.ts'
import { createTables, createWriter, dropTables, INDEX_VERSION, inTransaction } from './index-file.ts'
import { createSearcher } from './searcher.ts'
import type { Fold } from './text.ts'

export interface SearchOptions {
  /** Path of the index file, or ':memory:'. */
  readonly file: string
  readonly cut: Cut
  readonly fold: Fold
  readonly clock: Clock
  /** Opens beside a running writer. */
  readonly readOnly?: boolean | undefined
  /** Version of the segmenter's dictionary; an index made with another one is emptied, to be filled again. */
  readonly dictionary?: string | undefined
}

/** Documents a transaction: a stop or another reader waits well under a second. */
const BATCH = 500

/**
 * Opens the full-text index (SQLite FTS5). It is a projection: an index of another version of the program or of the
 * dictionary is emptied, and `lastRev()` is 0 again. Throws AppError `store.*`, and `search.corrupt` for a damaged file.
 */
export async function openSearch(options: SearchOptions): Promise<SearchStore> {
  const { file, readOnly = false } = options
  const guard = <T>(work: () => T): T => damageToo(file, () => guarded(file, work))
  if (readOnly && file !== ':memory:' && !existsSync(file)) throw failure('store.missing', { file })
  const database = guard(() => openDatabase(file, 'search', readOnly))
  try {
    guard(() => prepareTables(database, options))
  } catch (error) {
    database.close()
    throw error
  }
  let writer = readOnly ? undefined : guard(() => createWriter(database, options.fold))
  const search = createSearcher(database, options.cut, options.fold)
  const clear = (): void => {
    inTransaction(database, () => resetTables(database, options))
    writer = createWriter(database, options.fold)
  }
  return {
    index: async (documents: readonly SearchDocument[]) => {
      for (let i = 0; i < documents.length; i += BATCH)
        guard(() => {
          if (!writer) throw failure('store.read-only', { file })
          const { put } = writer
          inTransaction(database, () => documents.slice(i, i + BATCH).forEach(put))
        })
    },
    lastRev: async () => guard(() => Number(readMeta(database, 'lastRev') ?? 0)),
    setLastRev: async (rev: number) => guard(() => writeMeta(database, 'lastRev', String(rev))),
    search: async (query: SearchQuery): Promise<SearchResult> => {
      const run = await search(query)
      return guard(run)
    },
    clear: async () => guard(clear),
    close: async () => database.close(),
  }
}

/** A damaged index is no loss, and needs another remedy than damaged Records. */
function damageToo<T>(file: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (error instanceof AppError && error.code === 'store.corrupt')
      throw failure('search.corrupt', { file }, { cause: error })
    throw error
  }
}

function prepareTables(database: DatabaseSync, options: SearchOptions): void {
  const { file, readOnly, dictionary } = options
  const version = readVersion(database)
  const current = version === INDEX_VERSION
  const made = current ? readMeta(database, 'dictionary') : undefined
  if (current && (dictionary === undefined || made === dictionary)) return
  if (readOnly) {
    // A reader with another dictionary still finds nearly everything; a reader of other tables finds nothing.
    if (current) return
    throw failure('store.older', { file, version, newest: INDEX_VERSION })
  }
  inTransaction(database, () => resetTables(database, options))
}

function resetTables(database: DatabaseSync, { dictionary, clock }: SearchOptions): void {
  dropTables(database)
  createTables(database)
  writeVersion(database, 'search', INDEX_VERSION)
  writeMeta(database, 'madeAt', clock.now().toISOString())
  if (dictionary !== undefined) writeMeta(database, 'dictionary', dictionary)
}

const readMeta = (database: DatabaseSync, key: string): string | undefined =>
  (database.prepare('select value from meta where key = ?').get(key) as { value: string } | undefined)?.value

const writeMeta = (database: DatabaseSync, key: string, value: string): void => {
  database.prepare('insert or replace into meta (key, value) values (?, ?)').run(key, value)
}
