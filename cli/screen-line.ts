import type { Document } from '../analyzers/document.ts'
import type { Screener } from '../analyzers/screener.ts'
import { type Letter, type Redacted, readLetter, type Screening } from '../model/post.ts'
import { readTime } from '../model/time.ts'
import type { Line } from './jsonl.ts'

const failed = (line: number, code: string, message: string): string =>
  JSON.stringify({ line, disposition: 'failed', error: { code, message } })

interface Result {
  readonly text: string
  readonly failed: boolean
}
export type LineScreener = (lines: readonly Line[]) => Result[]

/**
 * Lines of JSONL in, as many out, in order: the frozen contract of `lanting screen`. Never throws. What a line gives does not
 * depend on its neighbours; a batch is read whole before it is judged, which is a good deal faster.
 */
export function createLineScreener(
  screener: Screener,
  redact: (title: string, text: string) => Redacted,
): LineScreener {
  const read = ({ line, text }: Line): string | { letter: Letter; redacted: Redacted; document: Document } => {
    if (text === undefined) return failed(line, 'screen.too-long', 'The line is longer than 4 million characters')
    let value: unknown
    try {
      value = JSON.parse(text)
    } catch {
      return failed(line, 'screen.not-json', 'The line is not JSON')
    }
    const parsed = readLetter(value)
    if (!parsed.success) {
      const issue = parsed.error.issues[0]
      return failed(line, 'screen.bad-letter', `${issue?.path.join('.')}: ${issue?.message}`)
    }
    const letter = parsed.data
    const redacted = redact((letter.title ?? '').toWellFormed(), letter.text.toWellFormed())
    const document = screener.read({
      ...redacted,
      kind: letter.kind ?? 'letter',
      postedAt: letter.postedAt ? readTime(letter.postedAt)?.at : undefined,
      givenAppealType: letter.appealType ?? undefined,
      addressee: letter.addressee ?? undefined,
      channel: letter.channel ?? undefined,
    })
    return { letter, redacted, document }
  }
  return (lines) =>
    lines.map(read).map((one) => {
      if (typeof one === 'string') return { text: one, failed: true }
      const { screening: s } = screener.judge(one.document)
      return { text: JSON.stringify(shown(one.letter.id, s, one.redacted)), failed: false }
    })
}

const shown = (id: string, s: Screening, redacted: Redacted) => ({
  id,
  disposition: s.disposition,
  appealType: s.appealType,
  route: s.route,
  spam: s.spam,
  relevance: s.relevance,
  category: s.category,
  categories: s.categories,
  ...(s.subcategory === undefined ? {} : { subcategory: s.subcategory }),
  places: s.places,
  departments: s.departments,
  keywords: s.keywords,
  urgency: s.urgency,
  redacted: { title: redacted.title, text: redacted.text },
  pii: redacted.marks.map(({ type, field, start, end }) => ({ type, field, start, end })),
  reasons: s.reasons,
})
