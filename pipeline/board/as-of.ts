/** What a stored issue was at an earlier moment, as far as its members tell. Pure. */
import type { Issue, Member } from '../../model/issue.ts'
import { isVoice } from './heat.ts'

/**
 * Counts and last post from the members before `to` (UTC): `members` are all of that issue's up to then. Title, keywords, place, category and
 * unit stay those of today; they are extracted anew as an issue grows, and the earlier ones are not kept.
 */
export function issueAsOf<T extends Issue>(issue: T, members: readonly Member[], to: string): T {
  const own = members.filter((m) => m.at < to)
  if (issue.lastSeen < to || own.length === 0) return issue
  return {
    ...issue,
    lastSeen: own
      .map((m) => m.at)
      .sort()
      .at(-1) as string,
    posts: own.length,
    voices: new Set(own.filter(isVoice).map((m) => m.voice)).size,
    news: own.filter((m) => m.kind === 'news').length,
    praise: own.filter((m) => m.kind !== 'news' && m.appealType === '表扬').length,
    answered: own.filter((m) => m.answeredAt !== null && m.answeredAt < to).length,
  }
}
