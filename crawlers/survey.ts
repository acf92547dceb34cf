/** What only a whole table tells: which of its columns names letters, and which half of 05/01/2026 is the day. */
import type { NumberIds } from '../model/post.ts'
import { sharedNumber } from '../model/shared-number.ts'
import { type DayOrder, dayOrderOf } from './date.ts'
import { contentKey } from './letter.ts'
import type { TableRow } from './table.ts'

export interface Survey {
  /** The id a row brings along, or undefined: it is then named by its content. */
  idOf(fields: Readonly<Record<string, unknown>>): string | undefined
  /** The ids of the same letter where its number is on it alone and on several texts; undefined where it brings no number. */
  numberOf(fields: Readonly<Record<string, unknown>>): NumberIds | undefined
  /** Numbers that are on several texts. */
  readonly shared: number
  readonly order: DayOrder | undefined
}

/** The number of the work order is the best id there is; what else is called a number may be the row's. */
const ID_FIELDS = ['sourceCaseId', 'id'] as const
/** A running number with gaps (rows filtered out) still stays below so many times the rows. */
const GAPS = 2

/**
 * Reads the whole table once. An id must name one letter for ever: numbers that count the rows (1, 2, 3 …) begin anew in the
 * next export and would overwrite the letters of this one, and so would one number on two texts. The first are no ids; of the
 * second the text is part of the id. `trusted`: the reader named the id's column, which is then taken as it is.
 */
export async function surveyTable(rows: AsyncIterable<TableRow>, trusted: boolean): Promise<Survey> {
  const columns = ID_FIELDS.map((field) => ({ field, n: 0, largest: 0, texts: new Map<string, string>() }))
  const repeated = new Set<string>()
  const orders = new Set<DayOrder>()
  for await (const row of rows) {
    if (!('fields' in row)) continue
    const { fields } = row
    for (const date of [fields.postedAt, fields.answerAt]) {
      const order = typeof date === 'string' ? dayOrderOf(date) : undefined
      if (order) orders.add(order)
    }
    const content = textKey(fields)
    for (const column of columns) {
      const id = fields[column.field]
      if (typeof id !== 'string') continue
      column.n++
      column.largest = Math.max(column.largest, /^\d{1,9}$/.test(id) ? Number(id) : Number.POSITIVE_INFINITY)
      const key = idKey(column.field, id, fields)
      const known = column.texts.get(key)
      if (known === undefined) column.texts.set(key, content)
      else if (known !== content) repeated.add(key)
    }
  }
  const naming = columns.filter(({ n, largest }) => n > 0 && largest > GAPS * n).map(({ field }) => field)
  const found = (fields: Readonly<Record<string, unknown>>): { number: string; key: string } | undefined => {
    const field = naming.find((name) => fields[name] !== undefined)
    const number = field && (fields[field] as string)
    return field && number ? { number, key: idKey(field, number, fields) } : undefined
  }
  return {
    order: orders.size === 1 ? [...orders][0] : undefined,
    idOf(fields) {
      if (trusted) return fields.id as string | undefined
      const row = found(fields)
      return row && (repeated.has(row.key) ? sharedNumber(row.number, textKey(fields)) : row.number)
    },
    numberOf(fields) {
      const row = trusted ? undefined : found(fields)
      return row && { alone: row.number, withWords: sharedNumber(row.number, textKey(fields)) }
    },
    shared: trusted ? 0 : [...repeated].filter((key) => naming.some((field) => key.startsWith(`${field} `))).length,
  }
}

const textKey = (fields: Readonly<Record<string, unknown>>): string => contentKey(fields, ['title', 'text'])
const idKey = (field: string, id: string, fields: Readonly<Record<string, unknown>>): string =>
  `${field} ${String(fields.source ?? '')} ${id}`
