/**
 * Dates that an answer promises something for (将于…前完成, 预计…底, 15个工作日内): extracted, never inferred. A sentence counts
 * when it holds a word of intent, a deed and a date that goes with the intent; its date is the last day that the wording allows.
 * A date of what has been done (已于…, 自…以来) or that is over counts for nothing.
 */
import { DAY_MS } from '../../model/time.ts'

export interface PromiseMade {
  /** Last local day the words allow, "YYYY-MM-DD". */
  readonly day: string
  /** The sentence, cut to 60 characters. */
  readonly words: string
}

const INTENT = /将|预计|计划|力争|争取|确保|承诺|保证|拟|最迟|尽快|限期|责令|要求/
const DEED =
  /完成|完工|竣工|开通|恢复|解决|到位|投入|建成|通车|整改|办结|开工|启动|实施|施工|改造|修复|修缮|更换|安装|供[水气电热暖]|答复|回复|交付|发放|落实|处理|清理|拆除|移交|结束|达到|达标/
const SHOWN = 60

const DIGITS = '零一二三四五六七八九十'
/** 1 to 99 in Arabic or Chinese digits. */
function small(text: string): number {
  if (/^\d+$/.test(text)) return Number(text)
  const [tens, ones] = text.includes('十') ? (text.split('十') as [string, string]) : ['', text]
  const ten = text.includes('十') ? (tens === '' ? 1 : DIGITS.indexOf(tens)) : 0
  return ten * 10 + (ones === '' ? 0 : DIGITS.indexOf(ones))
}

const NUMBER = '\\d{1,2}|[一二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九]'
const MONTH = new RegExp(`(?:(20\\d\\d|今|本|明)年)?(${NUMBER})月(?:份)?(?:(${NUMBER})[日号]|(上旬|中旬|下旬|底|末))?`)
const YEAR_END = /(?:(20\d\d|今|本|明)年|年)(?:年)?(底|末|内)/
const HALF = /(?:(20\d\d|今|本|明)年)?(上|下)半年/
const QUARTER = /(?:(20\d\d|今|本|明)年)?第?([一二三四])季度/
const WITHIN = new RegExp(`(\\d{1,3}|${NUMBER})个?(工作日|日|天|周|月)[之以]?内`)

const pad = (n: number): string => String(n).padStart(2, '0')
const lastOf = (year: number, month: number): string => {
  const at = new Date(Date.UTC(year, month, 0))
  return at.toISOString().slice(0, 10)
}

function yearOf(word: string | undefined, said: number): number | undefined {
  if (word === undefined) return undefined
  return word === '明' ? said + 1 : word === '今' || word === '本' ? said : Number(word)
}

/** A date as written and the last day it allows. */
interface Dated {
  readonly from: number
  readonly to: number
  readonly day: string
}

