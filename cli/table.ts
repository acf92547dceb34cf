import stringWidth from 'string-width'

export interface Column<T> {
  readonly head: string
  readonly value: (row: T) => string
  readonly align?: 'right'
  /** Gives up width first when the terminal is narrow. */
  readonly shrink?: boolean
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
  const cells = rows.map((row) => columns.map((c) => c.value(row).replace(/\s+/g, ' ')))
  const widths = columns.map((c, i) => Math.max(stringWidth(c.head), ...cells.map((r) => stringWidth(r[i]!)), 1))
  let over = widths.reduce((a, b) => a + b, 0) + 2 * (columns.length - 1) - width
  while (over > 0) {
    // The widest shrinkable column gives way first.
    const i = columns.reduce(
      (best, c, j) => (c.shrink && widths[j]! > 8 && (best < 0 || widths[j]! > widths[best]!) ? j : best),
      -1,
    )
    if (i < 0) break
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
