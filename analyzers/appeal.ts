import type { Reason } from '../model/post.ts'
import type { AppealType } from '../model/words.ts'
import { findCue, isNegated, reasonOf } from './cue.ts'
import { APPEAL_CUES, GIVEN_TYPES } from './dict/appeal-cues.ts'
import type { Document } from './document.ts'

/** How much the kind ticked at the source weighs beside the words (a plain cue weighs 0.5 to 1.7). */
const GIVEN = 1
const TITLE = 1.5
/** Chat on a board says something wrong without asking for anything; a letter is written to get something. */
const LEAST = { letter: 0, post: 0.6, comment: 1, news: Number.POSITIVE_INFINITY } as const
const KINDS = Object.entries(APPEAL_CUES) as [Exclude<AppealType, '其他'>, readonly (readonly [RegExp, number])[]][]

/**
 * Types the appeal by additive cues of the words (rules `appeal.<type>`), the kind given at the source as weak evidence
 * (`appeal.given`); news is always 其他. A letter without any cue is 求助, a post or comment without enough of them 其他.
 * Praise counts only where nothing is complained of.
 */
export function createAppealTyper(): (doc: Document) => { appealType: AppealType; reasons: Reason[] } {
  return (doc) => {
    const { kind, givenAppealType } = doc.post
    if (kind === 'news') return { appealType: '其他', reasons: [{ rule: 'appeal.news', weight: 1, text: kind }] }
    const score = new Map<AppealType, number>()
    const reasons: { type: AppealType; reason: Reason }[] = []
    for (const [type, cues] of KINDS)
      for (const [pattern, weight] of cues) {
        const hit = findCue(doc, pattern, (text, start) => !isNegated(text, start))
        if (!hit) continue
        const value = hit.field === 'title' ? weight * TITLE : weight
        score.set(type, (score.get(type) ?? 0) + value)
        reasons.push({ type, reason: reasonOf(doc, `appeal.${type}`, value, hit) })
      }
    const given = givenAppealType === undefined ? undefined : GIVEN_TYPES[givenAppealType.trim()]
    if (given !== undefined && given !== '其他') {
      score.set(given, (score.get(given) ?? 0) + GIVEN)
      reasons.push({ type: given, reason: { rule: 'appeal.given', weight: GIVEN, text: givenAppealType as string } })
    }
    const trouble = (score.get('投诉') ?? 0) + (score.get('举报') ?? 0) + (score.get('求助') ?? 0)
    if (trouble > 0) score.set('表扬', (score.get('表扬') ?? 0) - trouble)
    let best: AppealType = '其他'
    let most = 0
    for (const [type] of KINDS)
      if ((score.get(type) ?? 0) > most) {
        best = type
        most = score.get(type) as number
      }
    if (most < LEAST[kind]) best = '其他'
    else if (best === '其他' && kind === 'letter') best = '求助'
    return { appealType: best, reasons: reasons.filter((r) => r.type === best).map((r) => r.reason) }
  }
}
