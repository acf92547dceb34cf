import { accessSync, constants, createReadStream, statSync } from 'node:fs'
import { chunkCharset } from '../crawlers/charset.ts'
import { AppError } from '../model/error.ts'

/** One longer line is no letter: it is reported and skipped instead of filling the memory. */
const MAX_LINE = 4_000_000

export interface Line {
  /** Counts from 1. */
  readonly line: number
  /** Undefined when the line was longer than 4 million characters. */
  readonly text: string | undefined
}

/** Bytes of a file that are read at a time: some 200 letters, which are screened together (screen-line.ts). */
const FILE_CHUNK = 256 * 1024

/** Bytes of a file, or of standard input for `-` and undefined. Throws `file.not-found`. */
export const openInput = (
  file: string | undefined,
  stdin: AsyncIterable<Uint8Array | string>,
): AsyncIterable<Uint8Array | string> => {
  if (file === undefined || file === '-') return stdin
  let cause: unknown
  try {
    accessSync(file, constants.R_OK)
    if (!statSync(file).isDirectory()) return createReadStream(file, { highWaterMark: FILE_CHUNK })
  } catch (error) {
    cause = error
  }
  throw new AppError('file.not-found', `Cannot open ${file}`, { cause, details: { file } })
}

/**
 * Lines of a stream in order, whatever the chunks: a BOM is dropped, CRLF is a line end, a last line without one counts. UTF-8, or
 * what the first stretch with enough characters to tell is written in (GBK, Big5, UTF-16), as `import` reads files; bytes that do not
 * belong become U+FFFD (and so fail as JSON only where they break it).
 */
export async function* readLines(input: AsyncIterable<Uint8Array | string>): AsyncGenerator<Line> {
  for await (const batch of readBatches(input)) yield* batch
}

/** The same, as many at a time as came at once: who works in batches never waits for lines that are not there yet. */
export async function* readBatches(input: AsyncIterable<Uint8Array | string>): AsyncGenerator<Line[]> {
  let decoder = new TextDecoder('utf-8')
  let told = false
  let first = true
  let rest = ''
  let tooLong = false
  let line = 0
  const out = (text: string): Line => {
    const skipped = tooLong
    tooLong = false
    return { line: ++line, text: skipped ? undefined : text.endsWith('\r') ? text.slice(0, -1) : text }
  }
  for await (const chunk of input) {
    if (!told && typeof chunk !== 'string') {
      const charset = chunkCharset(chunk, first)
      told = charset !== undefined
      first = false
      if (charset !== undefined && charset !== 'utf-8') decoder = new TextDecoder(charset)
    }
    const text = typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true })
    const parts = (rest + text).split('\n')
    rest = parts.pop() as string
    if (parts.length > 0) yield parts.map(out)
    if (rest.length > MAX_LINE) {
      tooLong = true
      rest = ''
    }
  }
  rest += decoder.decode()
  if (rest !== '' || tooLong) yield [out(rest)]
}

/** Writes a line to a stream and waits while its buffer is full, so that memory stays flat on an endless stream. */
export async function writeLine(out: { write(text: string): unknown }, text: string): Promise<void> {
  const stream = out as Partial<NodeJS.WritableStream>
  if (out.write(`${text}\n`) === false && typeof stream.once === 'function')
    await new Promise<void>((resolve) => stream.once?.('drain', resolve))
}
