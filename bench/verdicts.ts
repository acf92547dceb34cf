/**
 * Dispositions and routes of posts by other hands, which no model saw: a third, by hash of the text, of corpus-screen-2 (adverts, noise,
 * other places' matters and what looks like them) and of the letters of two more writers: `node bench/verdicts.ts [--taught]`.
 * Choose nothing by this third. `--taught` measures the other two thirds, where errors may be read. And routes of posts that tell of
 * dangers, of people hurt at home and of allegations in hints, beside what only looks like it: corpus-screen-11, -15 and -21, hands that
 * check and are not read.
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
  readonly why?: string
}

const allOf = (name: string): Line[] =>
  readFileSync(new URL(`../analyzers/models/${name}.jsonl`, import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Line)
const linesOf = (name: string, part: 'train' | 'check'): Line[] =>
  allOf(name).filter((line) => partOf(line.text) === part)

const FACTS = { postedAt: undefined, givenAppealType: undefined, addressee: undefined, channel: undefined }

const round = (x: number): number => Math.round(x * 1e4) / 1e4

/** `genuineLost`: what its writer meant to be kept and is neither kept nor before people. */
export function verdictFigures(part: 'train' | 'check' = 'check'): Record<string, number> {
  const screener = openScreener({ city: 'lanzhou', models: {} })
  const screened = ['corpus-screen-2', 'corpus-letters-2', 'corpus-letters-3'].flatMap((name) =>
    linesOf(name, part).map((line) => ({
      line: { ...line, disposition: line.disposition ?? ('kept' as const) },
      hard: name === 'corpus-screen-2',
      said: screener.screen({ ...redact(line.title ?? '', line.text), kind: line.kind, ...FACTS }).screening,
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

/** Hands that tell in hints. */
export const IN_HINTS = [11, 15].map((n) => `corpus-screen-${n}`)
/** Another, asked for scenes that the others had left out, and for look-alikes of each. */
export const IN_FARTHER_HINTS = ['corpus-screen-21']

/**
 * Shares: dangers that are emergencies, people hurt at home or in care that are told for such, whichever are urgent or in confidence,
 * allegations in hints that are protected, and look-alikes of all these that stay ordinary.
 */
export function hintFigures(names: readonly string[] = IN_HINTS): Record<string, number> {
  const screener = openScreener({ city: 'lanzhou', models: {} })
  const screened = names.flatMap(allOf).map((line) => ({
    line,
    said: screener.screen({ ...redact(line.title ?? '', line.text), kind: line.kind, ...FACTS }).screening,
  }))
  type One = (typeof screened)[number]
  const share = (of: (one: One) => boolean, right: (one: One) => boolean): number => {
    const all = screened.filter(of)
    return all.length === 0 ? 1 : round(all.filter(right).length / all.length)
  }
  const isHurt = ({ line }: One): boolean => line.why?.startsWith('victim-') ?? false
  const isOrdinary = (route: Route | undefined): boolean => route === 'case' || route === 'lead'
  return {
    danger: share(
      (one) => one.line.route === 'emergency' && !isHurt(one),
      ({ said }) => said.route === 'emergency',
    ),
    hurt: share(isHurt, ({ said }) => said.reasons.some(({ rule }) => rule.startsWith('route.victim.'))),
    hurtNotPublic: share(isHurt, ({ said }) => said.route === 'emergency' || said.route === 'protected'),
    allegation: share(
      (one) => one.line.route === 'protected' && !isHurt(one),
      ({ said }) => said.route === 'protected',
    ),
    statutory: share(
      ({ line }) => line.route === 'statutory',
      ({ said }) => said.route === 'statutory',
    ),
    ordinary: share(
      ({ line }) => isOrdinary(line.route),
      ({ said }) => isOrdinary(said.route),
    ),
  }
}

if (import.meta.main) {
  console.log(JSON.stringify(verdictFigures(process.argv.includes('--taught') ? 'train' : 'check'), null, 1))
  console.log(JSON.stringify(hintFigures(), null, 1))
  console.log(JSON.stringify(hintFigures(IN_FARTHER_HINTS), null, 1))
}
