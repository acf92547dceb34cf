/** What counts as a term, and how much a term says. */
import background from './background.json' with { type: 'json' }

/** Polite forms and letter-writing words that segmenters keep whole; they carry no matter. */
const EMPTY = new Set(
  '您好 你好 领导 书记 市长 局长 区长 县长 尊敬 敬爱 谢谢 感谢 请问 希望 恳请 我们 你们 他们 她们 它们 这个 那个 这些 那些 什么 怎么 怎样 为何 为什么 现在 已经 因为 所以 但是 可是 而且 如果 虽然 还有 一个 一下 没有 不能 不是 就是 还是 可以 应该 进行 以及 或者 并且 通过 对于 关于 根据 按照 由于 目前 今天 昨天 明天 今年 去年 时候 问题 情况 反映 投诉 咨询 建议 举报 求助 有关 相关 部门 请求 本人'.split(
    ' ',
  ),
)

const WORD = /^(?:[\u4e00-\u9fa5]{2,}|(?=.*[\u4e00-\u9fa5A-Za-z])[\u4e00-\u9fa5A-Za-z0-9.+-]{2,})$/

/** Words worth comparing: two characters or more, not a bare number, a placeholder or a polite form; Latin in lower case. */
export function termsOf(words: readonly string[]): string[] {
  const terms: string[] = []
  for (const word of words) if (WORD.test(word) && !EMPTY.has(word)) terms.push(word.toLowerCase())
  return terms
}

/** Pairs of neighbouring Chinese characters or alphanumerics, in order, repeated as they repeat. */
export function bigrams(text: string): string[] {
  const pairs: string[] = []
  for (let i = 0; i + 1 < text.length; i += 1) {
    const a = text.charCodeAt(i)
    const b = text.charCodeAt(i + 1)
    if (isNameChar(a) && isNameChar(b)) pairs.push(text.slice(i, i + 2))
  }
  return pairs
}
const isNameChar = (c: number): boolean =>
  (c >= 0x4e00 && c <= 0x9fa5) || (c >= 0x30 && c <= 0x39) || (c >= 0x41 && c <= 0x5a) || (c >= 0x61 && c <= 0x7a)

const read = (levels: Record<string, string>): Map<string, number> => {
  const counts = new Map<string, number>()
  for (const [level, terms] of Object.entries(levels))
    for (const term of terms.split(' ')) counts.set(term, 2 ** (Number(level) / 2))
  return counts
}

/** Document counts of civic letters at large (bench/background-terms.ts makes them). */
export interface Background {
  readonly docs: number
  readonly words: ReadonlyMap<string, number>
  readonly pairs: ReadonlyMap<string, number>
}
export const loadBackground = (): Background => ({
  docs: background.docs,
  words: read(background.words),
  pairs: read(background.pairs),
})
