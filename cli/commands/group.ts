import { createWriteStream, existsSync, statSync } from 'node:fs'
import { finished } from 'node:stream/promises'
import { redact } from '../../analyzers/redaction/redact.ts'
import type { Screener } from '../../analyzers/screener.ts'
import { AppError } from '../../model/error.ts'
import { type Letter, readLetter, type Tokens } from '../../model/post.ts'
import { readTime } from '../../model/time.ts'
import { OPEN_ROUTES } from '../../model/words.ts'
import type { GroupedIssue } from '../../pipeline/grouping/group-memory.ts'
import { createGrouper, type Grouper } from '../../pipeline/grouping/grouper.ts'
import { postId } from '../../pipeline/intake/post-id.ts'
import { namesNobody } from '../../pipeline/intake/voice.ts'
import { groupInput } from '../../pipeline/stages/group-input.ts'
import { readCity } from '../city.ts'
import type { Context } from '../context.ts'
import { openInput, readLines, writeLine } from '../jsonl.ts'
import { openScreener } from '../screening.ts'

interface Row {
  readonly letter: Letter
  readonly at: number
}

/** Posts between two looks at what moved. */
const BATCH = 500
/**
 * As people wrote; those of one minute, or of one day when only that is told, by id, so that the same letters in another order give
 * the same issues. Letters without a date stay as they come.
 */
const asWritten = (a: Row, b: Row): number =>
  a.at - b.at || (a.at === UNDATED || a.letter.id === b.letter.id ? 0 : a.letter.id < b.letter.id ? -1 : 1)
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

/** Screens a row and places it when it is kept and open; else it has no issue. */
function place(row: Row, screener: Screener, grouper: Grouper): void {
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
  if (s.disposition !== 'kept' || !OPEN_ROUTES.includes(s.route)) return
  const source = letter.source ?? 'file'
  const written = {
    id: letter.id,
    at: row.at === UNDATED ? 0 : row.at,
    kind: post.kind,
    title: redacted.title,
    text: redacted.text,
    source,
    // Only counted, never stored or shown: a file is grouped in memory.
    voice: namesNobody(letter.author) ? letter.id : postId(source, letter.author as string),
    likes: letter.likes ?? 0,
  }
  grouper.add(groupInput(written, s, tokens))
}

/** Lines that wait by default: later posts can still move a post this young to another issue. */
const WINDOW = 200_000

/** The lines in the order of the input, each held back until `window` later ones have come; memory stays that of the window. */
function createLines(window: number, write: (id: string, issue: string | null) => Promise<void>) {
  const waiting = new Map<string, string | null>()
  // Ids of lines already written, the newest of them: a repeated delivery is no second voice.
  const written = new Set<string>()
  /** Where the posts of a merged issue are now: those of one that rests are not told one by one. */
  const redirects = new Map<string, string>()
  const bound = (known: Set<string> | Map<string, string>): void => {
    if (known.size > 5 * window) known.delete(known.keys().next().value as string)
  }
  const close = async (id: string, issue: string | null): Promise<void> => {
    waiting.delete(id)
    written.add(id)
    bound(written)
    let now = issue
    for (let next = redirects.get(now ?? ''); next !== undefined; next = redirects.get(next)) now = next
    await write(id, now)
  }
  return {
    knows: (id: string): boolean => waiting.has(id) || written.has(id),
    wait: (id: string): void => void waiting.set(id, null),
    learn(id: string, issue: string | null): void {
      if (waiting.has(id)) waiting.set(id, issue)
    },
    redirect(from: string, into: string | null): void {
      redirects.delete(from)
      if (into !== null) redirects.set(from, into)
      bound(redirects)
    },
    /** Writes what no longer waits; `all`: at the end of the input. */
    async flush(all: boolean): Promise<void> {
      for (const [id, issue] of waiting) {
        if (!all && waiting.size <= window) break
        await close(id, issue)
      }
    },
  }
}

/**
 * JSONL → JSONL {"id","issue"}, each post once, when final: when `window` later posts have come, or at the end of the input.
 * An issue that becomes part of another after that keeps its id on the lines already written; the issues file then holds
 * it with `mergedInto`. A file is sorted by time first; of standard input every 500 lines are.
 */
export async function groupCommand(
  context: Context,
  options: { issues?: string; city?: string; window?: number },
  file?: string,
): Promise<number> {
  if (file !== undefined && file !== '-' && (!existsSync(file) || statSync(file).isDirectory()))
    throw new AppError('usage.file', `文件不存在：${file}（no such file）`)
  const screener = openScreener({ city: readCity(options.city, context.config.city), models: context.config.models })
  const grouper = createGrouper()
  const issues = new Map<string, GroupedIssue>()
  /** Issues that written lines name. */
  const named = new Set<string>()
  const lines = createLines(options.window ?? WINDOW, async (id, issue) => {
    if (options.issues && issue !== null) named.add(issue)
    await writeLine(context.out, JSON.stringify({ id, issue }))
  })
  const onBad = (line: number): void => {
    context.note(`${file ?? '-'}:${line} 不是有效的信件（not a letter）`)
  }
  const collect = (): void => {
    const changes = grouper.take()
    for (const a of changes.assignments) lines.learn(a.postId, a.issueId)
    for (const issue of changes.issues) {
      lines.redirect(issue.id, issue.mergedInto)
      if (options.issues) issues.set(issue.id, issue)
    }
  }
  const progress = context.progress('group')
  let taken = 0
  const accept = async (batch: readonly Row[]): Promise<void> => {
    const fresh = batch.filter(({ letter }) => {
      // The first line of an id counts; a repeated delivery is no second voice.
      if (lines.knows(letter.id)) return false
      lines.wait(letter.id)
      return true
    })
    for (const row of fresh.sort(asWritten)) place(row, screener, grouper)
    taken += fresh.length
    collect()
    await lines.flush(false)
    progress.update(taken, undefined)
  }
  const isFile = file !== undefined && file !== '-'
  let rows: Row[] = []
  for await (const row of readRows(context, file, onBad)) {
    rows.push(row)
    if (isFile || rows.length < BATCH) continue
    await accept(rows)
    rows = []
  }
  if (isFile) rows.sort(asWritten)
  for (let i = 0; i < rows.length; i += BATCH) await accept(rows.slice(i, i + BATCH))
  grouper.settle()
  collect()
  progress.done(`${taken}`)
  await lines.flush(true)
  if (options.issues) {
    const out = createWriteStream(options.issues)
    for (const issue of issues.values())
      if (issue.mergedInto === null || named.has(issue.id)) out.write(`${JSON.stringify(issue)}\n`)
    out.end()
    await finished(out)
  }
  return taken === 0 ? 1 : 0
}
