import stringWidth from 'string-width'
import { fitLine } from '../model/fit-text.ts'

export interface Column<T> {
  readonly head: string
  readonly value: (row: T) => string
  readonly align?: 'right'
  /** Gives way when the terminal is narrow; a number: down to so many columns before those marked `true` do. */
  readonly shrink?: boolean | number
}

/** Cuts to `width` terminal columns (a Chinese character takes two), with … when something is lost. */
export function clip(text: string, width: number): string {
  if (stringWidth(text) <= width) return text
  let out = ''
  let used = 0
  for (const char of text) {
    const w = stringWidth(char)
    if (used + w > width - 1) break
    out += char
    used += w
  }
  return `${out}…`
}

const pad = (text: string, width: number, right: boolean): string => {
  const space = ' '.repeat(Math.max(0, width - stringWidth(text)))
  return right ? space + text : text + space
}

/** A plain aligned table no wider than `width` columns: shrinkable columns are cut, the others kept whole. */
export function table<T>(rows: readonly T[], columns: readonly Column<T>[], width: number): string {
  const cells = rows.map((row) => columns.map((c) => fitLine(c.value(row)).replace(/\s+/g, ' ')))
  const widths = columns.map((c, i) => Math.max(stringWidth(c.head), ...cells.map((r) => stringWidth(r[i]!)), 1))
  const widest = (gives: (column: Column<T>, width: number) => boolean): number | undefined =>
    columns.reduce<number | undefined>(
      (best, c, j) => (gives(c, widths[j]!) && (best === undefined || widths[j]! > widths[best]!) ? j : best),
      undefined,
    )
  let over = widths.reduce((a, b) => a + b, 0) + 2 * (columns.length - 1) - width
  while (over > 0) {
    const i = widest((c, w) => typeof c.shrink === 'number' && w > c.shrink) ?? widest((c, w) => !!c.shrink && w > 8)
    if (i === undefined) break
    widths[i]!--
    over--
  }
  const line = (values: readonly string[]): string =>
    values
      .map((v, i) => pad(clip(v, widths[i]!), widths[i]!, columns[i]!.align === 'right'))
      .join('  ')
      .trimEnd()
  return [line(columns.map((c) => c.head)), ...cells.map(line)].join('\n')
}
