/** The life of a case as far as this version drives it (DOMAIN §8); 退单 is a 撤回 with the unit's reason and a new hand-over. */
import type { Case } from './issue.ts'
import type { CaseState } from './words.ts'

/** Where a case may go from each state: 签收, 答复, 办结; 撤回 while nobody has answered. */
export const NEXT_STATES: Readonly<Record<CaseState, readonly CaseState[]>> = {
  待签收: ['办理中', '撤回'],
  办理中: ['已答复', '撤回'],
  已答复: ['已办结'],
  已办结: [],
  撤回: [],
}

/** Steps that say nothing without words: the answer's text, the reason of a withdrawal. */
export const WORDED_STATES: readonly CaseState[] = ['已答复', '撤回']

/** An answer is still owed. */
export const OPEN_CASE_STATES: readonly CaseState[] = ['待签收', '办理中']
export const isOpenCase = (kase: Pick<Case, 'state'>): boolean => OPEN_CASE_STATES.includes(kase.state)

/** 逾期: still open when its time was over; one whose time is not known yet is not. */
export const isOverdue = (kase: Pick<Case, 'state' | 'dueAt'>, at: string): boolean =>
  isOpenCase(kase) && kase.dueAt !== null && kase.dueAt < at

/** The case as it stood at `at`; undefined while it was not handed over. A date that its deadline got since stays. */
export function caseAt(kase: Case, at: string): Case | undefined {
  if (kase.createdAt >= at) return undefined
  const steps = kase.steps.filter((step) => step.at < at)
  if (steps.length === kase.steps.length) return kase
  return { ...kase, steps, state: steps.at(-1)?.state ?? '待签收' }
}
