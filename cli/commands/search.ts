import { AppError } from '../../model/error.ts'
import { cliMessages } from '../../model/messages/cli.ts'
import { replayMessages } from '../../model/messages/replay.ts'
import { SEARCH_SORTS, type SearchHit, type SearchQuery, type StoredPost } from '../../model/ports.ts'
import { localMinute } from '../../model/time.ts'
import { CATEGORIES, OPEN_ROUTES } from '../../model/words.ts'
import { type App, openApp } from '../app.ts'
import type { Context } from '../context.ts'
import { type Column, table } from '../table.ts'

const MARK = ['\x1b[1m', '\x1b[22m'] as const

interface SearchOptions {
  limit?: number
  sort?: string
  cursor?: string
  terms?: boolean
}

interface Row {
  readonly hit: SearchHit
  readonly post: StoredPost
}

/** What the console's search finds; highlights are bold on a terminal. */
export async function searchCommand(context: Context, options: SearchOptions, words: string[]): Promise<number> {
  const sort = SEARCH_SORTS.find((s) => s === (options.sort ?? 'time'))
  if (!sort) throw new AppError('usage.sort', `--sort 只能是 ${SEARCH_SORTS.join(' | ')}: ${options.sort}`)
  const app = await openApp(context, 'read')
  try {
    const query: SearchQuery = { text: words.join(' '), sort, limit: options.limit ?? 20, cursor: options.cursor }
    if (options.terms) await printTerms(context, app, query)
    else await printPosts(context, app, query)
    return 0
  } finally {
    await app.close()
  }
}

async function printTerms(context: Context, app: App, query: SearchQuery): Promise<void> {
  const { total, significant = [] } = await app.search.search({ ...query, sort: 'time', limit: 0, significant: true })
  if (context.json) {
    for (const term of significant) context.print(JSON.stringify(term))
    return
  }
  const { say } = context
  context.note(say(cliMessages.found, total))
  context.print(
    table(
      significant,
      [
        { head: say(cliMessages.term), value: (t) => t.term, shrink: true },
        { head: say(cliMessages.termCount), value: (t) => String(t.count), align: 'right' },
        { head: say(cliMessages.termBackground), value: (t) => String(t.background), align: 'right' },
        { head: say(cliMessages.termScore), value: (t) => t.score.toFixed(1), align: 'right' },
      ],
      context.columns,
    ),
  )
}

async function printPosts(context: Context, app: App, query: SearchQuery): Promise<void> {
  const result = await app.search.search(query)
  const posts = new Map((await app.records.posts.getMany(result.hits.map((h) => h.id))).map((p) => [p.id, p]))
  const rows = result.hits.flatMap((hit): Row[] => {
    const post = posts.get(hit.id)
    // Closed since it was indexed.
    return post?.screening && OPEN_ROUTES.includes(post.screening.route) ? [{ hit, post }] : []
  })
  const byHeat = query.sort === 'heat'
  if (context.json) {
    for (const { hit, post } of rows)
      context.print(
        JSON.stringify({
          id: post.id,
          nativeId: post.nativeId,
          source: post.source,
          disposition: post.disposition,
          title: post.title,
          text: post.text,
          postedAt: post.postedAt,
          issue: post.issueId,
          ...(byHeat ? { heat: hit.score } : {}),
          highlights: hit.highlights,
        }),
      )
  } else {
    context.note(context.say(cliMessages.found, result.total))
    context.print(table(rows, columnsOf(context, byHeat), context.columns))
  }
  if (result.cursor !== undefined)
    context.note(context.json ? context.say(cliMessages.more, result.cursor) : context.say(cliMessages.moreFound))
}

/** By what people name a post: its number at the source, where that is no longer than its id. */
const nameOf = ({ id, nativeId }: StoredPost): string =>
  nativeId !== undefined && nativeId.length <= id.length ? nativeId : id

function columnsOf({ say, out }: Context, byHeat: boolean): Column<Row>[] {
  const { head } = cliMessages
  // Marks go in from the back, so that earlier offsets stay right.
  const bold = (text: string, spans: readonly { start: number; end: number }[]): string =>
    out.isTTY
      ? [...spans]
          .sort((a, b) => b.start - a.start)
          .reduce((t, s) => t.slice(0, s.start) + MARK[0] + t.slice(s.start, s.end) + MARK[1] + t.slice(s.end), text)
      : text
  // Who names a post or a state is shown what stands on no board, and that it does not.
  const stateOf = ({ disposition }: StoredPost): string =>
    disposition === undefined || disposition === 'kept' || disposition === 'duplicate'
      ? ''
      : `〔${say(replayMessages.disposition, disposition)}〕`
  const titleOf = ({ hit, post }: Row): string =>
    stateOf(post) +
    (post.title
      ? bold(
          post.title,
          hit.highlights.filter((h) => h.field === 'title'),
        )
      : post.text.slice(0, 60))
  return [
    { head: say(head.posted), value: ({ post }) => (post.postedAt ? localMinute(post.postedAt) : '') },
    ...(byHeat
      ? [
          {
            head: say(head.heat),
            value: ({ hit }: Row) => (hit.score > 0 ? hit.score.toFixed(1) : ''),
            align: 'right' as const,
          },
        ]
      : []),
    { head: say(head.letterTitle), value: titleOf, shrink: true },
    {
      head: say(head.category),
      value: ({ post }) => (post.screening?.category ? CATEGORIES[post.screening.category] : ''),
      shrink: 8,
    },
    { head: say(head.source), value: ({ post }) => post.source, shrink: 8 },
    // Whole: `erase` and `closed` take it.
    { head: say(head.id), value: ({ post }) => nameOf(post) },
  ]
}
