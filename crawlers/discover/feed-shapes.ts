/** Feeds: the address itself, or one that a page names for the same stories. */
import { AppError } from '../../model/error.ts'
import { discoverMessages as m } from '../../model/messages/discover.ts'
import { readArticle } from '../article.ts'
import type { Page } from '../document.ts'
import { type FeedItem, readFeed } from '../feed.ts'
import { feedKeys } from '../feed-recipe.ts'
import { parseHtml } from '../markup.ts'
import { absoluteUrl } from '../template.ts'
import { waysOn } from './pages.ts'
import type { Proposal, Seen, Shape } from './shape.ts'

const itemsOf = (page: Page): FeedItem[] => {
  if (!/^\s*(?:<\?xml|<rss|<feed|<rdf)|jsonfeed\.org/i.test(page.text.slice(0, 500))) return []
  try {
    return readFeed(page.text, page.url)
  } catch (error) {
    // XML of another kind: the other shapes may know it.
    if (error instanceof AppError) return []
    throw error
  }
}

async function feedProposal(page: Page, items: readonly FeedItem[], seen: Seen): Promise<Proposal> {
  const { tell } = seen
  // Feeds often carry the first lines only: the first story's own page tells.
  const [first] = items
  const url = absoluteUrl(first?.url ?? '', page.url)
  const own = first?.url === undefined || url === undefined ? undefined : await seen.ask({ url })
  const whole = own ? (readArticle(parseHtml(own.text), seen.now).values.text ?? '') : ''
  const details = whole.length > 1.5 * (first?.text?.length ?? 0)
  return {
    kind: 'news',
    keys: feedKeys(page.url, details),
    ways: waysOn(undefined, '', page.url),
    notes: details ? { detail: tell(m.shortFeed) } : {},
    remarks: [],
    details: false,
  }
}

export const feed: Shape = async (seen) => {
  const items = itemsOf(seen.page)
  return items.length === 0 ? undefined : feedProposal(seen.page, items, seen)
}

/** A feed that the page itself names and whose stories stand in the page's own list. */
export const linkedFeed: Shape = async (seen) => {
  const { $, page, tell } = seen
  const links = $(
    'link[rel~=alternate][type*=rss],link[rel~=alternate][type*=atom],link[rel~=alternate][type*="feed+json"]',
  )
  const shown = new Set(
    $('a[href]')
      .toArray()
      .map((a) => absoluteUrl($(a).attr('href') ?? '', page.url)),
  )
  for (const node of links.toArray().slice(0, 3)) {
    const url = absoluteUrl($(node).attr('href') ?? '', page.url)
    const answer = url === undefined ? undefined : await seen.ask({ url })
    const items = answer ? itemsOf(answer) : []
    if (!answer || items.length === 0) continue
    const common = items.filter((item) => item.url !== undefined && shown.has(absoluteUrl(item.url, answer.url)))
    if (common.length * 2 < items.length) continue
    const proposal = await feedProposal(answer, items, seen)
    return { ...proposal, remarks: [tell(m.feedInstead, page.url)] }
  }
  return undefined
}
