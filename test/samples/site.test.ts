import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createCrawler } from '../../crawlers/crawler.ts'
import { loadRecipes } from '../../crawlers/recipe-file.ts'
import { fixedClock, readTime } from '../../model/time.ts'
import { loadSamplePosts, type SamplePost } from '../../samples/load.ts'
import { type SampleSite, startSampleSite } from '../../samples/site.ts'
import { crawlConfig, memoryInbox, memorySources } from '../crawlers/memory-sources.ts'

const NOW = new Date('2026-01-19T02:00:00Z')
const RECIPES = new URL('../../samples/recipes', import.meta.url).pathname
const posts = loadSamplePosts()
let site: SampleSite
beforeAll(async () => {
  site = await startSampleSite({ posts, now: NOW })
})
afterAll(() => site.close())

const plain = (text: string | undefined): string => (text ?? '').replace(/\s+/g, '')
const crawlerAt = (origin: string) => {
  const inbox = memoryInbox()
  const crawler = createCrawler({
    recipes: loadRecipes([RECIPES], { origin, sample: 'true' }),
    sources: memorySources(),
    clock: fixedClock(NOW.toISOString()),
    config: crawlConfig([new URL(origin).host]),
    deliver: inbox.deliver,
    log: () => {},
  })
  return { crawler, inbox }
}

describe('sample site, really crawled', () => {
  it('gives back every shown post whole, once, and nothing on the second look', async () => {
    const { crawler, inbox } = crawlerAt(site.origin)
    const first = await crawler.crawl()
    expect(first.map((r) => [r.source, r.outcome, r.detail])).toEqual(
      ['board', 'column', 'forum', 'mailbox', 'news'].map((s) => [`sample-${s}`, 'new', null]),
    )
    const shown = posts.filter(
      (p) => (readTime(p.postedAt)?.at ?? '') <= NOW.toISOString() || p.postedAt === '2026-01-19',
    )
    expect(shown.length).toBeGreaterThan(600)
    expect(inbox.posts.size).toBe(shown.length)
    const wrong = shown.filter((p) => {
      const got = inbox.posts.get(`sample-${p.site}/${p.id}`)
      const time = readTime(p.postedAt)
      return (
        plain(got?.title) !== plain(p.title) ||
        plain(got?.text) !== plain(p.text) ||
        got?.postedAt !== time?.at ||
        plain(got?.answer?.text) !== plain(p.answer?.text) ||
        (p.site !== 'news' && p.site !== 'column' && (got?.author ?? '匿名网友') !== (p.author ?? '匿名网友')) ||
        got?.kind !== p.kind
      )
    })
    // Ids only: the texts of the hidden half are not for printing.
    expect(wrong.map((p) => `${p.site}/${p.id}`)).toEqual([])
    const second = await crawler.crawl()
    expect(second.map((r) => r.outcome)).toEqual(['unchanged', 'unchanged', 'unchanged', 'unchanged', 'unchanged'])
    expect(second.reduce((sum, r) => sum + r.counts.fresh + r.counts.revised + r.counts.failed, 0)).toBe(0)
  })

  it('marks every page and hides what is later than its now', async () => {
    for (const path of ['/', '/col/col1001/index.html', '/jact/front/mailpublist.do?sysid=8', '/forum/rss.xml'])
      expect(await (await fetch(site.origin + path)).text()).toContain('样例')
    const early = await startSampleSite({ posts, now: new Date('2025-12-01T00:00:00Z') })
    const { crawler } = crawlerAt(early.origin)
    expect(new Set((await crawler.crawl()).map((r) => r.outcome))).toEqual(new Set(['empty']))
    await early.close()
  })

  it('honours If-None-Match', async () => {
    const first = await fetch(`${site.origin}/forum/rss.xml`)
    const again = await fetch(`${site.origin}/forum/rss.xml`, {
      headers: { 'if-none-match': first.headers.get('etag')! },
    })
    expect(again.status).toBe(304)
  })

  it('escapes what people write', async () => {
    const odd: SamplePost = {
      id: 'x1',
      site: 'mailbox',
      kind: 'letter',
      title: `<b>'"&amp;</b>`,
      text: `</td></tr>"];alert(1)//\n第二行 <script>x</script> ]]> \\u0041`,
      postedAt: '2026-01-02 03:04',
    }
    const all = (['mailbox', 'board', 'forum', 'news', 'column'] as const).map((s) => ({ ...odd, site: s }))
    const one = await startSampleSite({ posts: all, now: NOW })
    const { crawler, inbox } = crawlerAt(one.origin)
    await crawler.crawl()
    await one.close()
    for (const p of all) {
      const got = inbox.posts.get(`sample-${p.site}/x1`)
      expect([p.site, plain(got?.title), plain(got?.text)]).toEqual([p.site, plain(odd.title), plain(odd.text)])
    }
  })
})
