import type { Kysely } from 'kysely'
import type { AnswerStore } from '../../model/ports.ts'
import { DAY_MS } from '../../model/time.ts'
import { instant } from './rows.ts'
import type { Tables } from './schema.ts'

/** Nobody sends a request again after so long. */
const KEPT_MS = 7 * DAY_MS
/** A request that has not ended by then died with its process. */
const CLAIM_MS = 10 * 60_000

const before = (at: string, ms: number): string => instant(new Date(Date.parse(at) - ms).toISOString())

export const createAnswerStore = (db: Kysely<Tables>): AnswerStore => ({
  begin: (key, request, at) =>
    db.transaction().execute(async (tx) => {
      await tx.deleteFrom('answers').where('at', '<', before(at, KEPT_MS)).execute()
      await tx
        .deleteFrom('answers')
        .where('key', '=', key)
        .where('answer', 'is', null)
        .where('at', '<', before(at, CLAIM_MS))
        .execute()
      const claim = await tx
        .insertInto('answers')
        .values({ key, request, answer: null, at: instant(at) })
        .onConflict((oc) => oc.column('key').doNothing())
        .returning('key')
        .executeTakeFirst()
      if (claim) return { state: 'new' as const }
      const row = await tx.selectFrom('answers').selectAll().where('key', '=', key).executeTakeFirstOrThrow()
      if (row.request !== request) return { state: 'other' as const }
      return row.answer === null ? { state: 'running' as const } : { state: 'done' as const, answer: row.answer }
    }),
  finish: async (key, answer) => {
    await db.updateTable('answers').set({ answer }).where('key', '=', key).execute()
  },
  drop: async (key) => {
    await db.deleteFrom('answers').where('key', '=', key).where('answer', 'is', null).execute()
  },
})
