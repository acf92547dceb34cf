/**
 * Dispositions and routes of posts by other hands, which no model saw: a third, by hash of the text, of corpus-screen-2 (adverts, noise,
 * other places' matters and what looks like them) and of the letters of two more writers: `node bench/verdicts.ts [--taught]`.
 * Choose nothing by this third. `--taught` measures the other two thirds, where errors may be read.
 */
import { readFileSync } from 'node:fs'
import { partOf } from '../analyzers/models/train-spam.ts'
import { redact } from '../analyzers/redaction/redact.ts'
import { openScreener } from '../cli/screening.ts'
import type { Kind, Route } from '../model/words.ts'

interface Line {
  readonly title?: string
  readonly text: string
  readonly kind: Kind
  readonly disposition?: 'kept' | 'off-topic' | 'quarantined'
  readonly route?: Route
}

const linesOf = (name: string, part: 'train' | 'check'): Line[] =>
  readFileSync(new URL(`../analyzers/models/${name}.jsonl`, import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Line)
    .filter((line) => partOf(line.text) === part)

const round = (x: number): number => Math.round(x * 1e4) / 1e4

/** `genuineLost`: what its writer meant to be kept and is neither kept nor before people. */
export function verdictFigures(part: 'train' | 'check' = 'check'): Record<string, number> {
  const screener = openScreener({ city: 'lanzhou', models: {} })
  const facts = { postedAt: undefined, givenAppealType: undefined, addressee: undefined, channel: undefined }
  const screened = ['corpus-screen-2', 'corpus-letters-2', 'corpus-letters-3'].flatMap((name) =>
    linesOf(name, part).map((line) => ({
      line: { ...line, disposition: line.disposition ?? ('kept' as const) },
      hard: name === 'corpus-screen-2',
      said: screener.screen({ ...redact(line.title ?? '', line.text), kind: line.kind, ...facts }).screening,
    })),
  )
  type One = (typeof screened)[number]
  const share = (all: readonly One[], right: (one: One) => boolean): number =>
    round(all.filter(right).length / all.length)
  const right = ({ line, said }: One): boolean => said.disposition === line.disposition
  const meant = (disposition: string) => screened.filter(({ line }) => line.disposition === disposition)
  const routed = screened.filter(({ line }) => line.route !== undefined)
  const urgent = routed.filter(({ line }) => line.route !== 'case' && line.route !== 'lead')
  return {
    disposition: share(
      screened.filter((one) => one.hard),
      right,
    ),
    spamCaught: share(meant('quarantined'), ({ said }) => said.disposition !== 'kept'),
    offTopic: share(meant('off-topic'), right),
    genuineLost: meant('kept').filter(({ said }) => said.disposition !== 'kept' && said.disposition !== 'review')
      .length,
    genuineInReview: meant('kept').filter(({ said }) => said.disposition === 'review').length,
    route: share(routed, ({ line, said }) => said.route === line.route),
    routeBesideCases: share(urgent, ({ line, said }) => said.route === line.route),
  }
}

if (import.meta.main)
  console.log(JSON.stringify(verdictFigures(process.argv.includes('--taught') ? 'train' : 'check'), null, 1))
