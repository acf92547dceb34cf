import { AppError } from '../../model/error.ts'
import type { HotIssue } from '../../model/issue.ts'
import { cliMessages as m } from '../../model/messages/cli.ts'
import { localMinute, readAsOf } from '../../model/time.ts'
import { CATEGORIES, CATEGORY_CODES, type Category } from '../../model/words.ts'
import { openApp } from '../app.ts'
import type { Context } from '../context.ts'
import { table } from '../table.ts'
import { requireTime } from '../time-option.ts'

/** The hot table as people read it, no wider than the terminal. */
export function hotTable(context: Context, issues: readonly HotIssue[]): string {
  const { say } = context
  const trend = (i: HotIssue): string => (i.burst ? `${say(m.trend, i.trend)} ${say(m.burst)}` : say(m.trend, i.trend))
  return table(
    issues,
    [
      { head: say(m.head.rank), value: (i) => String(i.rank), align: 'right' },
      { head: say(m.head.title), value: (i) => i.renamed ?? i.title, shrink: true },
      { head: say(m.head.category), value: (i) => (i.category ? CATEGORIES[i.category] : '—') },
      { head: say(m.head.place), value: (i) => i.district ?? i.place?.name ?? '—', shrink: true },
      { head: say(m.head.voices), value: (i) => String(i.windowVoices), align: 'right' },
      { head: say(m.head.heat), value: (i) => i.heat.toFixed(1), align: 'right' },
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
      `没有这个类别（no such category）：${value}。可用：${CATEGORY_CODES.join(' ')}`,
    )
  return found
}

export async function hotCommand(
  context: Context,
  options: { asOf?: string; days?: number; top?: number; district?: string; category?: string },
): Promise<number> {
  const asOf = requireTime(options.asOf, readAsOf) ?? context.clock.now()
  const days = options.days ?? context.config.hot.days
  const category = readCategory(options.category)
  const app = await openApp(context, 'read')
  try {
    const issues = await app.hot.hot({
      asOf: asOf.toISOString(),
      days,
      top: options.top ?? context.config.hot.top,
      ...(options.district ? { district: options.district } : {}),
      ...(category ? { category } : {}),
    })
    if (context.json) for (const issue of issues) context.print(JSON.stringify(issue))
    else if (issues.length === 0) context.note(context.say(m.hotNone))
    else {
      context.note(context.say(m.hotTitle, localMinute(asOf), days))
      context.print(hotTable(context, issues))
    }
    return 0
  } finally {
    await app.close()
  }
}
