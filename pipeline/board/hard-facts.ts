import { caseAt } from '../../model/case-states.ts'
import type { Issue, Member } from '../../model/issue.ts'
import type { Records } from '../../model/ports.ts'
import type { Turns } from '../turns.ts'
import type { HardFacts } from './hard.ts'
import { isVoice } from './heat.ts'

/** Issues looked into; a city has far fewer hard ones. */
const CANDIDATES = 500
/** Posts of one issue whose answers and states are read, the newest of each. */
const READ = 50
const CASES = 50
/** Members looked at before others have their turn. */
const STEP = 1_000

/** An issue of more than one voice with its members, oldest first. */
interface Candidate {
  readonly id: string
  readonly members: readonly Member[]
}

/** Those of the issues with most voices among `members` (oldest first): the 难点 are looked for among them. */
export function* busiestOf(issues: Iterable<string>, members: readonly Member[]): Turns<Candidate[]> {
  const byIssue = new Map<string, Member[]>()
  for (const id of issues) byIssue.set(id, [])
  for (let i = 0; i < members.length; i += 1) {
    if (i % STEP === STEP - 1) yield
    const member = members[i] as Member
    byIssue.get(member.issueId)?.push(member)
  }
  yield
  const several: (Candidate & { readonly voices: number })[] = []
  for (const [id, own] of byIssue) {
    if (own.length < 2) continue
    yield
    const voices = new Set(own.filter(isVoice).map((m) => m.voice)).size
    if (voices > 1) several.push({ id, members: own, voices })
  }
  return several.sort((a, b) => b.voices - a.voices || (a.id < b.id ? -1 : 1)).slice(0, CANDIDATES)
}

/**
 * Reads what the 难点 rules need of the candidates; one that is not among `issues` is left out. Of a past moment (`asOf`, UTC) cases and
 * answers are told as they stood then. A source's state word has no date: it is told as it is today, of a letter answered since not at all.
 */
export async function hardFacts(
  records: Pick<Records, 'posts' | 'cases'>,
  candidates: readonly Candidate[],
  issues: readonly Issue[],
  asOf?: string,
): Promise<HardFacts[]> {
  const isPast = (at: string | null | undefined): boolean => asOf === undefined || !at || at < asOf
  const known = new Map(issues.map((issue) => [issue.id, issue]))
  const facts: HardFacts[] = []
  for (const { id, members } of candidates) {
    const issue = known.get(id)
    if (!issue) continue
    const answered = members.filter((m) => m.answeredAt !== null && isPast(m.answeredAt)).slice(-READ)
    const told = members.slice(-READ).filter((m) => isPast(m.answeredAt))
    const wanted = [...new Set([...answered, ...told].map((m) => m.postId))]
    const outcomes = await records.posts.outcomes(wanted)
    const answeredAt = new Map(answered.map((m) => [m.postId, m.answeredAt as string]))
    const said = wanted.flatMap((post) => {
      const outcome = outcomes.get(post)
      return outcome ? [{ post, ...outcome }] : []
    })
    const cases = await records.cases.list({ issueId: id, limit: CASES })
    facts.push({
      issue,
      members,
      answers: said.flatMap(({ post, answer }) => {
        const at = answeredAt.get(post)
        return answer && at !== undefined ? [{ unit: answer.unit ?? null, text: answer.text, at }] : []
      }),
      states: said.flatMap(({ sourceState }) => (sourceState ? [sourceState] : [])),
      cases: asOf === undefined ? cases : cases.flatMap((kase) => caseAt(kase, asOf) ?? []),
    })
  }
  return facts
}
