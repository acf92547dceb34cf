/** Sentences that the HTML and the text of a digest share. */
import type { Say } from '../model/catalogue.ts'
import { digestMessages as m } from '../model/messages/delivery.ts'
import { localMinute } from '../model/time.ts'
import { DISPOSITIONS } from '../model/words.ts'
import type { DigestCase, DigestIssue, DigestModel, DigestSource, DigestUrgent } from './digest-model.ts'

const present = (parts: readonly (string | null)[]): string => parts.filter((part) => part).join(' · ')

const dueText = (t: Say, dueAt: string | null): string => (dueAt === null ? t(m.provisional) : localMinute(dueAt))

export const windowLine = (t: Say, model: DigestModel): string =>
  t(m.window, localMinute(model.from), localMinute(model.to))

export const issueMarks = (t: Say, issue: DigestIssue): string[] => [
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
    handedLine(t, issue),
  ].filter((line) => line !== '')

const handedLine = (t: Say, matter: Pick<DigestIssue, 'handed' | 'department'>): string =>
  matter.handed
    ? t(m.handedTo, matter.handed.unit, dueText(t, matter.handed.dueAt))
    : t(m.notHanded, matter.department ?? '')

export const urgentLines = (t: Say, matter: DigestUrgent): string[] => [
  present([matter.place, t(m.urgentCount, matter.posts, localMinute(matter.lastAt))]),
  handedLine(t, matter),
]

/** "投诉信 12" pairs of every disposition, zeros too: the sum can be checked by eye. */
export const intakePairs = (t: Say, model: DigestModel): [string, number][] =>
  DISPOSITIONS.map((d) => [t(m.disposition, d), model.intake.byDisposition[d]])

export const casesLine = (t: Say, model: DigestModel): string =>
  t(m.casesCount, model.cases.handedOver, model.cases.overdueTotal, model.cases.provisional)

export const caseLine = (t: Say, kase: DigestCase): string =>
  t(m.overdueAt, kase.unit, kase.state, localMinute(kase.dueAt))

export const sourceLine = (t: Say, source: DigestSource): string => {
  const last = source.lastSuccessAt === null ? '' : localMinute(source.lastSuccessAt)
  const line = t(m.sourceLine, t(m.outcome, source.outcome), source.failures, last)
  return source.pausedUntil === null ? line : `${line}；${t(m.pausedUntil, localMinute(source.pausedUntil))}`
}

/** The sentence above the list of sources that are down. */
export function sourcesLine(t: Say, model: DigestModel): string {
  const { total, down } = model.sources
  if (total === 0) return t(m.sourcesNone)
  return down.length === 0 ? t(m.sourcesFine, total) : t(m.sourcesDown, down.length, total)
}
