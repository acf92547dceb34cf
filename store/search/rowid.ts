/**
 * Row ids of the index are seconds × 2^20 + n, so that row order is time order and the newest come first without sorting.
 * Exact in a double until the year 2242.
 */
export const FIRST_N = 2 ** 20

export const secondsOf = (ms: number): number => Math.max(0, Math.floor(ms / 1000))

/** The first row id of an instant. */
export const baseOf = (at: string): number => secondsOf(Date.parse(at)) * FIRST_N

/** "YYYY-MM-DD" in Asia/Shanghai of days since 1970 there. */
export const dayName = (day: number): string => new Date(day * 86_400_000).toISOString().slice(0, 10)

/** Days since 1970 in Asia/Shanghai (UTC+8). */
export const dayOf = (rowid: number): number => Math.floor((rowid / FIRST_N + 28_800) / 86_400)
