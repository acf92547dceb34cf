/** Cues: named patterns over the normalised title and text of a post, and the reasons they leave behind. */
import type { Reason } from '../../model/post.ts'
import type { Document } from '../text/document.ts'
import { createWalk, type Expression, endOf, type Phrase, takeApart } from './cue-scan.ts'

export type Field = 'title' | 'text'

/** Where a cue was met: span in UTF-16 units of the *normalised* field. */
export interface Hit {
  readonly field: Field
  readonly start: number
  readonly end: number
}

/** Words right before a span that turn its sense: nothing of the kind happened, or it is over, or only feared. */
const NEGATED =
  /(没有|没|未|并未|不是|并非|不会|不要|无|从不|避免|千万别|可别|防止|预防|以防|杜绝|万一|如果|假如|要是|一旦|会不会|担心|生怕|怕)(?:再|被|发生|出现|造成|引发|任何|过)?.{0,2}$/

const SENTENCE_ENDS = '。！？\n'
const CLAUSE_ENDS = '，。！？；,;!?\n'

export type Accept = (text: string, start: number, end: number) => boolean

const always: Accept = () => true

/** The cues met in one post; valid until the next post is read. */
export interface Cues {
  /** The first match of pattern `index` in the title, else in the text, for which `accept` holds. */
  find(index: number, accept?: Accept): Hit | undefined
  /** Whether pattern `index` matches in the title or the text. */
  has(index: number): boolean
}

const FIELDS = ['title', 'text'] as const

/**
 * Reads a post for many patterns in one pass: where each may begin is noted, and tried only when it is asked for. Patterns that
 * may begin with anything are searched for by themselves.
 */
export function createCues(patterns: readonly RegExp[]): (doc: Document) => Cues {
  const indexes: number[] = []
  const expressions: Expression[] = []
  const apart = patterns.map((pattern, i) => {
    try {
      expressions.push(takeApart(pattern))
      indexes.push(i)
      return undefined
    } catch (error) {
      if (error instanceof RangeError) return new RegExp(pattern, `${pattern.flags}g`)
      throw error
    }
  })
  const walk = createWalk(expressions, true)
  // Per field and pattern a chain of places, in reading order.
  const first = new Int32Array(patterns.length * 2)
  const last = new Int32Array(patterns.length * 2)
  let next = new Int32Array(256)
  let places = new Int32Array(256)
  const phrases: Phrase[] = []
  let used = 0
  let fields: Readonly<Record<Field, string>> = { title: '', text: '' }
  let offset = 0
  const note = (phrase: Phrase, at: number): void => {
    const chain = offset + indexes[phrase.pattern]!
    if (used === next.length) {
      next = grown(next)
      places = grown(places)
    }
    places[used] = at
    next[used] = -1
    phrases[used] = phrase
    if (first[chain] === -1) first[chain] = used
    else next[last[chain]!] = used
    last[chain] = used++
  }
  const inField = (f: 0 | 1, index: number, accept: Accept): Hit | undefined => {
    const field = FIELDS[f]
    const text = fields[field]
    const alone = apart[index]
    if (alone) {
      for (const match of text.matchAll(alone))
        if (accept(text, match.index, match.index + match[0].length))
          return { field, start: match.index, end: match.index + match[0].length }
      return undefined
    }
    let free = 0
    for (let at = first[f * patterns.length + index]!; at !== -1; at = next[at]!) {
      const start = places[at]!
      if (start < free) continue
      const end = endOf(phrases[at]!, text, start)
      if (end < 0) continue
      if (accept(text, start, end)) return { field, start, end }
      free = end
    }
    return undefined
  }
  const cues: Cues = {
    find: (index, accept = always) => inField(0, index, accept) ?? inField(1, index, accept),
    has: (index) => (inField(1, index, always) ?? inField(0, index, always)) !== undefined,
  }
  return (doc) => {
    first.fill(-1)
    used = 0
    fields = { title: doc.title.text, text: doc.text.text }
    offset = 0
    walk(doc.title.text, note)
    offset = patterns.length
    walk(doc.text.text, note)
    return cues
  }
}

const grown = (array: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> => {
  const larger = new Int32Array(array.length * 2)
  larger.set(array)
  return larger
}

/** True where the span is not said to be so: negated, feared or supposed. Looks at most 10 characters back, within the clause. */
export function isNegated(text: string, start: number): boolean {
  const least = Math.max(0, start - 10)
  let from = start
  while (from > least && !CLAUSE_ENDS.includes(text[from - 1]!)) from--
  return NEGATED.test(text.slice(from, start))
}

/** Asked for, hoped for or not come yet, right before. */
const ASKED =
  '请|求|望|盼|催|等|想|让|给我们|尽快|尽早|早日|早点|赶紧|赶快|及时|立即|立刻|马上|何时|时候|时间|几[点时天号]|多久|哪天|能|才|没|未|不|别|协调|督促|帮|协助'
/** The sentence says that it is over; a plea to restore it says that it is not. */
const PAST = new RegExp(
  `去年|前年|上年|往年|几年前|多年前|曾经|曾|当年|早些年|20[01]\\d年|已(?:经)?(?:修好|恢复|解决|扑灭|处理好|找到|撤离|排除|抢修好)|(?:恢复了?[供通]|得到了?解决)(?<!(?:${ASKED})[^，。！？；]{0,10}(?:恢复了?[供通]|得到了?解决))`,
)

/** True where the sentence around the span says that it is over (已恢复, 去年, 之前 …). */
export function isPast(text: string, start: number, end: number): boolean {
  const least = Math.max(0, start - 24)
  let from = start
  while (from > least && !SENTENCE_ENDS.includes(text[from - 1]!)) from--
  const stop = text.slice(end, end + 16).search(/[。！？；\n]/)
  return PAST.test(text.slice(from, stop < 0 ? end + 16 : end + stop))
}

/** The reason of a hit: weight, span in the redacted original, and the words there. */
export function reasonOf(doc: Document, rule: string, weight: number, hit: Hit): Reason {
  const { map } = doc[hit.field]
  const start = map[hit.start] ?? 0
  const end = Math.max(start, map[hit.end] ?? start)
  return { rule, weight, field: hit.field, start, end, text: doc.post[hit.field].slice(start, end) }
}
