import type { Kysely } from 'kysely'
import type { SourceHealth, SourceStore } from '../../model/ports.ts'
import { instant } from './rows.ts'
import type { Tables } from './schema.ts'

const orNull = (at: string | null): string | null => (at === null ? null : instant(at))

/** Health, watermarks and small state of each source. `setState` replaces the whole state. */
export const createSourceStore = (db: Kysely<Tables>): SourceStore => ({
  health: async () => {
    const rows = await db.selectFrom('source_health').selectAll().orderBy('source').execute()
    return rows.map(
      (row): SourceHealth => ({
        source: row.source,
        outcome: row.outcome,
        at: row.at,
        lastSuccessAt: row.last_success_at,
        lastNewAt: row.last_new_at,
        consecutiveFailures: row.consecutive_failures,
        pausedUntil: row.paused_until,
        found: row.found,
        detail: row.detail,
      }),
    )
  },
  record: async (health) => {
    const row = {
      outcome: health.outcome,
      at: instant(health.at),
      last_success_at: orNull(health.lastSuccessAt),
      last_new_at: orNull(health.lastNewAt),
      consecutive_failures: health.consecutiveFailures,
      paused_until: orNull(health.pausedUntil),
      found: health.found,
      detail: health.detail,
    }
    await db
      .insertInto('source_health')
      .values({ source: health.source, ...row })
      .onConflict((oc) => oc.column('source').doUpdateSet(row))
      .execute()
  },
  getState: async (source) => {
    const rows = await db.selectFrom('source_state').select(['key', 'value']).where('source', '=', source).execute()
    return Object.fromEntries(rows.map(({ key, value }) => [key, value]))
  },
  setState: (source, state) =>
    db.transaction().execute(async (tx) => {
      await tx.deleteFrom('source_state').where('source', '=', source).execute()
      const rows = Object.entries(state).map(([key, value]) => ({ source, key, value }))
      if (rows.length > 0) await tx.insertInto('source_state').values(rows).execute()
    }),
})
