/** Every date form that Chinese public sites print, read against an injected "now"; Asia/Shanghai. */
import { DAY_MS, dayStart, localDay, readTime } from '../model/time.ts'
import type { Precision } from '../model/words.ts'

export interface ReadDate {
  /** UTC ISO-8601. */
  readonly at: string
  readonly precision: Precision
}

const MINUTE = 60_000
const UNIT_MS: Readonly<Record<string, number>> = {
  秒: 1000,
  秒钟: 1000,
  分: MINUTE,
  分钟: MINUTE,
  小时: 60 * MINUTE,
  天: DAY_MS,
  周: 7 * DAY_MS,
}
const DAYS_BACK: Readonly<Record<string, number>> = { 今天: 0, 今日: 0, 昨天: 1, 昨日: 1, 前天: 2 }
const WEEK = '日一二三四五六'

const CLOCK = String.raw`(\d{1,2})[:\uFF1A时](\d{1,2})(?:[:\uFF1A分](\d{1,2})秒?)?`
// Separators and the gap before the time vary per site: 2024-04-24 23:52, 2024/4/24, 2024.4.24, 2024年04月24日23:52.
const FULL = new RegExp(
  String.raw`(?<!\d)((?:19|20)\d{2})\s?[-/.年]\s?(\d{1,2})(?:\s?[-/.月]\s?(\d{1,2})(?!\d)\s?日?(?:[\sT,\uFF0C]{0,4}(?:星期.|周.)?\s{0,2}${CLOCK})?)?`,
)
const MONTH_DAY = new RegExp(String.raw`(?<![\d年/.-])(\d{1,2})\s?[-/月]\s?(\d{1,2})(?!\d)\s?日?(?:\s{0,2}${CLOCK})?`)
const AGO = /(\d+)\s?(秒钟?|分钟?|小时|天|周)(?:以)?前/
const NAMED = new RegExp(String.raw`(今天|今日|昨天|昨日|前天)\s{0,2}(?:${CLOCK})?`)
const WEEKDAY = new RegExp(String.raw`(?:星期|周)([日天一二三四五六])\s{0,2}(?:${CLOCK})?`)
const ONLY_CLOCK = new RegExp(`^${CLOCK}$`)
const RFC822 = /\d{1,2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]* \d{4} \d{2}:\d{2}/
const ISO = /\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})/

/** 下午3点20分, 3点半, 上午 9:05: the hour as people say it. */
const SPOKEN =
  /(?:(凌晨|清晨|早晨|早上|上午|中午|午后|下午|傍晚|晚上|夜里|夜间|深夜)\s?(\d{1,2})\s?[点时時:\uFF1A]|(?<!\d)(\d{1,2})\s?[点])\s?(?:(\d{1,2})(?!\d)\s?分?|(半)|整)?/
const LATE = new Set(['午后', '下午', '傍晚', '晚上', '夜里', '夜间', '深夜'])

/** The same text with its hour by the clock; an hour that may be of either day is left as it is. */
function byTheClock(text: string): string {
  return text.replace(SPOKEN, (said, part: string | undefined, told, bare, minutes, half) => {
    const hour = Number(told ?? bare)
    const noon = part === '中午' && hour < 10
    const late = part !== undefined && LATE.has(part)
    if (
      hour > 23 ||
      Number(minutes ?? 0) > 59 ||
      (hour === 12 && late) ||
      (hour < 5 && part !== undefined && /^[夜深]/.test(part))
    )
      return said
    return ` ${pad((late || noon) && hour < 12 ? hour + 12 : hour)}:${pad(half ? 30 : (minutes ?? 0))}`
  })
}

const pad = (n: string | number): string => String(n).padStart(2, '0')
const local = (day: string, h?: string, m?: string, s?: string): ReadDate | undefined =>
  readTime(h === undefined || m === undefined ? day : `${day} ${pad(h)}:${pad(m)}:${pad(s ?? 0)}`)
const minute = (ms: number): ReadDate => ({ at: new Date(ms).toISOString(), precision: 'minute' })
const dayBack = (now: Date, days: number): string => localDay(new Date(now.getTime() - days * DAY_MS))

/**
 * Reads the first date in `raw`. Forms: epoch seconds or milliseconds, ISO-8601, RFC 822, `YYYY-MM-DD[ HH:mm[:ss]]` with
 * - / . or 年月日, `YYYY-MM`, `M-D` (the latest one not in the future), `HH:mm` (today, or yesterday when still to come),
 * 刚刚, N秒/分钟/小时/天前, 今天/昨天/前天 HH:mm, 周三, and any of them after words such as 发布于.
 * Relative forms need `now`; without it they are undefined. Undefined when no date can be read: never "now".
 */
export function readDate(raw: string | number | undefined, now: Date | undefined): ReadDate | undefined {
  const given = String(raw ?? '')
  if (given.length > 5_000) return undefined
  const text = byTheClock(given.replace(/\s+/g, ' ').trim()).replace(/ {2,}/g, ' ').trim()
  if (text === '' || text.length > 500) return undefined
  if (/^\d{10}$/.test(text)) return minute(Number(text) * 1000)
  if (/^\d{13}$/.test(text)) return minute(Number(text))
  if (/^(19|20)\d{12}$/.test(text))
    return local(
      `${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6, 8)}`,
      text.slice(8, 10),
      text.slice(10, 12),
      text.slice(12),
    )
  if (/^(19|20)\d{6}$/.test(text)) return local(`${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6)}`)
  const iso = ISO.exec(text)?.[0]
  if (iso) return readTime(iso)
  if (RFC822.test(text)) {
    const ms = Date.parse(text)
    return Number.isNaN(ms) ? undefined : minute(ms)
  }
  const full = FULL.exec(text)
  if (full) {
    const [, y, mo, d, h, mi, s] = full
    return d === undefined ? readTime(`${y}-${pad(mo!)}`) : local(`${y}-${pad(mo!)}-${pad(d)}`, h, mi, s)
  }
  return now && relative(text, now)
}

