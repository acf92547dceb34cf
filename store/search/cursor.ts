/** Paging cursors: what an engine needs to go on. They come back from outside, so their shape is checked. */
import { z } from 'zod'
import type { SearchQuery } from '../../model/ports.ts'
import { failure } from '../failure.ts'

type Sort = SearchQuery['sort']
const sort = z.enum(['time', 'relevance'])

/** FTS5: where the next page begins. */
export const rowCursor = z.strictObject({
  sort,
  rowid: z.number(),
  score: z.number(),
  /** The newest row at the time of the first page; 0 where it does not matter. */
  top: z.number(),
})
export type Cursor = z.infer<typeof rowCursor>

/** Elasticsearch: the sort values of the last hit, and for relevance the point in time all pages read. */
export const pitCursor = z.strictObject({
  sort,
  after: z.array(z.union([z.number(), z.string()])).max(8),
  pit: z.string().optional(),
})
export type PitCursor = z.infer<typeof pitCursor>

export const writeCursor = (cursor: Cursor | PitCursor): string =>
  Buffer.from(JSON.stringify(cursor)).toString('base64url')

/** Throws AppError `search.cursor` for anything that is not a cursor of this shape and sort. */
export function readCursor<T extends { sort: Sort }>(
  shape: z.ZodType<T>,
  text: string | undefined,
  sort: Sort,
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
