import { AppError } from '../../model/error.ts'
import { cliMessages as m } from '../../model/messages/cli.ts'
import { replayMessages as r } from '../../model/messages/replay.ts'
import { DAY_MS, dayStart, localDay, localMinute, readAsOf, readTime } from '../../model/time.ts'
import { CATEGORIES } from '../../model/words.ts'
import { createGrouper } from '../../pipeline/grouping/grouper.ts'
import { replay } from '../../pipeline/replay/replay.ts'
import type { Difference, PostChange } from '../../pipeline/replay/replay-difference.ts'
import { createAnalysis } from '../../pipeline/stages/analysis.ts'
import { openApp } from '../app.ts'
import type { Context } from '../context.ts'
import { screeningSpec } from '../live-models.ts'
import { tellFewLabels } from '../models.ts'
import { openScreeners } from '../screening.ts'
import { openScratchRecords } from '../stores.ts'
import { table } from '../table.ts'
import { requireTime } from '../time-option.ts'

/** Posts listed for people; `--json` gives all. */
const LISTED = 20

/** A bare date begins at its midnight. */
const readFrom = (value: string): Date | undefined => {
  const read = readTime(value)
  if (!read) return undefined
  return read.precision === 'minute' ? new Date(read.at) : dayStart(localDay(read.at))
}

/**
 * Runs stored days again under the rules of the config given (models, city) and of this program, in memory, and prints
 * what would differ. Reads the data folder beside a running writer and changes nothing. Throws `usage.replay`.
 */
export async function replayCommand(
  context: Context,
  options: { from?: string; to?: string; top?: number },
): Promise<number> {
  const { config, clock } = context
  const to = requireTime(options.to, readAsOf) ?? clock.now()
  const from = requireTime(options.from, readFrom) ?? new Date(to.getTime() - config.hot.days * DAY_MS)
  if (from >= to)
    throw new AppError(
      'usage.replay',
      `--from（${localMinute(from)}）要早于 --to（${localMinute(to)}）（must come before）`,
    )
  const top = options.top ?? config.hot.top
  const app = await openApp(context, 'read')
  const scratch = { before: await openScratchRecords(context), after: await openScratchRecords(context) }
  try {
    const spec = await screeningSpec(config, app.records)
    tellFewLabels(context, spec.models.category)
    const analysis = createAnalysis(openScreeners(spec), () => createGrouper())
    const progress = context.progress(context.say(r.running))
    let last = 0
    const difference = await replay(app.records, scratch, analysis, {
      from: from.toISOString(),
      to: to.toISOString(),
      top,
      isWorkday: app.calendar.isWorkday,
      clock,
      signal: context.signal,
      onProgress: (done, total) => {
        last = done
        progress.update(done, total)
      },
    })
    if (last > 0) progress.done(String(last))
    if (context.signal.aborted) {
      context.note(context.say(m.stopped))
      return 1
    }
    if (context.json) printLines(context, difference, { from, to, top })
    else printForPeople(context, difference, { from, to, top })
    return 0
  } finally {
    await scratch.before.close()
    await scratch.after.close()
    await app.close()
  }
}

interface Asked {
  readonly from: Date
  readonly to: Date
  readonly top: number
}

const countsOf = ({ changes }: Difference): Record<PostChange['changed'][number], number> => {
  const counts = { disposition: 0, category: 0, department: 0, issue: 0 }
  for (const change of changes) for (const field of change.changed) counts[field] += 1
  return counts
}

/** One line `summary`, then one each `board` and `post` line. */
function printLines(context: Context, difference: Difference, { from, to, top }: Asked): void {
  const { posts, regrouped, changes, board, issuesBefore, issuesAfter } = difference
  const summary = { posts, changed: countsOf(difference), regrouped, issuesBefore, issuesAfter, top }
  context.print(JSON.stringify({ kind: 'summary', from: from.toISOString(), to: to.toISOString(), ...summary }))
  for (const { kind, ...row } of board) context.print(JSON.stringify({ kind: 'board', change: kind, ...row }))
  for (const change of changes) context.print(JSON.stringify({ kind: 'post', ...change }))
}

function printForPeople(context: Context, difference: Difference, { from, to, top }: Asked): void {
  const { say, print, note, columns } = context
  const { posts, changes, board } = difference
  if (posts === 0) {
    note(say(r.empty))
    return
  }
  note(say(r.title, localMinute(from), localMinute(to), posts))
  if (difference.regrouped > 0) note(say(r.regrouped, difference.regrouped))
  if (changes.length === 0 && board.length === 0) {
    note(say(r.none))
    return
  }

  const counts = countsOf(difference)
  print(say(r.counts, counts.disposition, counts.category, counts.department, counts.issue))
  const moves = Map.groupBy(
    changes.filter((c) => c.changed.includes('disposition')),
    (c) => `${c.before.disposition} ${c.after.disposition}`,
  )
  for (const [, own] of [...moves].sort(([, a], [, b]) => b.length - a.length)) {
    const [first] = own
    if (first) print(say(r.move, first.before.disposition, first.after.disposition, own.length))
  }

  const of = (kind: 'gained' | 'lost' | 'moved'): number => board.filter((b) => b.kind === kind).length
  print(say(r.board, top, of('gained'), of('lost'), of('moved'), difference.issuesBefore, difference.issuesAfter))
  const arrow = (before: number | null, after: number | null): string => `${before ?? '—'} → ${after ?? '—'}`
  if (board.length > 0)
    print(
      table(
        board,
        [
          { head: say(r.head.change), value: (b) => say(r.kind, b.kind) },
          { head: say(r.head.rank), value: (b) => arrow(b.rankBefore, b.rankAfter) },
          { head: say(m.head.title), value: (b) => b.title, shrink: true },
          { head: say(r.head.voices), value: (b) => arrow(b.voicesBefore, b.voicesAfter) },
        ],
        columns,
      ),
    )
  if (changes.length === 0) return
  print('')
  print(
    table(
      changes.slice(0, LISTED),
      [
        { head: say(r.head.post), value: (c) => c.title, shrink: true },
        { head: say(r.head.before), value: (c) => stateText(context, c, 'before'), shrink: true },
        { head: say(r.head.after), value: (c) => stateText(context, c, 'after'), shrink: true },
      ],
      columns,
    ),
  )
  if (changes.length > LISTED) note(say(r.more, changes.length - LISTED))
}

/** The fields that differ, on one side. */
function stateText({ say }: Context, change: PostChange, side: 'before' | 'after'): string {
  const { disposition, category, department } = change[side]
  return change.changed
    .map((field) => {
      if (field === 'disposition') return say(r.disposition, disposition)
      if (field === 'category') return category ? CATEGORIES[category] : '—'
      if (field === 'department') return department ?? '—'
      return say(side === 'before' ? r.issueBefore : r.issueAfter)
    })
    .join(' ')
}
