/**
 * Time rules of the whole program: UTC inside, Asia/Shanghai (UTC+8, no summer time since 1992) at the edges.
 */
import type { Precision } from './words.ts'

export const DAY_MS = 86_400_000
const OFFSET_MS = 8 * 3_600_000

/** The clock is an argument everywhere; nobody else calls Date.now(). */
export interface Clock {
  now(): Date
}
export const systemClock: Clock = { now: () => new Date() }
export const fixedClock = (iso: string): Clock => {
  const at = new Date(iso)
  return { now: () => at }
}

const LOCAL = /^(\d{4})[-/.](\d{1,2})(?:[-/.](\d{1,2})(?:[ T](\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.\d+)?)?)?)?$/
const ZONED = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})$/

/**
 * Reads ISO-8601 with a zone, or a local "YYYY-MM[-DD[ HH:mm[:ss]]]" (Asia/Shanghai).
 * A day counts at 12:00 local, a month on its 1st at 12:00. Undefined when it is not a date: never "now".
 */
export function readTime(value: string): { at: string; precision: Precision } | undefined {
  const text = value.trim()
  if (ZONED.test(text)) {
    const ms = Date.parse(text)
    return Number.isNaN(ms) ? undefined : { at: new Date(ms).toISOString(), precision: 'minute' }
  }
  const m = LOCAL.exec(text)
  if (!m) return undefined
  const [year, month, day, hour, minute, second] = m.slice(1).map((x) => (x === undefined ? undefined : Number(x)))
  const precision: Precision = day === undefined ? 'month' : hour === undefined ? 'day' : 'minute'
  const y = year as number
  const mo = (month as number) - 1
  const d = day ?? 1
  const h = hour ?? 12
  const mi = minute ?? 0
  const s = second ?? 0
  const utc = Date.UTC(y, mo, d, h, mi, s)
  const back = new Date(utc)
  // Date.UTC rolls 02-30 over to March; such a day is not a date.
  if (back.getUTCMonth() !== mo || back.getUTCDate() !== d || h > 23 || mi > 59 || s > 59) return undefined
  return { at: new Date(utc - OFFSET_MS).toISOString(), precision }
}

/** "YYYY-MM-DD" of an instant in Asia/Shanghai. */
export const localDay = (at: Date | string): string =>
  new Date(new Date(at).getTime() + OFFSET_MS).toISOString().slice(0, 10)

/** A moment as people read it, no finer than it is known: a day stored at noon was not told an hour. */
export const localMoment = (at: Date | string, precision: Precision = 'minute'): string =>
  precision === 'minute' ? localMinute(at) : localDay(at).slice(0, precision === 'day' ? 10 : 7)

const WIDTH = '2026-01-19T02:00:00.000Z'.length
/** Date.parse of an instant, in a sixth of its time where it is written as everything stored is: a ranking reads a million of them. */
export function readInstant(at: string): number {
  const digit = (i: number): number => at.charCodeAt(i) - 48
  const two = (i: number): number => 10 * digit(i) + digit(i + 1)
  const year = 100 * two(0) + two(2)
  // Date.UTC takes years below 100 for those of the last century.
  if (at.length !== WIDTH || at[WIDTH - 1] !== 'Z' || !(year >= 100 && year <= 9999)) return Date.parse(at)
  return Date.UTC(year, two(5) - 1, two(8), two(11), two(14), two(17), 100 * digit(20) + two(21))
}

/** Number of the local day of an instant (ms): one more each day. */
export const localDayNumber = (at: number): number => Math.floor((at + OFFSET_MS) / DAY_MS)

/** "YYYY-MM-DD HH:mm" in Asia/Shanghai. */
export const localMinute = (at: Date | string): string =>
  new Date(new Date(at).getTime() + OFFSET_MS).toISOString().slice(0, 16).replace('T', ' ')

/** The same to the second, for what lasts less than a minute. */
export const localSecond = (at: Date | string): string =>
  new Date(new Date(at).getTime() + OFFSET_MS).toISOString().slice(0, 19).replace('T', ' ')

/** No letter was written tomorrow; an hour is left to clocks that go wrong. */
export const liesAhead = (at: string, now: Date): boolean =>
  localDay(at) > localDay(new Date(now.getTime() + 3_600_000))

/** The instant a local day begins (00:00 Asia/Shanghai). */
export const dayStart = (day: string): Date => new Date(Date.parse(`${day}T00:00:00Z`) - OFFSET_MS)

/** Every local day that the half-open span touches, oldest first. */
export function localDays(from: Date | string, to: Date | string): string[] {
  const days: string[] = []
  const end = new Date(to).getTime()
  for (let at = dayStart(localDay(from)).getTime(); at < end; at += DAY_MS) days.push(localDay(new Date(at)))
  return days
}

/** Share of its local day that has passed at this instant, above 0 and at most 1: an end of day is a whole day. */
export const dayPassed = (at: Date | string): number => {
  const ms = new Date(at).getTime()
  return (ms - dayStart(localDay(new Date(ms - 1))).getTime()) / DAY_MS
}

/** `--as-of`: a bare date means the end of that day (half-open windows, so the next midnight). */
export function readAsOf(value: string): Date | undefined {
  const read = readTime(value)
  if (!read) return undefined
  if (read.precision === 'minute') return new Date(read.at)
  return new Date(dayStart(localDay(read.at)).getTime() + DAY_MS)
}
