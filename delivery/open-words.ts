import type { Issue } from '../model/issue.ts'
import type { Records } from '../model/ports.ts'
import { CATEGORIES } from '../model/words.ts'

/** Words of an issue that may leave the program. */
export interface OpenWords {
  readonly title: string
  readonly keywords: readonly string[]
}

/** Keywords that this many open posts do not hold are left out. */
const ENOUGH = 500

const fold = (text: string): string => text.normalize('NFKC').toLowerCase().replace(/\s+/g, '')

/**
 * An issue's title and keywords as far as posts of open routes bear them out, or undefined when it has no open post.
 * Titles are extracted from members; a member that became protected or restricted later leaves the issue at once, but
 * its words stay in the stored title until the next grouping, and a mail cannot be called back. A title nobody open
 * wrote is replaced by place and category. A title set by a person stands.
 */
export async function openWords(
  records: Pick<Records, 'posts'>,
  issue: Pick<Issue, 'id' | 'title' | 'renamed' | 'keywords' | 'place' | 'district' | 'category'>,
): Promise<OpenWords | undefined> {
  const missing = new Set(issue.keywords)
  const whole = fold(issue.title)
  // A title made of place and matter has a space between two extracts.
  const parts = issue.title.split(/\s+/).filter((part) => part !== '')
  const seen = new Set<string>()
  let posts = 0
  let titled = issue.renamed !== null
  for await (const post of records.posts.iterate({ issueId: issue.id, openRoutesOnly: true })) {
    posts++
    const text = fold(`${post.title}\n${post.text}`)
    if (!titled && whole !== '') {
      for (const part of parts) if (text.includes(fold(part))) seen.add(part)
      titled = text.includes(whole) || parts.every((part) => seen.has(part))
    }
    for (const word of missing) if (text.includes(fold(word))) missing.delete(word)
    if (titled && (missing.size === 0 || posts >= ENOUGH)) break
  }
  if (posts === 0) return undefined
  return {
    title: titled ? (issue.renamed ?? issue.title) : plainTitle(issue),
    keywords: issue.keywords.filter((word) => !missing.has(word)),
  }
}

const plainTitle = (issue: Pick<Issue, 'place' | 'district' | 'category'>): string =>
  [issue.district ?? issue.place?.name, issue.category ? CATEGORIES[issue.category] : '诉求']
    .filter((part) => part !== undefined)
    .join(' ')

/** The title alone; undefined when the issue has no open post. */
export const openTitle = async (
  records: Pick<Records, 'posts'>,
  issue: Omit<Parameters<typeof openWords>[1], 'keywords'>,
): Promise<string | undefined> => (await openWords(records, { ...issue, keywords: [] }))?.title
