import { z } from 'zod'
import { failure } from '../failure.ts'

/** Where the next page begins. */
const cursorSchema = z.strictObject({
  sort: z.enum(['time', 'relevance']),
  rowid: z.number(),
  score: z.number(),
  /** The newest row at the time of the first page; 0 where it does not matter. */
  top: z.number(),
})
export type Cursor = z.infer<typeof cursorSchema>

export const writeCursor = (cursor: Cursor): string => Buffer.from(JSON.stringify(cursor)).toString('base64url')

/** Throws AppError `search.cursor` for anything that is not a cursor of this sort. */
export function readCursor(text: string | undefined, sort: Cursor['sort']): Cursor | undefined {
  if (text === undefined) return undefined
  const read = cursorSchema.safeParse(jsonOf(Buffer.from(text, 'base64url').toString()))
  if (!read.success) throw failure('search.cursor', {})
  return read.data.sort === sort ? read.data : refuse()
}

const refuse = (): never => {
  throw failure('search.cursor', {})
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
