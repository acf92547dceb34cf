/** Every real backend of Records; the contract runs over each. A new dialect is one more entry. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Records } from '../../model/ports.ts'
import { fixedClock } from '../../model/time.ts'
import { openRecords } from '../../store/records/open.ts'
import { openPostgresRecords } from '../../store/records/open-postgres.ts'
import { NOW } from './fixtures.ts'
import { createSchema, POSTGRES } from './postgres-server.ts'

export interface RecordsSite {
  /** A connection of its own to the same data, as another process or a restart would have. */
  open(): Promise<Records>
  destroy(): Promise<void>
}

export interface RecordsBackend {
  readonly name: string
  create(): Promise<RecordsSite>
}

const sqlite: RecordsBackend = {
  name: 'sqlite',
  create: async () => {
    const dir = mkdtempSync(join(tmpdir(), 'lanting-records-'))
    return {
      open: () => openRecords({ file: join(dir, 'records.sqlite'), clock: fixedClock(NOW) }),
      destroy: async () => rmSync(dir, { recursive: true, force: true }),
    }
  },
}

const postgres: RecordsBackend = {
  name: 'postgres',
  create: async () => {
    const schema = await createSchema()
    return {
      open: () => openPostgresRecords({ url: schema.url, clock: fixedClock(NOW) }),
      destroy: schema.drop,
    }
  },
}

export const RECORDS_BACKENDS: readonly RecordsBackend[] = POSTGRES ? [sqlite, postgres] : [sqlite]
