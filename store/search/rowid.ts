/**
 * Row ids of the index are seconds × 2^31 + facet set × 2^11 + n: row order is time order, so the newest come first without
 * sorting, and what every count asks of a match (its day, its facets) is in the number that the full-text index yields.
 * They go beyond what a double holds, so here they are bigints.
 */
const SET_BITS = 20
const N_BITS = 11
/** Row ids of one second and facet set. */
export const ROWS = 1n << BigInt(N_BITS)
export const ONE_SECOND = 1n << BigInt(SET_BITS + N_BITS)
/** Facet sets there may be: combinations of six values that a city's posts ever had. */
export const MOST_SETS = 2 ** SET_BITS

/** Sixty-three bits end in 2106; what claims to be later counts as of then. */
const LAST_SECOND = 2 ** 32 - 86_400
export const secondsOf = (ms: number): number => Math.min(LAST_SECOND, Math.max(0, Math.floor(ms / 1000)))

/** The first row id of an instant and facet set. */
export const baseOf = (at: string, set: number): bigint =>
  BigInt(secondsOf(Date.parse(at))) * ONE_SECOND + BigInt(set) * ROWS

/** The first row id of milliseconds rounded up to a second, for SQL. */
export const firstFrom = (ms: number): bigint => BigInt(secondsOf(ms + 999)) * ONE_SECOND

/** SQL of a row's facet set. */
export const setOf = (rowid: string): string => `(${rowid} >> ${N_BITS} & ${MOST_SETS - 1})`

/** SQL of second and facet set as one number that a double holds; `eachMark` takes it apart. */
export const markOf = (rowid: string): string => `${rowid} >> ${N_BITS}`

/** Reads a JSON array of marks digit by digit: parsing it would make an object of every match. */
export function eachMark(json: string, see: (day: number, set: number) => void): void {
  let mark = 0
  let digits = false
  for (let i = 0; i < json.length; i++) {
    const code = json.charCodeAt(i) - 48
    if (code >= 0 && code <= 9) {
      mark = mark * 10 + code
      digits = true
    } else if (digits) {
      const second = Math.floor(mark / MOST_SETS)
      see(Math.floor((second + 28_800) / 86_400), mark - second * MOST_SETS)
      mark = 0
      digits = false
    }
  }
}

/** A row's facet set. */
export const setIn = (rowid: bigint): number => Number((rowid >> BigInt(N_BITS)) & BigInt(MOST_SETS - 1))

/** A row's second since 1970. */
export const secondIn = (rowid: bigint): number => Number(rowid / ONE_SECOND)

/** Days since 1970 in Asia/Shanghai (UTC+8). */
export const dayOf = (rowid: bigint): number => Math.floor((secondIn(rowid) + 28_800) / 86_400)

/** "YYYY-MM-DD" of it. */
export const dayName = (day: number): string => new Date(day * 86_400_000).toISOString().slice(0, 10)
