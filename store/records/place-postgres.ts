/** Records on PostgreSQL as a place: the schema of the search_path, and another one beside it. */
import { Kysely, sql } from 'kysely'
import type { Clock } from '../../model/time.ts'
import { failure } from '../failure.ts'
import { createMetaStore, type EndDead, refuseWhileHeld } from './meta.ts'
import { beside, openPostgresDatabase, serverTime } from './open-postgres.ts'
import { type Place, stampOf, upTo } from './place.ts'
import { createPool, postgresDialect } from './postgres.ts'
import type { Tables } from './schema.ts'

/** Throws AppError as `openPostgresDatabase`. */
export async function postgresPlace(url: string, clock: Clock, endDead?: EndDead): Promise<Place> {
  const address = URL.parse(url)
  if (!address) throw failure('store.denied', { file: 'postgres' })
  const name = `postgres://${address.host}${address.pathname}`
  /** Runs `work` past Records: nothing is made or migrated. */
  const directly = async <T>(work: (db: Kysely<Tables>) => Promise<T>): Promise<T> => {
    const db = new Kysely<Tables>({ dialect: postgresDialect(createPool(url), name) })
    return work(db).finally(() => db.destroy())
  }
  const schema = await directly(async (db) => {
    const { rows } = await sql<{ name: string | null }>`select current_schema() as name`.execute(db)
    return rows[0]?.name ?? null
  })
  if (schema === null) throw failure('store.schema', { file: name })
  const restoring = beside(schema, 'restoring')
  const besideUrl = new URL(address)
  const options = [address.searchParams.get('options'), `-c search_path=${restoring.replace(/[\s\\]/g, '\\$&')}`]
  besideUrl.searchParams.set('options', options.filter(Boolean).join(' '))

  return {
    name,
    current: () => openPostgresDatabase({ url, clock, endDead }),
    refuseWhileHeld: async (db) => {
      await endDead?.(createMetaStore(db, () => serverTime(db)))
      await refuseWhileHeld(db, name, await serverTime(db))
    },
    beside: async (version) => {
      await directly((db) => sql`create schema if not exists ${sql.id(restoring)}`.execute(db))
      return openPostgresDatabase({ url: besideUrl.href, clock, migrations: upTo(version), copyFirst: false })
    },
    discard: () =>
      directly(async (db) => {
        await sql`drop schema if exists ${sql.id(restoring)} cascade`.execute(db)
      }),
    swap: (keep, now) =>
      directly((db) =>
        // Behind the writers' lock, and all of it or nothing.
        db.transaction().execute(async (tx) => {
          await refuseWhileHeld(tx, name, await serverTime(tx))
          const kept = beside(schema, `before_${stampOf(now)}`)
          if (keep) await sql`create schema ${sql.id(kept)}`.execute(tx)
          for (const table of await tablesOf(tx, schema))
            if (keep) await moveTable(tx, schema, table, kept)
            else await sql`drop table ${sql.id(schema, table)} cascade`.execute(tx)
          for (const table of await tablesOf(tx, restoring)) await moveTable(tx, restoring, table, schema)
          await sql`drop schema ${sql.id(restoring)}`.execute(tx)
          return keep ? kept : undefined
        }),
      ),
  }
}

const moveTable = (db: Kysely<Tables>, from: string, table: string, to: string) =>
  sql`alter table ${sql.id(from, table)} set schema ${sql.id(to)}`.execute(db)

async function tablesOf(db: Kysely<Tables>, schema: string): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select tablename as name from pg_tables where schemaname = ${schema} order by tablename`.execute(db)
  return rows.map((row) => row.name)
}
