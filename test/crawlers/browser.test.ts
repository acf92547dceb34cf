import { existsSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createCrawler } from '../../crawlers/crawler.ts'
import type { BrowserChoice } from '../../crawlers/browser-page.ts'
import { parseRecipe } from '../../crawlers/recipe-file.ts'
import { fixedClock } from '../../model/time.ts'
import { answer, type HostileSite, startHostileSite } from './hostile-site.ts'
import { crawlConfig, memoryInbox, memorySources } from './memory-sources.ts'

const RECIPE = `
id: rendered
name: 浏览器渲染的列表
kind: letter
shape: rendered-dom
verified: real-page
fetch:
  mode: browser
  url: '{{origin}}/page'
  browser: { waitFor: 'ul.replyList>li', clickMore: div.mordList, maxClicks: 5 }
  rate: { minDelay: 0, jitter: 0 }
list: { items: { css: 'ul.replyList>li' }, container: ul.replyList }
fields:
  nativeId: { css: '', attr: data-id }
  title: { css: h1 }
  text: { css: 'p.replyContent>span' }
required: [title, text]
`
// The list is made by a script, two rows at a time; a button brings more. A picture, a request, a frame, a redirect and a
// socket reach for places that are none of its business: a private address, and a name that resolves to one.
const page = (port: string): string => `<!DOCTYPE html><html><head><meta charset="utf-8"></head><body><ul class="replyList"></ul><div class="mordList">更多</div>
<img src="http://10.0.0.1/x.png"><iframe src="http://localhost:${port}/steal-frame"></iframe><script>
let n = 0
const more = () => { for (let i = 0; i < 2; i++) { n++; document.querySelector('ul').insertAdjacentHTML('beforeend', '<li data-id="' + n + '"><h1>标题' + n + '</h1><p class="replyContent"><span>正文' + n + '</span></p></li>') } if (n >= 6) document.querySelector('.mordList').remove() }
const quiet = (url) => fetch(url, { mode: 'no-cors' }).catch(() => {})
Promise.all([quiet('http://10.0.0.1/steal'), quiet('http://localhost:${port}/steal-name'), quiet('/jump')]).then(more)
document.querySelector('.mordList').onclick = more
new WebSocket('ws://localhost:${port}/steal-socket')
</script></body></html>`

let browser: BrowserChoice | undefined
let why = ''
try {
  const { default: chromium } = await import('@sparticuz/chromium')
  browser = { executablePath: await chromium.executablePath(), args: chromium.args }
  if (!existsSync(browser.executablePath)) browser = undefined
} catch (error) {
  why = error instanceof Error ? error.message : String(error)
}
if (!browser) console.warn(`skipped: no browser could be prepared for browser recipes (${why})`)

let site: HostileSite
beforeAll(async () => {
  site = await startHostileSite()
})
afterAll(() => site.close())

const crawlerWith = (choice: BrowserChoice | undefined) => {
  const inbox = memoryInbox()
  const sources = memorySources()
  const crawler = createCrawler({
    recipes: [parseRecipe(RECIPE, 'rendered.yaml', { origin: site.origin })],
    sources,
    clock: fixedClock('2026-01-19T02:00:00Z'),
    config: crawlConfig([site.host]),
    deliver: inbox.deliver,
    log: () => {},
    browser: choice,
  })
  return { inbox, crawler, sources }
}

describe.skipIf(!browser)('browser recipes', () => {
  it('read what a script renders and click for more, while nothing private can be reached', async () => {
    const port = new URL(site.origin).port
    const hosts = new Set<string | undefined>()
    site.handler = (request, response, url) => {
      hosts.add(request.headers.host)
      if (url.pathname === '/jump')
        answer(302, '', { location: `http://localhost:${port}/steal-redirect` })(request, response, url)
      else answer(200, page(port))(request, response, url)
    }
    const { inbox, crawler, sources } = crawlerWith(browser)
    expect(await crawler.crawl()).toMatchObject([{ outcome: 'new', found: 6, detail: null }])
    expect([...inbox.posts.values()].map((d) => d.text)).toEqual(['正文1', '正文2', '正文3', '正文4', '正文5', '正文6'])
    expect([...new Set(site.hits)].sort()).toEqual(['/jump', '/page'])
    expect([...hosts]).toEqual([site.host])
    // robots.txt, the page, and what it loaded from its own host.
    expect((await sources.hosts()).find((host) => host.host === site.host)?.used).toBeGreaterThanOrEqual(3)
  }, 120_000)

  it('tell a refusal with its Retry-After at once', async () => {
    site.handler = answer(429, 'no', { 'retry-after': '600' })
    const { crawler, sources } = crawlerWith(browser)
    expect(await crawler.crawl()).toMatchObject([{ outcome: 'blocked' }])
    expect((await sources.hosts())[0]?.restUntil).toBe('2026-01-19T02:10:00.000Z')
  }, 60_000)
})

it('says so, and how to mend it, where no browser is installed', async () => {
  const { crawler } = crawlerWith({ executablePath: '/nowhere/chromium' })
  const [report] = await crawler.crawl()
  expect(report?.outcome).toBe('failed')
  expect(report?.detail).toMatch(/playwright install/)
})
