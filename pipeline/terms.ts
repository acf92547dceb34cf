/** What counts as a term, and how much a term says. */
import background from './background.json' with { type: 'json' }

/** Polite forms and letter-writing words that segmenters keep whole; they carry no matter. */
const EMPTY = new Set(
  '您好 你好 领导 书记 市长 局长 区长 县长 尊敬 敬爱 谢谢 感谢 请问 希望 恳请 我们 你们 他们 她们 它们 这个 那个 这些 那些 什么 怎么 怎样 为何 为什么 现在 已经 因为 所以 但是 可是 而且 如果 虽然 还有 一个 一下 没有 不能 不是 就是 还是 可以 应该 进行 以及 或者 并且 通过 对于 关于 根据 按照 由于 目前 今天 昨天 明天 今年 去年 时候 问题 情况 反映 投诉 咨询 建议 举报 求助 有关 相关 部门 请求 本人'.split(
    ' ',
  ),
)

const WORD = /^(?:[\u4e00-\u9fa5]{2,}|(?=.*[\u4e00-\u9fa5A-Za-z])[\u4e00-\u9fa5A-Za-z0-9.+-]{2,})$/

const UNIT =
  /^(?:元|块|多|余|万|亿|个|人|户|米|公里|平|平米|平方|岁|年|月|日|号|天|小时|分钟|点|度|栋|楼|室|层|次|件|家|%|吨|斤|名|位|条)/

/**
 * Words worth comparing: two characters or more, not a bare number, a placeholder or a polite form; Latin in lower case.
 * A bus line is a name though it is a number: 187路, and 187 alone when no unit follows.
 */
export function termsOf(words: readonly string[]): string[] {
  const terms: string[] = []
  for (let i = 0; i < words.length; i += 1) {
    const word = words[i] as string
    if (WORD.test(word)) {
      if (!EMPTY.has(word)) terms.push(word.toLowerCase())
      continue
    }
    if (!/^\d{1,3}$/.test(word)) continue
    const next = words[i + 1] ?? ''
    if (next.startsWith('路') ? !next.startsWith('路口') : word.length === 3 && !UNIT.test(next))
      terms.push(`${word}路`)
  }
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

/** Words cut wrongly out of running text (现需, 字小得) are in no list; a function character inside gives them away. */
const FUNCTION = /[的了是就得都着还也这那不没有在从被把给我你他她它们来去说个吗呢吧啊]/
export const isFragment = (word: string): boolean => FUNCTION.test(word)
