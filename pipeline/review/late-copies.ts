/** Posts that come after a decision on what they say: they follow it instead of being asked about once more. */
import type { Records } from '../../model/ports.ts'
import { probesOf, siblingsOf } from './siblings.ts'

/** Decided posts that are verified for one that waits. */
const MOST = 100

/**
 * Lets freshly screened posts follow what people decided within 60 days on equal words, whatever the machine says of them,
 * and those sent to review also what was decided on a near-copy. Gives the ids of those that did.
 */
export async function followDecisions(
  { posts, review }: Pick<Records, 'posts' | 'review'>,
  ids: readonly string[],
  at: string,
): Promise<string[]> {
  const followed = await review.follow(
    ids.map((postId) => ({ postId })),
    at,
  )
  const left = ids.filter((id) => !followed.includes(id))
  for (const post of await posts.getMany(left)) {
    if (post.disposition !== 'review') continue
    const candidates = await review.resembling(post.id, probesOf(post.text || post.title), MOST, { decided: true })
    const [of] = siblingsOf(post, candidates)
    if (of !== undefined) followed.push(...(await review.follow([{ postId: post.id, of: of.id }], at)))
  }
  return followed
}
