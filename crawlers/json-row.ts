/** JSON rows under the names of the import format, from a file or pushed. */
import { findColumns, type LetterKey, namedFields } from './columns.ts'
import { createLetterMaker } from './letter.ts'

export interface NamedRow {
  readonly fields: Readonly<Record<string, unknown>>
  /** Names in the row of which no letter takes anything. */
  readonly unused: readonly string[]
  /** The row carries its place in the export (序号), so that it may do without a number of its own. */
  readonly numbered: boolean
}

/**
 * A reader of rows: their fields may have the names of the import format or those of a known export (工单编号, 诉求内容,
 * 来电时间 …), as the headings of a table do. A row of the import format (`id` and `text`) keeps its `id`; any other is
 * named by its work order's number first.
 */
export function createRowNamer(
  map: Partial<Record<LetterKey, string>> = {},
): (row: Readonly<Record<string, unknown>>) => NamedRow {
  // Rows of one export have the same names in the same order.
  let last: { key: string; names: readonly string[]; found: ReturnType<typeof findColumns> } | undefined
  return (row) => {
    const names = Object.keys(row)
    const key = names.join('\0')
    if (last?.key !== key) last = { key, names, found: findColumns(names, map) }
    const { found } = last
    const fields = namedFields((name) => row[names[found.columns[name] as number] as string] ?? undefined, found)
    if (typeof fields.sourceCaseId === 'number') fields.sourceCaseId = String(fields.sourceCaseId)
    const asItIs = 'id' in map || (row.text != null && row.id != null)
    if (!asItIs) fields.id = fields.sourceCaseId || fields.id
    return { fields, unused: found.unused, numbered: found.numbered }
  }
}

/** A pushed row, read as `createRowNamer` does; what is no object is given back as it is, to be refused. */
export function createPushedRows(): (value: unknown) => { row: unknown; unused: readonly string[] } {
  const named = createRowNamer()
  return (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return { row: value, unused: [] }
    const { fields, unused, numbered } = named(value as Readonly<Record<string, unknown>>)
    // A push must be repeatable, so its rows need a number of their own. One that counts the rows of each delivery would
    // overwrite the letters of the last one: such a row is named by its content.
    const made = createLetterMaker(undefined)(fields, 0, !numbered)
    if (!('letter' in made)) return { row: fields, unused }
    // What was left out stays as it was sent, so that who takes the row can say so.
    const { postedAt, url } = fields
    const date = made.letter.postedAt === undefined && postedAt ? { postedAt: String(postedAt) } : {}
    const address = made.letter.url === undefined && url ? { url: String(url) } : {}
    return { row: { ...made.letter, ...date, ...address }, unused }
  }
}
