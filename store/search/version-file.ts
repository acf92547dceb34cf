/** One version of the embedded index: one file. */
import type { DatabaseSync } from 'node:sqlite'
import { AppError } from '../../model/error.ts'
import type { SearchQuery, SearchResult, SearchVersion } from '../../model/ports.ts'
import type { Clock } from '../../model/time.ts'
import { failure } from '../failure.ts'
import { guarded, openDatabase, readVersion, writeVersion } from '../sqlite-file.ts'
import { createTables, createWriter, dropTables, INDEX_VERSION, inTransaction } from './index-file.ts'
import type { Asking } from './prepare.ts'
import { createSearcher } from './searcher.ts'

export interface VersionOptions extends Asking {
  readonly clock: Clock
  /** Opens beside a running writer. */
  readonly readOnly?: boolean | undefined
  /** Version of the segmenter's dictionary. */
  readonly dictionary?: string | undefined
  /** Which Records this index is a projection of. */
  readonly of?: string | undefined
  /** Set where these Records took the place of others: an index without a name is then of those. */
  readonly former?: string | undefined
}

/** `replaced`: searches moved on to a newer file; who still has this one open moves too. */
export type VersionState = 'serving' | 'filling' | 'replaced'

export interface VersionFile extends SearchVersion {
  readonly file: string
  state(): VersionState
  setState(state: VersionState): void
  /** Made with the dictionary in use, or nobody asked for one. */
  isCurrent(): boolean
  /** Whether it was emptied because it was of other Records. */
  takeOver(): boolean
  search(query: SearchQuery): Promise<SearchResult>
  clear(): Promise<void>
  purge(): Promise<void>
  close(): void
}

/** Documents a transaction: a stop or another writer waits about a second. Each one leaves a run of words to be merged later. */
const BATCH = 2000

/**
 * Opens or makes the file; a new one starts in `state`. One of other tables is emptied. Throws AppError `store.*`, and
 * `search.corrupt` for a damaged file.
 */
export function openVersion(file: string, options: VersionOptions, state: VersionState): VersionFile {
  const { readOnly = false, dictionary } = options
  const guard = <T>(work: () => T): T => damageToo(file, () => guarded(file, work))
  const database = guard(() => openDatabase(file, 'search', readOnly))
  try {
    guard(() => prepareTables(database, file, options, state))
  } catch (error) {
    database.close()
    throw error
  }
  const isOurs = (): boolean => {
    const { of, former } = options
    const found = meta.read('of')
    return of === undefined || (found === undefined ? former === undefined : found === of)
  }
  const reset = (): void => {
    resetTables(database, options, 'serving')
  }
  let writer = readOnly ? undefined : guard(() => createWriter(database, options))
  const search = createSearcher(database, options)
  const meta = createMeta(database)
  return {
    file,
    state: () => guard(() => (meta.read('state') as VersionState | undefined) ?? 'serving'),
    setState: (state) => guard(() => meta.write('state', state)),
    isCurrent: () => guard(() => dictionary === undefined || meta.read('dictionary') === dictionary),
    index: async (documents) => {
      for (let i = 0; i < documents.length; i += BATCH)
        guard(() => {
          if (!writer) throw failure('store.read-only', { file })
          const { put } = writer
          inTransaction(database, () => put(documents.slice(i, i + BATCH)))
        })
    },
    lastRev: async () => guard(() => Number(meta.read('lastRev') ?? 0)),
    setLastRev: async (rev) => guard(() => meta.write('lastRev', String(rev))),
    takeOver: () =>
      guard(() => {
        // Of two processes that find it so one empties it.
        const taken =
          !isOurs() &&
          inTransaction(database, () => {
            if (isOurs()) return false
            reset()
            return true
          })
        if (taken) writer = createWriter(database, options)
        return taken
      }),
    search: async (query) => {
      if (guard(() => !isOurs())) throw failure('search.former', { index: file })
      const run = await search(query)
      return guard(run)
    },
    clear: async () =>
      guard(() => {
        inTransaction(database, reset)
        writer = createWriter(database, options)
      }),
    purge: async () =>
      guard(() => {
        // FTS5 only marks what was deleted; its words go when the pages they lie on are merged.
        database.exec("insert into posts_fts(posts_fts) values ('optimize')")
        database.exec('delete from keyword_counts where n <= 0; pragma wal_checkpoint(truncate)')
      }),
    close: () => database.close(),
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

function prepareTables(database: DatabaseSync, file: string, options: VersionOptions, state: VersionState): void {
  const version = readVersion(database)
  if (version === INDEX_VERSION) return
  if (options.readOnly) throw failure('store.older', { file, version, newest: INDEX_VERSION })
  inTransaction(database, () => {
    // Another process may have made them while we waited for our turn.
    if (readVersion(database) !== INDEX_VERSION) resetTables(database, options, state)
  })
}

function resetTables(database: DatabaseSync, { dictionary, of, clock }: VersionOptions, state: VersionState): void {
  dropTables(database)
  createTables(database)
  writeVersion(database, 'search', INDEX_VERSION)
  const meta = createMeta(database)
  meta.write('state', state)
  meta.write('madeAt', clock.now().toISOString())
  if (dictionary !== undefined) meta.write('dictionary', dictionary)
  if (of !== undefined) meta.write('of', of)
}

interface Meta {
  read(key: string): string | undefined
  write(key: string, value: string): void
}

function createMeta(database: DatabaseSync): Meta {
  const read = database.prepare('select value from meta where key = ?')
  const write = 'insert or replace into meta (key, value) values (?, ?)'
  return {
    read: (key) => (read.get(key) as { value: string } | undefined)?.value,
    write: (key, value) => void database.prepare(write).run(key, value),
  }
}
