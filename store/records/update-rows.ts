import { PostgresAdapter, sql } from 'kysely'
import type { Tx } from './counters.ts'
import type { PostRow } from './schema.ts'

/** The columns of posts that change in bulk, as both dialects name their types. */
const TYPES = {
  verdict: 'integer',
  disposition: 'text',
  route: 'text',
  appeal_type: 'text',
  urgency: 'integer',
  spam: 'double precision',
  relevance: 'double precision',
  decided: 'integer',
  duplicate_of: 'text',
  issue_id: 'text',
  member: 'integer',
  rev: 'bigint',
  seq: 'bigint',
} as const satisfies Partial<Record<keyof PostRow, string>>

type Column = keyof typeof TYPES

/**
 * Sets the named columns of many posts in one statement: a round trip for each row would hold the writers' lock, and cost
 * both ends more CPU than screening a short letter does. Each id comes once. The values are words and numbers of ours:
 * PostgreSQL takes no NUL in JSON, so texts that people wrote do not go this way.
 */
export async function updatePosts<C extends Column>(
  tx: Tx,
  columns: readonly C[],
  rows: readonly (Pick<PostRow, C> & { readonly id: string })[],
): Promise<void> {
  if (rows.length === 0) return
  const list = JSON.stringify(rows)
  // The one thing that the dialects call otherwise; `value` is the column's name in both.
  const values =
    tx.getExecutor().adapter instanceof PostgresAdapter
      ? sql`jsonb_array_elements(cast(${list} as jsonb))`
      : sql`json_each(${list})`
  const sets = columns.map(
    (name) => sql`${sql.ref(name)} = cast(v.value ->> ${sql.lit(name)} as ${sql.raw(TYPES[name])})`,
  )
  await sql`update posts set ${sql.join(sets)} from ${values} as v where posts.id = v.value ->> 'id'`.execute(tx)
}
