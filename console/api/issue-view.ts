import { z } from '@hono/zod-openapi'
import type { HardReason } from '../../model/board.ts'
import { isOverdue, NEXT_STATES } from '../../model/case-states.ts'
import type { Case, HotIssue, Issue } from '../../model/issue.ts'
import { CASE_STATES } from '../../model/words.ts'
import type { ConsoleDeps } from './deps.ts'

export const issueSchema = z
  .object({
    id: z.string(),
    title: z.string().openapi({ description: 'The name people gave it, else the extracted title' }),
    extractedTitle: z.string(),
    renamed: z.string().nullable(),
    pinned: z.boolean(),
    keywords: z.array(z.string()),
    category: z.string().nullable(),
    subcategory: z.string().nullable(),
    place: z.string().nullable(),
    district: z.string().nullable(),
    department: z.string().nullable(),
    firstSeen: z.string(),
    lastSeen: z.string(),
    posts: z.number(),
    voices: z.number().openapi({ description: '反映人数 over all time, an estimate' }),
    news: z.number(),
    praise: z.number(),
    answered: z.number(),
    rev: z.number(),
  })
  .openapi('Issue')
export type IssueView = z.infer<typeof issueSchema>

/** What ranking in the asked window adds. */
export const heatSchema = z
  .object({
    rank: z.number(),
    heat: z.number(),
    terms: z.array(z.object({ name: z.string(), value: z.number(), raw: z.number() })),
    damping: z.number(),
    windowPosts: z.number(),
    windowVoices: z.number(),
    windowLikes: z.number(),
    perTenThousand: z.number().nullable().openapi({ description: 'Voices per 10,000 residents of its district' }),
    sources: z.array(z.string()),
    trend: z.enum(['new', 'up', 'flat', 'down']),
    series: z.array(z.number()),
    week: z.array(z.number()).openapi({ description: 'Voices of each of the last seven days, oldest first' }),
    burst: z.object({ since: z.string(), observed: z.number(), expected: z.number() }).nullable(),
    answeredYetRising: z.boolean(),
    urgent: z
      .object({
        level: z.number(),
        posts: z.number(),
        postId: z.string(),
        at: z.string(),
        words: z.string().openapi({ description: "The post's own words, in which it tells the danger" }),
      })
      .nullable()
      .openapi({ description: 'Urgent posts of the last seven days; told of is the newest of the highest level' }),
  })
  .openapi('Heat')
export type HeatView = z.infer<typeof heatSchema>

export const hotIssueSchema = issueSchema.extend({ hot: heatSchema }).openapi('HotIssue')
export type HotIssueView = z.infer<typeof hotIssueSchema>

/** Why an issue is a 难点: `kind` for programs, `text` for people, in the language of the config. */
export const reasonSchema = z
  .object({
    kind: z.enum(['answered-returning', 'promise-overdue', 'case-overdue', 'sent-back', 'long-lived', 'several-units']),
    text: z.string(),
  })
  .openapi('HardReason')
export type ReasonView = z.infer<typeof reasonSchema>
export const viewReason = (reason: HardReason, text: string): ReasonView => ({ kind: reason.kind, text })

export const caseSchema = z
  .object({
    id: z.string(),
    issueId: z.string(),
    title: z.string().openapi({ description: 'As it was handed over' }),
    issueTitle: z.string().openapi({ description: 'What its issue is called by now' }),
    unit: z.string(),
    units: z.array(z.string()),
    unlisted: z
      .array(z.string())
      .openapi({ description: 'Those of its units that GET /units does not have: a slip, perhaps' }),
    note: z.string(),
    state: z.string(),
    urgency: z.number(),
    createdAt: z.string(),
    dueAt: z.string().nullable(),
    dueProvisional: z.boolean(),
    dueExpected: z
      .string()
      .nullable()
      .openapi({ description: 'While `dueAt` is null: counted by weekends and the holidays known so far; a guess' }),
    overdue: z.boolean().openapi({ description: 'Still open when its time was over' }),
    next: z.array(z.enum(CASE_STATES)).openapi({ description: 'States that PATCH can take it to now' }),
    steps: z
      .array(z.object({ state: z.string(), note: z.string(), at: z.string(), by: z.string() }))
      .openapi({ description: 'What became of it, oldest first: the answer, the reason of a withdrawal' }),
    rev: z.number(),
  })
  .openapi('Case')
