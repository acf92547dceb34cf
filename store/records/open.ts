import { existsSync, mkdirSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { Kysely } from 'kysely'
import type { Records } from '../../model/ports.ts'
import { type Clock, systemClock } from '../../model/time.ts'
import { failure } from '../failure.ts'
import { copyDatabase, findDamage, guarded, openDatabase, readVersion, writeVersion } from '../sqlite-file.ts'
import { createMetaStore, type EndDead, refuseWhileHeld } from './meta.ts'
import { applyMigration, MIGRATIONS, type Migration } from './migrations.ts'
import type { Tables } from './schema.ts'
import { sqliteDialect } from './sqlite.ts'
import { createStores } from './stores.ts'

export interface RecordsOptions {
  /** Path of the database file, or ':memory:'. */
  readonly file: string
  readonly clock: Clock
  /** Opens beside a running writer; nothing is made or migrated. */
  readonly readOnly?: boolean | undefined
  /** False: what would be migrated is a copy itself. */
  readonly copyFirst?: boolean | undefined
  /** Where copies made before a migration go; default: `backups` beside the file. */
  readonly backupDir?: string | undefined
  /** Asked before older Records that may be in use are changed. */
  readonly endDead?: EndDead | undefined
  /** The steps of the schema; only a rehearsal of a migration gives its own. */
  readonly migrations?: readonly Migration[] | undefined
}

/**
 * Opens Records, brings an older file up to date after copying it, and throws AppError: `store.missing`, `store.foreign`,
 * `store.newer`, `store.older` (read-only and not migrated), `store.corrupt`, `store.read-only`, `store.full`,
 * `store.backup`, `store.held` (older and in use), `store.busy`, `store.open`, `store.io`.
 */
export const openRecords = async (options: RecordsOptions): Promise<Records> =>
  createStores(await openRecordsDatabase(options), {
    purge: 'pragma wal_checkpoint(truncate)',
    wall: hostTime,
    // They are files beside the file.
    copies: async () => [],
  })

/** All processes of a file are of one host. */
export const hostTime = async (): Promise<string> => systemClock.now().toISOString()

/** The database itself, for what carries its rows elsewhere. Options and errors as `openRecords`. */
export async function openRecordsDatabase(options: RecordsOptions): Promise<Kysely<Tables>> {
  const { file, readOnly = false } = options
  if (readOnly && file !== ':memory:' && !existsSync(file)) throw failure('store.missing', { file })
  const database = openDatabase(file, 'records', readOnly)
  const db = new Kysely<Tables>({ dialect: sqliteDialect(database, file) })
  try {
    await migrate(db, database, options)
  } catch (error) {
    await db.destroy()
    throw error
  }
  return db
}

async function migrate(db: Kysely<Tables>, database: DatabaseSync, options: RecordsOptions): Promise<void> {
  const { file, readOnly = false, migrations = MIGRATIONS } = options
  const newest = migrations.at(-1)?.version ?? 0
  const version = guarded(file, () => readVersion(database))
  const details = { file, version, newest }
  if (version > newest) throw failure('store.newer', details)
  if (version === newest) return
  if (readOnly) throw failure('store.older', details)
  // A process at work on the older schema goes by it until it ends.
  const inForce = version > 0 && options.copyFirst !== false
  if (inForce) {
    await options.endDead?.(createMetaStore(db, hostTime))
    await refuseWhileHeld(db, file, await hostTime())
    backUp(database, version, options)
  }
  await db.transaction().execute(async (tx) => {
    // Another process may have been quicker.
    const now = readVersion(database)
    if (inForce && now < newest) await refuseWhileHeld(tx, file, await hostTime())
    for (const step of migrations.filter((m) => m.version > now)) await applyMigration(tx, step)
    writeVersion(database, 'records', Math.max(now, newest))
  })
}

/** A sound copy of the file before anything in it changes. */
function backUp(database: DatabaseSync, version: number, options: RecordsOptions): void {
  const { file, clock } = options
  const damage = guarded(file, () => findDamage(database))
  if (damage.length > 0) throw failure('store.corrupt', { file, damage: damage.join('; ') })
  if (file === ':memory:') return
  const dir = options.backupDir ?? join(dirname(file), 'backups')
  const stamp = clock.now().toISOString().replace(/[:.]/g, '-')
  const copy = join(dir, `${basename(file)}.v${version}.${stamp}`)
  try {
    mkdirSync(dir, { recursive: true })
    // The same clock reading twice (a fixed clock, or a migration that failed half-way): that copy is of this version too.
    if (!existsSync(copy)) copyDatabase(database, copy)
    if (statSync(copy).size === 0) throw new Error('the copy is empty')
  } catch (cause) {
    throw failure('store.backup', { file, dir }, { cause })
  }
}
