/** Letters out of files: JSONL, CSV/TSV and XLSX exports, streamed; one bad row never costs another. */
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { basename, extname } from 'node:path'
import { AppError } from '../model/error.ts'
import { parseJson } from '../model/json.ts'
import type { Letter, NumberIds } from '../model/post.ts'
import { fileCharset } from './charset.ts'
import { type LetterKey, letterKeyOf } from './columns.ts'
import { csvRows } from './csv.ts'
import { createRowNamer } from './json-row.ts'
import { createLetterMaker, type LetterMaker, type RowWarning } from './letter.ts'
import { readOwnExport } from './own-export.ts'
import { surveyTable } from './survey.ts'
import { type FileNote, tableRows } from './table.ts'
import { xlsxRows } from './xlsx.ts'

/** Endings of the files that are read. */
export const READABLE: ReadonlySet<string> = new Set(['.csv', '.tsv', '.txt', '.xlsx', '.jsonl', '.ndjson'])

export interface ReadOptions {
  /** Field (or a name it is known by) → column name or JSON field, stronger than the recognised names: `{ text: '反映内容' }`. */
  readonly map?: Readonly<Record<string, string>> | undefined
  /** Source id for letters that name none. */
  readonly source?: string | undefined
  /** Lines of JSONL need no id: they get one as the rows of a table do. */
  readonly withoutIds?: boolean | undefined
  /** Dates after it are left out (`file.future`). */
  readonly now?: Date | undefined
  /** Hears what is left out of the file as a whole: headings before the rows concerned, sheets at their end. */
  readonly tell?: ((note: FileNote) => void) | undefined
}

export type ReadRow =
  | {
      readonly line: number
      readonly sheet?: string | undefined
      readonly letter: Letter
      /** What was left out of this row or guessed, and why (`file.date`, `file.future`, `file.year`, `file.number`). */
      readonly warnings: readonly RowWarning[]
      /** What the row was named by while its number's column was not known. */
      readonly formerIds: readonly string[]
      /** What its number makes of it, in this file or another. */
      readonly numberIds?: NumberIds | undefined
      /** Id of the post, in a row of `lanting export`. */
      readonly postId?: string | undefined
    }
  | { readonly line: number; readonly sheet?: string | undefined; readonly error: AppError }

/**
 * Streams the letters of a file in its order; `line` counts from 1 as an editor (or the sheet) shows it. A table is read
 * twice: its ids and dates are judged as a whole.
 * By name: `.jsonl` `.ndjson`, `.csv` `.tsv` `.txt`, `.xlsx`. Text may be UTF-8, UTF-16 (BOM or not), GBK/GB18030 or Big5.
 * Letters without a native id get one made of their content and their turn among equal rows, so that a second reading of
 * the file names them the same and twins stay two letters. `postedAt` comes out in a form `readTime` knows, or is absent.
 * Row errors: `file.json`, `file.row`, `file.quote`, `file.too-long`. Throws AppError `file.not-found`, `file.format`, `file.columns`,
 * `file.charset`, `file.hidden`, `file.map`, `file.too-large`, `file.empty` when nothing can be read at all.
 */
