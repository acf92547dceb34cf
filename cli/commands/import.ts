import { readdirSync } from 'node:fs'
import { basename, extname } from 'node:path'
import { redact } from '../../analyzers/redaction/redact.ts'
import { READABLE, readLetters } from '../../crawlers/files.ts'
import { letterDelivery } from '../../crawlers/letter.ts'
import type { FileNote } from '../../crawlers/table.ts'
import { AppError } from '../../model/error.ts'
import { fitLine } from '../../model/fit-text.ts'
import { bundleMessages } from '../../model/messages/bundle.ts'
import { cliMessages as m } from '../../model/messages/cli.ts'
import { crawlMessages } from '../../model/messages/crawl.ts'
import type { DeliveryCounts, FailedRow } from '../../model/ports.ts'
import type { Delivery } from '../../model/post.ts'
import { SOURCE_NAME } from '../../model/source-name.ts'
import { createBeside } from '../../pipeline/intake/beside.ts'
import { openApp } from '../app.ts'
import { bundlesAt, takeBundles } from '../bundle-inbox.ts'
import { readCity } from '../city.ts'
import type { Context } from '../context.ts'
import { textOf } from '../errors.ts'
import { tellClosed } from '../waiting.ts'

const BATCH = 500
/** Bad rows listed one by one; the rest is summed up. */
const LISTED = 20
/** A heading longer than this is cut when it is named. */
const HEADING = 20

/** `--map text=诉求内容` → {text: '诉求内容'}. Throws `usage.map`. */
export function readMap(values: readonly string[] | undefined): Record<string, string> {
  const map: Record<string, string> = {}
  for (const value of values ?? []) {
    const at = value.indexOf('=')
    if (at <= 0 || at === value.length - 1)
      throw new AppError('usage.map', `--map 的写法是 字段=列名（is field=column）: ${value}`)
    map[value.slice(0, at)] = value.slice(at + 1)
  }
  return map
}

const { namesPerson } = createBeside(redact)

/** Why a row cannot be of the source it names; what the command calls the file is asked once. */
function sourceError(own: string | null | undefined, source: string): AppError | undefined {
  if (!own || own === source) return undefined
  const personal = namesPerson(own)
  if (!personal && SOURCE_NAME.test(own)) return undefined
  return new AppError('file.source', 'The source cannot be called so', {
    details: { fault: personal ? 'personal' : 'form' },
  })
}

/** Exports in a folder, which are imported by their own names; a folder is taken for one of bundles. */
const lettersIn = (folder: string): string[] =>
  readdirSync(folder)
    .filter((name) => READABLE.has(extname(name).toLowerCase()) && !/^[.~]/.test(name))
    .sort()

/**
 * Imports letters through the inbox: each bad row is named with its line and skipped, what was left out of a row
 * (a date nobody can read) is told with its line, a killed import run again counts
 * what was stored as unchanged. The city asked for stays with the letters, whoever screens them. Then processes what waits, unless a running process holds the folder and will.
 */
