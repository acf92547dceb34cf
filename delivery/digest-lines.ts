/** Sentences that the HTML and the text of a digest share. */
import type { Say } from '../model/catalogue.ts'
import { boardMessages as b } from '../model/messages/board.ts'
import { digestMessages as m } from '../model/messages/delivery.ts'
import { localDay, localMinute, localMoment } from '../model/time.ts'
import { DISPOSITIONS } from '../model/words.ts'
import type {
  DigestCase,
  DigestHanded,
  DigestHard,
  DigestIssue,
  DigestModel,
  DigestSource,
  DigestUrgent,
} from './digest-model.ts'

const present = (parts: readonly (string | null)[]): string => parts.filter((part) => part).join(' · ')

function dueText(t: Say, { dueAt, dueExpected }: Pick<DigestHanded, 'dueAt' | 'dueExpected'>): string {
  if (dueAt !== null) return localMinute(dueAt)
  if (!dueExpected) return t(m.provisional)
  return t(m.expected, localMinute(dueExpected), Number(localDay(dueExpected).slice(0, 4)))
}

export const windowLine = (t: Say, model: DigestModel): string =>
  t(m.window, localMinute(model.from), localMinute(model.to), model.covers)

export const issueMarks = (t: Say, issue: DigestIssue): string[] => [
  ...(issue.pinned ? [t(m.markPinned)] : []),
  ...(issue.trend === 'new' ? [t(m.markNew)] : []),
  ...(issue.burst ? [t(m.markBurst)] : []),
  ...(issue.answeredYetRising ? [t(m.markAnsweredRising)] : []),
]

/** Where and what; the figures; who has it. */
export const issueLines = (t: Say, issue: DigestIssue): string[] =>
  [
    present([issue.place, issue.category]),
    present([
      t(m.voices, issue.voices, issue.newVoices),
      t(m.heat, issue.heat.toFixed(1)),
      issue.trend === 'new' ? null : t(m.trend, issue.trend),
    ]),
    issue.burstSince
      ? t(m.burstSince, issue.burstSince.since, issue.burstSince.observed, issue.burstSince.expected)
      : '',
    handedLine(t, issue),
  ].filter((line) => line !== '')

function handedLine(t: Say, { handed, department }: Pick<DigestIssue, 'handed' | 'department'>): string {
  if (!handed) return t(m.notHanded, department ?? '')
  const { unit, state, others = [] } = handed
  return state === '已答复' || state === '已办结'
    ? t(m.handedDone, unit, state)
    : t(m.handedTo, unit, dueText(t, handed), others)
}

/** Where; every reason; who has it. */
export const hardLines = (t: Say, issue: DigestHard): string[] =>
  [
    present([issue.place, t(m.hardVoices, issue.voices)]),
    ...issue.reasons.map((reason) => `· ${t(b.reason, reason)}`),
    handedLine(t, issue),
  ].filter((line) => line !== '')

/** Surges, each a line, then the new words in one; empty when nothing stands out. */
export const noteLines = (t: Say, { surges, words, unknown }: DigestModel['notes']): string[] => [
  ...surges.map((s) => t(b.surge, s.district, s.category, s.since, s.observed, s.expected)),
  ...(unknown ? [t(b.surgesUnknown)] : []),
  ...(words.length > 0
    ? [
        t(
          m.words,
          words.map((w) => t(b.word, w.word, w.voices, w.expected, w.fresh)),
        ),
      ]
    : []),
]

export const urgentWordsOf = ({ title, begins }: DigestUrgent): string =>
  begins === undefined ? title : `${title}：${begins}`

export const urgentLines = (t: Say, matter: DigestUrgent): string[] =>
  [
    present([
      matter.place ?? t(m.urgentNowhere),
      t(m.urgentCount, matter.posts, localMoment(matter.lastAt, matter.lastPrecision)),
    ]),
    matter.source === undefined ? '' : t(m.urgentFrom, matter.source, matter.number ?? ''),
    handedLine(t, matter),
  ].filter((line) => line !== '')

/** "投诉信 12" pairs of every disposition, zeros too: the sum can be checked by eye. */
export const intakePairs = (t: Say, model: DigestModel): [string, number][] =>
  DISPOSITIONS.map((d) => [t(m.disposition, d), model.intake.byDisposition[d]])

export const casesLine = (t: Say, model: DigestModel): string =>
  t(m.casesCount, model.cases.handedOver, model.cases.overdueTotal, model.cases.provisional)

export const caseLine = (t: Say, kase: DigestCase): string =>
  t(m.overdueAt, kase.unit, kase.state, localMinute(kase.dueAt))

export const sourceLine = (t: Say, source: DigestSource): string => {
  const last = source.lastSuccessAt === null ? '' : localMinute(source.lastSuccessAt)
  const parts = [
    source.failures === 0
      ? t(m.outcome, source.outcome)
      : t(m.sourceLine, t(m.outcome, source.outcome), source.failures, last),
    source.silentSince === null ? '' : t(m.silentSince, localMinute(source.silentSince)),
    source.pausedUntil === null ? '' : t(m.pausedUntil, localMinute(source.pausedUntil)),
  ]
  return parts.filter((part) => part !== '').join('；')
}

/** The sentence above the list of sources that are down. */
export function sourcesLine(t: Say, model: DigestModel): string {
  const { total, down } = model.sources
  if (total === 0) return t(m.sourcesNone)
  return down.length === 0 ? t(m.sourcesFine, total) : t(m.sourcesDown, down.length, total)
}
