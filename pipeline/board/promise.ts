/**
 * Dates that an answer promises something for (将于…前完成, 预计…底, 15个工作日内): extracted, never inferred. A sentence counts
 * when it holds a word of intent, a date and a deed; its date is the last day that the wording allows.
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
  /完成|完工|竣工|开通|恢复|解决|到位|投入|建成|通车|整改|办结|开工|启动|实施|施工|改造|修复|修缮|更换|安装|供[水气电热暖]|答复|回复|交付|发放|落实|处理|清理|拆除|移交|结束/
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

/** The last day the sentence allows; `saidOn` is the local day of the answer. */
function dayIn(sentence: string, saidOn: string, isWorkday: (day: string) => boolean): string | undefined {
  const said = Number(saidOn.slice(0, 4))
  /** Without a year the next such day is meant. */
  const next = (year: number | undefined, of: (year: number) => string): string => {
    if (year !== undefined) return of(year)
    return of(said) >= saidOn ? of(said) : of(said + 1)
  }
  const within = WITHIN.exec(sentence)
  if (within) {
    const n = small(within[1] as string)
    const unit = within[2] as string
    if (unit === '工作日') {
      let day = saidOn
      for (let left = n, steps = 0; left > 0 && steps < 400; steps += 1) {
        day = later(day, 1)
        if (isWorkday(day)) left -= 1
      }
      return day
    }
    return later(saidOn, n * (unit === '周' ? 7 : unit === '月' ? 30 : 1))
  }
  const month = MONTH.exec(sentence)
  if (month) {
    const [, year, m, d, part] = month
    const mm = small(m as string)
    if (mm < 1 || mm > 12) return undefined
    return next(yearOf(year, said), (y) => {
      if (d !== undefined) return `${y}-${pad(mm)}-${pad(Math.min(small(d), 31))}`
      if (part === '上旬') return `${y}-${pad(mm)}-10`
      return part === '中旬' ? `${y}-${pad(mm)}-20` : lastOf(y, mm)
    })
  }
  const quarter = QUARTER.exec(sentence)
  if (quarter) return next(yearOf(quarter[1], said), (y) => lastOf(y, 3 * small(quarter[2] as string)))
  const half = HALF.exec(sentence)
  if (half) return next(yearOf(half[1], said), (y) => (half[2] === '上' ? `${y}-06-30` : `${y}-12-31`))
  const end = YEAR_END.exec(sentence)
  if (end) return `${yearOf(end[1], said) ?? said}-12-31`
  return undefined
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
