/** Names by the company they stand in: lists, signatures. */
import { DOUBLE_SURNAMES, NOT_NAMES, SURNAMES } from '../dict/surnames.ts'
import { createFinder } from '../patterns/finder.ts'
import { starts } from '../patterns/sticky.ts'
import type { Finding } from './finding.ts'
import {
  besideOffice,
  endingAt,
  GRAMMAR,
  given,
  goesOnAsPlace,
  isTitle,
  nameAt,
  surnameAt,
  wordy,
} from './name-shape.ts'

type Span = readonly [start: number, length: number]

/** A last line that is a name alone, a name and a date, or a name above a date. */
export function signature(text: string): Span {
  const from = Math.max(0, text.length - 60)
  const m = (from === 0 ? SIGNED_WHOLE : SIGNED).exec(text.slice(from))
  const name = m?.[1] ?? m?.[2]
  if (!m || !name) return glued(text)
  const found = endingAt(text, from + m.index + m[0].indexOf(name) + name.length, 'weak')
  return found[1] > 0 ? found : glued(text)
}
/** 请领导重视李建国: a full and usual name right behind the word that closes a letter. */
function glued(text: string): Span {
  const m = CLOSED.exec(text.slice(-40))
  if (!m) return [0, 0]
  const name = m[1] as string
  const start =
    text.length -
    Math.min(40, text.length) +
    m.index +
    m[0].indexOf(name, m[0].length - (m[2] as string).length - name.length)
  const usual = nameAt(text, start, 'weak') === 3 && !wordy.has(name[0] as string)
  return usual && [...name.slice(1)].every((ch) => given.has(ch)) ? [start, 3] : [0, 0]
}
const DAY =
  '(?:\\s*(?:\\d{4}|[二〇零一三四五六七八九十]{4})\\s*[年.-]\\s*[\\d一二三四五六七八九十]{1,2}\\s*[月.-]\\s*[\\d一二三四五六七八九十]{1,3}\\s*日?)'
const NAME_AND_DAY = `[\\s!！。]*([\\u4e00-\\u9fff]{2,4})`
const CLOSED =
  /(?:重视|解决|处理|回复|答复|关注|帮助|支持|为[谢盼感]|感谢|谢谢|敬礼|敬上|此致)([\u4e00-\u9fff]{3})([\s。.!！]*)$/
const LED = '\\n|敬上|此致敬礼|敬礼|谢谢|[。！!]'
const SIGNED = new RegExp(`(?:${LED})${NAME_AND_DAY}${DAY}?\\s*$`)
/** Where the text is that and no more, a date must say that it is a signature. */
const SIGNED_WHOLE = new RegExp(`(?:${LED})${NAME_AND_DAY}${DAY}?\\s*$|^${NAME_AND_DAY}${DAY}\\s*$`)

/** Length of a name that needs no cue but another beside it: a usual surname and two usual characters, or a surname of two. */
const surely = (text: string, at: number): number => {
  const length = nameAt(text, at, 'weak')
  return length > 2 ? length : 0
}

/**
 * People in lists that no cue announces (METHODS §7: third persons of a village's letter), told by one another: 马占海、马占江;
 * 李秀英5000元、马占海3000元; one name a line, numbered or not; and who stands for several: 李秀英等12户, 李秀英夫妇.
 */
export function listed(text: string): Span[] {
  const out: Span[] = []
  for (let at = text.indexOf('、'); at > 0; at = text.indexOf('、', at + 1)) {
    const right = SURNAME_STARTS[text.charCodeAt(at + 1)] === 1 ? surely(text, at + 1) : 0
    if (right === 0) continue
    const left = endingAt(text, at, 'weak')
    if (left[1] > 2) out.push(left, [at + 1, right])
  }
  if (text.includes('元')) {
    const paid = ending(text, [...text.matchAll(PAID)])
    if (paid.length > 1) out.push(...paid)
  }
  if (text.includes('\n')) out.push(...lines(text))
  out.push(...ending(text, SEVERAL.all(text)))
  return out.filter(([start, length]) => !isOfficials(text, text.slice(start, start + length)))
}

