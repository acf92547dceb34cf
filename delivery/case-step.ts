/** What happens to a case after it was handed over: signed for, answered, closed, withdrawn. */
import { NEXT_STATES, WORDED_STATES } from '../model/case-states.ts'
import { AppError } from '../model/error.ts'
import type { Case, Event } from '../model/issue.ts'
import type { Records } from '../model/ports.ts'
import type { Clock } from '../model/time.ts'
import type { CaseState } from '../model/words.ts'
import { cloudEvent } from './cloud-event.ts'

export interface CaseStepOptions {
  readonly records: Pick<Records, 'cases'>
  readonly clock: Clock
  readonly id: string
  readonly state: CaseState
  /** The answer's text, the reason of a withdrawal, a remark; without personal data. */
  readonly note: string
  readonly by: string
  /** The revision the asker saw; without it the present one. */
  readonly rev?: number | undefined
  /** Names of the endpoints that are told of it. */
  readonly endpoints: readonly string[]
  /** CloudEvents source; default "/lanting". */
  readonly source?: string | undefined
  readonly sample?: boolean | undefined
}

const STEP_SCHEMA = 'urn:lanting:schema:case-step:1'

/**
 * Takes a case one step on. The latest step told again changes nothing and gives the case as it is (a system that gets no
 * answer asks again). Throws `dispatch.case` (no such case), `store.case-changed` (`rev` is not the present one),
 * `dispatch.step` (not from the present state), `dispatch.words` (an answer or withdrawal without words).
 */
export async function takeCaseStep(options: CaseStepOptions): Promise<Case> {
  const { records, id, state, by, rev } = options
  const kase = await records.cases.get(id)
  if (!kase) throw new AppError('dispatch.case', `没有这个交办件（no such case）：${id}`, { details: { id } })
  const note = options.note.trim()
  const last = kase.steps.at(-1)
  if (last && last.state === state && last.note === note) return kase
  // The store refuses an old revision, and says so better than what follows would.
  if (rev === undefined || rev === kase.rev) {
    if (!NEXT_STATES[kase.state].includes(state))
      throw new AppError(
        'dispatch.step',
        `交办件 ${id} 现为“${kase.state}”，不能转为“${state}”（no step from this state to that one）`,
        { details: { id, from: kase.state, state } },
      )
    if (note === '' && WORDED_STATES.includes(state))
      throw new AppError(
        'dispatch.words',
        state === '撤回' ? '请写明撤回原因（say why it is withdrawn）' : '请填写答复内容（an answer needs its text）',
        { details: { id, state } },
      )
  }
  const step = { state, note, at: options.clock.now().toISOString(), by }
  const body = (event: Event, now: Case): string =>
    cloudEvent(event, {
      source: options.source ?? '/lanting',
      schema: STEP_SCHEMA,
      correlationId: now.issueId,
      data: {
        caseId: id,
        issueId: now.issueId,
        unit: now.unit,
        units: now.units,
        from: kase.state,
        state,
        note,
        by,
        dueAt: now.dueAt,
        dueProvisional: now.dueProvisional,
        rev: now.rev,
        sample: options.sample ?? false,
      },
    })
  return records.cases.step(id, rev ?? kase.rev, step, options.endpoints, body)
}
