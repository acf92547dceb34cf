/**
 * Where Records lie, seen by what puts others in their place: the new ones fill up beside those in force, which are
 * touched in one last step and kept. SQLite: a file beside the file. PostgreSQL: a schema beside the schema.
 */
import { copyFileSync, existsSync, linkSync, renameSync, rmSync } from 'node:fs'
import { type Kysely, sql } from 'kysely'
import type { Clock } from '../../model/time.ts'
import { guarded, openDatabase } from '../sqlite-file.ts'
import { createMetaStore, type EndDead, refuseWhileHeld } from './meta.ts'
import { MIGRATIONS } from './migrations.ts'
import { hostTime, openRecordsDatabase } from './open.ts'
import type { Tables } from './schema.ts'

export interface Place {
  /** What people know it by: a file, or a server without its password. */
  readonly name: string
  /** The Records in force, brought up to date; undefined where there are none. Throws `store.held` for older ones in use. */
  current(): Promise<Kysely<Tables> | undefined>
  /** Throws `store.held` while a process is at work on them. */
  refuseWhileHeld(db: Kysely<Tables>): Promise<void>
  /** The database beside, made where there is none; of this version of the schema. */
  beside(schema: number): Promise<Kysely<Tables>>
  /** Drops what lies beside. */
  discard(): Promise<void>
  /**
   * What lies beside takes the place; both databases are closed. What was there is kept under the name given back, or
   * dropped where `keep` is false. Throws `store.busy` or `store.held` while another process is at work there.
   */
  swap(keep: boolean, now: string): Promise<string | undefined>
}

export const upTo = (schema: number) => MIGRATIONS.filter((step) => step.version <= schema)

/** A name for what is kept: its time, to the second. */
export const stampOf = (now: string): string => now.replace(/\D/g, '').slice(0, 14)

const COMPANIONS = ['-wal', '-shm', '-journal']

/** Gives a file a second name; where the disk knows no links, a copy. */
function alsoAs(file: string, name: string): void {
  rmSync(name, { force: true })
  try {
    linkSync(file, name)
  } catch {
    copyFileSync(file, name)
  }
}

export function filePlace(file: string, clock: Clock, endDead?: EndDead): Place {
  const beside = `${file}.restoring`
  const remove = (path: string): void => {
    for (const part of [path, ...COMPANIONS.map((end) => path + end)]) rmSync(part, { force: true })
  }
  return {
    name: file,
    current: async () => (existsSync(file) ? openRecordsDatabase({ file, clock, endDead }) : undefined),
    refuseWhileHeld: async (db) => {
      await endDead?.(createMetaStore(db, hostTime))
      await refuseWhileHeld(db, file, await hostTime())
    },
    beside: (schema) => openRecordsDatabase({ file: beside, clock, migrations: upTo(schema), copyFirst: false }),
    discard: async () => remove(beside),
    swap: async (keep, now) => {
      if (!existsSync(file)) {
        renameSync(beside, file)
        return undefined
      }
      const database = openDatabase(file, 'records', false)
      const kept = `${file}.before-${stampOf(now)}`
      try {
        // Only the last connection can leave WAL: nobody else has the file open, and all of it is in the one file.
        guarded(file, () => database.exec('pragma busy_timeout = 2000; pragma journal_mode = delete; begin exclusive'))
        // One step puts the new ones in place: at no moment is there no file, which would begin an empty city.
        if (keep) alsoAs(file, kept)
        renameSync(beside, file)
      } finally {
        database.close()
      }
      return keep ? kept : undefined
    },
  }
}

/** Whether nobody has used these Records yet. */
export async function isUnused(db: Kysely<Tables>, tables: readonly string[]): Promise<boolean> {
  for (const table of tables) {
    const { rows } = await sql`select 1 from ${sql.table(table)} limit 1`.execute(db)
    if (rows.length > 0) return false
  }
  return true
}
