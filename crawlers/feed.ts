/** RSS, Atom, RDF and JSON Feed by feedsmith, as one flat shape that recipes pick from. */
import { parseFeed } from 'feedsmith'
import { htmlText } from './html-text.ts'
import { scalar, valueAt } from './json-path.ts'
import { checkDepth } from './markup.ts'
import { blocked, changedShape } from './outcome.ts'
import { looksLikeWall } from './wall.ts'

export interface FeedItem {
  readonly id: string | undefined
  readonly url: string | undefined
  readonly title: string | undefined
  /** Plain text of the full content, else of the summary. */
  readonly text: string | undefined
  readonly author: string | undefined
  readonly published: string | undefined
  readonly category: string | undefined
  readonly comments: string | undefined
}

const first = (item: unknown, ...paths: string[]): string | undefined => {
  for (const path of paths) {
    const value = scalar(valueAt(item, path))
    if (value !== undefined && value.trim() !== '') return value
  }
  return undefined
}

/** Items in the feed's order. Throws `crawl.changed-shape` when the text is no feed (`crawl.blocked` when it is a wall). */
export function readFeed(text: string, url: string): FeedItem[] {
  let parsed: ReturnType<typeof parseFeed>
  // A JSON Feed holds HTML in its strings, whose tags nobody closes.
  if (/^\s*</.test(text.replace(/^\uFEFF/, ''))) checkDepth(text)
  try {
    parsed = parseFeed(text)
  } catch (cause) {
    if (looksLikeWall(text)) throw blocked(`A challenge or login page instead of a feed from ${url}`)
    throw changedShape(`Not a feed from ${url}: ${cause instanceof Error ? cause.message : String(cause)}`)
  }
  const feed = parsed.feed as { items?: unknown[]; entries?: unknown[] }
  return (feed.items ?? feed.entries ?? []).map((item) => {
    const html = first(item, 'content.encoded', 'content_html', 'content', 'content_text', 'description', 'summary')
    return {
      id: first(item, 'guid.value', 'guid', 'id', 'rdf.about'),
      url: first(item, 'link', 'links[0].href', 'url', 'external_url'),
      title: first(item, 'title'),
      text: html === undefined ? undefined : htmlText(html),
      author: first(item, 'dc.creator', 'dc.creators[0]', 'authors[0].name', 'authors[0]', 'author.name'),
      published: first(item, 'pubDate', 'published', 'date_published', 'updated', 'dc.date', 'dc.dates[0]'),
      category: first(item, 'categories[0].name', 'categories[0].term', 'tags[0]', 'categories[0]'),
      comments: first(item, 'slash.comments', 'thr.total'),
    }
  })
}
