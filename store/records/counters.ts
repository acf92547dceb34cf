import type { Transaction } from 'kysely'
import type { CounterName, Tables } from './schema.ts'

export type Tx = Transaction<Tables>

/**
 * Takes `count` numbers of a counter and returns the first. The row is locked until the transaction ends, so numbers
 * become visible in their order and a reader that asks for "after n" misses none, in PostgreSQL too.
 */
export async function take(tx: Tx, name: CounterName, count = 1): Promise<number> {
  const row = await tx
    .updateTable('counters')
    .set((eb) => ({ value: eb('value', '+', count) }))
    .where('name', '=', name)
    .returning('value')
    .executeTakeFirstOrThrow()
  return Number(row.value) - count + 1
}

/** Statements with long lists of values are cut at this many rows, well below both dialects' limits of parameters. */
export const CHUNK = 200

export function* chunks<T>(list: readonly T[], size = CHUNK): Generator<readonly T[]> {
  for (let i = 0; i < list.length; i += size) yield list.slice(i, i + size)
}