function relative(text: string, now: Date): ReadDate | undefined {
  if (/刚刚|刚才/.test(text)) return minute(now.getTime())
  const ago = AGO.exec(text)
  if (ago) {
    const unit = UNIT_MS[ago[2]!]!
    const at = now.getTime() - Number(ago[1]) * unit
    return unit >= DAY_MS ? readTime(localDay(new Date(at))) : minute(at)
  }
  if (/半小时前/.test(text)) return minute(now.getTime() - 30 * MINUTE)
  const named = NAMED.exec(text)
  if (named) return local(dayBack(now, DAYS_BACK[named[1]!]!), named[2], named[3], named[4])
  const weekday = WEEKDAY.exec(text)
  if (weekday) {
    const today = new Date(dayStart(localDay(now)).getTime() + 8 * 60 * MINUTE).getUTCDay()
    const back = (today - WEEK.indexOf(weekday[1]!.replace('天', '日')) + 7) % 7
    return local(dayBack(now, back), weekday[2], weekday[3], weekday[4])
  }
  const md = MONTH_DAY.exec(text)
  if (md) return monthDay(md, now)
  const clock = ONLY_CLOCK.exec(text)
  if (!clock) return undefined
  const today = local(dayBack(now, 0), clock[1], clock[2], clock[3])
  return today && today.at > now.toISOString() ? local(dayBack(now, 1), clock[1], clock[2], clock[3]) : today
}

const monthDay = (md: RegExpExecArray, now: Date): ReadDate | undefined =>
  latestPast(now, (y) => local(`${y}-${pad(md[1]!)}-${pad(md[2]!)}`, md[3], md[4], md[5]))

// Only the day decides what is future: at 09:00 a day-precision "today" (12:00) is still today.
function latestPast(now: Date, of: (year: number) => ReadDate | undefined): ReadDate | undefined {
  const today = localDay(now)
  const year = Number(today.slice(0, 4))
  const found = [year, year - 1, year - 2, year - 3, year - 4].map(of)
  return found.find((date) => date && localDay(date.at) <= today)
}

/** Which half of 05/01/2026 is the day: a file tells by its other dates. */
export type DayOrder = 'day-month' | 'month-day'

const WALL_CLOCK = String.raw`(?:[\sT,]{1,3}(\d{1,2}):(\d{1,2})(?::(\d{1,2}))?\s?([AP]M)?)?`
const YEAR_LAST = new RegExp(String.raw`^(\d{1,2})[/.-](\d{1,2})[/.-]((?:19|20)\d{2})${WALL_CLOCK}$`, 'i')
const WHOLE_MONTH_DAY = new RegExp(String.raw`^(\d{1,2})(?:月|-)(\d{1,2})日?(?:\s{0,2}${CLOCK})?$`)
/** Days since 1899-12-30 as Excel counts them, from 2000 to 2099; the fraction is the clock. */
const SERIAL = /^\d{5}(?:\.\d+)?$/
const SERIALS = { from: 36_526, to: 73_050, epoch: 25_569 } as const

/** The order that a date with the year last gives away; undefined where both halves might be the month. */
export function dayOrderOf(raw: string): DayOrder | undefined {
  const found = YEAR_LAST.exec(raw.trim())
  if (!found) return undefined
  const [first, second] = [Number(found[1]), Number(found[2])]
  if (first > 12 && second <= 12) return 'day-month'
  return second > 12 && first <= 12 ? 'month-day' : undefined
}

/** 28/11/2026 3:20 PM. Undefined where nothing tells the day from the month. */
export function readYearLast(raw: string, order: DayOrder | undefined): ReadDate | undefined {
  const found = YEAR_LAST.exec(raw.trim())
  if (!found) return undefined
  const [, first, second, year, hour, minutes, seconds, half] = found as unknown as string[]
  const known = dayOrderOf(raw) ?? (first === second ? 'day-month' : order)
  if (known === undefined) return undefined
  const [day, month] = known === 'day-month' ? [first, second] : [second, first]
  const of12 = half && (Number(hour) % 12) + (half.toUpperCase() === 'PM' ? 12 : 0)
  return local(`${year}-${pad(month!)}-${pad(day!)}`, of12 === undefined ? hour : String(of12), minutes, seconds)
}

/** 46354.4: what is left of an Excel date where a program took the cell for a number. */
export function readSerial(raw: string): ReadDate | undefined {
  const days = SERIAL.test(raw.trim()) ? Number(raw) : Number.NaN
  if (!(days >= SERIALS.from && days < SERIALS.to)) return undefined
  const wall = new Date(Math.round((days - SERIALS.epoch) * 1440) * MINUTE).toISOString()
  return readTime(Number.isInteger(days) ? wall.slice(0, 10) : wall.slice(0, 16).replace('T', ' '))
}

/** 11月28日, 11-28 09:30 alone: the latest one up to `now`. */
export function readMonthDay(raw: string, now: Date): ReadDate | undefined {
  const found = WHOLE_MONTH_DAY.exec(raw.trim())
  return found ? monthDay(found, now) : undefined
}
