/** Every place in which Records may lie, empty. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Kysely } from 'kysely'
import { fixedClock } from '../../model/time.ts'
import { openRecordsDatabase } from '../../store/records/open.ts'
import { openPostgresDatabase } from '../../store/records/open-postgres.ts'
import { filePlace, type Place } from '../../store/records/place.ts'
import { postgresPlace } from '../../store/records/place-postgres.ts'
import type { Tables } from '../../store/records/schema.ts'
import { NOW } from './fixtures.ts'
import { createSchema, POSTGRES } from './postgres-server.ts'

export interface PlaceSite {
  readonly place: Place
  /** The Records there, made where there are none. */
  open(): Promise<Kysely<Tables>>
  /** What lies there beside Records themselves. */
  leftovers(): Promise<string[]>
  destroy(): Promise<void>
}

const clock = fixedClock(NOW)

const sqlite = {
  name: 'sqlite',
  create: async (): Promise<PlaceSite> => {
    const dir = mkdtempSync(join(tmpdir(), 'lanting-place-'))
    return {
      place: filePlace(join(dir, 'records.db'), clock),
      open: () => openRecordsDatabase({ file: join(dir, 'records.db'), clock }),
      leftovers: async () =>
        readdirSync(dir)
          .filter((name) => name !== 'records.db')
          .map((name) => join(dir, name)),
      destroy: async () => rmSync(dir, { recursive: true, force: true }),
    }
  },
}

const postgres = {
  name: 'postgres',
  create: async (): Promise<PlaceSite> => {
    const schema = await createSchema()
    return {
      place: await postgresPlace(schema.url, clock),
      open: () => openPostgresDatabase({ url: schema.url, clock }),
      leftovers: async () =>
        (
          await schema.query('select nspname as name from pg_namespace where nspname like $1 and nspname <> $2', [
            `${schema.name}%`,
            schema.name,
          ])
        ).map((row) => String(row.name)),
      destroy: schema.drop,
    }
  },
}

export const PLACE_BACKENDS = POSTGRES ? [sqlite, postgres] : [sqlite]
