import type { Issue, Member } from '../../model/issue.ts'
import type { Records } from '../../model/ports.ts'
import type { HardFacts } from './hard.ts'
import { isVoice } from './heat.ts'

/** Issues looked into; a city has far fewer hard ones. */
const CANDIDATES = 500
/** Posts of one issue whose answers and states are read, the newest of each. */
const READ = 50
const CASES = 50

/** Reads what the 难点 rules need of the issues with most voices among `members` (oldest first). */
export async function hardFacts(
  records: Pick<Records, 'posts' | 'cases'>,
  issues: readonly Issue[],
  members: readonly Member[],
): Promise<HardFacts[]> {
  const byIssue = Map.groupBy(members, (member) => member.issueId)
  const busiest = issues
    .map((issue) => {
      const own = byIssue.get(issue.id) ?? []
      return { issue, own, voices: new Set(own.filter(isVoice).map((m) => m.voice)).size }
    })
    .filter(({ voices }) => voices > 1)
    .sort((a, b) => b.voices - a.voices || (a.issue.id < b.issue.id ? -1 : 1))
    .slice(0, CANDIDATES)
  const facts: HardFacts[] = []
  for (const { issue, own } of busiest) {
    const answered = own.filter((m) => m.answeredAt !== null).slice(-READ)
    const wanted = new Set([...answered, ...own.slice(-READ)].map((m) => m.postId))
    const posts = await records.posts.getMany([...wanted])
    const answeredAt = new Map(answered.map((m) => [m.postId, m.answeredAt as string]))
    facts.push({
      issue,
      members: own,
      answers: posts.flatMap(({ id, answer }) => {
        const at = answeredAt.get(id)
        return answer && at !== undefined ? [{ unit: answer.unit ?? null, text: answer.text, at }] : []
      }),
      states: posts.flatMap(({ sourceState }) => (sourceState ? [sourceState] : [])),
      cases: await records.cases.list({ issueId: issue.id, limit: CASES }),
    })
  }
  return facts
}
