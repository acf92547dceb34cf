/** The name before a form of address: 王建国|老师, 王|老师, 司马相伟|老师, 阿依古丽|老师. */
import { NOT_NAMES, WORD_ENDS } from '../dict/surnames.ts'
import type { Lexicon } from '../patterns/lexicon.ts'
import { createGazetteer, type Form } from '../place/gazetteer.ts'
import { doubles, FAMILY_PLACE, GRAMMAR, given, isHan, surnameAt, surnames, wordy, wordyDoubles } from './name-shape.ts'
import { isShop } from './shop.ts'
import { transcribedBefore } from './transcribed.ts'

/** What ends like a name before a title, and is none: 租车师傅, 校车师傅, 物业经理. */
const NOT_BEFORE_TITLE =
  /(?:共和国|民法|音乐|租车|公交车|货车|校车|开车|年龄|年级|高级|初级|特级|社区|小区|连锁|物业|房管|水暖|水电|安保|幼儿园|学|体育|数学|全体|所有|各位|广大|其他|别的|这位|那位|某位|几位|一位|两位|多位|主管|销售|客户|大堂|项目|店铺|公司|前台|值班|门诊|代课|实习|退休|在职|编制|乡村|支教|小学|中学|高中|初中|大学|中医|西医|村医|校医|家庭|急诊|接诊|主治|坐诊|经办|当班|理发|美容|装修|维修|公交|出租|司炉|快递|搬家|开锁|饭店|酒店|餐馆|包工|小|老|大|女|男)$/
/** Read when the first form of address asks: most texts have none. */
let places: Lexicon<Form> | undefined

/** 皋兰一中|老师, 党家山|师傅: what stands before a form of address is a place by its form or by the gazetteer, begins within one, or is a school by its number. */
function ofPlace(text: string, start: number, end: number): boolean {
  const before = text.slice(start, end)
  if (before.length === 3 && FAMILY_PLACE.test(before)) return true
  // 便江镇一老板
  if (isHan(text[start - 1]) && /^.[镇县乡村]/.test(before)) return true
  if (/[一二三四五六七八九十][中小院]$/.test(before) && isHan(text[start - 1])) return true
  places ??= createGazetteer().lexicon
  const from = Math.max(0, start - 6)
  let found = false
  places.all(text.slice(from, end), (a, b, form) => {
    const [left, right] = [from + a, from + b]
    if (form.kind === 'elsewhere' || form.kind === 'trap' || right <= start) return
    found ||= left < start || (right === end && b - a > 2)
  })
  return found
}

/** Whether the surname at `at` ends an everyday word: 班主任|老师, 公司|陈老板, 提高|老师待遇. */
const endsWord = (text: string, at: number): boolean =>
  WORD_ENDS[text[at] as string]?.includes(text[at - 1] ?? ' ') === true &&
  !OTHER_WORD.test(text.slice(Math.max(0, at - 2), at))
/** What takes the character before a surname to itself: 业主|任女士, 主任|何老师. */
const OTHER_WORD = /(?:[业户房店车摊失货债]主|主任|银行|[员职]工|[小中大同]学)$/

/** 王建国老师 and 王老师: the longest of full name and surname before a form of address, which ends at `end`. */
export function beforeTitle(text: string, at: number, end: number): [number, number] {
  const [start, length] = titled(text, at)
  return length > 0 && (ofPlace(text, start, at) || isShop(text.slice(end, end + 10))) ? [0, 0] : [start, length]
}

function titled(text: string, at: number): [number, number] {
  if (NOT_BEFORE_TITLE.test(text.slice(Math.max(0, at - 4), at))) return [0, 0]
  const transcribed = transcribedBefore(text, at)
  if (transcribed > 0) return [at - transcribed, transcribed]
  for (const length of [4, 3, 2]) {
    const start = at - length
    if (start < 0) continue
    const family = surnameAt(text, start)
    if (family === 0 || length - family < 1 || length - family > 2 || NOT_NAMES.has(text.slice(start, start + 2)))
      continue
    if (endsWord(text, start)) continue
    const rest = [...text.slice(start + family, at)]
    // 司马相伟老师: behind two characters of a surname any are a given name.
    if (
      family === 2 &&
      !wordyDoubles.has(text.slice(start, start + 2)) &&
      rest.every((ch) => isHan(ch) && !GRAMMAR.has(ch))
    )
      return [start, length]
    if (
      rest.every((ch) => given.has(ch)) &&
      !(length > 2 && wordy.has(text[start] as string) && isHan(text[start - 1]))
    )
      return [start, length]
  }
  if (doubles.has(text.slice(at - 2, at))) return [at - 2, 2]
  const family = text[at - 1] as string
  if (at === 0 || !surnames.has(family) || endsWord(text, at - 1)) return [0, 0]
  return !wordy.has(family) || (TITLED.has(family) && BORDER.test(text.slice(Math.max(0, at - 4), at - 1)))
    ? [at - 1, 1]
    : [0, 0]
}

/** Of the surnames that are words, those that are a person's right before a title where nothing stands before them. */
const TITLED = new Set('史文金方安华古景党游管')
const BORDER = /(?:^|[^\u4e00-\u9fff]|天|上午|下午|晚上|的|找|问|是|叫|跟|让|请)$/
