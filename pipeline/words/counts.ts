/** How often each term was met: an integer table with the terms asked for lately in front, in memory that stays near. */
import { createIntTable, type IntTable } from './int-table.ts'

const BITS = 13

/** `get` is asked a hundred times a post, of a table of megabytes; few terms make most of what is asked. */
export function createCounts(): IntTable {
  const table = createIntTable(2 ** 16)
  /** Term and count + 1 in turn; 0 where nothing is noted. */
  const near = new Int32Array(2 ** (BITS + 1))
  const placeOf = (key: number): number => (Math.imul(key, 0x85ebca6b) >>> (32 - BITS)) << 1
  const forget = (key: number): void => {
    near[placeOf(key) + 1] = 0
  }
  return {
    get size() {
      return table.size
    },
    get(key) {
      const at = placeOf(key)
      const noted = near[at + 1] as number
      if (noted !== 0 && near[at] === key) return noted - 1
      const count = table.get(key)
      near[at] = key
      near[at + 1] = count + 1
      return count
    },
    set(key, value) {
      forget(key)
      table.set(key, value)
    },
    add(key, by) {
      forget(key)
      table.add(key, by)
    },
    each: table.each,
  }
}
