import { createWriteStream, existsSync, statSync } from 'node:fs'
import { finished } from 'node:stream/promises'
import { redact } from '../../analyzers/redact.ts'
import type { Screener } from '../../analyzers/screener.ts'
import { AppError } from '../../model/error.ts'
import { type Letter, readLetter, type Tokens } from '../../model/post.ts'
import { readTime } from '../../model/time.ts'
import { OPEN_ROUTES } from '../../model/words.ts'
import { createGrouper, type GroupedIssue, type Grouper } from '../../pipeline/grouper.ts'
import { postId } from '../../pipeline/post-id.ts'
import { readCity } from '../city.ts'
import type { Context } from '../context.ts'
import { openInput, readLines, writeLine } from '../jsonl.ts'
import { openScreener } from '../screening.ts'

interface Row {
  readonly letter: Letter
  readonly at: number
}

/** Letters without a readable date come last, in their order. */
const UNDATED = Number.MAX_SAFE_INTEGER

async function* readRows(
  context: Context,
  file: string | undefined,
  onBad: (line: number) => void,
): AsyncGenerator<Row> {
  for await (const { line, text } of readLines(openInput(file, context.stdin))) {
    let value: unknown
    try {
      value = JSON.parse(text ?? '')
    } catch {
      onBad(line)
      continue
    }
    const parsed = readLetter(value)
    if (!parsed.success) {
      onBad(line)
      continue
    }
    const time = parsed.data.postedAt ? readTime(parsed.data.postedAt) : undefined
    yield { letter: parsed.data, at: time ? Date.parse(time.at) : UNDATED }
  }
}

/** Screens a row and places it when it is kept and open; false: it has no issue. */
function place(row: Row, screener: Screener, grouper: Grouper): boolean {
  const { letter } = row
  const redacted = redact((letter.title ?? '').toWellFormed(), letter.text.toWellFormed())
  const post = {
    ...redacted,
    kind: letter.kind ?? ('letter' as const),
    postedAt: row.at === UNDATED ? undefined : new Date(row.at).toISOString(),
    givenAppealType: letter.appealType ?? undefined,
    addressee: letter.addressee ?? undefined,
    channel: letter.channel ?? undefined,
  }
  const { screening: s, tokens }: { screening: ReturnType<Screener['screen']>['screening']; tokens: Tokens } =
    screener.screen(post)
  if (s.disposition !== 'kept' || !OPEN_ROUTES.includes(s.route)) return false
  const source = letter.source ?? 'file'
  grouper.add({
    id: letter.id,
    at: row.at === UNDATED ? 0 : row.at,
    kind: post.kind,
    route: s.route,
    appealType: s.appealType,
    title: redacted.title,
    text: redacted.text,
    tokens,
    places: s.places,
    category: s.category,
    subcategory: s.subcategory,
    department: s.departments[0]?.name,
    source,
    // Only counted, never stored or shown: a file is grouped in memory.
    voice: letter.author ? postId(source, letter.author) : letter.id,
    likes: letter.likes ?? 0,
  })
  return true
}

/**
 * JSONL → JSONL {"id","issue"}, each post once, when final: a later post can still move an earlier one, so lines are
 * written at the end of the input. A file is sorted by time first; standard input is taken as it comes.
 */
export async function groupCommand(
  context: Context,
  options: { issues?: string; city?: string },
  file?: string,
): Promise<number> {
  if (file !== undefined && file !== '-' && (!existsSync(file) || statSync(file).isDirectory()))
    throw new AppError('usage.file', `文件不存在：${file}（no such file）`)
  const screener = openScreener({ city: readCity(options.city, context.config.city), models: context.config.models })
  const grouper = createGrouper()
  const order: string[] = []
  const seen = new Set<string>()
  const issueOf = new Map<string, string | null>()
  const issues = new Map<string, GroupedIssue>()
  const onBad = (line: number): void => {
    context.note(`${file ?? '-'}:${line} 不是有效的信件（not a letter）`)
  }
  const collect = (): void => {
    const changes = grouper.take()
    for (const a of changes.assignments) issueOf.set(a.postId, a.issueId)
    for (const i of changes.issues) issues.set(i.id, i)
  }
  const progress = context.progress('group')
  const accept = (row: Row): void => {
    // The first line of an id counts; a repeated delivery is no second voice.
    if (seen.has(row.letter.id)) return
    seen.add(row.letter.id)
    order.push(row.letter.id)
    if (!place(row, screener, grouper)) issueOf.set(row.letter.id, null)
    if (order.length % 500 === 0) {
      collect()
      progress.update(order.length, undefined)
    }
  }
  if (file === undefined || file === '-') {
    for await (const row of readRows(context, file, onBad)) accept(row)
  } else {
    const rows: Row[] = []
    for await (const row of readRows(context, file, onBad)) rows.push(row)
    rows.sort((a, b) => a.at - b.at)
    for (const row of rows) accept(row)
  }
  grouper.settle()
  collect()
  progress.done(`${order.length}`)
  for (const id of order) await writeLine(context.out, JSON.stringify({ id, issue: issueOf.get(id) ?? null }))
  if (options.issues) {
    const out = createWriteStream(options.issues)
    for (const issue of issues.values()) if (issue.mergedInto === null) out.write(`${JSON.stringify(issue)}\n`)
    out.end()
    await finished(out)
  }
  return order.length === 0 ? 1 : 0
}
