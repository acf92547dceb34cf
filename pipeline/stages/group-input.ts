import type { StoredPost } from '../../model/ports.ts'
import type { Screening, Tokens } from '../../model/post.ts'
import type { GroupInput } from '../grouping/group-features.ts'

/** What grouping reads of the post itself; the rest comes from its verdict. */
type Written = Pick<GroupInput, 'id' | 'at' | 'kind' | 'title' | 'text' | 'source' | 'voice' | 'likes' | 'answered'>

/** What grouping reads of a screened post, wherever it comes from. */
export const groupInput = (post: Written, screening: Screening, tokens: Tokens): GroupInput => ({
  ...post,
  route: screening.route,
  appealType: screening.appealType,
  tokens,
  places: screening.places,
  category: screening.category,
  subcategory: screening.subcategory,
  filings: screening.filings,
  matters: screening.matters,
  department: screening.departments[0]?.name,
})

/** The same of a stored post, which must have been screened. */
export function groupInputOf(post: StoredPost, tokens: Tokens): GroupInput {
  const { id, kind, title, text, source, voice, likes } = post
  const at = Date.parse(post.postedAt ?? post.firstCollectedAt)
  const answered = post.answer !== undefined
  return groupInput({ id, at, kind, title, text, source, voice, likes, answered }, post.screening!, tokens)
}
