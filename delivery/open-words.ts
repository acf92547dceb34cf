import type { Case, Issue } from '../model/issue.ts'
import type { Records } from '../model/ports.ts'
import { CATEGORIES } from '../model/words.ts'
import { caseLetters } from './case-letters.ts'

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
  for await (const post of records.posts.wordsIn(issue.id)) {
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
    title: titled ? (issue.renamed ?? issue.title) : plainTitle(issue, parts.slice(1), seen),
    keywords: issue.keywords.filter((word) => !missing.has(word)),
  }
}

/** With the matter where that is somebody's words and only the place before it is nobody's, else with the category. */
const plainTitle = (
  issue: Pick<Issue, 'place' | 'district' | 'category'>,
  matter: readonly string[],
  seen: ReadonlySet<string>,
): string =>
  [
    issue.district ?? issue.place?.name,
    matter.length > 0 && matter.every((part) => seen.has(part))
      ? matter.join(' ')
      : issue.category
        ? CATEGORIES[issue.category]
        : '诉求',
  ]
    .filter((part) => part !== undefined)
    .join(' ')

/** The title alone; undefined when the issue has no open post. */
export const openTitle = async (
  records: Pick<Records, 'posts'>,
  issue: Omit<Parameters<typeof openWords>[1], 'keywords'>,
): Promise<string | undefined> => (await openWords(records, { ...issue, keywords: [] }))?.title

/**
 * The same of a case, undefined when no post of its issue may be shown any more. It keeps the title it was handed over with, judged as
 * the issue's own title is unless a person gave it; in place of one that was erased it has the present one of the issue.
 */
export async function openCaseWords(
  records: Pick<Records, 'posts' | 'issues'>,
  kase: Pick<Case, 'issueId' | 'title'>,
  keywords: readonly string[] = [],
): Promise<OpenWords | undefined> {
  const issue = await records.issues.get(kase.issueId)
  if (!issue) return undefined
  if (kase.title === '') return openWords(records, { ...issue, keywords })
  const named = issue.renamed === kase.title
  return openWords(records, { ...issue, renamed: named ? kase.title : null, title: kase.title, keywords })
}

/** Whether the case has such words at all. */
export async function isCaseOpen(
  records: Pick<Records, 'posts' | 'issues'>,
  { issueId }: Pick<Case, 'issueId'>,
): Promise<boolean> {
  const issue = await records.issues.get(issueId)
  if (!issue) return false
  for await (const _ of records.posts.wordsIn(issue.id)) return true
  return false
}

/** In place of a title. */
const CLOSED = '（事项已不公开）'

/** A case with the name that its issue has by now. */
export interface OpenCase extends Case {
  readonly issueTitle: string
}

/** A case as it may be shown now: of an issue closed since only that it is there, with whom, and how far it has come. */
export async function openCase(records: Pick<Records, 'posts' | 'issues'>, kase: Case): Promise<OpenCase> {
  const words = await openCaseWords(records, kase)
  const issue = words && (await records.issues.get(kase.issueId))
  const now = issue && (await openTitle(records, issue))
  if (words && now !== undefined) return { ...kase, title: words.title, issueTitle: now }
  return {
    ...kase,
    title: CLOSED,
    issueTitle: CLOSED,
    note: '',
    steps: kase.steps.map((step) => ({ ...step, note: '' })),
  }
}

/**
 * The body of a push as it may be sent now: a hand-over with its letters, which no row of the outbox keeps. Undefined for a hand-over of what has been closed since; a later step is told all the
 * same, so that who was told of the case learns of its end, but not what was said.
 */
export async function openBody(
  records: Pick<Records, 'posts' | 'issues' | 'cases'>,
  body: string,
): Promise<string | undefined> {
  const event = JSON.parse(body) as { data: { caseId: string; title?: string; keywords?: string[]; note: string } }
  const { data } = event
  const kase = await records.cases.get(data.caseId)
  const words = kase && (await openCaseWords(records, { ...kase, title: data.title ?? kase.title }, data.keywords))
  if (data.title === undefined)
    return words || data.note === '' ? body : JSON.stringify({ ...event, data: { ...data, note: '' } })
  if (!words) return undefined
  const { title, keywords } = words
  return JSON.stringify({ ...event, data: { ...data, title, keywords, ...(await caseLetters(records, kase.issueId)) } })
}