export async function importCommand(
  context: Context,
  options: { source?: string; map?: string[]; city?: string },
  files: string[],
): Promise<number> {
  const city = readCity(options.city, undefined)
  const map = readMap(options.map)
  const sourceOf = (file: string): string => fitLine(options.source ?? basename(file, extname(file))) || 'import'
  for (const file of files)
    if (!bundlesAt(file) && namesPerson(sourceOf(file)))
      throw new AppError('usage.source-name', 'The source cannot be called so', { details: { fault: 'personal' } })
  if (context.loaded.file === undefined) context.note(context.say(m.defaultsInForce, context.config.dataDir))
  const app = await openApp(context, 'append')
  const total = { received: 0, fresh: 0, revised: 0, unchanged: 0, failed: 0 }
  const started = performance.now()
  let refused = 0
  let zones = 0
  let undated = 0
  const add = (sum: DeliveryCounts): void => {
    for (const key of Object.keys(total) as (keyof DeliveryCounts)[]) total[key] += sum[key]
  }
  try {
    for (const path of files) {
      const bundles = bundlesAt(path)
      if (!bundles) continue
      if (bundles.length === 0) {
        const letters = lettersIn(path)
        context.note(
          letters.length > 0
            ? context.say(m.folderOfLetters, path, letters[0]!)
            : context.say(bundleMessages.noneThere, path),
        )
        if (letters.length > 0) refused++
      }
      const taken = await takeBundles(context, app, bundles, city)
      zones++
      refused += taken.refused.length
      add(taken.counts)
    }
    for (const file of files.filter((path) => !bundlesAt(path))) {
      const source = sourceOf(file)
      const progress = context.progress(context.say(m.importing, file))
      let letters: Delivery[] = []
      let bad: FailedRow[] = []
      let listed = 0
      let told = 0
      let here = 0
      let yearless = 0
      let ownSource = 0
      let nameless = false
      /** Letters read, and those of them that bring a number and a date. */
      let read = 0
      let numbered = 0
      let dated = 0
      let sum: DeliveryCounts = { received: 0, fresh: 0, revised: 0, unchanged: 0, failed: 0 }
      const flush = async (): Promise<void> => {
        // One source a batch: rows may name their own.
        const sources = new Set([...letters.map((l) => l.source), ...(bad.length > 0 ? [source] : [])])
        for (const id of sources) {
          const counts = await app.inbox.append(
            id,
            letters.filter((l) => l.source === id),
            id === source ? bad : [],
          )
          sum = {
            received: sum.received + counts.received,
            fresh: sum.fresh + counts.fresh,
            revised: sum.revised + counts.revised,
            unchanged: sum.unchanged + counts.unchanged,
            failed: sum.failed + counts.failed,
          }
        }
        letters = []
        bad = []
        progress.update(sum.received, undefined)
      }
      const where = (sheet: string | undefined): string => (sheet === undefined ? file : `${file}〔${sheet}〕`)
      const unused = new Set<string>()
      const tell = (note: FileNote): void => {
        if (note.kind === 'sheet') context.note(context.say(m.sheetLeftOut, file, note.sheet))
        else if (note.kind === 'hidden-sheet') context.note(context.say(m.hiddenSheet, file, note.sheet, note.rows))
        else if (note.kind === 'hidden-rows') context.note(context.say(m.hiddenRows, file, note.sheet, note.rows))
        else if (note.kind === 'shared-numbers')
          context.note(`  ${context.say(crawlMessages.sharedNumbers, file, note.numbers)}`)
        else for (const name of note.names) unused.add(name.length > HEADING ? `${name.slice(0, HEADING)}…` : name)
      }
      for await (const row of readLetters(file, { map, now: context.clock.now(), tell })) {
        if (context.signal.aborted) break
        const error = 'error' in row ? row.error : sourceError(row.letter.source, source)
        if (error) {
          nameless ||= error.details.lacks !== undefined
          bad.push({ source, where: where(row.sheet), line: row.line, code: error.code, message: error.message })
          if (listed++ < LISTED)
            context.note(context.say(m.badRow, where(row.sheet), row.line, textOf(error, context.lang)))
        } else if ('letter' in row) {
          if (row.letter.source && row.letter.source !== source) ownSource++
          letters.push({ ...letterDelivery(row.letter, row.letter.source ?? source, undefined, row), city })
          read++
          if (row.formerIds.length > 0) numbered++
          if (row.letter.postedAt || row.warnings.some(({ field }) => field === 'postedAt')) dated++
          for (const { code, field } of row.warnings) {
            if (code === 'file.year') {
              yearless++
              continue
            }
            if (code !== 'file.number' && field === 'postedAt') here++
            if (told++ < LISTED)
              context.note(context.say(m.leftOut, where(row.sheet), row.line, context.say(crawlMessages.problem[code])))
          }
        }
        if (letters.length + bad.length >= BATCH) await flush()
      }
      await flush()
      if (listed > LISTED) context.note(context.say(m.moreBadRows, listed - LISTED))
      if (told > LISTED) context.note(context.say(m.moreBadRows, told - LISTED))
      if (nameless) context.note(context.say(m.mapHint))
      if (yearless > 0) context.note(context.say(m.yearless, yearless))
      if (unused.size > 0) context.note(context.say(m.unusedColumns, [...unused].join('、')))
      if (here > 0) context.note(context.say(m.undated, here))
      if (read > 0 && numbered === 0) context.note(context.say(m.noNumbers, read))
      if (read > 0 && dated === 0) context.note(context.say(m.noDates, read))
      undated += here
      progress.done(context.say(m.imported, sum.received, sum.fresh, sum.revised, sum.unchanged, sum.failed))
      if (sum.received === 0 && !context.signal.aborted) context.note(context.say(m.headAlone, file))
      if (ownSource > 0 && options.source !== undefined) context.note(context.say(m.ownSources, ownSource, source))
      add(sum)
    }
    const processed = await app.tryProcess(context)
    if (!processed) context.note(context.say(m.appended))
    const counts = (await app.records.posts.counts({ openRoutesOnly: true })).posts
    if (context.json)
      context.print(JSON.stringify({ ...total, undated, posts: counts, seconds: (performance.now() - started) / 1000 }))
    else context.note(context.say(m.dispositionsOfAll, counts))
    await tellClosed(context, app.records)
    if (context.signal.aborted) {
      context.note(context.say(m.stopped))
      return 1
    }
    if (refused > 0) return 1
    return zones === 0 && total.received > 0 && total.failed === total.received ? 1 : 0
  } finally {
    await app.close()
  }
}
