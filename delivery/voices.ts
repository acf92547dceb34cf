import type { Member } from '../model/issue.ts'
import { APPEAL_TYPES } from '../model/words.ts'

/** The first five kinds of appeal count as voices; news and praise do not (DESIGN). */
const isVoice = (member: Pick<Member, 'kind' | 'appealType'>): boolean =>
  member.kind !== 'news' && APPEAL_TYPES.indexOf(member.appealType) < 5

/** Distinct voices among members: the only form in which voices leave. */
export const countVoices = (members: readonly Member[]): number =>
  new Set(members.filter(isVoice).map((member) => member.voice)).size