export async function* readLetters(path: string, options: ReadOptions = {}): AsyncGenerator<ReadRow> {
  const map: Partial<Record<LetterKey, string>> = {}
  for (const [name, column] of Object.entries(options.map ?? {})) {
    const key = letterKeyOf(name)
    if (!key)
      throw new AppError('file.map', `--map ${name}=…: no such field`, {
        details: { field: name, file: basename(path) },
      })
    map[key] = column
  }
  const info = await stat(path).catch((cause: unknown) => {
    throw new AppError('file.not-found', `Cannot open ${path}`, { cause, details: { file: path } })
  })
  if (!info.isFile()) throw new AppError('file.not-found', `${path} is not a file`, { details: { file: path } })
  if (info.size === 0) throw new AppError('file.empty', `${path} is empty`, { details: { file: path } })
  const { now } = options
  // A copy made later is newer than its letters, never older; a clock that stands still is not passed.
  const writtenAt = now && new Date(Math.min(info.mtimeMs, now.getTime()))
  const ext = extname(path).toLowerCase()
  if (ext === '.jsonl' || ext === '.ndjson') {
    const make = createLetterMaker(options.source, { now, writtenAt })
    yield* jsonLetters(await decoded(path), map, make, options)
  } else if (ext === '.csv' || ext === '.tsv' || ext === '.txt' || ext === '.xlsx') {
    const rows = async () => (ext === '.xlsx' ? xlsxRows(path) : csvRows(await decoded(path)))
    const { idOf, numberOf, shared, order } = await surveyTable(tableRows(path, await rows(), map), 'id' in map)
    if (shared > 0) options.tell?.({ kind: 'shared-numbers', numbers: shared })
    const make = createLetterMaker(options.source, { now, writtenAt, order })
    for await (const row of tableRows(path, await rows(), map, options.tell)) {
      const { line, sheet } = row
      if ('error' in row) yield row
      else {
        const made = make({ ...row.fields, id: idOf(row.fields) }, line, false, sheet)
        yield 'error' in made ? { line, sheet, ...made } : { line, sheet, ...made, numberIds: numberOf(row.fields) }
      }
    }
  } else
    throw new AppError('file.format', `${path}: unknown format; save it as .xlsx, .csv or .jsonl`, {
      details: { file: path },
    })
}

async function decoded(path: string): Promise<AsyncGenerator<string>> {
  return decodeChunks(createReadStream(path, { highWaterMark: 262_144 }), await fileCharset(path))
}

// Not fatal: a stray byte becomes U+FFFD in its row instead of ending the file. The decoder drops the BOM.
async function* decodeChunks(bytes: AsyncIterable<Uint8Array>, charset: string): AsyncGenerator<string> {
  const decoder = new TextDecoder(charset)
  for await (const chunk of bytes) yield decoder.decode(chunk, { stream: true })
  yield decoder.decode()
}

/** Characters. One longer line is no letter: it is let go instead of filling the memory. */
const MAX_LINE = 4_000_000

/** Lines of decoded text with their number from 1; a lone CR ends no line. Undefined: longer than a line may be. */
async function* linesOf(chunks: AsyncIterable<string>): AsyncGenerator<{ line: number; text: string | undefined }> {
  let rest: string[] = []
  let length = 0
  const take = (part: string): void => {
    length += part.length
    if (length > MAX_LINE) rest = []
    else rest.push(part)
  }
  const end = (): string | undefined => {
    const text = length > MAX_LINE ? undefined : rest.join('').replace(/\r$/, '')
    rest = []
    length = 0
    return text
  }
  let line = 0
  for await (const chunk of chunks) {
    let at = 0
    for (let next = chunk.indexOf('\n'); next >= 0; next = chunk.indexOf('\n', at)) {
      take(chunk.slice(at, next))
      yield { line: ++line, text: end() }
      at = next + 1
    }
    take(chunk.slice(at))
  }
  if (length > 0) yield { line: ++line, text: end() }
}

async function* jsonLetters(
  chunks: AsyncIterable<string>,
  map: Partial<Record<LetterKey, string>>,
  make: LetterMaker,
  { withoutIds, tell }: ReadOptions,
): AsyncGenerator<ReadRow> {
  const named = createRowNamer(map)
  const told = new Set<string>()
  for await (const { line, text } of linesOf(chunks)) {
    if (text?.trim() === '') continue
    if (text === undefined) {
      yield { line, error: new AppError('file.too-long', 'The line is too long', { details: { line } }) }
      continue
    }
    const value = parseObject(text)
    if (value === undefined) {
      yield { line, error: new AppError('file.json', 'Not a JSON object', { details: { line } }) }
      continue
    }
    const own = map.id === undefined ? readOwnExport(value) : undefined
    const { fields, unused, numbered } = named(own?.row ?? value)
    const names = own ? [] : unused.filter((name) => !told.has(name))
    if (names.length > 0) tell?.({ kind: 'unused', sheet: undefined, names })
    for (const name of names) told.add(name)
    yield { line, ...make(fields, line, !withoutIds && !numbered), postId: own?.postId }
  }
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value = parseJson(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
