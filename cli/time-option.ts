import { AppError } from '../model/error.ts'

/** Reads `--as-of`; undefined stays undefined. Throws `usage.time`. */
export function requireTime<T>(value: string | undefined, read: (v: string) => T | undefined): T | undefined {
  if (value === undefined) return undefined
  const result = read(value)
  if (result === undefined)
    throw new AppError('usage.time', `不是日期或时间：${value}。例如 2026-01-19 或 2026-01-19 08:00（not a date）`)
  return result
}
