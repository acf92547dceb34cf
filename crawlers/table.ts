/** Tables as rows of named fields: headings found sheet by sheet, layout left out. */
import { AppError } from '../model/error.ts'
import { isGarbled } from './charset.ts'
import { type Columns, findColumns, headingsIn, type LetterKey, namedFields } from './columns.ts'
import type { CsvRow } from './csv.ts'

export type TableRow = { readonly line: number; readonly sheet?: string | undefined } & (
  | { readonly fields: Readonly<Record<string, unknown>> }
  | { readonly error: AppError }
)

/**
 * What the desk should know of a file: headings that no letter takes, sheets without letters and sheets that Excel hides,
 * which are left out, how many rows were read that it hides (under a filter), and how many numbers stand on several texts.
 */
export type FileNote =
  | { readonly kind: 'unused'; readonly sheet: string | undefined; readonly names: readonly string[] }
  | { readonly kind: 'sheet'; readonly sheet: string }
  | { readonly kind: 'hidden-sheet'; readonly sheet: string; readonly rows: number }
  | { readonly kind: 'hidden-rows'; readonly sheet: string; readonly rows: number }
  | { readonly kind: 'shared-numbers'; readonly numbers: number }

/** A header may stand below a title line and notes, but not further down than this. */
const HEADER_ROWS = 10
const SUM = /^((合|总|小|共)\s*计[:\uFF1A]?|共\s*\d+\s*[件条])$/

/**
 * Rows below the header of each sheet. A sheet without a column of text is none of letters; a file of such sheets alone
 * throws `file.columns`, `file.hidden` where one that is hidden would do, or `file.charset` where what stands there is not text at all. `tell` hears what is left out.
 */
export async function* tableRows(
  path: string,
  rows: AsyncIterable<CsvRow>,
  map: Partial<Record<LetterKey, string>>,
  tell: (note: FileNote) => void = () => {},
): AsyncGenerator<TableRow> {
  const missing = new Set<string>()
  let found: Columns | undefined
  let header = ''
  let sheet: string | undefined
  let looked = 0
  let most = 0
  /** What was read where a header was looked for. */
  let heads = ''
  /** Headings seen of which none is known for the text. */
  let headings: string[] = []
  let any = false
  /** Letters of this sheet. */
  const hidden = { row: 0, sheet: 0 }
  let unseen = 0
  const endSheet = (): void => {
    most = Math.max(most, looked)
    if (sheet === undefined) return
    if (!found && looked > 0) tell({ kind: 'sheet', sheet })
    if (hidden.sheet > 0) tell({ kind: 'hidden-sheet', sheet, rows: hidden.sheet })
    if (hidden.row > 0) tell({ kind: 'hidden-rows', sheet, rows: hidden.row })
    unseen += hidden.sheet
    hidden.sheet = 0
    hidden.row = 0
  }
  for await (const row of rows) {
    if (row.sheet !== sheet) {
      endSheet()
      sheet = row.sheet
      found = undefined
      looked = 0
    }
    const { line } = row
    if ('broken' in row) {
      const error =
        row.broken === 'quote'
          ? new AppError('file.quote', 'A quotation mark is never closed', { details: { line } })
          : new AppError('file.too-long', 'The line is too long', { details: { line } })
      yield { line, error }
    } else if (!found) {
      if (looked >= HEADER_ROWS) continue
      looked++
      heads += row.cells.join('')
      if (headings.length === 0) headings = headingsIn(row.cells)
      const columns = findColumns(row.cells, map)
      for (const name of columns.missing) missing.add(name)
      if (columns.columns.text === undefined || columns.missing.length > 0) continue
      found = columns
      header = row.cells.join('\0')
      // Who hides a sheet hands on the others; a row under a filter is one of its sheet.
      if (row.hidden === 'sheet') continue
      any = true
      if (found.unused.length > 0) tell({ kind: 'unused', sheet, names: found.unused })
    } else {
      const first = row.cells.find((cell) => cell.trim() !== '')?.trim()
      // An empty row, the sum below the data, the head printed again on each page: layout, no letters.
      if (first === undefined || SUM.test(first) || row.cells.join('\0') === header) continue
      if (row.hidden) hidden[row.hidden]++
      if (row.hidden === 'sheet') continue
      const { columns } = found
      yield { line, sheet, fields: namedFields((key) => row.cells[columns[key] as number]?.trim() || undefined, found) }
    }
  }
  endSheet()
  if (any) return
  if (unseen > 0)
    throw new AppError('file.hidden', `${path}: only hidden sheets hold letters`, { details: { file: path } })
  if (isGarbled(heads))
    throw new AppError('file.charset', `${path}: not readable as UTF-8, GBK, Big5 or UTF-16`, {
      details: { file: path },
    })
  // No other cell is shown: nobody knows whether it is a heading, or a person's name and number.
  const wanted = [...missing].join(', ')
  throw new AppError(
    'file.columns',
    `${path}: ${wanted === '' ? "no column with the letters' text" : `no column ${wanted}`} in its first ${most} rows${headings.length === 0 ? '' : `; columns: ${headings.join(', ')}`}`,
    {
      details: {
        file: path,
        ...(wanted === '' ? {} : { wanted }),
        ...(headings.length === 0 ? {} : { columns: headings.join('、') }),
      },
    },
  )
}
