import { filedUnder } from '../../model/filed.ts'
import { isShared, type Screening } from '../../model/post.ts'
import { OPEN_ROUTES } from '../../model/words.ts'
import type { DecisionRow, Flag, PostRow } from './schema.ts'

export type Ruling = Pick<DecisionRow, 'disposition' | 'category' | 'route' | 'appeal_type' | 'note'>

/** The columns of a post that follow from verdict, human decision and grouping. */
export type Standing = Pick<
  PostRow,
  | 'disposition'
  | 'route'
  | 'appeal_type'
  | 'urgency'
  | 'spam'
  | 'relevance'
  | 'decided'
  | 'duplicate_of'
  | 'issue_id'
  | 'member'
>

/** The verdict with a person's decision over it; the machine's own stays in `verdicts`. */
export function ruled(screening: Screening, ruling: Ruling | undefined): Screening {
  if (!ruling) return screening
  return {
    ...(ruling.category === null ? screening : filedUnder(screening, ruling.category)),
    disposition: ruling.disposition,
    route: ruling.route ?? screening.route,
    appealType: ruling.appeal_type ?? screening.appealType,
    reasons: [...screening.reasons, { rule: 'human.decision', weight: 1, text: ruling.note ?? '' }],
  }
}

/**
 * What a screened post is now. Only a kept post that is shared may lie in an issue or be folded into another; one that
 * stops being so leaves both, and comes to the grouping writer anew should it return.
 */
export function standing(
  screening: Screening,
  ruling: Ruling | undefined,
  grouped: { readonly issue_id: string | null; readonly duplicate_of: string | null },
): Standing {
  const said = ruled(screening, ruling)
  const { disposition, route, appealType, urgency, spam, relevance } = said
  const groupable = disposition === 'kept' && isShared(said)
  const issue_id = groupable ? grouped.issue_id : null
  const duplicate_of = groupable ? grouped.duplicate_of : null
  return {
    disposition: duplicate_of === null ? disposition : 'duplicate',
    route,
    appeal_type: appealType,
    urgency,
    spam,
    relevance,
    decided: flag(ruling !== undefined),
    duplicate_of,
    issue_id,
    member: flag(issue_id !== null),
  }
}

/** Whether the grouping writer may see a post of this standing. */
export const isGroupable = (s: Pick<PostRow, 'disposition' | 'route'>): boolean =>
  (s.disposition === 'kept' || s.disposition === 'duplicate') && s.route !== null && OPEN_ROUTES.includes(s.route)

/**
 * Whether a post of this standing is for the grouping writer: to be placed, or to be taken out of the issue it is in, so that none of its
 * words stay in the issue's name. One that waits for that already keeps its number.
 */
export const comesToWriter = (
  next: Pick<PostRow, 'disposition' | 'route'>,
  before: Pick<PostRow, 'issue_id' | 'duplicate_of'>,
): boolean => isGroupable(next) || before.issue_id !== null || before.duplicate_of !== null

/** The columns of a post whose words are new: nothing is known of them yet. */
export const WAITING = {
  verdict: null,
  disposition: null,
  route: null,
  appeal_type: null,
  urgency: null,
  spam: null,
  relevance: null,
  decided: 0,
  member: 0,
  seq: null,
} as const

export const flag = (yes: boolean): Flag => (yes ? 1 : 0)
