/** Puts a snapshot in the place of Records: loads it beside, compares every digest, and swaps in one step. */
import type { Kysely } from 'kysely'
import { AppError } from '../../model/error.ts'
import { failure } from '../failure.ts'
import { writeAudit } from './audit.ts'
import { setMeta } from './grouping.ts'
import { carryErasures, compare, endLoad, type LoadOptions, loadBegun, loadSnapshot } from './load.ts'
import { setMetaOnce } from './meta.ts'
import { MIGRATIONS } from './migrations.ts'
import { isUnused, type Place } from './place.ts'
import { FILLED_BY_USE, FORMER_INDEX, type Snapshot } from './portable.ts'
import type { Tables } from './schema.ts'

export interface ReplaceOptions extends LoadOptions {
  /** Records in use may be replaced: they are kept aside, and what was erased in them stays erased. */
  readonly over: boolean
  /** A name of its own for the new Records, so that no search index of others is taken for theirs. */
  readonly install: string
  readonly by: string
  readonly action: 'records.restore' | 'records.move'
  readonly at: string
  /** When what was there is kept aside; wall time. */
  readonly now: () => string
  /**
   * What tells the search index of those that are replaced, asked with the name of the new Records when all is verified. The
   * index itself is left alone: whoever opens it for the new Records makes it anew, so no swap that fails takes search away.
   */
  readonly formerIndex: (install: string) => Promise<string>
}

export interface Replaced {
  readonly rows: number
  /** Where the Records stand that were there before; undefined where none were in use. */
  readonly kept: string | undefined
  /** Erasures that the snapshot did not know of. */
  readonly erased: number
  /** The same rows were put here before; nothing was done. */
  readonly before: boolean
}

/** Numbers left free at a restore: more than an installation tells between two backups. */
const UNTOLD_EVENTS = 1_000_000

/** Where the Records came from that were put here last. */
const CARRIED = 'carried'

/**
 * Killed at any moment, the Records in force stay whole, and the same call goes on where it stopped. Throws AppError
 * `store.filled`, `store.held`, `store.busy`, `store.differs`, `store.newer` and those of the snapshot and the place.
 */
export async function replaceRecords(place: Place, snapshot: Snapshot, options: ReplaceOptions): Promise<Replaced> {
  const standing = await look(place, snapshot, options)
  if (standing === 'the same') return { rows: 0, kept: undefined, erased: 0, before: true }
  let loaded = await loadBeside(place, snapshot, options)
  if (loaded.differs) {
    // Begun from rows that have changed since: a second time from the beginning.
    await place.discard()
    loaded = await loadBeside(place, snapshot, options)
  }
  if (loaded.differs) {
    await place.discard()
    throw failure('store.differs', { file: place.name, table: loaded.differs })
  }
  const erased = await finish(place, snapshot, options)
  // Somebody may have started meanwhile.
  await look(place, snapshot, { ...options, over: true })
  const kept = await place.swap(standing === 'others', options.now())
  const db = await place.current()
  if (db) {
    await endLoad(db)
    await db.destroy()
  }
  return { rows: loaded.rows, kept, erased, before: false }
}

/** What stands in the place. Throws `store.held`, and `store.filled` for Records that may not be replaced. */
async function look(
  place: Place,
  { origin }: Snapshot,
  { over }: ReplaceOptions,
): Promise<'nothing' | 'the same' | 'others'> {
  const db = await place.current()
  if (!db) return 'nothing'
  try {
    await place.refuseWhileHeld(db)
    if (await isUnused(db, FILLED_BY_USE)) return 'nothing'
    if (over) return 'others'
    const carried = await db.selectFrom('meta').select('value').where('key', '=', CARRIED).executeTakeFirst()
    if (carried?.value === origin) return 'the same'
    throw failure('store.filled', { file: place.name })
  } finally {
    await db.destroy()
  }
}

/** How what lies beside compares with the snapshot afterwards. */
async function loadBeside(place: Place, snapshot: Snapshot, options: ReplaceOptions) {
  const db = await openBeside(place, snapshot)
  try {
    await loadSnapshot(db, snapshot, options)
    return await compare(db, snapshot)
  } finally {
    await db.destroy()
  }
}

async function openBeside(place: Place, snapshot: Snapshot): Promise<Kysely<Tables>> {
  try {
    const db = await place.beside(snapshot.schema)
    const begun = await loadBegun(db)
    if (begun === undefined || begun === snapshot.origin) return db
    await db.destroy()
  } catch (error) {
    // Killed just before the swap: what lies beside was brought up to date already.
    if (!(error instanceof AppError && error.code === 'store.newer')) throw error
  }
  await place.discard()
  return place.beside(snapshot.schema)
}

/** Brings what lies beside up to date, with a name of its own and the erasures of those it replaces. */
async function finish(place: Place, { origin }: Snapshot, options: ReplaceOptions): Promise<number> {
  const { install, by, action, at } = options
  const db = await place.beside(MIGRATIONS.at(-1)!.version)
  const old = await place.current()
  try {
    const erased = old ? await carryErasures(old, db, at) : 0
    await db.transaction().execute((tx) => writeAudit(tx, by, action, place.name, { erased }, at))
    // Events that were told after the backup was made have numbers that are not given again.
    if (action === 'records.restore')
      await db
        .updateTable('counters')
        .set((eb) => ({ value: eb('value', '+', UNTOLD_EVENTS) }))
        .where('name', '=', 'event')
        .execute()
    await setMeta(db, CARRIED, origin)
    await setMeta(db, FORMER_INDEX, await options.formerIndex(await setMetaOnce(db, 'install', install)))
    return erased
  } finally {
    await db.destroy()
    await old?.destroy()
  }
}
