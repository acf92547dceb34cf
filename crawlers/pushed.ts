import { findColumns } from './columns.ts'
import { createLetterMaker } from './letter.ts'

/**
 * A pushed row under the names of the import format: a 12345 system may send the column names of its own export (工单编号,
 * 诉求内容, 来电时间 …). A row that has `text`, that is no object or whose names say nothing is given back as it is, to be
 * judged by the import format itself.
 */
export function namedLetter(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || 'text' in value) return value
  const row = value as Readonly<Record<string, unknown>>
  const names = Object.keys(row)
  const { columns } = findColumns(names)
  if (columns.text === undefined) return value
  const named = Object.fromEntries(Object.entries(columns).map(([key, at]) => [key, row[names[at] as string]]))
  // A push must be repeatable, so its rows need a number of their own.
  const made = createLetterMaker(undefined)(named, 0, true)
  if (!('letter' in made)) return named
  // A date that cannot be read stays as it was sent, so that who takes the row can say so.
  const { postedAt } = named
  const kept = made.letter.postedAt === undefined && postedAt ? { postedAt: String(postedAt) } : {}
  return { ...made.letter, ...kept }
}
