/** A watched folder as a source: each new or changed export in it is read once. */
import { readdirSync, statSync } from 'node:fs'
import { extname, join } from 'node:path'
import { type Lang, say } from '../model/catalogue.ts'
import { AppError } from '../model/error.ts'
import { crawlMessages as m } from '../model/messages/crawl.ts'
import type { DeliveryCounts, FailedRow } from '../model/ports.ts'
import type { Delivery } from '../model/post.ts'
import type { FetchOutcome } from '../model/words.ts'
import { READABLE, readLetters } from './files.ts'
import { addCounts, type Deliver, NO_COUNTS } from './handover.ts'
import { letterDelivery } from './letter.ts'
import type { FileFetch, Recipe } from './recipe.ts'
import type { FileNote } from './table.ts'
import { fill } from './template.ts'

const BATCH = 200

export interface FileLook {
  readonly outcome: FetchOutcome
  readonly found: number
  readonly counts: DeliveryCounts
  readonly detail: string | null
  /** File name → size and time of change, of the files read to their end; then the number of their bad rows and the line of the first. */
  readonly state: Record<string, string>
}

/**
 * Reads the files of the folder that `state` does not know as they are now. A file that cannot be read at all is named in
 * `detail`, as is a sheet that holds no letters, and tried again when it changes; the others go on. Bad rows of a file are told at
 * every look until it has changed.
 */
export async function lookAtFiles(
  recipe: Recipe,
  state: Readonly<Record<string, string>>,
  deliver: Deliver,
  now: Date,
  signal: AbortSignal,
  lang: Lang = 'zh',
): Promise<FileLook> {
  const t = say(lang)
  const fetch = recipe.fetch as FileFetch
  const folder = fill(fetch.folder, recipe.variables)
  let names: string[]
  try {
    names = readdirSync(folder).sort()
  } catch (cause) {
    throw new AppError('crawl.folder', `The watched folder ${folder} cannot be read`, { cause, details: { folder } })
  }
  const next: Record<string, string> = {}
  const notes: string[] = []
  let counts = NO_COUNTS
  let found = 0
  let broken = 0
  let good = 0
  for (const name of names) {
    const path = join(folder, name)
    // Excel's lock files and half-copied files of other tools are not exports.
    if (!READABLE.has(extname(name).toLowerCase()) || /^[.~]/.test(name)) continue
    const info = statSync(path, { throwIfNoEntry: false })
    if (!info?.isFile()) continue
    const mark = `${info.size}:${Math.floor(info.mtimeMs)}`
    const known = state[`file:${name}`] ?? ''
    const [knownMark, badRows, firstLine] = known.split(' ')
    if (knownMark === mark) {
      next[`file:${name}`] = known
      if (badRows !== undefined) notes.push(t(m.badRows, name, Number(badRows), Number(firstLine)))
      continue
    }
    const bad: number[] = []
    let deliveries: Delivery[] = []
    let failed: FailedRow[] = []
    const flush = async (): Promise<void> => {
      if (deliveries.length + failed.length === 0) return
      counts = addCounts(counts, await deliver(recipe.id, deliveries, failed))
      deliveries = []
      failed = []
    }
    try {
      const tell = (note: FileNote): void => {
        if (note.kind === 'sheet') notes.push(t(m.sheetWithoutText, name, note.sheet))
        if (note.kind === 'shared-numbers') notes.push(t(m.sharedNumbers, name, note.numbers))
        if (note.kind === 'hidden-sheet') notes.push(t(m.sheetHidden, name, note.sheet, note.rows))
      }
      for await (const row of readLetters(path, { map: fetch.map, now, tell })) {
        if (signal.aborted) break
        found++
        if ('letter' in row) {
          good++
          deliveries.push(letterDelivery(row.letter, recipe.id, recipe.kind, row))
        } else {
          bad.push(row.line)
          failed.push({
            source: recipe.id,
            where: row.sheet === undefined ? name : `${name} ${row.sheet}`,
            line: row.line,
            code: row.error.code,
            message: row.error.message,
          })
        }
        if (deliveries.length + failed.length >= BATCH) await flush()
      }
      await flush()
      const [first] = bad
      if (first !== undefined) notes.push(t(m.badRows, name, bad.length, first))
      if (!signal.aborted) next[`file:${name}`] = first === undefined ? mark : `${mark} ${bad.length} ${first}`
    } catch (error) {
      if (!(error instanceof AppError) || !error.code.startsWith('file.')) throw error
      broken++
      const problem = m.problem[error.code as keyof typeof m.problem]
      notes.push(t(m.badFile, name, problem === undefined ? error.message.replace(path, name) : t(problem)))
    }
  }
  const outcome: FetchOutcome =
    broken + found > 0 && good === 0
      ? 'failed'
      : counts.fresh + counts.revised > 0
        ? 'new'
        : Object.keys(next).length > 0
          ? 'unchanged'
          : 'empty'
  return {
    outcome,
    found,
    counts,
    detail: notes.length > 0 ? notes.join(t(m.between)).slice(0, 500) : null,
    state: next,
  }
}
