/** Rows of the first worksheet that has any, streamed by exceljs; cells as the text a person sees. */
import { AppError } from '../model/error.ts'
import { localMinute } from '../model/time.ts'
import type { CsvRow } from './csv.ts'

const OFFSET_MS = 8 * 3_600_000

// exceljs gives dates as UTC instants of the wall clock in the cell: the clock face is what the city meant.
function cellText(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (value instanceof Date) {
    if (Number.isNaN(value.getTime())) return ''
    const wall = localMinute(new Date(value.getTime() - OFFSET_MS))
    return wall.endsWith(' 00:00') ? wall.slice(0, 10) : wall
  }
  if (typeof value !== 'object') return String(value)
  const rich = value as { richText?: { text: string }[]; text?: unknown; result?: unknown; error?: unknown }
  if (rich.richText) return rich.richText.map((part) => part.text).join('')
  if (rich.text !== undefined) return cellText(rich.text)
  if (rich.result !== undefined) return cellText(rich.result)
  return ''
}

/** `line` is the row number of the sheet. Throws AppError `file.format` when the file is no workbook. */
export async function* xlsxRows(path: string): AsyncGenerator<CsvRow> {
  const { default: ExcelJS } = await import('exceljs')
  let started = false
  try {
    const reader = new ExcelJS.stream.xlsx.WorkbookReader(path, {
      worksheets: 'emit',
      sharedStrings: 'cache',
      styles: 'cache',
      hyperlinks: 'ignore',
      entries: 'ignore',
    })
    for await (const sheet of reader) {
      for await (const row of sheet) {
        started = true
        const cells: string[] = []
        const values = row.values as unknown[]
        for (let i = 1; i < values.length; i++) cells.push(cellText(values[i]))
        yield { line: row.number, cells }
      }
      if (started) return
    }
  } catch (cause) {
    if (cause instanceof AppError) throw cause
    throw new AppError('file.format', `${path} is not a readable .xlsx workbook; open it in Excel and save it again`, {
      cause,
      details: { file: path },
    })
  }
}
