/** A CSV reader that keeps its place: rows with line numbers, quoted newlines, and recovery from an unclosed quote. */

export type CsvRow =
  | {
      readonly line: number
      readonly cells: readonly string[]
      readonly sheet?: string | undefined
      /** Excel shows its row, or the whole sheet it is in, to nobody. */
      readonly hidden?: 'row' | 'sheet' | undefined
    }
  | { readonly line: number; readonly broken: 'quote' | 'long'; readonly sheet?: undefined }

/**
 * A quoted cell longer than this was never closed: the row is given up and reading goes on at its next line. Where there is none
 * the line itself is too long to be a letter, and is let go to its end.
 */
const MAX_ROW = 200_000

/** The separator of a head line: tab, semicolon or comma, whichever splits it most. */
function separatorOf(headLine: string): string {
  const counts = [',', '\t', ';'].map((s) => ({ s, n: headLine.split(s).length }))
  return counts.reduce((best, x) => (x.n > best.n ? x : best)).s
}

interface Parsed {
  readonly cells: string[]
  /** Index after the row's line break. */
  readonly end: number
  readonly lines: number
}

// 'more' when the row does not end within the text.
function parseRow(text: string, start: number, separator: string, last: boolean): Parsed | 'more' {
  const cells: string[] = []
  let lines = 0
  let i = start
  for (;;) {
    let cell = ''
    if (text[i] === '"') {
      i++
      for (;;) {
        const quote = text.indexOf('"', i)
        if (quote < 0 || (quote + 1 >= text.length && !last)) return 'more'
        cell += text.slice(i, quote)
        i = quote + 1
        if (text[i] !== '"') break
        cell += '"'
        i++
      }
      for (const c of cell) if (c === '\n') lines++
    }
    // What stands outside quotes up to the next separator (after a closing quote: usually nothing).
    let j = i
    while (j < text.length && text[j] !== separator && text[j] !== '\n') j++
    if (j >= text.length && !last) return 'more'
    cell += text.slice(i, j).replace(/\r$/, '')
    cells.push(cell)
    if (j >= text.length) return { cells, end: j, lines: lines + 1 }
    i = j + 1
    if (text[j] === '\n') return { cells, end: i, lines: lines + 1 }
  }
}

/** Streams rows of decoded text. Blank lines are skipped; `line` is where the row begins, from 1. */
export async function* csvRows(chunks: AsyncIterable<string>, separator?: string): AsyncGenerator<CsvRow> {
  let text = ''
  let line = 1
  let sep = separator
  let skipping = false
  const drain = function* (last: boolean): Generator<CsvRow> {
    if (sep === undefined) {
      const end = text.indexOf('\n')
      if (end < 0 && !last) return
      sep = separatorOf(end < 0 ? text : text.slice(0, end))
    }
    let at = 0
    while (at < text.length) {
      const row = parseRow(text, at, sep, last)
      if (row === 'more') {
        if (!last && text.length - at <= MAX_ROW) break
        const next = text.indexOf('\n', at)
        skipping = next < 0 && !last
        yield { line, broken: next < 0 && text.length - at > MAX_ROW ? 'long' : 'quote' }
        at = next < 0 ? text.length : next + 1
        line++
        continue
      }
      if (row.cells.length > 1 || row.cells[0]?.trim() !== '') yield { line, cells: row.cells }
      line += row.lines
      at = row.end
    }
    text = text.slice(at)
  }
  for await (const chunk of chunks) {
    const rest = skipping ? chunk.indexOf('\n') + 1 : 0
    if (skipping && rest === 0) continue
    skipping = false
    text += chunk.slice(rest)
    yield* drain(false)
  }
  yield* drain(true)
}
