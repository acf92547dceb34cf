/** Records as a whole: saved, put back, carried to another installation. */
import { randomUUID } from 'node:crypto'
import { existsSync, realpathSync } from 'node:fs'
import { basename, dirname, join, resolve, sep } from 'node:path'
import type { Kysely } from 'kysely'
import type { MetaStore } from '../model/ports.ts'
import { systemClock } from '../model/time.ts'
import { failure } from '../store/failure.ts'
import { type Manifest, openBackup, writeBackup } from '../store/records/backup.ts'
import { setMeta } from '../store/records/grouping.ts'
import { createMetaStore, type EndDead, refuseWhileHeld } from '../store/records/meta.ts'
import { MIGRATIONS } from '../store/records/migrations.ts'
import { hostTime, openRecordsDatabase } from '../store/records/open.ts'
import { filePlace, type Place } from '../store/records/place.ts'
import { MOVED_TO, type Snapshot, snapshotOf } from '../store/records/portable.ts'
import { type Replaced, replaceRecords } from '../store/records/replace.ts'
import type { Tables } from '../store/records/schema.ts'
import type { Context } from './context.ts'
import { makeFolder } from './folder.ts'
import { keyFile, voicesFile } from './key-file.ts'
import { postgresUrl } from './servers.ts'
import { endDeadLeases } from './stages.ts'
import { formerIndexOf } from './stores.ts'
import { PROGRAM_VERSION } from './version.ts'

const NEWEST = MIGRATIONS.at(-1)!.version
const BY = 'lanting'

const recordsFile = (dataDir: string): string => join(dataDir, 'records.db')

/** The database of Records, to be read beside whoever writes. */
async function openToRead(context: Context): Promise<Kysely<Tables>> {
  const { config, clock } = context
  const url = postgresUrl(context)
  return url
    ? (await import('../store/records/open-postgres.ts')).openPostgresDatabase({ url, clock, readOnly: true })
    : openRecordsDatabase({ file: recordsFile(config.dataDir), clock, readOnly: true })
}

const endDeadOf =
  ({ signal }: Context): EndDead =>
  (meta) =>
    endDeadLeases(meta, signal)

async function placeOf(context: Context): Promise<Place> {
  const { config, clock } = context
  const url = postgresUrl(context)
  makeFolder(config.dataDir)
  return url
    ? (await import('../store/records/place-postgres.ts')).postgresPlace(url, clock, endDeadOf(context))
    : filePlace(recordsFile(config.dataDir), clock, endDeadOf(context))
}

/** Where a path leads, links followed, though its last parts may not be there yet. */
const leadsTo = (path: string): string =>
  existsSync(path) ? realpathSync(path) : join(leadsTo(dirname(path)), basename(path))

/**
 * Saves Records as they are at one moment; a process at work there goes on. Throws `backup.inside` for a folder within the data
 * folder, with which it would be lost.
 */
export async function backUpTo(context: Context, dir: string, onProgress: (rows: number) => void): Promise<Manifest> {
  const data = leadsTo(resolve(context.config.dataDir))
  if (`${leadsTo(resolve(dir))}${sep}`.startsWith(`${data}${sep}`))
    throw failure('backup.inside', { dir, data: context.config.dataDir })
  makeFolder(dir, 0o700)
  const db = await openToRead(context)
  try {
    return await db
      .transaction()
      .setAccessMode('read only')
      .execute(async (tx) =>
        writeBackup(await snapshotOf(tx, NEWEST, ''), {
          dir,
          program: PROGRAM_VERSION,
          madeAt: context.clock.now().toISOString(),
          signal: context.signal,
          onProgress,
        }),
      )
  } finally {
    await db.destroy()
  }
}

export type Carried = Replaced

interface Carrying {
  readonly over: boolean
  readonly onProgress: (rows: number) => void
}

/** Puts a backup in the place of the Records that the config names, whichever size it is of. */
export async function restoreFrom(context: Context, dir: string, carrying: Carrying): Promise<Replaced> {
  const backup = await openBackup(dir, NEWEST)
  return replace(context, await placeOf(context), backup, 'records.restore', carrying)
}

/**
 * Carries the Records in data folder `from`, which nobody may write meanwhile, to where `target` says, and the keys of
 * the voices with them, so that nobody counts twice. Nothing in `from` changes but its version and a note of where they went.
 */
export async function moveTo(target: Context, from: Context['config'], carrying: Carrying): Promise<Replaced> {
  const file = recordsFile(from.dataDir)
  if (!postgresUrl(target) && resolve(target.config.dataDir) === resolve(from.dataDir))
    throw failure('store.same', { file })
  if (!existsSync(file)) throw failure('store.missing', { file })
  const place = await placeOf(target)
  const endDead = endDeadOf(target)
  const source = await openRecordsDatabase({ file, clock: target.clock, endDead })
  try {
    await endDead(createMetaStore(source, hostTime))
    // A transaction that writes: it sees one moment, and others who write are told to wait until it ends.
    return await source.transaction().execute(async (tx) => {
      await refuseWhileHeld(tx, file, await hostTime())
      const snapshot = await snapshotOf(tx, NEWEST, `${resolve(file)} ${await stateOf(tx)}`)
      await carryKeys(from, target, createMetaStore(tx, hostTime))
      const done = await replace(target, place, snapshot, 'records.move', carrying)
      await setMeta(tx, MOVED_TO, place.name)
      return done
    })
  } finally {
    await source.destroy()
  }
}

/** Changes with nearly everything that is written; the rest is found when digests are compared. */
async function stateOf(db: Kysely<Tables>): Promise<string> {
  const rows = await db.selectFrom('counters').selectAll().where('name', '<>', 'token').orderBy('name').execute()
  return rows.map(({ name, value }) => `${name}=${value}`).join(' ')
}

/** Keys that stand at the target already are its own. */
async function carryKeys(from: Context['config'], { config: to }: Context, meta: MetaStore): Promise<void> {
  const keys = keyFile(await voicesFile(from, meta)).read()
  // The name goes along with the Records.
  const target = keyFile(await voicesFile(to, meta))
  if (keys !== undefined) target.update((there) => there ?? keys)
}

const replace = (
  context: Context,
  place: Place,
  snapshot: Snapshot,
  action: 'records.restore' | 'records.move',
  { over, onProgress }: Carrying,
): Promise<Replaced> =>
  replaceRecords(place, snapshot, {
    over,
    install: randomUUID(),
    by: BY,
    action,
    at: context.clock.now().toISOString(),
    now: () => systemClock.now().toISOString(),
    signal: context.signal,
    onProgress,
    formerIndex: (install) => formerIndexOf(context, install, over),
  })
