/**
 * Politeness that a letter opens and closes with: «谢谢！», «请领导关注，万分感谢», «感谢您在百忙之中阅读我的来信». It says nothing of what
 * the writer wants, so what looks like praise is read again without it. Thanks stay where what is left tells of something done well.
 */
import { ASKS_STILL, PRAISED } from '../dict/appeal-cues.ts'
import type { Document } from '../text/document.ts'
import type { Normalized } from '../text/normalize.ts'

const THANKS = '感谢信?|谢谢|谢过|致谢|跪谢|叩谢|拜谢|多谢|谢意|感激不尽|感激涕零|感激|感恩|谢|thanks?|thx'
/** Other words that close a letter, and wishes. */
const ASIDE =
  '拜托|麻烦|辛苦|打扰|劳驾|费心|给您?你?们?添麻烦|祝|此致|敬礼|致敬|盼复|望复|急盼|切盼|期待|期盼|为盼|合作愉快|身体健康|工作顺利|工作愉快|万事如意|阖家幸福|节日快乐|新年快乐|生活愉快'
/** Who is thanked and how much, for being read and for what is yet to come: a clause of nothing else tells nothing. */
const AROUND =
  '您们|你们|您|你|各位|大家|贵局|贵单位|平台|有关部门|相关部门|有关|相关|上级|党和政府|党|政府|部门|单位|领导|同志|书记|市长|县长|区长|局长|厅长|主任|小编|工作人员|市民|村民|居民|业主|群众|百姓|全体|我们|我|代表|各级|好|非常|十分|万分|万般|由衷|衷心|忠心|真诚|真心|诚挚|不胜|不甚|先行|先|在此|特此|于此|再次|提前|预先|首先|深表|表示|致以|向|对|将|要|会|能|很|太|多|在?百忙之?中|抽空|抽出|拨冗|时间|宝贵|阅读|查看|收阅|看完|看到|看|读|听取|听|处理|关注|关心|受理|回复|答复|解答|理解|配合|合作|支持|重视|费心|这封|来信|信件|信|反映的?|诉求|问题|留言|之至|至止|一下|尊敬|敬爱|[姓某〔名〕的地了啦啊呀哈哦吧和与及也就中这]'
const CLOSING = new RegExp(THANKS.concat('|', ASIDE), 'i')
const WORDS = new RegExp(`${THANKS}|${ASIDE}|${AROUND}`, 'gi')
/** Thanks that no stop parts from what is asked: «请尽快解决谢谢». */
const GLUED = new RegExp(`(?:非常|十分|万分|万般|不胜|先|在此|多)*(?:(?:${THANKS}|拜托)[您你们领导啦了]*)+$`, 'i')
const LAST = /([^，,。.！!？?；;、\s:：~～…—]*)[，,。.！!？?；;、\s:：~～…—]*$/
const READ = /读|看|阅|听|百忙|拨冗|抽空/
const FIRST = /^[^，,。.！!？?；;：:\n]*[，,。.！!？?；;：:\s]*/
/** What joins politeness to what stands before it. */
const OPEN_END = '，,、 '
/** Nothing polite is longer, nor stands in more clauses. */
const LONGEST = 60
const MOST = 6

interface Span {
  readonly start: number
  readonly end: number
}

/** A plea, or a question of whose matter it is, that fits any letter: «请有关部门尽快处理», «请问归谁管», «这合理吗», «位置在雁滩». */
const PLEA = new RegExp(
  [
    '(?:恳请|请求|希望|要求|麻烦|拜托|请|望|盼|求)*(?:有关|相关|上级|各级|贵)*(?:部门|领导|政府|单位|同志|们)*(?:能够|可以|能|给予|予以|给|尽快|及时|尽早|早日|引起|高度|加以|帮忙|认真|严肃|抓紧)*(?:重视|关注|处理|解决|答复|回复|核实|关心|帮助|协调|管一?管|看一?看|落实|整改|督促)(?:处理|解决)?(?:此事|这件?事|该?问题|一下|为盼)?[吧啊呀好吗呢]*',
    '(?:请问|想问|问)?(?:一下|这|这个|这事|这种事|此事|到底|究竟|应该|该|归|由|找|是)*(?:谁|哪个?部门|什么部门|哪里|哪儿)(?:来|去)?(?:管|负责|处理|解决|受理|反映)[啊呀呢吗]*',
    '(?:请问)?(?:这|这样|这么做|这种做法|到底)*(?:合理|合适|合规|合法|应该|对|正常)吗',
    '(?:到底|究竟|请问|我|我们|该)*(?:怎么办|咋办|有没有人管)[啊呀呢]*',
    '(?:位置|地址|地点)[在是:：]*[^，,。！!？?；;]{1,14}',
    '(?:尊敬的?|敬爱的?|亲爱的?)?(?:各位)?(?:市|区|县)?(?:领导|市长|区长|县长|书记|工作人员|同志)[们]*(?:您|你|大家)?好?',
    '(?:您|你|你们|大家)好',
  ]
    .map((part) => `^(?:${part})$`)
    .join('|'),
)
const isPlea = (clause: string): boolean => isCourtesy(clause) || PLEA.test(clause)
const isCourtesy = (clause: string): boolean => CLOSING.test(clause) && clause.replace(WORDS, '') === ''

