/** One row of a file → one letter of the import format, or the reason why not. */
import { createHash } from 'node:crypto'
import { AppError } from '../model/error.ts'
import { isWebAddress } from '../model/fit-text.ts'
import { type Answer, answerTime, type Delivery, type Letter, letterSchema, readLetter } from '../model/post.ts'
import { liesAhead, localDay, localMinute, readTime } from '../model/time.ts'
import type { Kind } from '../model/words.ts'
import { type DayOrder, readDate, readMonthDay, readSerial, readYearLast } from './date.ts'
import { letterState } from './status.ts'

export interface RowWarning {
  readonly code: 'file.date' | 'file.future' | 'file.year' | 'file.number' | 'file.url'
  readonly field: string
  readonly message: string
}

/** What is known of the dates of one file. */
export interface FileDates {
  /** Without it no date is judged to lie ahead. */
  readonly now?: Date | undefined
  /** When the file was last written: a month and day without a year is the latest one before. */
  readonly writtenAt?: Date | undefined
  readonly order?: DayOrder | undefined
}

export type LetterMaker = (
  row: Readonly<Record<string, unknown>>,
  line: number,
  needsId: boolean,
  /** Sheet of a workbook. */
  sheet?: string,
) => MadeLetter | { error: AppError }

export interface MadeLetter {
  readonly letter: Letter
  readonly warnings: readonly RowWarning[]
  /** What the row was named by while nobody knew its number's column; none for one that has no number. */
  readonly formerIds: readonly string[]
}

const NUMBERS = ['likes', 'replies', 'views'] as const
const DATES = ['postedAt', 'answerAt'] as const
const MESSAGES = {
  'file.date': 'Not a date; the letter is kept without one',
  'file.future': 'The date lies ahead; the letter is kept without one',
  'file.year': 'No year; the latest before the file was written',
  'file.number': 'Not a number; left out',
  'file.url': 'Not a web address; left out',
} as const satisfies Record<RowWarning['code'], string>
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

type ReadPosted = { readonly value: string | undefined; readonly warning?: RowWarning['code'] }

/** Dates as `readTime` takes them, keeping their precision: local "YYYY-MM", "YYYY-MM-DD" or ISO-8601 UTC. */
function readPosted(given: unknown, { now, writtenAt, order }: FileDates): ReadPosted {
  const raw = given instanceof Date ? (Number.isNaN(given.getTime()) ? '' : given.toISOString()) : String(given).trim()
  const plain = readTime(raw)
  // "3 days ago" in a file means nothing, since nobody knows when it was written. A month and a day do: of that year.
  const whole = plain ?? readSerial(raw) ?? readYearLast(raw, order) ?? readDate(raw, undefined)
  const date = whole ?? (writtenAt && readMonthDay(raw, writtenAt))
  if (!date) return { value: undefined, warning: 'file.date' }
  if (now && liesAhead(date.at, now)) return { value: undefined, warning: 'file.future' }
  const { at, precision } = date
  const value = plain
    ? raw
    : precision === 'minute'
      ? at
      : precision === 'day'
        ? localDay(at)
        : localMinute(at).slice(0, 7)
  return whole ? { value } : { value, warning: 'file.year' }
}

/** Short and stable: the same fields, the same key. */
export function contentKey(row: Readonly<Record<string, unknown>>, fields: readonly string[]): string {
  const hash = createHash('sha256')
  for (const field of fields) hash.update(`${String(row[field] ?? '')}\u0000`)
  return hash.digest('base64url').slice(0, 16)
}

/** A state is a word; what is longer tells what was done, unless it tells what is still to be done. */
const STATE_LENGTH = 20
const UNDER_WAY = /^(正在|尚未|暂未|未|待|拟|将|已?(转|交办|派|受理|签收|联系))/
/** What stands before it in an answer: 市民您好，经核实，正在协调. */
const PREAMBLE = /^(?:[^，。！：]{0,12}您好[，。！：])?(?:经(?:现场)?(?:核实|核查|调查|了解)[，：]?)?/
/** The unit hands the letter back: said to the centre, not to who wrote it (DOMAIN §8, 退单). */
const HANDED_BACK = /退单|退件|拒签|拒收|^(已|审核|申请)*退回(?!重)|请(予以?)?(改派|转派|重新(派单|交办|派发))/

/** Where the state says that a letter is still open, not all that stands under 答复内容 answers it. */
const isNoAnswer = (text: string): boolean => HANDED_BACK.test(text) || UNDER_WAY.test(text.replace(PREAMBLE, ''))

/** State and answer as an export gives them: often one column (办理情况) holds the one or the other. */
function outcomeOf(letter: Letter, exported: boolean): { state: string | undefined; answer: Answer | undefined } {
  const given = letter.sourceState?.trim() || undefined
  const told = given !== undefined && given.length > STATE_LENGTH && !isNoAnswer(given)
  const state = told ? undefined : given
  const text = letter.answerText?.trim() || (told ? given : undefined)
  const replied = letterState(state) === 'replied'
  // What we exported as an answer is one, whatever came after it.
  const open = !exported && state !== undefined && !replied && (HANDED_BACK.test(state) || isNoAnswer(text ?? ''))
  if (open || (!text && !replied)) return { state, answer: undefined }
  const time = answerTime(letter.answerAt ? readTime(letter.answerAt) : undefined)
  return { state, answer: { text: text ?? '', unit: letter.answerUnit?.trim() || undefined, ...time } }
}

