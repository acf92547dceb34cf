/** Names by the company they stand in: lists, signatures. */
import { NOT_NAMES } from '../dict/surnames.ts'
import type { Finding } from './finding.ts'
import { endingAt, GRAMMAR, given, goesOnAsPlace, isTitle, nameAt, surnameAt } from './name-shape.ts'

/** A last line that is a name alone, or a name and a date. */
export function signature(text: string): [number, number] {
  const m =
    /(?:\n|敬上|此致敬礼|敬礼|谢谢|[。！!])[\s!！。]*([\u4e00-\u9fff]{2,4})(?:\s*\d{4}\s*[年.-]\s*\d{1,2}\s*[月.-]\s*\d{1,2}\s*日?)?\s*$/.exec(
      text.slice(-60),
    )
  if (!m?.[1]) return [0, 0]
  const start = text.length - 60 < 0 ? m.index + m[0].indexOf(m[1]) : text.length - 60 + m.index + m[0].indexOf(m[1])
  return endingAt(text, start + m[1].length, 'weak')
}

/** What ends a name in a list. */
const LIST_ENDS = /^[\u4e00-\u9fff]{2,4}?(?=[、，,。；;！!\s)）]|和|与|及|等|$)/

/** An unusual name between two separators of a list of people: 、钱多多和. */
function listedName(text: string, at: number): number {
  const length = LIST_ENDS.exec(text.slice(at, at + 5))?.[0].length ?? 0
  const family = surnameAt(text, at)
  const rest = [...text.slice(at + family, at + length)]
  const fits = family > 0 && rest.length >= 1 && rest.length <= 2 && !rest.some((ch) => GRAMMAR.has(ch))
  if (!fits || NOT_NAMES.has(text.slice(at, at + 2)) || isTitle(text, at + family)) return 0
  // 高管, 金融, 马路: two characters are a name only where they are usual ones.
  if (rest.length === 1 && !given.has(rest[0] as string)) return 0
  return goesOnAsPlace(text, at + 2) || goesOnAsPlace(text, at + length - 1) ? 0 : length
}

/** 王建国、李秀英和张伟: who stands in a list with a name found is a name too. Same full names elsewhere count as found. */
export function chained(text: string, found: Finding[]): Finding[] {
  const out = [...found]
  for (let i = 0; i < out.length && out.length < 200; i++) {
    const one = out[i] as Finding
    const link = /^\s*(?:[、,，/ ]|和|与|及|以及|同)\s*/.exec(text.slice(one.end, one.end + 4))
    if (!link || one.end - one.start < 2) continue
    const at = one.end + link[0].length
    const length = nameAt(text, at, 'weak') || (/[、和与及]/.test(link[0]) ? listedName(text, at) : 0)
    if (length > 1 && !out.some((o) => o.start === at)) out.push({ ...one, start: at, end: at + length })
  }
  return out
}
