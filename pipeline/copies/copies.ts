/** Whether one text is a pasted copy of another: the same words with something before, behind or between, or slips of the pen. */
import diff from 'fast-diff'
import { soundsOf } from '../../analyzers/text/sounds.ts'

/** Courtesies and forms that people and operators put around a pasted text. */
const BEFORE =
  /^(?:转发|转载|转帖|转|求扩散|原文如下|以下为?转发|帮(?:朋友|邻居)转|代发|(?:尊敬的)?(?:各位)?[\u4e00-\u9fff]{0,4}领导(?:们)?(?:[您你]?们?好)?|[您你]们?好|(?:来电人|市民|群众|网友|当事人|诉求人)(?:来电|留言)?(?:反映|称|表示|咨询|投诉|求助)|第[二三四五六2-6]次(?:来信|留言|反映|投诉)|再次(?:反映|投诉|留言))[\s：:，,。.!！、]+/
const BEHIND =
  /(?:(?:转自|来源|转载自)[^。]{0,20}|(?:再次)?(?:恳请|请求|敬请|希望|请|望)(?:领导|政府|有关部门|相关部门|贵单位)?(?:们)?(?:能)?(?:尽快|早日|及时|予以|给予|核实|帮忙)*(?:解决|处理|回复|答复|关注|核实|重视)(?:(?:并|及)?(?:回复|答复|处理))?(?:一下)?|(?:非常)?(?:谢谢|感谢|拜托)(?:了|领导|您)?|此致敬礼)[\s。.!！]*$/
/** Forms around forms. */
const LAYERS = 4
/** What is left must still say something. */
const LEAST = 8
/** Characters at the end in which a form may stand. */
const END = 50

/** A normalised text without the forms around it. */
export function withoutForms(text: string): string {
  let body = text
  for (let layer = 0; layer < LAYERS; layer++) {
    const opened = body.replace(BEFORE, '')
    const end = Math.max(0, opened.length - END)
    const less = opened.slice(0, end) + opened.slice(end).replace(BEHIND, '')
    if (less === body || less.length < LEAST) break
    body = less
  }
  return body
}

/** The shorter text is at least this share of the longer, and lacks no more than this share of what it copies. */
const LEAST_SHARE = 0.5
const MOST_LACKING = 0.15

/** Alone, it turns what is said round: 不让装, 让装. */
const NEGATION = /^[不没未无勿别非莫]$/

/** Particles said alike are written for one another; by themselves 地 and 得 read otherwise. */
const heard = (text: string): string => soundsOf(text.replace(/[地得]/g, '的'))

/**
 * True where a short text holds another with nothing put in place of anything else: only added to, cut, or misspelt by sound
 * (在 for 再). 停水 for 停电 changes one character of forty and is another matter, and so is 不让装 beside 让装. Texts are letters and digits only.
 */
export function onlyAdds(a: string, b: string): boolean {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a]
  if (short.length < LEAST_SHARE * long.length) return false
  let lacking = 0
  let cut = ''
  let put = ''
  const otherSense = (): boolean =>
    cut !== '' && put !== '' ? heard(cut) !== heard(put) : NEGATION.test(cut) || NEGATION.test(put)
  for (const [kind, piece] of [...diff(short, long), [diff.EQUAL, ''] as const]) {
    if (kind === diff.DELETE) cut += piece
    else if (kind === diff.INSERT) put += piece
    else {
      if (otherSense()) return false
      if (put === '') lacking += cut.length
      cut = ''
      put = ''
    }
  }
  return lacking <= MOST_LACKING * short.length
}

/** Share of the smaller set that the larger holds, of two with this Jaccard. */
export const containment = (jaccard: number, a: number, b: number): number =>
  (jaccard * (a + b)) / (1 + jaccard) / Math.min(a, b)
