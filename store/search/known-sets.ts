/**
 * What each facet set stands for, kept in memory: reading thousands of them took longer than finding a word. A file only ever
 * adds to them, until its tables are made anew.
 */
import type { DatabaseSync } from 'node:sqlite'
import { FACETS, type Facet } from '../../model/ports.ts'
import { readSchemaCookie } from '../sqlite-file.ts'
import type { Statements } from './statements.ts'

export interface KnownSets {
  /** 1 for each set of these dispositions, by the set's id. */
  shown(dispositions: readonly string[]): Uint8Array
  /** Documents by value of a facet, from documents by set; those without a value are left out. */
  countBy(facet: Facet, sets: ReadonlyMap<number, number>): Map<string, number>
}

/** One facet's values, each once, and by a set's id the place of its value among them. */
interface Column {
  readonly values: (string | null)[]
  readonly placeOf: Map<string | null, number>
  readonly places: number[]
}

/** Brings what is known up to the file, in which another process may write. */
export function createKnownSets(database: DatabaseSync, statements: Statements): () => KnownSets {
  let cookie = -1
  let last = 0
  let columns: readonly Column[] = []
  const columnOf = (facet: Facet): Column => columns[FACETS.indexOf(facet)] as Column
  const add = ({ values, placeOf, places }: Column, set: number, value: string | null): void => {
    const place = placeOf.get(value) ?? values.push(value) - 1
    placeOf.set(value, place)
    places[set] = place
  }
  const known: KnownSets = {
    shown(dispositions) {
      const { values, places } = columnOf('disposition')
      const asked = values.map((value) => (dispositions.includes(value as string) ? 1 : 0))
      return Uint8Array.from({ length: last + 1 }, (_, set) => asked[places[set] as number] ?? 0)
    },
    countBy(facet, sets) {
      const { values, places } = columnOf(facet)
      const counts = new Float64Array(values.length)
      for (const [set, n] of sets) counts[places[set] as number]! += n
      return new Map([...counts].flatMap((n, place) => (n > 0 && values[place] ? [[values[place], n]] : [])))
    },
  }
  return () => {
    const now = readSchemaCookie(database)
    if (now !== cookie) {
      cookie = now
      last = 0
      columns = FACETS.map(() => ({ values: [], placeOf: new Map(), places: [] }))
    }
    const added = statements.rows(
      `select id, category, district, source, appeal_type, disposition, department from facet_sets where id > ? order by id`,
      [last],
    ) as [number, ...(string | null)[]][]
    for (const [id, ...values] of added) {
      for (const [i, column] of columns.entries()) add(column, id, values[i] ?? null)
      last = id
    }
    return known
  }
}
