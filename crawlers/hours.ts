/** Hours of the day in which a host may be read ("22:00-06:30", Asia/Shanghai; over midnight where the end is earlier). */
import { DAY_MS, dayStart, localDay } from '../model/time.ts'

const MINUTE_MS = 60_000
const DAY_MINUTES = 1440

export interface Hours {
  /** Minutes since midnight; `to` is exclusive. Equal: the whole day. */
  readonly from: number
  readonly to: number
}

/** Undefined for what is no window of hours. */
export function readHours(text: string): Hours | undefined {
  const m = /^(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})$/.exec(text)
  if (!m) return undefined
  const [fromHour, fromMinute, toHour, toMinute] = m.slice(1).map(Number) as [number, number, number, number]
  const from = fromHour * 60 + fromMinute
  const to = toHour * 60 + toMinute
  if (fromMinute > 59 || toMinute > 59 || from >= DAY_MINUTES || to > DAY_MINUTES) return undefined
  return { from, to: to % DAY_MINUTES }
}

/** The first instant from `at` on at which the host may be read: `at` itself while it is open. */
export function nextOpen(hours: Hours, at: Date): Date {
  const midnight = dayStart(localDay(at)).getTime()
  const minute = (at.getTime() - midnight) / MINUTE_MS
  const open =
    hours.from <= hours.to
      ? hours.from === hours.to || (minute >= hours.from && minute < hours.to)
      : minute >= hours.from || minute < hours.to
  if (open) return at
  const today = midnight + hours.from * MINUTE_MS
  return new Date(today > at.getTime() ? today : today + DAY_MS)
}
