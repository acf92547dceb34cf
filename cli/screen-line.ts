import type { Screener } from '../analyzers/screener.ts'
import { parseJson } from '../model/json.ts'
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
 * depend on its neighbours.
 */
export function createLineScreener(
  screener: Screener,
  redact: (title: string, text: string) => Redacted,
): LineScreener {
  // Each step takes the whole batch: what it needs of dictionaries, tables and code stays in the processor's cache.
  return (lines) => {
    const parsed = lines.map(parse)
    const letters = parsed.filter((one) => typeof one !== 'string')
    const redacted = letters.map(({ title, text }) => redact((title ?? '').toWellFormed(), text.toWellFormed()))
    const posts = letters.map((letter, i) => ({ ...redacted[i]!, ...factsOf(letter) }))
    const judged = screener.judgeAll(screener.readAll(posts))
    let at = 0
    return parsed.map((one) => {
      if (typeof one === 'string') return { text: one, failed: true }
      const i = at++
      return { text: JSON.stringify(shown(one.id, judged[i]!.screening, redacted[i]!)), failed: false }
    })
  }
}

/** The letter of a line, or what is said of one that is none. */
function parse({ line, text }: Line): Letter | string {
  if (text === undefined)
    return failed(line, 'screen.too-long', '这一行超过 400 万个字符（the line is longer than 4 million characters）')
  let value: unknown
  try {
    value = parseJson(text)
  } catch {
    return failed(line, 'screen.not-json', '这一行不是 JSON（the line is not JSON）')
  }
  const parsed = readLetter(value)
  if (parsed.success) return parsed.data
  // Of an object id and text alone are at fault here: readLetter drops any other field it cannot read.
  const field = parsed.error.issues[0]?.path.join('.')
  return failed(
    line,
    'screen.bad-letter',
    field
      ? `${field} 缺失或类型不对（${field} is missing or of the wrong type）`
      : '这一行不是 JSON 对象（the line is not a JSON object）',
  )
}

const factsOf = (letter: Letter) => ({
  kind: letter.kind ?? 'letter',
  postedAt: letter.postedAt ? readTime(letter.postedAt)?.at : undefined,
  givenAppealType: letter.appealType ?? undefined,
  addressee: letter.addressee ?? undefined,
  area: letter.area ?? undefined,
  channel: letter.channel ?? undefined,
})

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
