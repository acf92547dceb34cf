import { redact } from '../../analyzers/redaction/redact.ts'
import { AppError } from '../../model/error.ts'
import { cliMessages as m } from '../../model/messages/cli.ts'
import type { Screening } from '../../model/post.ts'
import { readTime } from '../../model/time.ts'
import { CATEGORY_CODES, categoryName } from '../../model/words.ts'
import { readCity } from '../city.ts'
import type { Context } from '../context.ts'
import { type Labelled, readLabelled } from '../labelled.ts'
import { openScreener, readModelOptions } from '../screening.ts'
import { table } from '../table.ts'
import { readMap } from './import.ts'

interface Row {
  readonly label: string
  readonly n: number
  readonly precision: number
  readonly recall: number
  readonly f1: number
}

const ratio = (a: number, b: number): number => (b === 0 ? 0 : a / b)

function score(pairs: readonly { gold: string; said: string | null }[]): {
  rows: Row[]
  macroF1: number
  accuracy: number
} {
  const labels = [...new Set(pairs.map((p) => p.gold))].sort()
  const rows = labels.map((label) => {
    const hit = pairs.filter((p) => p.gold === label && p.said === label).length
    const gold = pairs.filter((p) => p.gold === label).length
    const precision = ratio(hit, pairs.filter((p) => p.said === label).length)
    const recall = ratio(hit, gold)
    return { label, n: gold, precision, recall, f1: ratio(2 * precision * recall, precision + recall) }
  })
  return {
    rows,
    macroF1: ratio(
      rows.reduce((sum, r) => sum + r.f1, 0),
      rows.length,
    ),
    accuracy: ratio(pairs.filter((p) => p.gold === p.said).length, pairs.length),
  }
}

/** Screens labelled files and prints precision, recall and F1 by label: categories, or spam and ham. */
export async function evalCommand(
  context: Context,
  options: { model?: string[]; map?: string[]; city?: string },
  files: string[],
): Promise<number> {
  const { rows, skipped } = await readLabelled(files, readMap(options.map))
  if (skipped > 0) context.note(context.say(m.rowsSkipped, skipped))
  const letters = rows.filter((r): r is Labelled & { text: string } => r.text !== undefined)
  const spam = letters.every((r) => r.label === 'spam' || r.label === 'ham')
  if (!spam && !letters.some((r) => (CATEGORY_CODES as string[]).includes(r.label)))
    throw new AppError(
      'usage.labels',
      '标签既不是 spam/ham，也不是一级类别（labels are neither spam|ham nor first-level categories）',
    )
  const screener = openScreener({
    city: readCity(options.city, context.config.city),
    models: readModelOptions(options.model, context.config.models),
  })
  const pairs = letters.map((row) => {
    const redacted = redact(row.title ?? '', row.text)
    const s: Screening = screener.screen({
      ...redacted,
      kind: row.letter?.kind ?? 'letter',
      postedAt: row.letter?.postedAt ? readTime(row.letter.postedAt)?.at : undefined,
      givenAppealType: row.letter?.appealType ?? undefined,
      addressee: row.letter?.addressee ?? undefined,
      area: row.letter?.area ?? undefined,
      channel: row.letter?.channel ?? undefined,
    }).screening
    const said = spam ? (s.disposition === 'quarantined' || s.disposition === 'review' ? 'spam' : 'ham') : s.category
    return { gold: row.label, said }
  })
  const result = score(pairs)
  if (context.json) context.print(JSON.stringify({ n: pairs.length, ...result }))
  else {
    const percent = (x: number): string => (100 * x).toFixed(1)
    context.print(
      table(
        result.rows,
        [
          { head: context.say(m.head.category), value: (r) => categoryName(r.label) },
          { head: 'n', value: (r) => String(r.n), align: 'right' },
          { head: context.say(m.head.precision), value: (r) => percent(r.precision), align: 'right' },
          { head: context.say(m.head.recall), value: (r) => percent(r.recall), align: 'right' },
          { head: 'F1', value: (r) => percent(r.f1), align: 'right' },
        ],
        context.columns,
      ),
    )
    context.print(`macro-F1 ${percent(result.macroF1)}  accuracy ${percent(result.accuracy)}  n ${pairs.length}`)
  }
  return 0
}
