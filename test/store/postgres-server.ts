/** A real PostgreSQL server for the tests (`scripts/servers.sh`), and a schema of its own for each of them. */
import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { available } from '../requirements.ts'

const address = process.env.POSTGRES_URL

/** Whether suites over PostgreSQL run. */
export const POSTGRES = available('services', address !== undefined, 'POSTGRES_URL unset')

export interface Schema {
  readonly name: string
  /** Address whose search_path is this schema. */
  readonly url: string
  /** Rows of any statement past our code, from a connection of its own that ran `first` before. */
  query(statement: string, values?: readonly unknown[], first?: string): Promise<Record<string, unknown>[]>
  /** Runs a statement in a transaction that stays open until the answer is called. */
  hold(statement: string): Promise<() => Promise<void>>
  drop(): Promise<void>
}

/** An empty schema, dropped with all that was copied beside it. */
export async function createSchema(): Promise<Schema> {
  const name = `lanting_test_${randomUUID().replaceAll('-', '').slice(0, 16)}`
  const url = new URL(address as string)
  url.searchParams.set('options', `-c search_path=${name}`)
  const query: Schema['query'] = async (statement, values = [], first) => {
    const client = new pg.Client({ connectionString: url.href })
    await client.connect()
    try {
      if (first) await client.query(first)
      return (await client.query(statement, [...values])).rows as Record<string, unknown>[]
    } finally {
      await client.end()
    }
  }
  await query(`create schema ${name}`)
  return {
    name,
    url: url.href,
    query,
    hold: async (statement) => {
      const client = new pg.Client({ connectionString: url.href })
      await client.connect()
      await client.query('begin')
      await client.query(statement)
      return () => client.end()
    },
    drop: async () => {
      const found = await query('select nspname as name from pg_namespace where nspname like $1', [`${name}%`])
      for (const row of found) await query(`drop schema "${row.name}" cascade`)
    },
  }
}
