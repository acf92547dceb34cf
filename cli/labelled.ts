import type { LabelledRow } from '../analyzers/learning/train.ts'
import { readLetters } from '../crawlers/files.ts'
import type { FileNote } from '../crawlers/table.ts'
import { AppError } from '../model/error.ts'
import type { Letter } from '../model/post.ts'
import { CATEGORIES, CATEGORY_CODES } from '../model/words.ts'
import { openInput, readLines } from './jsonl.ts'

export interface Labelled extends LabelledRow {
  readonly letter: Letter | undefined
}

/** Rows that hold the words of a letter instead of its text: {"label","tokens":[…]}. */
function tokenRow(text: string | undefined): Labelled | undefined {
  try {
    const value = JSON.parse(text ?? '') as { label?: unknown; tokens?: unknown }
    if (typeof value.label !== 'string' || !Array.isArray(value.tokens)) return undefined
    return {
      label: labelOf(value.label),
      tokens: value.tokens.filter((t): t is string => typeof t === 'string'),
      letter: undefined,
    }
  } catch {
    return undefined
  }
}

async function holdsTokens(file: string): Promise<boolean> {
  if (!/\.(jsonl|ndjson)$/i.test(file)) return false
  for await (const { text } of readLines(openInput(file, { async *[Symbol.asyncIterator]() {} })))
    return tokenRow(text) !== undefined
  return false
}

/** How people call the two labels of the task spam, and screens the categories. */
const SAID_AS: Readonly<Record<string, string>> = {
  ...Object.fromEntries(CATEGORY_CODES.map((code) => [CATEGORIES[code], code])),
  垃圾: 'spam',
  无效: 'spam',
  无效信息: 'spam',
  正常: 'ham',
  有效: 'ham',
}
const labelOf = (written: string): string => SAID_AS[written.trim()] ?? written.trim()

/**
 * Rows of labelled files (CSV, XLSX, JSONL with a label column, or JSONL with `label` and `tokens`). A row without a
 * label or any text is left out and counted. Throws `usage.labels` when nothing is left.
 */
export async function readLabelled(
  files: readonly string[],
  map: Readonly<Record<string, string>> = {},
): Promise<{ rows: Labelled[]; skipped: number }> {
  const rows: Labelled[] = []
  let skipped = 0
  const unused = new Set<string>()
  const tell = (note: FileNote): void => {
    if (note.kind === 'unused') for (const name of note.names) unused.add(name)
  }
  const take = (row: Labelled | undefined): void => {
    if (row) rows.push(row)
    else skipped++
  }
  for (const file of files) {
    if (await holdsTokens(file)) {
      for await (const { text } of readLines(openInput(file, { async *[Symbol.asyncIterator]() {} })))
        take(tokenRow(text))
      continue
    }
    for await (const row of readLetters(file, { map, withoutIds: true, tell })) {
      const letter = 'letter' in row ? row.letter : undefined
      take(
        letter?.label
          ? {
              label: labelOf(letter.label),
              title: letter.title ?? undefined,
              text: letter.text,
              letter,
            }
          : undefined,
      )
    }
  }
  if (rows.length === 0)
    throw new AppError(
      'usage.labels',
      `没有可用的标注行：需要标签列（label 或 类别）和内容列，也可用 --map label=列名 指明${unused.size > 0 ? `；没有用到的列：${[...unused].join('、')}` : ''}（no labelled row found: a column label is needed, or --map label=COLUMN）`,
    )
  return { rows, skipped }
}