export type CaseView = z.infer<typeof caseSchema>

export const viewIssue = (issue: Issue): IssueView => ({
  id: issue.id,
  title: issue.renamed ?? issue.title,
  extractedTitle: issue.title,
  renamed: issue.renamed,
  pinned: issue.pinned,
  keywords: [...issue.keywords],
  category: issue.category,
  subcategory: issue.subcategory,
  place: issue.place?.name ?? null,
  district: issue.district,
  department: issue.department,
  firstSeen: issue.firstSeen,
  lastSeen: issue.lastSeen,
  posts: issue.posts,
  voices: issue.voices,
  news: issue.news,
  praise: issue.praise,
  answered: issue.answered,
  rev: issue.rev,
})

/** What urgent posts say, by id; a post that may not be shown has no words. */
export type UrgentWords = ReadonlyMap<string, string>

function viewUrgent({ urgent }: HotIssue, words: UrgentWords): HeatView['urgent'] {
  const said = urgent && words.get(urgent.postId)
  return urgent && said !== null && said !== undefined ? { ...urgent, words: said } : null
}

const viewHeat = (issue: HotIssue, words: UrgentWords): HeatView => ({
  rank: issue.rank,
  heat: issue.heat,
  terms: issue.terms.map(({ name, value, raw }) => ({ name, value, raw })),
  damping: issue.damping,
  windowPosts: issue.windowPosts,
  windowVoices: issue.windowVoices,
  windowLikes: issue.windowLikes,
  perTenThousand: issue.perTenThousand,
  sources: [...issue.sources],
  trend: issue.trend,
  series: [...issue.series],
  week: [...issue.week],
  burst: issue.burst && { ...issue.burst },
  answeredYetRising: issue.answeredYetRising,
  urgent: viewUrgent(issue, words),
})

export const viewHotIssue = (issue: HotIssue, words: UrgentWords): HotIssueView => ({
  ...viewIssue(issue),
  hot: viewHeat(issue, words),
})

/** With its heat when it has members in the asked window. */
export const viewAnyIssue = (issue: Issue | HotIssue, words: UrgentWords): IssueView & { hot: HeatView | null } => ({
  ...viewIssue(issue),
  hot: 'heat' in issue ? viewHeat(issue, words) : null,
})

/** Names of a unit that are in the list, in short or in full. */
export const isListed = ({ units }: Pick<ConsoleDeps, 'units'>, unit: string): boolean =>
  units.some(({ name, official }) => name === unit || official === unit)

/** As far as it may be shown. */
export const viewCase = async (
  kase: Case,
  deps: Pick<ConsoleDeps, 'units' | 'openCase' | 'expectedDue' | 'clock'>,
): Promise<CaseView> => viewOpenCase(await deps.openCase(kase), await deps.expectedDue(kase), deps)

const viewOpenCase = (
  kase: Awaited<ReturnType<ConsoleDeps['openCase']>>,
  dueExpected: string | null,
  deps: Pick<ConsoleDeps, 'units' | 'clock'>,
): CaseView => ({
  id: kase.id,
  issueId: kase.issueId,
  title: kase.title,
  issueTitle: kase.issueTitle,
  unit: kase.unit,
  units: [...kase.units],
  unlisted: kase.units.filter((unit) => !isListed(deps, unit)),
  note: kase.note,
  state: kase.state,
  urgency: kase.urgency,
  createdAt: kase.createdAt,
  dueAt: kase.dueAt,
  dueProvisional: kase.dueProvisional,
  dueExpected,
  overdue: isOverdue(kase, deps.clock.now().toISOString()),
  next: [...NEXT_STATES[kase.state]],
  steps: kase.steps.map((step) => ({ ...step })),
  rev: kase.rev,
})