/** All dates of a sentence, in its order; `saidOn` is the local day of the answer. */
function datesIn(sentence: string, saidOn: string, isWorkday: (day: string) => boolean): Dated[] {
  const said = Number(saidOn.slice(0, 4))
  /** Without a year the next such day is meant. */
  const next = (year: number | undefined, of: (year: number) => string): string => {
    if (year !== undefined) return of(year)
    return of(said) >= saidOn ? of(said) : of(said + 1)
  }
  const within = ([, n = '', unit]: RegExpExecArray): string => {
    if (unit !== '工作日') return later(saidOn, small(n) * (unit === '周' ? 7 : unit === '月' ? 30 : 1))
    let day = saidOn
    for (let left = small(n), steps = 0; left > 0 && steps < 400; steps += 1) {
      day = later(day, 1)
      if (isWorkday(day)) left -= 1
    }
    return day
  }
  const month = ([, year, m = '', d, part]: RegExpExecArray): string | undefined => {
    const mm = small(m)
    if (mm < 1 || mm > 12) return undefined
    const of = (y: number): string => {
      if (d !== undefined) return `${y}-${pad(mm)}-${pad(Math.min(small(d), 31))}`
      if (part === '上旬') return `${y}-${pad(mm)}-10`
      return part === '中旬' ? `${y}-${pad(mm)}-20` : lastOf(y, mm)
    }
    // Nobody names a day of next year by a date that was here lately.
    if (d !== undefined && year === undefined && of(said) < saidOn && of(said) > later(saidOn, -LATELY)) return of(said)
    return next(yearOf(year, said), of)
  }
  const found: Dated[] = []
  const read = (pattern: RegExp, dayOf: (match: RegExpExecArray) => string | undefined): void => {
    for (const match of sentence.matchAll(new RegExp(pattern, 'g'))) {
      const day = dayOf(match)
      const [from, to] = [match.index, match.index + match[0].length]
      if (day !== undefined && found.every((other) => to <= other.from || from >= other.to))
        found.push({ from, to, day })
    }
  }
  read(MONTH, month)
  read(WITHIN, within)
  read(QUARTER, ([, year, n = '']) => next(yearOf(year, said), (y) => lastOf(y, 3 * small(n))))
  read(HALF, ([, year, half]) => next(yearOf(year, said), (y) => (half === '上' ? `${y}-06-30` : `${y}-12-31`)))
  read(YEAR_END, ([, year]) => `${yearOf(year, said) ?? said}-12-31`)
  return found.sort((a, b) => a.from - b.from)
}

/** Half a year, in days. */
const LATELY = 183
const CLAUSE = /[，,、：:]/
const DONE_BEFORE = /(?:已经?|曾|早)(?:于|在|从|自)?$/
const DONE_AFTER = /^[^，,]*?(?:已|曾|以来)/
const SINCE = /^[^，,]*?以来/
/** Before the word of intent a date goes with it that says until when, or that stands right beside it. */
const UNTIL = /^(?:份|之|以)?[前内底末]|^[^，,]{0,6}?(?:将|预计|计划|力争|争取|确保|承诺|保证|拟|最迟)/

/** The last day for which the sentence promises something: of the date after its word of intent, or else of one before it. */
function dayIn(sentence: string, saidOn: string, isWorkday: (day: string) => boolean): string | undefined {
  const intents = [...sentence.matchAll(new RegExp(INTENT, 'g'))].map((match) => match.index)
  const ranked = datesIn(sentence, saidOn, isWorkday).flatMap(({ from, to, day }) => {
    const [before, after] = [sentence.slice(0, from), sentence.slice(to)]
    const intent = intents.findLast((at) => at < from)
    const beside = intent !== undefined && !CLAUSE.test(sentence.slice(intent, from))
    if (day < saidOn || DONE_BEFORE.test(before) || (beside ? SINCE : DONE_AFTER).test(after)) return []
    if (beside) return [{ rank: 0, day }]
    const part = sentence.slice(from, to).at(-1) as string
    if (UNTIL.test(after) || '旬底末内'.includes(part)) return [{ rank: 1, day }]
    return intent === undefined ? [] : [{ rank: 2, day }]
  })
  return ranked.sort((a, b) => a.rank - b.rank)[0]?.day
}

const later = (day: string, n: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + n * DAY_MS).toISOString().slice(0, 10)

/** Every dated promise of one answer that lies on or after the day it was given. */
export function promisesOf(answer: string, saidOn: string, isWorkday: (day: string) => boolean): PromiseMade[] {
  const found: PromiseMade[] = []
  for (const sentence of answer.split(/[。；;！!？?\n]/)) {
    const words = sentence.trim()
    if (!INTENT.test(words) || !DEED.test(words)) continue
    const day = dayIn(words, saidOn, isWorkday)
    if (day === undefined || day < saidOn) continue
    const chars = [...words]
    found.push({ day, words: chars.length > SHOWN ? `${chars.slice(0, SHOWN).join('')}…` : words })
  }
  return found
}
