import type { Records } from '../../model/ports.ts'
import type { ReviewService } from '../../model/services.ts'
import type { Clock } from '../../model/time.ts'
import { auditFigures } from './audit.ts'
import { probesOf, siblingsOf } from './siblings.ts'

/** Candidates that are verified; an advert posted more often is met again with the next decision. */
const MOST = 500

/** 人工研判 over Records: a decision acts at once on every undecided post that says the same. */
export const createReviewService = ({
  records: { posts, review },
  clock,
}: {
  records: Pick<Records, 'posts' | 'review'>
  clock: Clock
}): ReviewService => ({
  async decide(decision, by) {
    const at = clock.now().toISOString()
    const origin = await posts.get(decision.postId)
    const siblings = origin
      ? siblingsOf(origin, await review.resembling(origin.id, probesOf(origin.text || origin.title), MOST))
      : []
    const ids = siblings.map((post) => post.id)
    return { post: await review.decide(decision, by, at, ids), siblings: ids }
  },
  undo: (postId, by) => review.undo(postId, by, clock.now().toISOString()),
  quality: async () => auditFigures(await review.audit()),
})