/** What a normalised text tells besides its politeness; all of it where it tells nothing else. */
function told(text: string): Span {
  const whole = { start: 0, end: text.length }
  let { start, end } = whole
  for (let k = 0; k < MOST; k++) {
    const from = Math.max(start, end - LONGEST)
    const last = LAST.exec(text.slice(from, end))!
    const clause = last[1]!
    if (clause === '') break
    if (isCourtesy(clause)) {
      end = from + last.index
      continue
    }
    const glued = GLUED.exec(clause)
    if (glued !== null && glued.index > 1) end = from + last.index + glued.index
    break
  }
  // «尊敬的书记：您好！感谢您在百忙之中阅读我的来信！» Other openings ask nothing and thank nobody.
  let at = 0
  for (let k = 0; k < MOST && at < end; k++) {
    const clause = FIRST.exec(text.slice(at, Math.min(end, at + LONGEST)))![0]
    if (clause === '') break
    at += clause.length
    const bare = clause.replace(/[，,。.！!？?；;：:\s]+$/, '')
    if (isCourtesy(bare) && READ.test(bare)) start = at
    else if (bare.replace(WORDS, '').length > 2) break
  }
  if (end < text.length) while (end > start && OPEN_END.includes(text[end - 1]!)) end--
  const rest = text.slice(start, end)
  if (!/[\u4e00-\u9fff]{2}/.test(rest) || (PRAISED.test(rest) && !ASKS_STILL.test(rest))) return whole
  return { start, end }
}

/** A post without the politeness of its title and text; spans lead back to the whole. Itself where there is none. */
export function withoutCourtesy(doc: Document): Document {
  const title = told(doc.title.text)
  const text = told(doc.text.text)
  const all = (span: Span, of: Normalized): boolean => span.start === 0 && span.end === of.text.length
  if (all(title, doc.title) && all(text, doc.text)) return doc
  return {
    ...doc,
    title: cut(doc.title, title),
    text: cut(doc.text, text),
    tokens: { title: wordsIn(doc.tokens.title, title), text: wordsIn(doc.tokens.text, text) },
  }
}

/** What tells nothing is sought at the ends of letters so short that it would outweigh what they tell. */
export const BRIEF = 160
const FIRST_CLAUSE = /^([^，,。！!？?；;：:\n]*)[，,。.！!？?；;：:\s]*/

/**
 * A short post without greeting, courtesies and pleas that fit any letter, for who judges the whole by its words: «谢谢» and «请问归谁管» make nothing more or
 * less of an allegation. Itself where it is long or tells nothing else.
 */
export function withoutPleas(doc: Document): Document {
  const { text } = doc.text
  if (text.length > BRIEF) return doc
  let end = text.length
  for (let k = 0; k < MOST; k++) {
    const from = Math.max(0, end - LONGEST)
    const last = LAST.exec(text.slice(from, end))!
    if (last[1] === '' || !isPlea(last[1]!)) break
    end = from + last.index
  }
  let start = 0
  for (let k = 0; k < MOST && start < end; k++) {
    const [whole, clause] = FIRST_CLAUSE.exec(text.slice(start, end))! as unknown as [string, string]
    if (clause === '' || !isPlea(clause)) break
    start += whole.length
  }
  if ((start === 0 && end === text.length) || !/[\u4e00-\u9fff]{4}/.test(text.slice(start, end))) return doc
  const span = { start, end }
  const tokens = { title: doc.tokens.title, text: wordsIn(doc.tokens.text, span) }
  return { ...doc, text: cut(doc.text, span), tokens, known: [] }
}

const cut = (of: Normalized, { start, end }: Span): Normalized => ({
  text: of.text.slice(start, end),
  map: of.map.subarray(start, end + 1),
})

/** Words that lie in the span whole. */
function wordsIn(words: readonly string[], { start, end }: Span): string[] {
  let at = 0
  return words.filter((word) => {
    const from = at
    at += word.length
    return from >= start && at <= end
  })
}
