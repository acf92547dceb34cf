import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { BrowserChoice } from '../../crawlers/browser-page.ts'
import { createCrawler } from '../../crawlers/crawler.ts'
import { discover } from '../../crawlers/discover/discover.ts'
import { parseRecipe } from '../../crawlers/recipe-file.ts'
import { createVisit } from '../../crawlers/visit.ts'
import { say } from '../../model/catalogue.ts'
import { fixedClock } from '../../model/time.ts'
import { bundledBrowser } from '../bundled-browser.ts'
import { available } from '../requirements.ts'
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
const page = (
  port: string,
): string => `<!DOCTYPE html><html><head><meta charset="utf-8"></head><body><ul class="replyList"></ul><div class="mordList">更多</div>
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
  browser = await bundledBrowser()
} catch (error) {
  why = error instanceof Error ? error.message : String(error)
}
const STARTS = available('browser', browser !== undefined, `no browser could be prepared for browser recipes (${why})`)

const clock = fixedClock('2026-01-19T02:00:00Z')
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
    clock,
    config: crawlConfig([site.host]),
    deliver: inbox.deliver,
    log: () => {},
    browser: choice,
  })
  return { inbox, crawler, sources }
}

describe.skipIf(!STARTS)('browser recipes', () => {
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

const story = (n: number): string => `合成样例第${n}条，小区供暖管道漏水，楼道结冰，请尽快派人维修。`
const script = (body: string): string =>
  `<!DOCTYPE html><html><head><meta charset="utf-8"><title>合成样例网</title></head><body><div id="app"></div><script>${body}</script></body></html>`

describe.skipIf(!STARTS)('discover in a browser', () => {
  const visit = () =>
    createVisit({ config: crawlConfig([site.host]), clock, browser: async () => browser, wait: async () => {} })
  const found = async (path: string) => {
    const { get, render, close } = visit()
    try {
      const got = await discover(site.origin + path, { get, render, now: clock.now(), tell: say('zh') })
      return { ...got, recipe: got.yaml === undefined ? undefined : parseRecipe(got.yaml, 'found.yaml') }
    } finally {
      close()
    }
  }

  it('finds rows that a script makes, their places, their numbers and the button for more', async () => {
    site.handler = answer(
      200,
      script(`let n = 0
const more = () => { for (let i = 0; i < 4; i++) { n++; document.querySelector('ul').insertAdjacentHTML('beforeend', '<li data-tid="90' + n + '"><div class="tabList"><h1>供暖不热第' + n + '封</h1></div><div class="headMainS"><p>2026-01-1' + n % 9 + ' 08:30</p></div><p class="replyContent"><span>${story(1).replace('1', "' + n + '")}</span></p></li>') } if (n >= 8) document.querySelector('.mordList').remove() }
document.querySelector('#app').innerHTML = '<ul class="replyList"></ul><div class="mordList">查看更多</div>'
document.querySelector('.mordList').onclick = more
setTimeout(more, 50)`),
    )
    const { recipe, trial, yaml } = await found('/board')
    expect(recipe).toMatchObject({
      shape: 'text-rows',
      kind: 'letter',
      fetch: { mode: 'browser', browser: { waitFor: 'ul.replyList li', clickMore: 'div.mordList', maxClicks: 5 } },
      fields: { nativeId: { css: '', attr: 'data-tid' }, title: { css: 'h1' } },
    })
    expect(yaml).toContain('点一次“更多”又来 4 条')
    expect(trial?.deliveries.slice(0, 2)).toMatchObject([
      { nativeId: '901', title: '供暖不热第1封', text: story(1), postedAt: '2026-01-11T00:30:00.000Z' },
      { nativeId: '902', text: story(2) },
    ])
  }, 60_000)

  it('prefers the interface that the script itself reads, but never one that is signed', async () => {
    const rows = [1, 2, 3].map((n) => ({
      id: 70 + n,
      title: `合成样例来信第${n}封`,
      content: story(n),
      createTime: `2026-01-1${n} 09:00`,
    }))
    let address = '/api/list?page=1'
    site.handler = (request, response, url) =>
      (url.pathname === '/api/list'
        ? answer(200, JSON.stringify({ data: { rows } }), { 'content-type': 'application/json' })
        : answer(
            200,
            script(
              `fetch('${address}').then((r) => r.json()).then((x) => { document.querySelector('#app').innerHTML = '<ul class="l">' + x.data.rows.map((r) => '<li><a href="/letter/' + r.id + '">' + r.title + '：供暖不热</a><i>' + r.createTime.slice(0, 10) + '</i></li>').join('') + '</ul>' })`,
            ),
          ))(request, response, url)
    const plain = await found('/letters')
    expect(plain.recipe).toMatchObject({
      shape: 'json-list',
      fetch: { mode: 'http' },
      list: { items: { path: 'data.rows' } },
    })
    expect(plain.trial?.deliveries).toHaveLength(3)
    address = '/api/list?page=1&sign=abc'
    const signed = await found('/letters')
    expect(signed.recipe).toMatchObject({
      shape: 'html-list',
      fetch: { mode: 'browser', browser: { waitFor: 'ul.l li' } },
    })
  }, 60_000)
})

it('discover without a browser says how to get one', async () => {
  site.handler = answer(200, script('0'))
  const { get, render, close } = createVisit({
    config: crawlConfig([site.host]),
    clock,
    browser: async () => ({ executablePath: '/nowhere/chromium' }),
    wait: async () => {},
  })
  const { yaml, gaps } = await discover(site.origin, { get, render, now: clock.now(), tell: say('zh') })
  close()
  expect(yaml).toBeUndefined()
  expect(gaps.join()).toMatch(/playwright install.*browser/s)
})

it('says so, and how to mend it, where no browser is installed', async () => {
  const { crawler } = crawlerWith({ executablePath: '/nowhere/chromium' })
  const [report] = await crawler.crawl()
  expect(report?.outcome).toBe('failed')
  expect(report?.detail).toMatch(/playwright install/)
})
