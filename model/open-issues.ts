import type { Issue } from './issue.ts'

/** Title and keywords of an issue as far as open posts bear them out; undefined when it has none (delivery/open-words.ts). */
export type OpenWordsOf = (issue: Issue) => Promise<{ title: string; keywords: readonly string[] } | undefined>

/**
 * Issues as every list shows them, with only such words as posts that may be shown bear out: a member that was closed to view later leaves the issue
 * at once, its words stay in the stored title until the next grouping. Issues without any open post are left out.
 */
export async function openIssues<T extends Issue>(
  { openWords }: { readonly openWords?: OpenWordsOf | undefined },
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