/** Native ids that begin so are made of a row's content. */
const ROW = 'row-'

/** Names rows by their content and their turn among equal ones. */
function rowNames() {
  const turns = new Map<string, number>()
  return (row: Readonly<Record<string, unknown>>, sheet: string): string => {
    const key = contentKey(row, ['title', 'text', 'author', 'postedAt'])
    // A sheet of all districts beside one of each repeats its letters: one time, one letter. Without a time nobody knows.
    const place = row.postedAt ? `${key} ${sheet}` : key
    const turn = (turns.get(place) ?? 0) + 1
    turns.set(place, turn)
    return turn === 1 ? `${ROW}${key}` : `${ROW}${key}-${turn}`
  }
}

/** Columns that may have been unknown together with the number's. */
const OFTEN_UNKNOWN = ['title', 'author', 'postedAt'] as const

/** What a row was named by in a reading that knew its text and any of its other columns, not its number; in the turn of each. */
function formerNames() {
  const readings = Array.from({ length: 2 ** OFTEN_UNKNOWN.length }, (_, known) => ({
    unknown: OFTEN_UNKNOWN.filter((_field, bit) => ((known >> bit) & 1) === 0),
    name: rowNames(),
  }))
  return (row: Readonly<Record<string, unknown>>, sheet: string): string[] => [
    ...new Set(
      readings.map(({ unknown, name }) =>
        name({ ...row, ...Object.fromEntries(unknown.map((f) => [f, undefined])) }, sheet),
      ),
    ),
  ]
}

/** A maker for one file: it remembers how often each content came, so that twin rows without ids stay two letters. */
export function createLetterMaker(source: string | undefined, dates: FileDates = {}): LetterMaker {
  const nextId = rowNames()
  const former = formerNames()
  return (row, line, needsId, sheet = '') => {
    const warnings: RowWarning[] = []
    const value: Record<string, unknown> = { ...row }
    if (value.id === undefined && !needsId) value.id = nextId(row, sheet)
    if (value.text === undefined && !needsId) value.text = ''
    for (const field of NUMBERS) {
      if (value[field] === undefined || value[field] === null) continue
      const number = readNumber(value[field])
      if (number === undefined) warnings.push({ code: 'file.number', field, message: MESSAGES['file.number'] })
      value[field] = number
    }
    for (const field of DATES) {
      if (value[field] === undefined || value[field] === null || value[field] === '') continue
      const read = readPosted(value[field], dates)
      if (read.warning) warnings.push({ code: read.warning, field, message: MESSAGES[read.warning] })
      value[field] = read.value
    }
    if (typeof value.url === 'string' && value.url.trim() !== '' && !isWebAddress(value.url)) {
      warnings.push({ code: 'file.url', field: 'url', message: MESSAGES['file.url'] })
      delete value.url
    }
    if (typeof value.publicConsent === 'string') {
      const word = value.publicConsent.trim().toLowerCase()
      value.publicConsent = YES.has(word) ? true : NO.has(word) ? false : undefined
    }
    if (value.kind !== undefined && !letterSchema.shape.kind.safeParse(value.kind).success) delete value.kind
    if (!value.source && source) value.source = source
    const parsed = readLetter(value)
    if (!parsed.success) {
      const problem = parsed.error.issues[0]
      const field = String(problem?.path[0] ?? '')
      const missing = value[field] === undefined || value[field] === null
      return {
        error: new AppError('file.row', missing ? `No ${field}` : `${field} is not text`, {
          details: missing ? { line, field, lacks: field } : { line, field },
        }),
      }
    }
    if (parsed.data.text.trim() === '' && !parsed.data.title?.trim())
      return {
        error: new AppError('file.row', 'Neither title nor text', { details: { line, field: 'text', lacks: 'text' } }),
      }
    return { letter: parsed.data, warnings, formerIds: row.id === undefined ? [] : former(row, sheet) }
  }
}

/** A letter of the import format as a delivery: local times become UTC, an unreadable date stays absent. */
export function letterDelivery(
  letter: Letter,
  source: string,
  kind: Kind = 'letter',
  { formerIds = [], numberIds, postId }: Pick<Delivery, 'formerIds' | 'numberIds' | 'postId'> = {},
): Delivery {
  const posted = letter.postedAt ? readTime(letter.postedAt) : undefined
  const { state, answer } = outcomeOf(letter, postId !== undefined)
  const orNone = <T>(value: T | null | undefined): T | undefined => value ?? undefined
  return {
    source,
    // Without a number, a row of our own export is named as it was: by its address or its words.
    nativeId: letter.id === postId ? undefined : letter.id,
    ...(postId === undefined ? {} : { postId }),
    ...(formerIds.length === 0 ? {} : { formerIds }),
    ...(numberIds === undefined ? {} : { numberIds }),
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
    area: orNone(letter.area),
    sourceCaseId: orNone(letter.sourceCaseId),
    sourceState: state,
    channel: orNone(letter.channel),
    publicConsent: orNone(letter.publicConsent),
    answer,
  }
}
