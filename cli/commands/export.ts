import { readAsOf } from '../../model/time.ts'
import { OPEN_ROUTES } from '../../model/words.ts'
import { openApp } from '../app.ts'
import type { Context } from '../context.ts'
import { requireTime } from '../time-option.ts'

/**
 * JSONL of every post: ids, disposition, issue and fields, redacted. Text and title of protected and restricted letters
 * stay out: the line keeps its counts right and shows nothing.
 */
export async function exportCommand(context: Context, options: { asOf?: string }): Promise<number> {
  const asOf = requireTime(options.asOf, readAsOf)
  const app = await openApp(context, 'read')
  try {
    for await (const post of app.records.posts.iterate(asOf ? { to: asOf.toISOString() } : {})) {
      if (context.signal.aborted) return 1
      const s = post.screening
      const open = s === undefined || OPEN_ROUTES.includes(s.route)
      context.print(
        JSON.stringify({
          id: post.id,
          nativeId: post.nativeId,
          source: post.source,
          kind: post.kind,
          disposition: post.disposition ?? null,
          issue: post.issueId,
          duplicateOf: post.duplicateOf,
          postedAt: post.postedAt,
          postedPrecision: post.postedPrecision,
          collectedAt: post.firstCollectedAt,
          route: s?.route,
          ...(open
            ? {
                title: post.title,
                text: post.text,
                appealType: s?.appealType,
                category: s?.category,
                subcategory: s?.subcategory,
                places: s?.places,
                departments: s?.departments,
                keywords: s?.keywords,
                urgency: s?.urgency,
                spam: s?.spam,
                relevance: s?.relevance,
                likes: post.likes,
                replies: post.replies,
                views: post.views,
                answered: post.answer !== undefined,
                versions: s?.versions,
              }
            : {}),
        }),
      )
    }
    return 0
  } finally {
    await app.close()
  }
}
