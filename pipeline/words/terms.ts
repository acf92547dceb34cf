/** What counts as a term, and how much a term says. */
import background from './background.json' with { type: 'json' }
import { namesDistrict } from './districts.ts'
import { createIntTable, type IntTable } from './int-table.ts'
import { pairIds } from './term-id.ts'

/** Polite forms, words of praise and of letter-writing and those of operators' notes that segmenters keep whole; they carry no matter. */
const EMPTY = new Set(
  '您好 你好 领导 书记 市长 局长 区长 县长 尊敬 敬爱 谢谢 感谢 请问 希望 恳请 我们 你们 他们 她们 它们 这个 那个 这些 那些 什么 怎么 怎样 为何 为什么 现在 已经 因为 所以 但是 可是 而且 如果 虽然 还有 一个 一下 没有 不能 不是 就是 还是 可以 应该 进行 以及 或者 并且 通过 对于 关于 根据 按照 由于 目前 今天 昨天 明天 今年 去年 时候 问题 情况 反映 投诉 咨询 建议 举报 求助 表扬 点赞 好评 致谢 有关 相关 部门 请求 本人 来电 来电人 诉求 诉求人'.split(
    ' ',
  ),
)

const WORD = /^(?:[\u4e00-\u9fa5]{2,}|(?=.*[\u4e00-\u9fa5A-Za-z])[\u4e00-\u9fa5A-Za-z0-9.+-]{2,})$/

const UNIT =
  /^(?:元|块|多|余|万|亿|个|人|户|米|公里|平|平米|平方|岁|年|月|日|号|天|小时|分钟|点|度|栋|楼|室|层|次|件|家|%|吨|斤|名|位|条)/

/** The term a word is, in lower case; undefined for bare numbers, marks, placeholders, polite forms and districts. */
export const termOf = (word: string): string | undefined =>
  WORD.test(word) && !EMPTY.has(word) && !namesDistrict(word) ? word.toLowerCase() : undefined

/** A bus line is a name though it is a number: 187路, and 187 alone when no unit follows. */
export function busLine(word: string, next: string): string | undefined {
  if (!/^\d{1,3}$/.test(word)) return undefined
  const named = next.startsWith('路') ? !next.startsWith('路口') : word.length === 3 && !UNIT.test(next)
  return named ? `${word}路` : undefined
}

/** Words worth comparing, in order: two characters or more, Latin in lower case, and bus lines. */
export const termsOf = (words: readonly string[]): string[] => {
  const terms: string[] = []
  words.forEach((word, i) => {
    const term = termOf(word) ?? busLine(word, words[i + 1] ?? '')
    if (term !== undefined) terms.push(term)
  })
  return terms
}

/** Document counts of civic letters at large (bench/background-terms.ts makes them). */
export interface Background {
  readonly docs: number
  readonly words: ReadonlyMap<string, number>
  /** By pair id, in half-steps of log2 plus one: `pairCount` reads them. */
  readonly pairs: IntTable
  /** False for most pairs that are not among them: a look into little memory that spares one into much. */
  mayHave(pair: number): boolean
}
const countOf = (level: number): number => 2 ** (level / 2)
const PAIR_COUNTS = Array.from({ length: 64 }, (_, step) => (step === 0 ? 0 : countOf(step - 1)))
export const pairCount = (step: number): number => PAIR_COUNTS[step] as number

export function loadBackground(): Background {
  const words = new Map<string, number>()
  const pairs = createIntTable(32_768)
  for (const [level, terms] of Object.entries(background.words))
    for (const term of terms.split(' ')) words.set(term, countOf(Number(level)))
  for (const [level, terms] of Object.entries(background.pairs))
    for (const pair of terms.split(' ')) pairs.set(pairIds(pair)[0] as number, Number(level) + 1)
  // A bit for each: an eighth of them set (Bloom 1970, with one hash).
  const bits = new Uint32Array(2 ** 13)
  pairs.each((pair) => {
    const at = Math.imul(pair, 0x9e3779b1) >>> 14
    bits[at >>> 5] = (bits[at >>> 5] as number) | (1 << (at & 31))
  })
  const mayHave = (pair: number): boolean => {
    const at = Math.imul(pair, 0x9e3779b1) >>> 14
    return (((bits[at >>> 5] as number) >>> (at & 31)) & 1) === 1
  }
  return { docs: background.docs, words, pairs, mayHave }
}

/** Words cut wrongly out of running text (现需, 字小得) are in no list; a function character inside gives them away. */
const FUNCTION = /[的了是就得都着还也这那不没有在从被把给我你他她它们来去说个吗呢吧啊]/
export const isFragment = (word: string): boolean => FUNCTION.test(word)

/** Characters that join, count or point: what has one is seldom part of a name. */
const JOINING =
  '的了是在我有不人这中大来上个到说们为子和你地出会也时要就可以对生能而那得于着下自之过里后就么没都去还把被给让问请很太再又呢吗吧啊哦呀一二三四五六七八九十两几多少年月日天号点半块元万千百'
const NAMING = new Uint8Array(0x10000).fill(1, 0x4e00, 0x9fa6)
for (const character of JOINING) NAMING[character.charCodeAt(0)] = 0

/** Whether a character may be part of a name. */
export const mayName = (unit: number): boolean => NAMING[unit] === 1
