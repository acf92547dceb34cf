import { AREAS, type AreaKind } from '../../model/board.ts'
import { AppError } from '../../model/error.ts'
import type { HotIssue } from '../../model/issue.ts'
import { boardMessages as b } from '../../model/messages/board.ts'
import { cliMessages as m } from '../../model/messages/cli.ts'
import { HOT_ORDERS, type HotOrder, type HotQuery, type HotService } from '../../model/services.ts'
import { DAY_MS, dayStart, localDay, localMinute, readAsOf } from '../../model/time.ts'
import { CATEGORIES, CATEGORY_CODES, type Category } from '../../model/words.ts'
import { POPULATION } from '../../pipeline/board/population.ts'
import { openApp } from '../app.ts'
import { openIssuesOf, printAreas, printHard, printWords } from '../board.ts'
import type { Context } from '../context.ts'
import { table } from '../table.ts'
import { requireTime } from '../time-option.ts'
import { tellWaiting } from '../waiting.ts'

/** The hot table as people read it, no wider than the terminal; with the rate where it is ordered by it. */
export function hotTable(context: Context, issues: readonly HotIssue[], order?: HotOrder): string {
  const { say } = context
  const trend = (i: HotIssue): string => (i.burst ? `${say(m.trend, i.trend)} ${say(m.burst)}` : say(m.trend, i.trend))
  return table(
    issues,
    [
      { head: say(m.head.rank), value: (i) => String(i.rank), align: 'right' },
      { head: say(m.head.title), value: (i) => i.renamed ?? i.title, shrink: true },
      { head: say(m.head.category), value: (i) => (i.category ? CATEGORIES[i.category] : '—'), shrink: 8 },
      { head: say(m.head.place), value: (i) => i.district ?? i.place?.name ?? '—', shrink: 12 },
      { head: say(m.head.voices), value: (i) => String(i.windowVoices), align: 'right' },
      order === 'per-capita'
        ? { head: say(b.head.perTenThousand), value: (i) => i.perTenThousand?.toFixed(2) ?? '—', align: 'right' }
        : { head: say(m.head.heat), value: (i) => i.heat.toFixed(1), align: 'right' },
      { head: say(m.head.trend), value: trend },
    ],
    context.columns,
  )
}

/** Accepts a category's code or the name people read today. Throws `usage.category`. */
export function readCategory(value: string | undefined): Category | undefined {
  if (value === undefined) return undefined
  const found = CATEGORY_CODES.find((c) => c === value || CATEGORIES[c] === value)
  if (!found)
    throw new AppError(
      'usage.category',
      `没有这个类别（no such category）：${value}。可用：${CATEGORY_CODES.map((c) => CATEGORIES[c]).join(' ')}`,
    )
  return found
}

/** One of a closed list, or undefined when not given. Throws `usage.choice`. */
function readChoice<T extends string>(option: string, value: string | undefined, choices: readonly T[]): T | undefined {
  if (value === undefined) return undefined
  const found = choices.find((choice) => choice === value)
  if (found) return found
  throw new AppError('usage.choice', `${option} 只能是（is one of）：${choices.join('、')}；写的是 ${value}`)
}

/** Names told where none fits. */
const TOLD = 12

interface HotOptions {
  asOf?: string
  days?: number
  top?: number
  district?: string
  category?: string
  department?: string
  order?: string
  by?: string
  hard?: boolean
  words?: boolean
}

/** The hot board, or with one of `--hard`, `--words`, `--by` what stands beside it. Throws `usage.choice`, `usage.hot`. */
export async function hotCommand(context: Context, options: HotOptions): Promise<number> {
  const by: AreaKind | undefined = readChoice('--by', options.by, AREAS)
  const order = readChoice('--order', options.order, HOT_ORDERS)
  if ([options.hard, options.words, by].filter((x) => x).length > 1)
    throw new AppError('usage.hot', '--hard、--words、--by 一次只能选一个（choose one of the three）')
  const asOf = requireTime(options.asOf, readAsOf) ?? context.clock.now()
  const category = readCategory(options.category)
  const query: HotQuery & { asOf: string } = {
    asOf: asOf.toISOString(),
    ...(options.days ? { days: options.days } : {}),
    ...(options.top ? { top: options.top } : {}),
    ...(options.district ? { district: options.district } : {}),
    ...(category ? { category } : {}),
    ...(options.department ? { department: options.department } : {}),
    ...(order ? { order } : {}),
  }
  // Until midnight is today's board.
  const today = dayStart(localDay(context.clock.now())).getTime() + DAY_MS
  if (asOf.getTime() > today) context.note(context.say(m.asOfAhead, localMinute(asOf)))
  const app = await openApp(context, 'read')
  try {
    if (options.hard) printHard(context, await openIssuesOf(app, await app.hot.hard(query)), query)
    else if (options.words) printWords(context, await app.hot.emerging(query), await app.hot.surges(query), query)
    else if (by) printAreas(context, await app.hot.areas({ ...query, by }), query)
    else {
      const issues = await openIssuesOf(app, await app.hot.hot(query))
      if (issues.length > 0 || context.json) printIssues(context, issues, query)
      else if (!(await tellAreas(context, app.hot, query))) context.note(context.say(m.hotNone))
    }
    await tellWaiting(context, app.records)
    return 0
  } finally {
    await app.close()
  }
}

/** A name that nobody knows gives an empty board: says which there are; false when the name is not what leaves it empty. */
async function tellAreas(context: Context, hot: HotService, query: HotQuery): Promise<boolean> {
  let told = false
  for (const by of ['district', 'department'] as const) {
    const wanted = query[by]
    if (wanted === undefined) continue
    const { [by]: _, ...others } = query
    const { rows } = await hot.areas({ ...others, by })
    const names = rows.flatMap((row) => (row.name !== null && row.issues > 0 ? [row.name] : []))
    if (names.length === 0 || names.some((name) => name.includes(wanted))) continue
    context.note(context.say(b.noSuchArea, wanted, names.slice(0, TOLD).join(' ')))
    told = true
  }
  return told
}

function printIssues(context: Context, issues: readonly HotIssue[], query: HotQuery & { asOf: string }): void {
  if (context.json) for (const issue of issues) context.print(JSON.stringify(issue))
  else {
    context.note(context.say(m.hotTitle, localMinute(query.asOf), query.days ?? context.config.hot.days))
    context.print(hotTable(context, issues, query.order))
    const { year, source } = context.config.hot.population ?? POPULATION
    if (query.order === 'per-capita') context.note(context.say(b.populationNote, year, source))
  }
}
