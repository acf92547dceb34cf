import { AppError } from '../../model/error.ts'
import { closedMessages as m } from '../../model/messages/closed.ts'
import type { Records, StoredPost } from '../../model/ports.ts'
import { isErased } from '../../model/post.ts'
import { DAY_MS, localMinute, localMoment } from '../../model/time.ts'
import { CLOSED_READ, CLOSED_ROUTES } from '../../model/words.ts'
import type { Context } from '../context.ts'
import { isPostId, withNumber } from '../numbered.ts'
import { openRecordsOf } from '../stores.ts'

interface ClosedOptions {
  by?: string
  days?: number
  top?: number
  reopen?: boolean
}

const DAYS = 30
const TOP = 20

/**
 * Letters on closed routes, which no page, search, mail or push shows: for the officer who may open a shell where the records lie. Each
 * one read or reopened leaves a line in the audit trail with who it was.
 */
export async function closedCommand(context: Context, options: ClosedOptions, ids: string[]): Promise<number> {
  const { say, clock } = context
  const by = options.by?.trim()
  if (!by) throw new AppError('usage.by', say(m.noBy))
  if (options.reopen && ids.length === 0) throw new AppError('usage.post', say(m.noIds))
  const records = await openRecordsOf(context, false)
  try {
    const now = clock.now()
    const at = now.toISOString()
    const top = options.top ?? TOP
    const days = options.days ?? DAYS
    const from = new Date(now.getTime() - days * DAY_MS).toISOString()
    const found = ids.length > 0 ? await named(context, records, ids) : await records.review.closed(top + 1, from)
    const posts = [...new Map(found.map((post) => [post.id, post])).values()]
    for (const post of ids.length > 0 ? posts : posts.slice(0, top)) {
      if (options.reopen) {
        const route = post.kind === 'letter' ? 'case' : 'lead'
        await records.review.decide({ postId: post.id, disposition: 'kept', route }, by, at)
        context.print(context.json ? JSON.stringify({ id: post.id, route }) : say(m.reopened, post.id))
      } else {
        await records.meta.audit(by, CLOSED_READ, post.id, {}, at)
        context.print(context.json ? JSON.stringify(shown(context, post)) : `${told(context, post)}\n`)
      }
    }
    if (posts.length === 0) context.note(say(m.none, days))
    else if (ids.length === 0 && posts.length > top) context.note(say(m.more, top))
    const { older } = ids.length > 0 ? { older: 0 } : await records.review.closedCounts(from)
    if (older > 0) context.note(say(m.older, older, days))
    return 0
  } finally {
    await records.close()
  }
}

/** By ids, or by their numbers at their source, as they are printed beside. */
async function named({ say }: Context, { posts }: Records, ids: readonly string[]): Promise<StoredPost[]> {
  const found: StoredPost[] = []
  for (const id of ids) {
    const own = (isPostId(id) ? await posts.getMany([id]) : await withNumber(posts, id)).filter(isClosed)
    if (own.length === 0) throw new AppError('post.unknown', say(m.unknown, id), { details: { id } })
    if (own.length > 1)
      throw new AppError(
        'usage.post',
        say(
          m.several,
          id,
          own.map((post) => post.id),
        ),
      )
    found.push(...own)
  }
  return found
}

const isClosed = ({ screening }: StoredPost): boolean =>
  screening !== undefined && CLOSED_ROUTES.includes(screening.route) && !isErased(screening)

/** The reasons that speak of its route; where screening had none, people closed it. */
function reasonsOf({ say }: Context, { screening, decidedByHuman }: StoredPost): string[] {
  const reasons = screening?.reasons ?? []
  const found = reasons.flatMap(({ rule, text }) =>
    rule.startsWith('route.') && rule !== 'route.kind' && text !== '' ? [text] : [],
  )
  if (found.length > 0 || !decidedByHuman) return found
  return [say(m.byPeople, reasons.findLast(({ rule }) => rule === 'human.decision')?.text ?? '')]
}

const shown = (context: Context, post: StoredPost) => ({
  id: post.id,
  nativeId: post.nativeId,
  source: post.source,
  postedAt: post.postedAt,
  disposition: post.disposition,
  route: post.screening?.route,
  urgency: post.screening?.urgency,
  departments: post.screening?.departments,
  reasons: reasonsOf(context, post),
  title: post.title,
  text: post.text,
})

function told(context: Context, post: StoredPost): string {
  const { say } = context
  const { id, nativeId, source, title, text, postedAt, postedPrecision, firstCollectedAt, disposition } = post
  const { route, departments } = post.screening as NonNullable<StoredPost['screening']>
  const at = postedAt ? localMoment(postedAt, postedPrecision) : localMinute(firstCollectedAt)
  const reasons = reasonsOf(context, post)
  return [
    say(m.head, { id, number: nativeId, at, source, route, unsure: disposition === 'review' }),
    ...(departments.length > 0 ? [say(m.to, departments.map(({ name }) => name).join('、'))] : []),
    ...(reasons.length > 0 ? [say(m.why, reasons.join('；'))] : []),
    ...(title ? [`【${title}】`] : []),
    text,
  ].join('\n')
}
