/** Cues: named patterns over the normalised title and text of a post, and the reasons they leave behind. */
import type { Reason } from '../model/post.ts'
import type { Document } from './document.ts'

export type Field = 'title' | 'text'

/** Where a cue was met: span in UTF-16 units of the *normalised* field. */
export interface Hit {
  readonly field: Field
  readonly start: number
  readonly end: number
}

/** Words right before a span that turn its sense: nothing of the kind happened, or it is over, or only feared. */
const NEGATED =
  /(没有|没|未|并未|不是|并非|不会|不要|无|从不|避免|防止|预防|以防|杜绝|万一|如果|假如|要是|一旦|会不会|担心|生怕|怕)(?:再|被|发生|出现|造成|引发|任何|过)?.{0,2}$/

/** The first match in the title, else in the text, for which `accept` holds. */
export function findCue(
  doc: Document,
  pattern: RegExp,
  accept: (text: string, start: number, end: number) => boolean = () => true,
): Hit | undefined {
  for (const field of ['title', 'text'] as const) {
    const { text } = doc[field]
    const first = pattern.exec(text)
    if (!first) continue
    if (accept(text, first.index, first.index + first[0].length))
      return { field, start: first.index, end: first.index + first[0].length }
    for (const match of text.matchAll(new RegExp(pattern, `${pattern.flags}g`)))
      if (accept(text, match.index, match.index + match[0].length))
        return { field, start: match.index, end: match.index + match[0].length }
  }
  return undefined
}

/** True where the span is not said to be so: negated, feared or supposed. Looks at most 10 characters back, within the clause. */
export function isNegated(text: string, start: number): boolean {
  const before = text.slice(Math.max(0, start - 10), start)
  const clause = before.slice(Math.max(...[...'，。！？；\n'].map((c) => before.lastIndexOf(c))) + 1)
  return NEGATED.test(clause)
}

/** True where the sentence around the span says that it is over (已恢复, 去年, 之前 …). */
export function isPast(text: string, start: number, end: number): boolean {
  const from = Math.max(text.lastIndexOf('。', start), text.lastIndexOf('！', start), start - 24)
  const stop = text.slice(end, end + 16).search(/[。！？；\n]/)
  const around = text.slice(Math.max(0, from), stop < 0 ? end + 16 : end + stop)
  return /去年|前年|上年|往年|几年前|多年前|曾经|曾|当年|早些年|20[01]\d年|已(经)?(修好|恢复|解决|扑灭|处理好|找到|撤离|排除|抢修好)|恢复(了)?(供|通)|得到(了)?解决/.test(
    around,
  )
}

/** The reason of a hit: weight, span in the redacted original, and the words there. */
export function reasonOf(doc: Document, rule: string, weight: number, hit: Hit): Reason {
  const { map } = doc[hit.field]
  const start = map[hit.start] ?? 0
  const end = Math.max(start, map[hit.end] ?? start)
  return { rule, weight, field: hit.field, start, end, text: doc.post[hit.field].slice(start, end) }
}
