import type { Screener } from '../analyzers/screener.ts'
import { type Redacted, readLetter } from '../model/post.ts'
import { readTime } from '../model/time.ts'
import type { Line } from './jsonl.ts'

const failed = (line: number, code: string, message: string): string =>
  JSON.stringify({ line, disposition: 'failed', error: { code, message } })

export type LineScreener = (line: Line) => { text: string; failed: boolean }

/** One line of JSONL in, one line out: the frozen contract of `lanting screen`. Never throws. */
export const createLineScreener =
  (screener: Screener, redact: (title: string, text: string) => Redacted): LineScreener =>
  ({ line, text }) => {
    if (text === undefined)
      return { text: failed(line, 'screen.too-long', 'The line is longer than 4 million characters'), failed: true }
    let value: unknown
    try {
      value = JSON.parse(text)
    } catch {
      return { text: failed(line, 'screen.not-json', 'The line is not JSON'), failed: true }
    }
    const parsed = readLetter(value)
    if (!parsed.success) {
      const issue = parsed.error.issues[0]
      return { text: failed(line, 'screen.bad-letter', `${issue?.path.join('.')}: ${issue?.message}`), failed: true }
    }
    const letter = parsed.data
    const redacted = redact((letter.title ?? '').toWellFormed(), letter.text.toWellFormed())
    const { screening: s } = screener.screen({
      ...redacted,
      kind: letter.kind ?? 'letter',
      postedAt: letter.postedAt ? readTime(letter.postedAt)?.at : undefined,
      givenAppealType: letter.appealType ?? undefined,
      addressee: letter.addressee ?? undefined,
      channel: letter.channel ?? undefined,
    })
    return {
      failed: false,
      text: JSON.stringify({
        id: letter.id,
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
      }),
    }
  }
