/** The board's other half as people read it in a terminal; with `--json` one object a line. */
import stringWidth from 'string-width'
import { openWords } from '../delivery/open-words.ts'
import { type AreaReport, type EmergingWord, HARD_DAYS, type HardIssue, type SurgeReport } from '../model/board.ts'
import type { Issue } from '../model/issue.ts'
import { boardMessages as b } from '../model/messages/board.ts'
import { cliMessages as m } from '../model/messages/cli.ts'
import { openIssues } from '../model/open-issues.ts'
import type { HotQuery } from '../model/services.ts'
import { localMinute } from '../model/time.ts'
import { CATEGORIES, type Category } from '../model/words.ts'
import type { App } from './app.ts'
import type { Context } from './context.ts'
import { clip, table } from './table.ts'

/** Issues by the names that every list gives them: as far as open posts bear the words out. */
export const openIssuesOf = <T extends Issue>({ records }: Pick<App, 'records'>, issues: readonly T[]): Promise<T[]> =>
  openIssues({ openWords: (issue) => openWords(records, issue) }, issues)

type Asked = HotQuery & { readonly asOf: string }

/** Title and voices on one line, each reason on its own below. */
export function printHard(context: Context, issues: readonly HardIssue[], { asOf, days }: Asked): void {
  const { say, print, columns } = context
  if (context.json) {
    for (const issue of issues) print(JSON.stringify(issue))
    return
  }
  if (issues.length === 0) {
    context.note(say(b.hardNone))
    return
  }
  context.note(say(b.hardTitle, localMinute(asOf), days ?? HARD_DAYS))
  for (const issue of issues) {
    const rank = String(issue.rank).padStart(2)
    const place = issue.district ?? issue.place?.name
    const tail = ` ${[place, `${say(m.head.voices)} ${issue.windowVoices}`].filter(Boolean).join(' · ')}`
    print(`${rank}  ${clip(issue.renamed ?? issue.title, columns - 4 - stringWidth(tail))}${tail}`)
    for (const reason of issue.reasons) print(clip(`    - ${say(b.reason, reason)}`, columns))
  }
}

export function printWords(
  context: Context,
  words: readonly EmergingWord[],
  surges: SurgeReport,
  { asOf }: Asked,
): void {
  const { say, print, note } = context
  if (context.json) {
    for (const word of words) print(JSON.stringify({ kind: 'word', ...word }))
    for (const surge of surges.surges) print(JSON.stringify({ kind: 'surge', ...surge }))
    for (const outage of surges.outages) print(JSON.stringify({ kind: 'outage', ...outage }))
    return
  }
  note(say(b.wordsTitle, localMinute(asOf)))
  for (const { word, voices, expected, fresh } of words) print(`  ${say(b.word, word, voices, expected, fresh)}`)
  if (words.length === 0) note(`  ${say(b.wordsNone)}`)
  note(say(b.surgesTitle))
  for (const s of surges.surges)
    print(`  ${say(b.surge, s.district, CATEGORIES[s.category], s.since, s.observed, s.expected)}`)
  if (surges.unknown) note(`  ${say(b.surgesUnknown)}`)
  else if (surges.surges.length === 0) note(`  ${say(b.surgesNone)}`)
  for (const { source, days } of surges.outages) note(`  ${say(b.outage, source, days)}`)
}

export function printAreas(context: Context, report: AreaReport, { asOf, days }: Asked): void {
  const { say, print, columns } = context
  const { by, rows, population } = report
  if (context.json) {
    for (const row of rows) print(JSON.stringify({ by, ...row }))
    return
  }
  if (rows.length === 0) {
    context.note(say(m.hotNone))
    return
  }
  const name = (value: string | null): string =>
    value === null ? say(b.unnamed) : by === 'category' ? CATEGORIES[value as Category] : value
  const change = (now: number, before: number): string =>
    now === before ? '—' : `${now > before ? '+' : ''}${now - before}`
  context.note(say(b.areasTitle, by, localMinute(asOf), days ?? context.config.hot.days))
  print(
    table(
      rows,
      [
        { head: say(b.head.area, by), value: (r) => name(r.name), shrink: true },
        { head: say(m.head.voices), value: (r) => String(r.voices), align: 'right' },
        {
          head: say(b.head.change),
          value: (r) => (report.comparable ? change(r.voices, r.voicesBefore) : '—'),
          align: 'right',
        },
        { head: say(b.head.posts), value: (r) => String(r.posts), align: 'right' },
        { head: say(b.head.issues), value: (r) => String(r.issues), align: 'right' },
        ...(by === 'district'
          ? [
              {
                head: say(b.head.perTenThousand),
                value: (r: (typeof rows)[number]) => r.perTenThousand?.toFixed(2) ?? '—',
                align: 'right' as const,
              },
            ]
          : []),
      ],
      columns,
    ),
  )
  if (!report.comparable) context.note(say(b.notComparable))
  if (by === 'district') context.note(say(b.populationNote, population.year, population.source))
}
