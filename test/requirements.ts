/**
 * What a machine must have for a suite to count. `REQUIRE=services,browser,data` turns "skipped" into a failure; without it
 * an absent thing is said aloud and the suite is left out.
 */
const wanted = new Set((process.env.REQUIRE ?? '').split(',').filter(Boolean))

export type Need = 'services' | 'browser' | 'data'

/**
 * True when the suite can run. Else prints `skipped: <why>` and returns false, or throws where this need is required.
 */
export function available(need: Need, present: boolean, why: string): boolean {
  if (present) return true
  if (wanted.has(need)) throw new Error(`required but absent (${need}): ${why}`)
  console.warn(`skipped: ${why}`)
  return false
}
