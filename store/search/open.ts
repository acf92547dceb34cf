import { readdirSync, rmSync } from 'node:fs'
import { basename, dirname, extname, join } from 'node:path'
import type { SearchStore } from '../../model/ports.ts'
import { failure } from '../failure.ts'
import { openVersion, type VersionFile, type VersionOptions } from './version-file.ts'

export interface SearchOptions extends VersionOptions {
  /** Path of the index's first file, or ':memory:'; later versions lie beside it as `search-2.db`, `search-3.db` … */
  readonly file: string
  /** Told when an index of other Records was emptied and is to be filled from these. */
  readonly onAnew?: (() => void) | undefined
}

/** Files of the versions of an index, oldest first. Numbers are never used twice, so an open file is never another's. */
interface Shelf {
  list(): number[]
  name(version: number): string
  remove(version: number): void
}

const MEMORY = ':memory:'

function createShelf(file: string): Shelf {
  if (file === MEMORY) return { list: () => [], name: () => MEMORY, remove: () => undefined }
  const folder = dirname(file)
  const extension = extname(file)
  const stem = basename(file, extension)
  const name = (version: number): string => (version === 1 ? file : join(folder, `${stem}-${version}${extension}`))
  return {
    name,
    list: () =>
      readdirSync(folder)
        .flatMap((entry) => {
          if (entry === basename(file)) return [1]
          if (!entry.startsWith(`${stem}-`) || !entry.endsWith(extension)) return []
          const number = entry.slice(stem.length + 1, entry.length - extension.length)
          return /^[1-9]\d{0,8}$/.test(number) ? [Number(number)] : []
        })
        .sort((a, b) => a - b),
    remove: (version) => {
      for (const tail of ['', '-wal', '-shm'])
        try {
          rmSync(name(version) + tail, { force: true })
        } catch (error) {
          // Some systems keep a file that another process still reads; the next start removes it.
          if (!['EBUSY', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error
        }
    },
  }
}

interface Held {
  readonly version: number
  readonly index: VersionFile
}

/**
 * Opens the full-text index (SQLite FTS5). It is a projection: one of other tables or of other Records is emptied; after a change of the
 * dictionary, or on demand, a new version fills up in a file beside the one searched and takes over when the indexing stage
 * says so. Any process that has the old file open moves over at its next use. Throws AppError `store.*`, and `search.corrupt`
 * for a damaged file.
 */
export async function openSearch(options: SearchOptions): Promise<SearchStore> {
  const { file, readOnly = false } = options
  const shelf = createShelf(file)
  const hold = (version: number, state: 'serving' | 'filling'): Held => ({
    version,
    index: openVersion(shelf.name(version), options, state),
  })
  const next = (): number => Math.max(0, ...shelf.list()) + 1

  const findServed = (): Held => {
    for (const version of shelf.list().reverse()) {
      const held = hold(version, 'serving')
      if (held.index.state() === 'serving') return held
      held.index.close()
    }
    if (readOnly && file !== MEMORY) throw failure('store.missing', { file })
    return hold(next(), 'serving')
  }
  let served = findServed()
  let fills: Held | undefined

  const current = (): VersionFile => {
    if (served.index.state() === 'replaced') {
      const old = served
      served = findServed()
      old.index.close()
    }
    return served.index
  }
  const forget = (held: Held): void => {
    held.index.setState('replaced')
    held.index.close()
    shelf.remove(held.version)
  }
  const findFilling = (): Held | undefined => {
    if (readOnly) return undefined
    current()
    if (fills && fills.index.state() !== 'filling') {
      if (fills.version !== served.version) fills.index.close()
      fills = undefined
    }
    for (const version of fills ? [] : shelf.list()) {
      if (version <= served.version) continue
      const held = hold(version, 'filling')
      if (held.index.state() === 'filling' && held.index.isCurrent()) fills = held
      // Begun with a dictionary that is no longer in use.
      else forget(held)
    }
    return fills
  }
  const begin = (): void => {
    fills = findFilling() ?? hold(next(), 'filling')
  }
  const serve = (held: Held): void => {
    held.index.setState('serving')
    const old = served
    served = held
    fills = undefined
    forget(old)
  }
  const drop = (): void => {
    const held = findFilling()
    fills = undefined
    if (held) forget(held)
  }

  if (!readOnly) {
    for (const version of shelf.list()) if (version < served.version) forget(hold(version, 'serving'))
    if (served.index.takeOver()) {
      drop()
      options.onAnew?.()
    }
    if (!served.index.isCurrent()) {
      if ((await served.index.lastRev()) === 0) await served.index.clear()
      else begin()
    }
  }
  return {
    index: async (documents) => current().index(documents),
    lastRev: async () => current().lastRev(),
    setLastRev: async (rev) => current().setLastRev(rev),
    search: async (query) => current().search(query),
    clear: async () => {
      drop()
      await current().clear()
    },
    purge: async () => {
      await current().purge()
      await findFilling()?.index.purge()
    },
    rebuild: async () => {
      if (readOnly) throw failure('store.read-only', { file })
      begin()
    },
    filling: async () => {
      const held = findFilling()
      return held && { ...held.index, serve: async () => serve(held) }
    },
    close: async () => {
      served.index.close()
      fills?.index.close()
    },
  }
}
