import { createHash } from 'node:crypto'
import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import { generateAtomFeed, generateJsonFeed } from 'feedsmith'
import type { Context } from 'hono'
import { type Say, say } from '../../model/catalogue.ts'
import { fitLine, fitText } from '../../model/fit-text.ts'
import type { HotIssue } from '../../model/issue.ts'
import { consoleMessages } from '../../model/messages/console.ts'
import { openIssues } from '../../model/open-issues.ts'
import { CATEGORIES } from '../../model/words.ts'
import type { ConsoleDeps } from './deps.ts'
import { hotQuerySchema, readHotQuery } from './hot-query.ts'
import { createRouter } from './router.ts'

/** One entry of either feed, fit for XML whatever the store holds: its id never changes; `updated` is the issue's newest post. */
interface Entry {
  readonly id: string
  readonly url: string
  readonly title: string
  readonly text: string
  readonly published: Date
  readonly updated: Date
  readonly tags: string[]
}

const toEntry = (issue: HotIssue, base: string, tell: Say): Entry => ({
  id: `urn:lanting:issue:${issue.id}`,
  url: `${base}/issues/${issue.id}`,
  title: fitLine(issue.renamed ?? issue.title),
  text: fitText(
    tell(
      consoleMessages.feedItem,
      issue.windowVoices,
      issue.windowPosts,
      [issue.district, issue.place?.name].filter((x, i, all) => x && all.indexOf(x) === i).join(' '),
      issue.category ? CATEGORIES[issue.category] : '',
    ),
  ),
  published: new Date(issue.firstSeen),
  updated: new Date(issue.lastSeen),
  tags: issue.category ? [CATEGORIES[issue.category]] : [],
})

const feedRoute = (form: 'atom' | 'json', type: string) =>
  createRoute({
    method: 'get',
    path: `/feeds/hot.${form}`,
    summary: `热点榜 as ${form === 'atom' ? 'Atom 1.0' : 'JSON Feed 1.1'}; ids are stable, ETag and Last-Modified are sent`,
    request: { query: hotQuerySchema },
    responses: {
      200: { description: 'The feed', content: { [type]: { schema: z.string() } } },
      304: { description: 'Unchanged since If-None-Match' },
    },
  })

/** The body tells only of the issues, not of the hour, so that its tag changes only when they do. */
function answer(c: Context, body: string, type: string, updated: Date): Response {
  const tag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`
  const headers = { ETag: tag, 'Last-Modified': updated.toUTCString(), 'Cache-Control': 'no-cache' }
  const asked = c.req.header('if-none-match')?.split(/\s*,\s*/) ?? []
  if (asked.some((t) => t === '*' || t.replace(/^W\//, '') === tag)) return c.body(null, 304, headers)
  return c.body(body, 200, { ...headers, 'Content-Type': `${type}; charset=utf-8` })
}

/** GET /feeds/hot.atom and /feeds/hot.json. */
export function hotFeedRoutes(deps: ConsoleDeps): OpenAPIHono {
  const { hot, config, sample } = deps
  const router = createRouter(config)
  const tell = say(config.lang)
  const title = tell(consoleMessages.feedTitle, sample)
  const read = async (c: Context, query: z.infer<typeof hotQuerySchema>) => {
    const base = new URL(c.req.url).origin
    const entries = (await openIssues(deps, await hot.hot(readHotQuery(query, deps, await hot.now())))).map((issue) =>
      toEntry(issue, base, tell),
    )
    // With nothing in it, a feed was last changed when the world began.
    const updated = new Date(Math.max(0, ...entries.map((e) => e.updated.getTime())))
    return { base, entries, updated, self: new URL(c.req.url).href }
  }

  router.openapi(feedRoute('atom', 'application/atom+xml'), async (c) => {
    const { base, entries, updated, self } = await read(c, c.req.valid('query'))
    const body = generateAtomFeed({
      id: 'urn:lanting:hot',
      title: { value: title },
      updated,
      authors: [{ name: tell(consoleMessages.feedTitle, false) }],
      links: [
        { href: self, rel: 'self', type: 'application/atom+xml' },
        { href: `${base}/`, rel: 'alternate', type: 'text/html' },
      ],
      entries: entries.map((e) => ({
        id: e.id,
        title: { value: e.title },
        published: e.published,
        updated: e.updated,
        links: [{ href: e.url, rel: 'alternate', type: 'text/html' }],
        categories: e.tags.map((term) => ({ term })),
        summary: { value: e.text },
      })),
    })
    return answer(c, body, 'application/atom+xml', updated)
  })

  router.openapi(feedRoute('json', 'application/feed+json'), async (c) => {
    const { base, entries, updated, self } = await read(c, c.req.valid('query'))
    const feed = generateJsonFeed({
      title,
      home_page_url: `${base}/`,
      feed_url: self,
      language: config.lang === 'zh' ? 'zh-CN' : 'en',
      items: entries.map((e) => ({
        id: e.id,
        url: e.url,
        title: e.title,
        content_text: e.text,
        date_published: e.published,
        date_modified: e.updated,
        tags: e.tags,
      })),
    })
    return answer(c, JSON.stringify(feed, null, 1), 'application/feed+json', updated)
  })
  return router
}
