/** Recipes checked offline: each replayed on its saved pages and compared with the records expected from them. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { AppError } from '../model/error.ts'
import type { Recipe } from './recipe.ts'
import { replay, savedPages } from './replay.ts'

export interface CheckResult {
  readonly id: string
  readonly name: string
  readonly shape: string
  /** What it was checked against: real-page, synthetic or live-YYYY-MM-DD. */
  readonly verified: string
  readonly ok: boolean
  readonly records: number
  /** One line for people: what differs first, or how many records came out. */
  readonly detail: string
  readonly problems: readonly string[]
}

export interface Standings {
  readonly ok: number
  readonly failed: number
  /** Each shape of page with how many recipes read it, by name. */
  readonly shapes: readonly (readonly [string, number])[]
  /** By kind of evidence; never added up, since only real-page and live mean a real site. */
  readonly realPage: number
  readonly synthetic: number
  readonly live: number
}

// Keys in order and without undefined, so that two records differ only where they differ.
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, v: unknown) =>
    typeof v === 'object' && v !== null && !Array.isArray(v)
      ? Object.fromEntries(Object.entries(v).sort(([a], [b]) => (a < b ? -1 : 1)))
      : v,
  )

const diff = (i: number, expected: unknown, got: unknown): string | undefined => {
  if (expected === undefined) return `record ${i + 1} was not expected`
  if (got === undefined) return `record ${i + 1} is missing`
  const a = expected as Record<string, unknown>
  const b = got as Record<string, unknown>
  const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])].filter((k) => canonical(a[k]) !== canonical(b[k]))
  const first = keys[0]
  return first && `record ${i + 1} ${first}: expected ${canonical(a[first])}, got ${canonical(b[first])}`
}

async function checkOne(recipe: Recipe): Promise<CheckResult> {
  const { id, name, shape, verified, checks } = recipe
  const result = (records: number, problems: string[]): CheckResult => ({
    id,
    name,
    shape,
    verified,
    ok: problems.length === 0,
    records,
    detail: problems[0] ?? `${records}`,
    problems,
  })
  // A folder has no page, and a plain feed needs none: their readers have tests of their own.
  if (recipe.fetch.mode === 'file' || (recipe.fetch.mode === 'feed' && !checks)) return result(0, [])
  if (!checks) return result(0, ['no saved page (checks)'])
  try {
    const fixed = { ...recipe, variables: { ...recipe.variables, ...checks.variables } }
    const { result: look, deliveries } = await replay(fixed, savedPages(fixed), checks.now)
    const expected = JSON.parse(readFileSync(join(recipe.checksDir, checks.expected), 'utf8')) as unknown[]
    const problems: string[] = []
    if (look.error) problems.push(`${look.outcome}: ${look.error.message}`)
    if (deliveries.length < checks.minItems)
      problems.push(`${deliveries.length} records, at least ${checks.minItems} wanted`)
    for (let i = 0; i < Math.max(expected.length, deliveries.length); i++) {
      // A recipe that extends another shares its pages, not its name.
      const wanted = expected[i] && { ...(expected[i] as object), source: id }
      const difference = diff(i, wanted, deliveries[i])
      if (difference) problems.push(difference)
    }
    return result(deliveries.length, problems)
  } catch (error) {
    // A page or expected file that is missing or broken is a finding about this recipe, not the end of the check.
    if (error instanceof AppError || error instanceof SyntaxError || (error instanceof Error && 'code' in error))
      return result(0, [error.message])
    throw error
  }
}

/** Replays every recipe on its saved pages; offline, in order, never throwing for a bad recipe or page. */
export async function checkRecipes(recipes: readonly Recipe[]): Promise<CheckResult[]> {
  const results: CheckResult[] = []
  for (const recipe of recipes) results.push(await checkOne(recipe))
  return results
}

/** How the checks stand, by kind of evidence. */
export function standings(results: readonly CheckResult[]): Standings {
  const count = (of: (result: CheckResult) => boolean): number => results.filter(of).length
  return {
    ok: count((r) => r.ok),
    failed: count((r) => !r.ok),
    shapes: [...new Set(results.map((r) => r.shape))]
      .sort()
      .map((shape) => [shape, count((r) => r.shape === shape)] as const),
    realPage: count((r) => r.verified === 'real-page'),
    synthetic: count((r) => r.verified === 'synthetic'),
    live: count((r) => r.verified.startsWith('live-')),
  }
}
