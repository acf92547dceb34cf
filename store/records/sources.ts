import { type Kysely, sql } from 'kysely'
import type { SourceVisit } from '../../model/bundle.ts'
import type { HostState, SourceHealth, SourceStore } from '../../model/ports.ts'
import { DAY_MS } from '../../model/time.ts'
import type { Tx } from './counters.ts'
import { instant } from './rows.ts'
import type { Tables } from './schema.ts'

const KEPT_DAYS = 400

const orNull = (at: string | null): string | null => (at === null ? null : instant(at))

/** Writes a source's health; the look itself is kept too, a repeated one (same source and time) once. */
export async function recordHealth(tx: Tx, health: SourceHealth, fresh: number): Promise<void> {
  const at = instant(health.at)
  const row = {
    outcome: health.outcome,
    at,
    last_success_at: orNull(health.lastSuccessAt),
    last_new_at: orNull(health.lastNewAt),
    consecutive_failures: health.consecutiveFailures,
    paused_until: orNull(health.pausedUntil),
    found: health.found,
    detail: health.detail,
  }
  await tx
    .insertInto('source_health')
    .values({ source: health.source, ...row })
    .onConflict((oc) => oc.column('source').doUpdateSet(row))
    .execute()
  await keepVisit(tx, { source: health.source, at, outcome: health.outcome, found: health.found, fresh })
  const oldest = instant(new Date(Date.parse(at) - KEPT_DAYS * DAY_MS).toISOString())
  await tx.deleteFrom('source_visits').where('source', '=', health.source).where('at', '<', oldest).execute()
}

/** One past look; told twice it stays one, with the larger count. */
export async function keepVisit(tx: Tx, visit: SourceVisit): Promise<void> {
  const { source, outcome, found, fresh } = visit
  await tx
    .insertInto('source_visits')
    .values({ source, at: instant(visit.at), outcome, found, fresh })
    .onConflict((oc) =>
      oc.columns(['source', 'at']).doUpdateSet({
        outcome,
        found,
        fresh: sql<number>`case when source_visits.fresh > ${fresh} then source_visits.fresh else ${fresh} end`,
      }),
    )
    .execute()
}

/** Health, past looks and small state of sources; politeness of hosts. `setState` replaces the whole state. */
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
  record: (health, fresh = 0) => db.transaction().execute((tx) => recordHealth(tx, health, fresh)),
  visits: async (from, to) => {
    const hour = sql<string>`substr(at, 1, 13)`
    const rows = await db
      .selectFrom('source_visits')
      .select(({ fn }) => [
        'source',
        'outcome',
        hour.as('hour'),
        fn.countAll<number>().as('visits'),
        fn.sum<number>('fresh').as('fresh'),
      ])
      .where('at', '>=', instant(from))
      .where('at', '<', instant(to))
      .groupBy(['source', 'outcome', hour])
      .orderBy(hour)
      .orderBy('source')
      .orderBy('outcome')
      .execute()
    return rows.map((row) => ({
      source: row.source,
      hour: `${row.hour}:00:00.000Z`,
      outcome: row.outcome,
      visits: Number(row.visits),
      fresh: Number(row.fresh),
    }))
  },
  countVisits: async (from, to) => {
    const { n } = await db
      .selectFrom('source_visits')
      .select((eb) => eb.fn.countAll().as('n'))
      .where('at', '>=', instant(from))
      .where('at', '<', instant(to))
      .executeTakeFirstOrThrow()
    return Number(n)
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
  hosts: async () => {
    const rows = await db.selectFrom('hosts').selectAll().orderBy('host').execute()
    return rows.map(({ host, day, used, rest_until, strikes }): HostState => {
      return { host, day, used: Number(used), restUntil: rest_until, strikes: Number(strikes) }
    })
  },
  spend: async (host, day, requests) => {
    const row = await db
      .insertInto('hosts')
      .values({ host, day, used: requests, rest_until: null, strikes: 0 })
      .onConflict((oc) =>
        oc.column('host').doUpdateSet({
          day,
          // A new day begins anew.
          used: sql<number>`case when hosts.day = ${day} then hosts.used + ${requests} else ${requests} end`,
        }),
      )
      .returning('used')
      .executeTakeFirstOrThrow()
    return Number(row.used)
  },
  rest: async (host, restUntil, strikes) => {
    const row = { rest_until: orNull(restUntil), strikes }
    await db
      .insertInto('hosts')
      .values({ host, day: '', used: 0, ...row })
      .onConflict((oc) => oc.column('host').doUpdateSet(row))
      .execute()
  },
})