/** Whether the name stands beside an official title somewhere: 村长肖军建 … 肖军建等人. */
function isOfficials(text: string, name: string): boolean {
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + name.length))
    if (besideOffice(text, at, name.length)) return true
  return false
}

const SURNAME_STARTS = starts(SURNAMES + DOUBLE_SURNAMES.map((name) => name[0]).join(''))
const PAID = /\d{2,7}(?:\.\d{1,2})?\s?万?元/g
const SEVERAL = createFinder(
  /等(?:[\d一二三四五六七八九十百几]{1,5}[余多]?)?(?:人|户|名|位)|夫[妇妻]|两口子|父子|兄弟/,
  true,
)
const GAP = /\s?[:：]?\s?$/

/** Names of three characters or more that end where a mark begins. */
const ending = (text: string, marks: readonly RegExpExecArray[]): Span[] =>
  marks
    .map((m) =>
      endingAt(text, m.index - (GAP.exec(text.slice(Math.max(0, m.index - 3), m.index))?.[0].length ?? 0), 'weak'),
    )
    .filter(([, length]) => length > 2)

/** Two lines or more, one after the other, of a name alone: 1.李秀英⏎2.马占海. */
function lines(text: string): Span[] {
  const out: Span[] = []
  let block: Span[] = []
  const close = (): void => {
    if (block.length > 1) out.push(...block)
    block = []
  }
  for (let from = 0, to = 0; from <= text.length; from = to + 1) {
    to = text.indexOf('\n', from)
    if (to < 0) to = text.length
    const alone = to - from <= LONGEST_LINE ? ALONE.exec(text.slice(from, to)) : null
    const name = alone ? endingAt(text, from + alone[0].length, 'weak') : ([0, 0] as const)
    if (name[1] > 2) block.push(name)
    else close()
  }
  close()
  return out
}
const LONGEST_LINE = 16
const ALONE = /^[ \t]*(?:[(（]?\d{1,2}[.、:：)） ]{1,2})?[\u4e00-\u9fff]{2,4}(?=[ \t，,。；;]*$)/

/** What ends a name in a list. */
const LIST_ENDS = /^[\u4e00-\u9fff]{2,4}?(?=[、，,。；;！!\s)）]|和|与|及|等|$)/

/** An unusual name between two separators of a list of people: 、钱多多和. */
export function listedName(text: string, at: number): number {
  const length = LIST_ENDS.exec(text.slice(at, at + 5))?.[0].length ?? 0
  const family = surnameAt(text, at)
  const rest = [...text.slice(at + family, at + length)]
  const fits = family > 0 && rest.length >= 1 && rest.length <= 2 && !rest.some((ch) => GRAMMAR.has(ch))
  if (!fits || NOT_NAMES.has(text.slice(at, at + 2)) || isTitle(text, at + family)) return 0
  // 高管, 金融, 马路: two characters are a name only where they are usual ones.
  if (rest.length === 1 && !given.has(rest[0] as string)) return 0
  return goesOnAsPlace(text, at + 2) || goesOnAsPlace(text, at + length - 1) ? 0 : length
}

/** Between two people of a list, the first one's money too: 曹玉芳3600元、雷建平4200元. */
const LINK = /^\s*(?:[:：]?\s?\d{2,7}(?:\.\d{1,2})?\s?万?元\s?)?(?:[、,，;；/ ]|和|与|及|以及|同)\s*/

/** 王建国、李秀英和张伟: who stands in a list with a name found is a name too. Same full names elsewhere count as found. */
export function chained(text: string, found: Finding[]): Finding[] {
  const out = [...found]
  for (let i = 0; i < out.length && out.length < 200; i++) {
    const one = out[i] as Finding
    const link = LINK.exec(text.slice(one.end, one.end + 16))
    if (!link || one.end - one.start < 2) continue
    const at = one.end + link[0].length
    const length = nameAt(text, at, 'weak') || (/[、和与及]/.test(link[0]) ? listedName(text, at) : 0)
    if (length > 1 && !out.some((o) => o.start === at)) out.push({ ...one, start: at, end: at + length })
  }
  return out
}
