/** The sample city's web site: a real HTTP server on loopback that shows the synthetic posts in five real shapes. */
import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { readTime } from '../model/time.ts'
import { encodeGbk } from './gbk.ts'
import { type SamplePost, SITES } from './load.ts'
import * as pages from './pages.ts'

export interface SampleSite {
  /** http://127.0.0.1:port */
  readonly origin: string
  close(): Promise<void>
}

interface Answer {
  readonly type: string
  readonly body: string | Buffer
}

type Shelf = Readonly<Record<(typeof SITES)[number], readonly SamplePost[]>>

// Newest first by time; equal times by id, so that pages never overlap.
const newestFirst = (a: SamplePost, b: SamplePost): number =>
  (readTime(b.postedAt)?.at ?? '').localeCompare(readTime(a.postedAt)?.at ?? '') || (a.id < b.id ? 1 : -1)

const html = (body: string): Answer => ({ type: 'text/html; charset=utf-8', body })
// Without a charset in the header, as the old sites are: only the meta tells.
const gbk = (body: string): Answer => ({ type: 'text/html', body: encodeGbk(body) })

function answer(
  shelf: Shelf,
  byId: ReadonlyMap<string, SamplePost>,
  url: URL,
  form: URLSearchParams,
): Answer | undefined {
  const number = (name: string, other: number): number => Number(url.searchParams.get(name) ?? other) || other
  const one = (site: string, id: string | null, show: (post: SamplePost) => Answer): Answer | undefined => {
    const post = id === null ? undefined : byId.get(`${site}/${id}`)
    return post && show(post)
  }
  const { pathname } = url
  if (pathname === '/') return html(pages.home(url.origin))
  if (pathname === '/robots.txt') return { type: 'text/plain', body: 'User-agent: *\nDisallow: /admin/\n' }
  if (pathname === '/threads/queryThreadsList')
    return { type: 'application/json; charset=utf-8', body: pages.boardList(shelf.board, form.get('lastItem') ?? '0') }
  if (pathname === '/threads/content')
    return one('board', url.searchParams.get('tid'), (post) => html(pages.boardDetail(post)))
  if (pathname === '/col/col1001/index.html') return html(pages.columnPage(shelf.column))
  if (pathname === '/module/web/jpage/dataproxy.jsp')
    return {
      type: 'text/xml; charset=utf-8',
      body: pages.columnStore(shelf.column, number('startrecord', 1), number('endrecord', pages.PER.column)),
    }
  if (pathname === '/jact/front/mailpublist.do') return html(pages.mailList())
  if (pathname === '/jact/front/dataproxy_mailpublist.do')
    return {
      type: 'text/javascript; charset=utf-8',
      body: pages.mailRows(shelf.mailbox, number('startrecord', 1), number('endrecord', pages.PER.mailbox)),
    }
  if (pathname === '/jact/front/mailpubdetail.do')
    return one('mailbox', url.searchParams.get('transactId'), (post) => html(pages.mailDetail(post)))
  if (pathname === '/forum/rss.xml')
    return {
      type: 'application/rss+xml; charset=utf-8',
      body: pages.forumFeed(shelf.forum, number('page', 1), url.origin),
    }
  const list = /^\/GB\/2001\/index(\d*)\.html$/.exec(pathname)
  if (list) return gbk(pages.newsList(shelf.news, Number(list[1] || 1)))
  const article = /^\/art\/[\d/]+\/art_1001_([\w-]+)\.html$/.exec(pathname)
  if (article) return one('column', article[1]!, (post) => html(pages.columnArticle(post)))
  const news = /^\/n2\/[\d/]+\/c2001-([\w-]+)\.html$/.exec(pathname)
  if (news) return one('news', news[1]!, (post) => gbk(pages.newsArticle(post)))
  const thread = /^\/forum\/thread\/([\w-]+)$/.exec(pathname)
  return thread ? one('forum', thread[1]!, (post) => html(pages.forumThread(post))) : undefined
}

async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  return new URLSearchParams(Buffer.concat(parts).toString('utf8'))
}

/**
 * Serves the posts of `posts` that are not later than `now` (others do not exist yet). Answers carry ETag and
 * Last-Modified and honour If-None-Match. `port` 0 or absent: a free one.
 */
export async function startSampleSite(options: {
  posts: readonly SamplePost[]
  now: Date
  port?: number
}): Promise<SampleSite> {
  const end = options.now.toISOString()
  // A bare day counts at noon elsewhere, but its notice is out from the morning on.
  const shown = options.posts.filter((post) => {
    const time = readTime(post.postedAt)
    return (
      time && (time.precision === 'minute' ? time.at <= end : Date.parse(time.at) - 12 * 3_600_000 <= Date.parse(end))
    )
  })
  const shelf = Object.fromEntries(
    SITES.map((site) => [site, shown.filter((post) => post.site === site).sort(newestFirst)]),
  ) as unknown as Shelf
  const byId = new Map(shown.map((post) => [`${post.site}/${post.id}`, post]))
  const modified = options.now.toUTCString()
  const server = createServer((request, response) => {
    const reply = async (): Promise<void> => {
      const url = new URL(request.url ?? '/', `http://${request.headers.host}`)
      const found = answer(shelf, byId, url, await readForm(request))
      if (!found) {
        response.writeHead(404, { 'content-type': 'text/plain; charset=utf-8' }).end(`${pages.MARK}：没有这一页`)
        return
      }
      const etag = `"${createHash('sha256').update(found.body).digest('base64url').slice(0, 22)}"`
      const headers = { 'content-type': found.type, etag, 'last-modified': modified, 'x-sample': 'synthetic' }
      if (request.headers['if-none-match'] === etag) response.writeHead(304, headers).end()
      else response.writeHead(200, headers).end(found.body)
    }
    reply().catch(() => response.destroy())
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port ?? 0, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo
  return {
    origin: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
