import { localMoment, readAsOf } from '../../model/time.ts'
import { CLOSED_ROUTES } from '../../model/words.ts'
import { openApp } from '../app.ts'
import type { Context } from '../context.ts'
import { requireTime } from '../time-option.ts'

/**
 * JSONL of posts: ids, disposition, issue and fields, redacted; `import` takes it back (`crawlers/own-export.ts`). Protected and restricted letters have no line: the unit named knows its own
 * numbers. One without a verdict may turn out to be such a letter, and shows no words yet.
 */
export async function exportCommand(context: Context, options: { asOf?: string }): Promise<number> {
  const asOf = requireTime(options.asOf, readAsOf)
  const app = await openApp(context, 'read')
  try {
    for await (const post of app.records.posts.iterate(asOf ? { to: asOf.toISOString() } : {})) {
      if (context.signal.aborted) return 1
      const { screening: s, answer } = post
      if (s !== undefined && CLOSED_ROUTES.includes(s.route)) continue
      context.print(
        JSON.stringify({
          id: post.id,
          nativeId: post.nativeId ?? null,
          source: post.source,
          kind: post.kind,
          disposition: post.disposition ?? null,
          issue: post.issueId,
          duplicateOf: post.duplicateOf,
          postedAt: post.postedAt ?? null,
          postedPrecision: post.postedPrecision,
          collectedAt: post.firstCollectedAt,
          route: s?.route ?? null,
          ...(s
            ? {
                title: post.title,
                text: post.text,
                url: post.url ?? null,
                appealType: s.appealType,
                category: s.category,
                subcategory: s.subcategory,
                places: s.places,
                departments: s.departments,
                keywords: s.keywords,
                urgency: s.urgency,
                spam: s.spam,
                relevance: s.relevance,
                likes: post.likes,
                replies: post.replies,
                views: post.views,
                answered: answer !== undefined,
                answerText: answer?.text ?? null,
                answerUnit: answer?.unit ?? null,
                answerAt: answer?.at === undefined ? null : localMoment(answer.at, answer.precision),
                givenAppealType: post.givenAppealType ?? null,
                addressee: post.addressee ?? null,
                area: post.area ?? null,
                sourceCaseId: post.sourceCaseId ?? null,
                sourceState: post.sourceState ?? null,
                channel: post.channel ?? null,
                publicConsent: post.publicConsent ?? null,
                versions: s.versions,
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
