/** One row of a file → one letter of the import format, or the reason why not. */
import { createHash } from 'node:crypto'
import { AppError } from '../model/error.ts'
import { type Delivery, type Letter, letterSchema } from '../model/post.ts'
import { localDay, localMinute, readTime } from '../model/time.ts'
import type { Kind } from '../model/words.ts'
import { readDate } from './date.ts'

export interface RowWarning {
  readonly code: 'file.date' | 'file.number'
  readonly field: string
  readonly message: string
}

export type LetterMaker = (
  row: Readonly<Record<string, unknown>>,
  line: number,
  needsId: boolean,
) => { letter: Letter; warnings: readonly RowWarning[] } | { error: AppError }

const NUMBERS = ['likes', 'replies', 'views'] as const
const YES = new Set(['是', 'true', '1', 'yes', 'y', '公开', '同意', '同意公开'])
const NO = new Set(['否', 'false', '0', 'no', 'n', '不公开', '不同意', '保密'])

// 1.2万 and 3,456 are how exports print counters.
function readNumber(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined
  const text = String(value).replace(/[,\s次人个]/g, '')
  const wan = /^(\d+(?:\.\d+)?)万$/.exec(text)
  if (wan) return Math.round(Number(wan[1]) * 10_000)
  return /^\d+(\.\d+)?$/.test(text) ? Number(text) : undefined
}

/** Dates as `readTime` takes them, keeping their precision: local "YYYY-MM", "YYYY-MM-DD" or ISO-8601 UTC. */
function readPosted(value: unknown): string | undefined {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? undefined : value.toISOString()
  const raw = String(value)
  if (readTime(raw)) return raw.trim()
  // No clock here: "3 days ago" in a file means nothing, since nobody knows when it was written.
  const date = readDate(raw, undefined)
  if (!date) return undefined
  if (date.precision === 'minute') return date.at
  return date.precision === 'day' ? localDay(date.at) : localMinute(date.at).slice(0, 7)
}

/** A maker for one file: it remembers how often each content came, so that twin rows without ids stay two letters. */
export function createLetterMaker(source: string | undefined): LetterMaker {
  const turns = new Map<string, number>()
  const nextId = (row: Readonly<Record<string, unknown>>): string => {
    const hash = createHash('sha256')
    for (const key of ['title', 'text', 'author', 'postedAt']) hash.update(`${String(row[key] ?? '')}\u0000`)
    const key = hash.digest('base64url').slice(0, 16)
    const turn = (turns.get(key) ?? 0) + 1
    turns.set(key, turn)
    return turn === 1 ? `row-${key}` : `row-${key}-${turn}`
  }
  return (row, line, needsId) => {
    const warnings: RowWarning[] = []
    const value: Record<string, unknown> = { ...row }
    if (value.id === undefined && !needsId) value.id = nextId(row)
    if (value.text === undefined && !needsId) value.text = ''
    for (const field of NUMBERS) {
      if (value[field] === undefined || value[field] === null) continue
      const number = readNumber(value[field])
      if (number === undefined)
        warnings.push({ code: 'file.number', field, message: `${field} is not a number; left out` })
      value[field] = number
    }
    if (value.postedAt !== undefined && value.postedAt !== null && value.postedAt !== '') {
      const posted = readPosted(value.postedAt)
      if (posted === undefined)
        warnings.push({ code: 'file.date', field: 'postedAt', message: 'Not a date; the letter is kept without one' })
      value.postedAt = posted
    }
    if (typeof value.publicConsent === 'string') {
      const word = value.publicConsent.trim().toLowerCase()
      value.publicConsent = YES.has(word) ? true : NO.has(word) ? false : undefined
    }
    if (value.kind !== undefined && !letterSchema.shape.kind.safeParse(value.kind).success) delete value.kind
    if (!value.source && source) value.source = source
    const parsed = letterSchema.safeParse(value)
    if (!parsed.success) {
      const problem = parsed.error.issues[0]
      const field = String(problem?.path[0] ?? '')
      return {
        error: new AppError('file.row', `${field}: ${problem?.message ?? 'invalid'}`, { details: { line, field } }),
      }
    }
    if (parsed.data.text.trim() === '' && !parsed.data.title?.trim())
      return { error: new AppError('file.row', 'Neither title nor text', { details: { line, field: 'text' } }) }
    return { letter: parsed.data, warnings }
  }
}

/** A letter of the import format as a delivery: local times become UTC, an unreadable date stays absent. */
export function letterDelivery(letter: Letter, source: string, kind: Kind = 'letter'): Delivery {
  const posted = letter.postedAt ? readTime(letter.postedAt) : undefined
  const orNone = <T>(value: T | null | undefined): T | undefined => value ?? undefined
  return {
    source,
    nativeId: letter.id,
    url: orNone(letter.url),
    kind: letter.kind ?? kind,
    title: orNone(letter.title),
    text: letter.text,
    author: orNone(letter.author),
    postedAt: posted?.at,
    postedPrecision: posted?.precision,
    likes: orNone(letter.likes),
    replies: orNone(letter.replies),
    views: orNone(letter.views),
    givenAppealType: orNone(letter.appealType),
    addressee: orNone(letter.addressee),
    sourceCaseId: orNone(letter.sourceCaseId),
    sourceState: orNone(letter.sourceState),
    channel: orNone(letter.channel),
    publicConsent: orNone(letter.publicConsent),
  }
}
