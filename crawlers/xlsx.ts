/** Rows of every worksheet, streamed by exceljs; cells as the text a person sees. */
import { open } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import type { Row } from 'exceljs'
import { type Entry, openPromise, type ZipFile } from 'yauzl'
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

/**
 * What exceljs's streaming reader does with each part of a workbook. Its own walk through the zip misses parts that stand
 * behind the sheets, and keeps the sheets, unredacted, in files of the system's temporary folder until it has met them all.
 */
interface PartReader {
  _parseRels(part: Readable): Promise<void>
  _parseWorkbook(part: Readable): Promise<void>
  _parseStyles(part: Readable): Promise<void>
  _parseSharedStrings(part: Readable): AsyncIterable<unknown>
  _parseWorksheet(part: AsyncIterable<unknown>, id: string): AsyncIterable<{ value: AsyncIterable<Row> }>
  readonly model?: {
    readonly sheets?: readonly { readonly name: string; readonly rId: string; readonly state?: string }[]
  }
  readonly workbookRels?: readonly { readonly Id: string; readonly Target: string }[]
}

/** A part of a workbook of a million rows comes to some 600 MB, and is packed to a tenth or a thirtieth; exceljs fails beyond. */
const MOST_BYTES = 2_000_000_000
const USUAL_BYTES = 100_000_000
const MOST_PACKED = 300
const ROW_TAG = /<(?:\w+:)?row\s[^>]*>/g

/** The bytes of a sheet as they come, with the numbers of its hidden rows put into `hidden`: exceljs reads over that mark. */
async function* noting(bytes: AsyncIterable<unknown>, hidden: Set<number>): AsyncGenerator<unknown> {
  const decoder = new TextDecoder()
  let rest = ''
  for await (const chunk of bytes) {
    const text = rest + decoder.decode(chunk as Uint8Array, { stream: true })
    for (const [tag] of text.includes('hidden=') ? text.matchAll(ROW_TAG) : [])
      if (/\shidden=["'](?:1|true)["']/.test(tag)) hidden.add(Number(/\sr=["'](\d+)["']/.exec(tag)?.[1]))
    // A tag may be cut between two chunks.
    const last = text.lastIndexOf('<')
    rest = last >= 0 && !text.includes('>', last) ? text.slice(last) : ''
    yield chunk
  }
}

/** Begins as a workbook does. */
async function isPacked(path: string): Promise<boolean> {
  const file = await open(path)
  try {
    const { buffer } = await file.read(Buffer.alloc(4), 0, 4, 0)
    return buffer.toString('latin1') === 'PK\x03\x04'
  } finally {
    await file.close()
  }
}

/** Sheets in the workbook's order; `line` is the row number within its `sheet`. Throws AppError `file.format` when the file is no workbook, `file.broken` when it was one, `file.too-large`. */
export async function* xlsxRows(path: string): AsyncGenerator<CsvRow> {
  const { default: ExcelJS } = await import('exceljs')
  let zip: ZipFile | undefined
  try {
    const file = await openPromise(path, { lazyEntries: true, autoClose: false })
    zip = file
    const members = new Map<string, Entry>()
    for await (const entry of file.eachEntry()) members.set(entry.fileName, entry)
    for (const { compressedSize, uncompressedSize } of members.values())
      if (uncompressedSize > MOST_BYTES || uncompressedSize > Math.max(USUAL_BYTES, compressedSize * MOST_PACKED))
        throw new AppError('file.too-large', `${path} unpacks to ${uncompressedSize} bytes`, {
          details: { file: path },
        })
    const openPart = async (name: string): Promise<Readable | undefined> => {
      const entry = members.get(name)
      return entry && file.openReadStreamPromise(entry)
    }
    const reader = new ExcelJS.stream.xlsx.WorkbookReader(path, {
      worksheets: 'emit',
      sharedStrings: 'cache',
      styles: 'cache',
      hyperlinks: 'ignore',
      entries: 'ignore',
    }) as unknown as PartReader
    const part = async <T>(name: string, read: (part: Readable) => T): Promise<T | undefined> => {
      const bytes = await openPart(name)
      return bytes && read(bytes)
    }
    await part('xl/_rels/workbook.xml.rels', (bytes) => reader._parseRels(bytes))
    await part('xl/workbook.xml', (bytes) => reader._parseWorkbook(bytes))
    await part('xl/styles.xml', (bytes) => reader._parseStyles(bytes))
    const strings = await part('xl/sharedStrings.xml', (bytes) => reader._parseSharedStrings(bytes))
    if (strings) for await (const _ of strings);
    if (!reader.model?.sheets) throw new Error('no workbook in it')
    for (const { name, rId, state = 'visible' } of reader.model.sheets) {
      const target = reader.workbookRels?.find((rel) => rel.Id === rId)?.Target.replace(/^\/?(xl\/)?/, 'xl/')
      const bytes = target?.includes('worksheets/') ? await openPart(target) : undefined
      if (!bytes) continue
      const hiddenRows = new Set<number>()
      for await (const { value } of reader._parseWorksheet(noting(bytes, hiddenRows), rId))
        for await (const row of value) {
          const cells: string[] = []
          const values = row.values as unknown[]
          for (let i = 1; i < values.length; i++) cells.push(cellText(values[i]))
          const hidden = state !== 'visible' ? 'sheet' : hiddenRows.delete(row.number) ? 'row' : undefined
          yield { line: row.number, cells, sheet: name, hidden }
        }
    }
  } catch (cause) {
    if (cause instanceof AppError) throw cause
    if (await isPacked(path))
      throw new AppError('file.broken', `${path} is cut or damaged; export or copy it again`, {
        cause,
        details: { file: path },
      })
    throw new AppError('file.format', `${path} is not a readable .xlsx workbook; open it in Excel and save it again`, {
      cause,
      details: { file: path },
    })
  } finally {
    zip?.close()
  }
}
