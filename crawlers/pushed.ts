import { findColumns, namedFields } from './columns.ts'
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
  const found = findColumns(names)
  if (found.columns.text === undefined) return value
  const named = namedFields((key) => row[names[found.columns[key] as number] as string] ?? undefined, found)
  named.id = named.sourceCaseId ?? named.id
  // A push must be repeatable, so its rows need a number of their own. One that counts the rows of each delivery would
  // overwrite the letters of the last one: such a row is named by its content.
  const made = createLetterMaker(undefined)(named, 0, !found.numbered)
  if (!('letter' in made)) return named
  // A date that cannot be read stays as it was sent, so that who takes the row can say so.
  const { postedAt } = named
  const kept = made.letter.postedAt === undefined && postedAt ? { postedAt: String(postedAt) } : {}
  return { ...made.letter, ...kept }
}
