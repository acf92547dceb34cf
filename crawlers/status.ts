/** Words of state at the sources, folded to three; the raw word is what is stored. */
import type { Recipe } from './recipe.ts'

export type LetterState = 'pending' | 'processing' | 'replied'

const WORDS: Readonly<Record<LetterState, readonly string[]>> = {
  pending: ['待回复', '未交办', '待受理', '未回复', '待办理', '未办理', '待处理'],
  processing: ['办理中', '处理中', '已受理', '转办', '已转办', '已交办', '正在办理', '受理中', '待审核'],
  replied: [
    '已回复',
    '已答复',
    '已办理',
    '已办结',
    '已解决',
    '办结',
    '已处理',
    '回复',
    '已结案',
    '已归档',
    '办理完毕',
    '已完结',
  ],
}

/** Undefined for a word nobody has told us: callers warn and treat the letter as open. */
export function letterState(raw: string | undefined, recipe?: Recipe): LetterState | undefined {
  const word = raw?.replace(/\s/g, '')
  if (!word) return undefined
  for (const state of ['replied', 'processing', 'pending'] as const)
    if (WORDS[state].includes(word) || recipe?.status?.[state].includes(word)) return state
  return undefined
}
