/** Posts that come after a decision on nearly what they say: they follow it instead of being asked about once more. */
import type { Records } from '../../model/ports.ts'
import { probesOf, siblingsOf } from './siblings.ts'

/** Decided posts that are verified for one that waits. */
const MOST = 100

/**
 * Lets freshly screened posts that were sent to review follow what people decided within 60 days on a near-copy; what they
 * decided on equal words is in force with the verdict (PostStore.saveScreenings). Gives the ids of those that did. One that
 * was not come to, because the process ended, stays in the queue, where a person sees it.
 */
export async function followNearCopies(
  { posts, review }: Pick<Records, 'posts' | 'review'>,
  ids: readonly string[],
  at: string,
): Promise<string[]> {
  const followed: string[] = []
  for (const post of await posts.getMany(ids)) {
    if (post.disposition !== 'review' || post.decidedByHuman) continue
    const candidates = await review.resembling(post.id, probesOf(post.text || post.title), MOST, { decided: true })
    const [of] = siblingsOf(post, candidates)
    if (of !== undefined) followed.push(...(await review.follow([{ postId: post.id, of: of.id }], at)))
  }
  return followed
}
