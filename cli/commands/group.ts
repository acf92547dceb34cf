import { createWriteStream, existsSync, statSync } from 'node:fs'
import { finished } from 'node:stream/promises'
import { redact } from '../../analyzers/redaction/redact.ts'
import type { Screener } from '../../analyzers/screener.ts'
import { AppError } from '../../model/error.ts'
import { parseJson } from '../../model/json.ts'
import { cliMessages as m } from '../../model/messages/cli.ts'
import { isShared, type Letter, readLetter, type Tokens } from '../../model/post.ts'
import { readTime } from '../../model/time.ts'
import type { GroupedIssue } from '../../pipeline/grouping/group-memory.ts'
import { createGrouper, type Grouper } from '../../pipeline/grouping/grouper.ts'
import { postId } from '../../pipeline/intake/post-id.ts'
import { namesNobody } from '../../pipeline/intake/voice.ts'
import { groupInput } from '../../pipeline/stages/group-input.ts'
import { readCity } from '../city.ts'
import type { Context } from '../context.ts'
import { createIssueTimes, createLines } from '../group-lines.ts'
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
      value = parseJson(text ?? '')
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

/**
 * Screens a row and places it when it is kept and open; else it has no issue. One without a date counts as written at `now`
 * (ms), as a stored one counts from when it came.
 */
function place(row: Row, now: number, screener: Screener, grouper: Grouper): void {
  const { letter } = row
  const redacted = redact((letter.title ?? '').toWellFormed(), letter.text.toWellFormed())
  const post = {
    ...redacted,
    kind: letter.kind ?? ('letter' as const),
    postedAt: row.at === UNDATED ? undefined : new Date(row.at).toISOString(),
    givenAppealType: letter.appealType ?? undefined,
    addressee: letter.addressee ?? undefined,
    area: letter.area ?? undefined,
    channel: letter.channel ?? undefined,
  }
  const { screening: s, tokens }: { screening: ReturnType<Screener['screen']>['screening']; tokens: Tokens } =
    screener.screen(post)
  if (s.disposition !== 'kept' || !isShared(s)) return
  const source = letter.source ?? 'file'
  const written = {
    id: letter.id,
    at: row.at === UNDATED ? now : row.at,
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

/**
 * JSONL → JSONL {"id","issue"}, each post once, when final: when `window` later posts have come, or at the end of the input.
 * An issue that becomes part of another after that keeps its id on the lines already written; the issues file then holds
 * it with `mergedInto`. A file is sorted by time first; of standard input every 500 lines are. Of lines with one id the first
 * counts. A letter without a readable date lends its issue none.
 */
export async function groupCommand(
  context: Context,
  options: { issues?: string; city?: string; window?: number },
  file?: string,
): Promise<number> {
  if (file !== undefined && file !== '-' && (!existsSync(file) || statSync(file).isDirectory()))
    throw new AppError('usage.file', `文件不存在：${file}（no such file）`)
  const screener = openScreener({ city: readCity(options.city, context.config.city), models: context.config.models })
  const grouper = createGrouper({ described: options.issues !== undefined })
  const issues = new Map<string, GroupedIssue>()
  /** Issues that written lines name. */
  const named = new Set<string>()
  const times = createIssueTimes()
  const lines = createLines(options.window ?? WINDOW, async (id, issue, at) => {
    if (options.issues && issue !== null) {
      named.add(issue)
      times.note(issue, at)
    }
    await writeLine(context.out, JSON.stringify({ id, issue }))
  })
  const onBad = (line: number): void => {
    context.note(`${file ?? '-'}:${line} 不是有效的信件（not a letter）`)
  }
  const collect = (): void => {
    const changes = grouper.take()
    for (const a of changes.assignments) lines.learn(a.postId, a.issueId)
    for (const [id, into] of changes.mergedInto) lines.redirect(id, into)
    for (const issue of changes.issues) issues.set(issue.id, issue)
  }
  const progress = context.progress(context.say(m.grouping))
  let taken = 0
  let repeated = 0
  /** The latest time told so far, ms. */
  let now = 0
  const accept = async (batch: readonly Row[]): Promise<void> => {
    const fresh = batch.filter(({ letter, at }) => {
      if (lines.knows(letter.id)) {
        repeated += 1
        return false
      }
      lines.wait(letter.id, at === UNDATED ? undefined : at)
      return true
    })
    for (const row of fresh.sort(asWritten)) {
      if (row.at !== UNDATED) now = Math.max(now, row.at)
      place(row, now, screener, grouper)
    }
    taken += fresh.length
    collect()
    await lines.flush(false)
    progress.update(taken, undefined)
  }
  const isFile = file !== undefined && file !== '-'
  let rows: Row[] = []
  /** Ids of a file: the first line of an id counts, whatever the dates; a repeated delivery is no second voice. */
  const ids = new Set<string>()
  for await (const row of readRows(context, file, onBad)) {
    if (isFile) {
      if (ids.has(row.letter.id)) {
        repeated += 1
        continue
      }
      ids.add(row.letter.id)
    }
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
  if (repeated > 0) context.note(context.say(m.repeatedIds, repeated))
  if (options.issues) {
    const out = createWriteStream(options.issues)
    for (const { id, mergedInto } of issues.values()) {
      let now = mergedInto
      for (let next = issues.get(now ?? '')?.mergedInto; next; next = issues.get(next)?.mergedInto) now = next
      if (now !== null) times.join(id, now)
    }
    for (const issue of issues.values())
      if (issue.mergedInto === null || named.has(issue.id)) out.write(`${JSON.stringify(times.dated(issue))}\n`)
    out.end()
    await finished(out)
  }
  if (taken > 0) return 0
  context.note(context.say(m.noLetters))
  return 1
}
