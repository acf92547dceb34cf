/**
 * Working days of China and the deadlines counted by them. Days and make-up days come from the data of `chinese-days`,
 * read as data: its functions answer a year they do not know by the weekend alone, take "2026-13-01" for a workday, and err
 * by a day where the machine's zone lies west of Greenwich.
 * A year whose notice of the State Council is not loaded is never guessed unasked: its deadlines are provisional (暂定).
 */
import data from 'chinese-days/dist/chinese-days.json' with { type: 'json' }
import { AppError } from '../model/error.ts'
import { DAY_MS, dayStart, localDay, readTime } from '../model/time.ts'

/** Hand-kept days beside the package's: local holidays, and the notice of a year before the package has it. */
export interface CalendarSupplement {
  /** Years whose notice is wholly in `off` and `work` below (or that the package has anyway). */
  readonly complete?: readonly number[] | undefined
  /** "YYYY-MM-DD" off, weekends need not be listed. */
  readonly off?: readonly string[] | undefined
  /** "YYYY-MM-DD" worked: make-up days (调休上班). */
  readonly work?: readonly string[] | undefined
}

export interface Due {
  /** UTC; null when the count runs into a year that is not loaded. */
  readonly dueAt: string | null
  /** 暂定: to be counted again once the year's notice is loaded. */
  readonly provisional: boolean
}

export interface CountOptions {
  /** Hour at which the office closes, 0–24, Asia/Shanghai; fractions are parts of an hour. Default 18. */
  readonly closingHour?: number | undefined
  /** Counts on into years that are not loaded, by weekends and the statutory days known beforehand; what comes out is provisional. */
  readonly guess?: boolean | undefined
}

export interface Calendar {
  /**
   * Best knowledge of one local day "YYYY-MM-DD". In a year that is not loaded: weekends and the statutory days known
   * beforehand are off; ask `knows` before relying on it. Throws `calendar.day`.
   */
  isWorkday(day: string): boolean
  /** Whether the notice for the day's year is loaded. */
  knows(day: string): boolean
  /**
   * `n` working days after receipt (DOMAIN §4): the day of receipt is not counted; receipt from closing hour on or on a
   * rest day is receipt on the next workday; due at the closing hour of the last day. `from` is UTC ISO-8601 or a bare
   * local day. Throws `calendar.day`, `calendar.count`.
   */
  addWorkdays(from: string, n: number, options?: CountOptions): Due
  /** `n` calendar days after the day of receipt; an end on a rest day rolls to the next workday. */
  addCalendarDays(from: string, n: number, options?: CountOptions): Due
  /** `n` hours by the minute, day and night. */
  addHours(from: string, n: number): Due
}

const DAY = /^\d{4}-\d{2}-\d{2}$/
const CLOSING_HOUR = 18
/** Longer deadlines do not exist; a larger number is a mistake (milliseconds, say). */
const MOST_DAYS = 3660

/**
 * Days off by law in years whose notice is not out, so that a calendar never works on New Year's Day; which weekends
 * are worked instead is unknown. From 全国年节及纪念日放假办法 as of 2025 (DOMAIN §6, computed).
 */
const STATUTORY = new Set([
  ...['2027-01-01', '2027-02-05', '2027-02-06', '2027-02-07', '2027-02-08', '2027-04-05', '2027-05-01', '2027-05-02'],
  ...['2027-06-09', '2027-09-15', '2027-10-01', '2027-10-02', '2027-10-03'],
])

function checkDay(day: string): string {
  if (!DAY.test(day) || readTime(day) === undefined)
    throw new AppError('calendar.day', `不是日期（not a date）：${day}；请写成 YYYY-MM-DD`, { details: { day } })
  return day
}

function checkSupplement(supplement: CalendarSupplement): void {
  const off = new Set(supplement.off?.map(checkDay))
  for (const day of supplement.work ?? [])
    if (off.has(checkDay(day)))
      throw new AppError('calendar.supplement', `${day} 既是休息日又是上班日，请删去一处（both off and worked）`, {
        details: { day },
      })
}

/** Builds the calendar; pure but for the package's data. Throws `calendar.day`, `calendar.supplement`. */
export function createCalendar(supplement: CalendarSupplement = {}): Calendar {
  checkSupplement(supplement)
  const off = new Set([...Object.keys(data.holidays), ...(supplement.off ?? [])])
  const work = new Set([...Object.keys(data.workdays), ...(supplement.work ?? [])])
  // The hand-kept word wins over the package's.
  for (const day of supplement.off ?? []) work.delete(day)
  for (const day of supplement.work ?? []) off.delete(day)
  const complete = new Set(supplement.complete?.map(String))

  // Every notice names National Day, so a year with it is a year with a notice.
  const knows = (day: string): boolean => {
    const year = checkDay(day).slice(0, 4)
    return complete.has(year) || `${year}-10-01` in data.holidays
  }
  const isWorkday = (day: string): boolean => {
    checkDay(day)
    if (work.has(day)) return true
    if (off.has(day) || STATUTORY.has(day)) return false
    const weekday = new Date(`${day}T00:00:00Z`).getUTCDay()
    return weekday !== 0 && weekday !== 6
  }

  /** The day `n` workdays after the first workday from `start` on, at closing hour; null where that leads into an unloaded year and nobody asked for a guess. */
  const walk = (start: string, n: number, hour: number, guess: boolean): Due => {
    let provisional = false
    let day = start
    for (let left = n; ; day = nextDay(day)) {
      provisional ||= !knows(day)
      if (provisional && !guess) return { dueAt: null, provisional }
      if (isWorkday(day) && left-- === 0) return { dueAt: new Date(closing(day, hour)).toISOString(), provisional }
    }
  }

  return {
    isWorkday,
    knows,
    addWorkdays(from, n, { closingHour = CLOSING_HOUR, guess = false } = {}) {
      const at = instantOf(from)
      checkCount(n, closingHour)
      const day = localDay(at)
      // Closed already: the letter lies there for the next workday to receive it.
      const received = at.getTime() >= closing(day, closingHour) ? nextDay(day) : day
      return walk(received, n, closingHour, guess)
    },
    addCalendarDays(from, n, { closingHour = CLOSING_HOUR, guess = false } = {}) {
      const at = instantOf(from)
      checkCount(n, closingHour)
      return walk(nextDay(localDay(at), n), 0, closingHour, guess)
    },
    addHours(from, n) {
      if (!Number.isFinite(n) || n < 0) throw badCount(n)
      return { dueAt: new Date(instantOf(from).getTime() + n * 3_600_000).toISOString(), provisional: false }
    },
  }
}

const nextDay = (day: string, n = 1): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + n * DAY_MS).toISOString().slice(0, 10)

const closing = (day: string, hour: number): number => dayStart(day).getTime() + hour * 3_600_000

function instantOf(from: string): Date {
  const read = readTime(from)
  if (!read || read.precision === 'month')
    throw new AppError('calendar.day', `不是时间（not a time）：${from}；请写成 YYYY-MM-DD 或带时区的 ISO 时间`, {
      details: { day: from },
    })
  return new Date(read.at)
}

const badCount = (n: number): AppError =>
  new AppError('calendar.count', `时限必须是 0 到 ${MOST_DAYS} 的数（not a length of time）：${n}`, { details: { n } })

function checkCount(n: number, closingHour: number): void {
  if (!Number.isInteger(n) || n < 0 || n > MOST_DAYS) throw badCount(n)
  if (!(closingHour >= 0 && closingHour <= 24)) throw badCount(closingHour)
}
