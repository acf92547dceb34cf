import { AppError } from '../../model/error.ts'
import { cliMessages } from '../../model/messages/cli.ts'
import { localMinute } from '../../model/time.ts'
import { CATEGORIES } from '../../model/words.ts'
import { openApp } from '../app.ts'
import type { Context } from '../context.ts'
import { table } from '../table.ts'

const MARK = ['\x1b[1m', '\x1b[22m'] as const

/** What the console's search finds; highlights are bold on a terminal. */
export async function searchCommand(
  context: Context,
  options: { limit?: number; sort?: string },
  words: string[],
): Promise<number> {
  const sort = options.sort ?? 'time'
  if (sort !== 'time' && sort !== 'relevance')
    throw new AppError('usage.sort', `--sort 只能是 time 或 relevance（is time or relevance）: ${sort}`)
  const app = await openApp(context, 'read')
  try {
    const result = await app.search.search({ text: words.join(' '), sort, limit: options.limit ?? 20 })
    const posts = new Map((await app.records.posts.getMany(result.hits.map((h) => h.id))).map((p) => [p.id, p]))
    const rows = result.hits.flatMap((hit) => {
      const post = posts.get(hit.id)
      return post ? [{ hit, post }] : []
    })
    if (context.json) {
      for (const { hit, post } of rows)
        context.print(
          JSON.stringify({
            id: post.id,
            nativeId: post.nativeId,
            source: post.source,
            title: post.title,
            text: post.text,
            postedAt: post.postedAt,
            issue: post.issueId,
            highlights: hit.highlights,
          }),
        )
      return 0
    }
    context.note(context.say(cliMessages.found, result.total))
    // Marks go in from the back, so that earlier offsets stay right.
    const bold = (text: string, spans: readonly { start: number; end: number }[]): string =>
      context.out.isTTY
        ? [...spans]
            .sort((a, b) => b.start - a.start)
            .reduce((t, s) => t.slice(0, s.start) + MARK[0] + t.slice(s.start, s.end) + MARK[1] + t.slice(s.end), text)
        : text
    context.print(
      table(
        rows,
        [
          {
            head: context.say(cliMessages.head.posted),
            value: (r) => (r.post.postedAt ? localMinute(r.post.postedAt) : ''),
          },
          {
            head: context.say(cliMessages.head.title),
            value: (r) =>
              r.post.title
                ? bold(
                    r.post.title,
                    r.hit.highlights.filter((h) => h.field === 'title'),
                  )
                : r.post.text.slice(0, 60),
            shrink: true,
          },
          {
            head: context.say(cliMessages.head.category),
            value: (r) => (r.post.screening?.category ? CATEGORIES[r.post.screening.category] : ''),
          },
          { head: context.say(cliMessages.head.source), value: (r) => r.post.source },
        ],
        context.columns,
      ),
    )
    return 0
  } finally {
    await app.close()
  }
}
