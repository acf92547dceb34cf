/** What of a verdict stands once people file the post under another category. */
import type { Screening } from './post.ts'
import type { Category } from './words.ts'

/** How the reason of a unit proposed begins that was proposed for how the post is filed. */
export const FILED_AS = '类别 '
/** The reason of a unit that similar letters went to. */
export const WORDED_LIKE = '用词与交办该单位的来信相近'

/**
 * The verdict under `category`. A second level belongs to its first: the likeliest of the new one, or none. A unit stays that the words
 * themselves speak for (a matter, a danger, a name); one proposed only for the other category, or because letters of its kind went there, goes, and the
 * first of those left leads.
 */
export function filedUnder(screening: Screening, category: Category): Screening {
  if (category === screening.category) return screening
  const { filings, departments, ...rest } = screening
  const own = filings?.filter(({ label }) => label.startsWith(`${category}/`)) ?? []
  const stands = (part: string): boolean =>
    part.startsWith(FILED_AS) ? isFiledUnder(part, category) : part !== WORDED_LIKE
  const left = departments.filter(({ reason }) => reason === undefined || partsOf(reason).some(stands))
  return {
    ...rest,
    category,
    subcategory: own[0]?.label.slice(category.length + 1),
    ...(own.length > 0 ? { filings: own } : {}),
    departments: left.map((unit, i) => ({ ...unit, role: i === 0 ? '主办' : '协办' })),
  }
}

const partsOf = (reason: string): string[] => reason.replace(/^待定：/, '').split('；')
const isFiledUnder = (part: string, category: Category): boolean =>
  part.slice(FILED_AS.length).split(/[/ ]/)[0] === category
