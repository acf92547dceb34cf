/** Paging cursors: what an engine needs to go on. They come back from outside, so their shape is checked. */
import { z } from 'zod'
import { SEARCH_SORTS, type SearchSort } from '../../model/ports.ts'
import { failure } from '../failure.ts'

const sort = z.enum(SEARCH_SORTS)
/** The moment whose heats all pages go by, where they go by any. */
const heats = z.string().max(40).optional()

/** Digits: beyond what a number of JSON holds. */
const rowId = z
  .string()
  .regex(/^\d{1,19}$/)
  .refine((digits) => BigInt(digits) < 1n << 63n)

/** FTS5: the place of the last hit. */
export const rowCursor = z.strictObject({
  sort,
  rowid: rowId,
  /** Id of the last hit, which decides within its second. */
  id: z.string(),
  /** Relevance or heat of the last hit. */
  score: z.number(),
  /** The newest row at the time of the first page; 0 where it does not matter. */
  top: rowId,
  heats,
})
export type RowCursor = z.infer<typeof rowCursor>

/** Elasticsearch: the sort values of the last hit, and for relevance the point in time all pages read. */
export const pitCursor = z.strictObject({
  sort,
  after: z.array(z.union([z.number(), z.string()])).max(8),
  pit: z.string().optional(),
  /** Heat of the last hit, by heat. */
  heat: z.number().optional(),
  heats,
})
export type PitCursor = z.infer<typeof pitCursor>

export interface AnyCursor {
  readonly sort: SearchSort
  readonly heats?: string | undefined
}

export const writeCursor = (cursor: RowCursor | PitCursor): string =>
  Buffer.from(JSON.stringify(cursor)).toString('base64url')

/** Throws AppError `search.cursor` for anything that is not a cursor of this shape and sort. */
export function readCursor<T extends AnyCursor>(
  shape: z.ZodType<T>,
  text: string | undefined,
  sort: SearchSort,
): T | undefined {
  if (text === undefined) return undefined
  const read = shape.safeParse(jsonOf(Buffer.from(text, 'base64url').toString()))
  if (!read.success || read.data.sort !== sort) throw failure('search.cursor', {})
  return read.data
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
