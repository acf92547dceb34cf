import type { Issue } from '../../model/issue.ts'
import type { ConsoleDeps } from './deps.ts'

/**
 * Issues with only such words as posts that may be shown bear out: a member that was closed to view later leaves the issue
 * at once, its words stay in the stored title until the next grouping. Issues without any open post are left out.
 */
export async function openIssues<T extends Issue>(
  { openWords }: Pick<ConsoleDeps, 'openWords'>,
  issues: readonly T[],
): Promise<T[]> {
  if (!openWords) return [...issues]
  const shown = await Promise.all(
    issues.map(async (issue) => {
      // A name people gave stands; the extracted one shown beside it is looked at all the same.
      const words = await openWords({ ...issue, renamed: null })
      return words && { ...issue, ...words }
    }),
  )
  return shown.filter((issue) => issue !== undefined)
}
