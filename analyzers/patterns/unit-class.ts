import { UNITS } from './pair-filter.ts'

const NO = 1
const YES = 2

/** Whether one UTF-16 unit, as a text of its own, matches an expression: each is asked once, for a table is much quicker than an expression. */
export function createUnitClass(pattern: RegExp): (unit: number) => boolean {
  const known = new Uint8Array(UNITS)
  return (unit) => {
    if (known[unit] === 0) known[unit] = pattern.test(String.fromCharCode(unit)) ? YES : NO
    return known[unit] === YES
  }
}
