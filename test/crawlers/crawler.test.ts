import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createCrawler } from '../../crawlers/crawler.ts'
import { parseRecipe } from '../../crawlers/recipe-file.ts'
import { resumeSource } from '../../crawlers/resume.ts'
import { AppError } from '../../model/error.ts'
import { type Clock, fixedClock } from '../../model/time.ts'
import { encodeGbk } from '../../samples/gbk.ts'
import { answer, bomb, goodSite, type HostileSite, html, letter, listOf, startHostileSite } from './hostile-site.ts'
import { crawlConfig, memoryInbox, memorySources } from './memory-sources.ts'

const RECIPE = readFileSync(new URL('./hostile.yaml', import.meta.url), 'utf8')
const NOW = '2026-01-19T02:00:00Z'

let site: HostileSite
beforeEach(async () => {
  site = await startHostileSite()
})
afterEach(() => site.close())

const setUp = (
  options: {
    recipe?: string
    clock?: Clock
    config?: Record<string, unknown>
    allow?: string[]
    sources?: ReturnType<typeof memorySources>
    inbox?: ReturnType<typeof memoryInbox>
    raw?: boolean
  } = {},
) => {
  const inbox = options.inbox ?? memoryInbox()
  const sources = options.sources ?? memorySources()
  const waits: number[] = []
  const recipe = parseRecipe(options.recipe ?? RECIPE, 'hostile.yaml', { origin: site.origin })
  const crawler = createCrawler({
    recipes: [recipe],
    sources,
    clock: options.clock ?? fixedClock(NOW),
    config: crawlConfig(options.allow ?? [site.host], options.config),
    deliver: inbox.deliver,
    log: () => {},
    wait: async (ms) => void waits.push(ms),
    random: () => 0,
    raw: options.raw,
  })
  const look = async () => (await crawler.crawl(['hostile']))[0]!
  return { inbox, sources, crawler, look, waits, resume: () => resumeSource(sources, recipe) }
}

describe('a look at a site', () => {
  it('brings every letter once, and a second look only what is new', async () => {
    const { inbox, look } = setUp()
    site.handler = goodSite(35)
    expect(await look()).toMatchObject({ outcome: 'new', found: 35, counts: { received: 35, fresh: 35 }, detail: null })
    expect(await look()).toMatchObject({ outcome: 'unchanged', counts: { received: 0 } })
    site.handler = goodSite(37)
    site.hits.length = 0
    expect(await look()).toMatchObject({ outcome: 'new', counts: { received: 2, fresh: 2 } })
    expect(inbox.posts.size).toBe(37)
    expect(inbox.taken()).toBe(37)
    expect(site.hits.filter((hit) => hit.startsWith('/letter/')).sort()).toEqual(['/letter/36', '/letter/37'])
  })

  it('sends an honest user agent with a contact', async () => {
    const { look } = setUp({ config: { contact: 'desk@example.org' } })
    let agent = ''
    site.handler = (request, response, url) => {
      agent = request.headers['user-agent'] ?? ''
      goodSite(1)(request, response, url)
    }
    await look()
    expect(agent).toContain('Lanting')
    expect(agent).toContain('desk@example.org')
  })

  it('hands over what each letter was read from, and the answer itself only when told', async () => {
    site.handler = (request, response, url) => {
      response.setHeader('etag', '"7"')
      response.setHeader('set-cookie', 'session=secret')
      goodSite(2)(request, response, url)
    }
    const { inbox, look } = setUp()
    await look()
    const [post] = [...inbox.posts.values()]
    expect(post?.evidence).toEqual({
      url: `${site.origin}/letter/2`,
      at: '2026-01-19T02:00:00.000Z',
      status: 200,
      headers: { 'content-type': 'text/html; charset=utf-8', date: expect.any(String), etag: '"7"' },
      hash: createHash('sha256').update(letter(2)).digest('hex'),
      bytes: Buffer.byteLength(letter(2)),
    })
    const kept = setUp({ raw: true })
    await kept.look()
    expect([...kept.inbox.posts.values()][0]?.evidence?.raw).toBe(letter(2))
  })

  it('tries out without writing, and refuses an unknown id', async () => {
    const { crawler, inbox, sources } = setUp({ raw: true })
    site.handler = goodSite(35)
    const tried = await crawler.tryout('hostile')
    expect(tried.deliveries).toHaveLength(5)
    // What is only shown carries no answer along.
    expect(tried.deliveries.some((delivery) => 'evidence' in delivery)).toBe(false)
    expect(inbox.posts.size + sources.states.size + sources.healths.size).toBe(0)
    await expect(crawler.crawl(['nobody'])).rejects.toMatchObject({ code: 'source.unknown' })
  })

  it('stops when told, and the next look goes on to the end', async () => {
    const { crawler, inbox, look } = setUp()
    site.handler = goodSite(200)
    const stop = new AbortController()
    const [report] = await crawler.crawl(['hostile'], {
      signal: stop.signal,
      onProgress: (p) => {
        if (p.received >= 40) stop.abort()
      },
    })
    expect(report?.detail).toMatch(/stopped/)
    expect(inbox.posts.size).toBeGreaterThanOrEqual(40)
    expect(inbox.posts.size).toBeLessThan(200)
    await look()
    expect(inbox.posts.size).toBe(200)
  })
})

describe('outcomes', () => {
  const page = (body: string | Buffer, status = 200, headers = {}) => answer(status, body, headers)
  const detailOnly =
    (detail: ReturnType<typeof answer>, ids = [3, 2, 1]): HostileSite['handler'] =>
    (request, response, url) =>
      (url.pathname.startsWith('/letter/') ? detail : page(listOf(ids)))(request, response, url)

  it.each<[string, string, RegExp | null, () => HostileSite['handler']]>([
    ['an empty list', 'empty', null, () => page(html('<ul class="rows"></ul>'))],
    [
      'a changed layout',
      'changed-shape',
      /Nothing matches/,
      () => page(html('<div class="newlist"><p>换了版</p></div>')),
    ],
    [
      'rows without links',
      'changed-shape',
      /none has an id/,
      () => page(html('<ul class="rows"><li>标题</li><li>标题</li></ul>')),
    ],
    ['letters without a body', 'changed-shape', /lack/, () => detailOnly(page(html('<h1>标题</h1>')))],
    ['nested tags', 'changed-shape', /nested deeper/, () => page('<div>'.repeat(100_000) + listOf([3, 2, 1]))],
    ['a captcha page', 'blocked', /challenge/, () => page(html('<h2>请完成安全验证</h2><p>请输入验证码</p>'))],
    ['a login page', 'blocked', /challenge|login/, () => page(html('<p>请先登录</p>'))],
    ['a captcha on the letters', 'blocked', /challenge/, () => detailOnly(page(html('<h2>请输入验证码</h2>')))],
    ['403', 'blocked', /403/, () => page('no', 403)],
    ['432', 'blocked', /432/, () => page('no', 432)],
    ['429', 'blocked', /429/, () => page('slow down', 429, { 'retry-after': '120' })],
    ['500 for ever', 'failed', /500/, () => page('oops', 500)],
    ['a firewall page with 503', 'blocked', /503/, () => page(html('云防护 访问被拦截'), 503)],
    ['404', 'failed', /404/, () => page('gone', 404)],
    ['a redirect loop', 'failed', /redirects/, () => page('', 302, { location: '/list' })],
    ['a redirect to nowhere', 'failed', /ftp/, () => page('', 302, { location: 'ftp://x/' })],
    ['a redirect to a private host', 'failed', /private/, () => page('', 302, { location: 'http://10.0.0.1/' })],
    ['an announced giant', 'failed', /larger/, () => page(Buffer.alloc(12_000_000, 'x'))],
    ['a decompression bomb', 'failed', /larger/, () => page(bomb(), 200, { 'content-encoding': 'gzip' })],
    [
      'a truncated gzip',
      'failed',
      /broken|broke off/,
      () => page(bomb().subarray(0, 500), 200, { 'content-encoding': 'gzip' }),
    ],
    ['an encoding nobody knows', 'failed', /content-encoding/, () => page('x', 200, { 'content-encoding': 'zz' })],
    [
      'a 200 that says it failed',
      'changed-shape',
      /Nothing matches/,
      () => page(html('<p>系统繁忙，错误代码 500</p>')),
    ],
    ['an empty body', 'changed-shape', /Nothing matches/, () => page('')],
    ['binary rubbish', 'changed-shape', /Nothing matches/, () => page(Buffer.from([0, 255, 254, 1, 2, 3]))],
  ])('%s is %s', async (_, outcome, detail, handler) => {
    const { look, sources, inbox, resume } = setUp()
    site.handler = handler()
    const report = await look()
    expect(report.outcome).toBe(outcome)
    if (detail) expect(report.detail).toMatch(detail)
    expect(inbox.posts.size).toBe(0)
    expect(sources.healths.get('hostile')?.outcome).toBe(outcome)
    // Once it behaves again nothing was lost; after a refusal a person may end the rest.
    await resume()
    site.handler = goodSite(3)
    expect((await look()).outcome).toBe('new')
    expect(inbox.posts.size).toBe(3)
  })

  it('one letter of nested tags fails alone', async () => {
    const { look, inbox } = setUp()
    site.handler = (request, response, url) =>
      url.pathname === '/letter/2'
        ? answer(200, '<div>'.repeat(100_000) + letter(2))(request, response, url)
        : goodSite(3)(request, response, url)
    const report = await look()
    expect(report).toMatchObject({ counts: { fresh: 2 }, detail: expect.stringMatching(/nested deeper/) })
    expect([...inbox.posts.keys()].length).toBe(2)
  })

  it('a connection cut in the middle, a slow drip and silence fail in time', async () => {
    const { look } = setUp({ config: { timeoutSeconds: 1 } })
    site.handler = (_, response) => {
      response.writeHead(200, { 'content-length': '1000' })
      response.write('<ul>')
      setTimeout(() => response.destroy(), 20)
    }
    expect(await look()).toMatchObject({ outcome: 'failed' })
    site.handler = (_, response) => {
      response.writeHead(200)
      const drip = setInterval(() => response.write('.'), 50)
      response.on('close', () => clearInterval(drip))
    }
    const slow = await look()
    expect(slow).toMatchObject({ outcome: 'failed' })
    expect(slow.detail).toMatch(/longer than/)
  })

  it('tries a passing 502 again after a wait, and loses nothing', async () => {
    const { look, waits, inbox } = setUp()
    const failedOnce = new Set<string>()
    site.handler = (request, response, url) => {
      const key = url.pathname + url.search
      if (failedOnce.has(key)) return goodSite(25)(request, response, url)
      failedOnce.add(key)
      answer(502, 'bad gateway')(request, response, url)
    }
    expect(await look()).toMatchObject({ outcome: 'new', counts: { fresh: 25 } })
    expect(inbox.posts.size).toBe(25)
    expect(waits.every((ms) => ms >= 1000)).toBe(true)
  })

  it('counts one dead letter as failed once and still brings the others', async () => {
    const { look, inbox } = setUp()
    site.handler = (request, response, url) =>
      (url.pathname === '/letter/2' ? answer(404, '') : goodSite(5))(request, response, url)
    expect(await look()).toMatchObject({ outcome: 'new', counts: { received: 5, fresh: 4, failed: 1 } })
    expect(inbox.failed).toMatchObject([{ code: 'crawl.gone', where: `${site.origin}/letter/2` }])
    expect(await look()).toMatchObject({ outcome: 'unchanged', counts: { received: 0 } })
  })

  it('ends on pages that go on for ever, on repeated ids and on a page that links to itself', async () => {
    const { look, inbox } = setUp()
    site.handler = (request, response, url) => {
      if (url.pathname.startsWith('/letter/')) return goodSite(1)(request, response, url)
      const page = Number(url.searchParams.get('page') ?? 1)
      // The last page comes again under ever new addresses.
      answer(200, listOf(page > 3 ? [1, 1, 2] : [page * 2 + 5, page * 2 + 6, 1], `/list?page=${page + 1}`))(
        request,
        response,
        url,
      )
    }
    expect(await look()).toMatchObject({ outcome: 'new' })
    expect(inbox.taken()).toBe(inbox.posts.size)
    expect(site.hits.filter((hit) => hit.startsWith('/list')).length).toBeLessThan(8)
  })

  it('reads GBK whether header, meta or only the bytes say so', async () => {
    for (const type of ['text/html; charset=gb2312', 'text/html']) {
      const { look, inbox } = setUp()
      site.handler = (_, response, url) => {
        const body = (url.pathname === '/list' ? listOf([1]) : letter(1)).replace('<meta charset="utf-8">', '')
        response.writeHead(200, { 'content-type': type }).end(encodeGbk(body))
      }
      expect(await look()).toMatchObject({ outcome: 'new' })
      expect([...inbox.posts.values()][0]).toMatchObject({ title: '标题 1', text: '第 1 封信的正文，供暖不热。' })
    }
  })

  it('keeps what it has when a run meets a wall half way, and closes the gap afterwards', async () => {
    let now = new Date(NOW)
    const { look, inbox } = setUp({ clock: { now: () => now } })
    let asked = 0
    site.handler = (request, response, url) =>
      (++asked > 30 ? answer(429, 'slow down', { 'retry-after': '60' }) : goodSite(60))(request, response, url)
    expect((await look()).outcome).toBe('blocked')
    expect(inbox.posts.size).toBeGreaterThan(0)
    site.handler = goodSite(60)
    now = new Date(now.getTime() + 61_000)
    await look()
    expect(inbox.posts.size).toBe(60)
    expect(inbox.taken()).toBe(60)
  })

  it('never throws and accounts for every row on mangled pages', async () => {
    const { look, inbox } = setUp({
      recipe: RECIPE.replace("'{{origin}}/list'", "'{{origin}}/list'\n  conditional: false"),
    })
    const good = listOf([1, 2, 3, 4])
    await fc.assert(
      fc.asyncProperty(
        fc.nat(good.length),
        fc.nat(40),
        fc.string({ unit: fc.constantFrom(...'<>"\'/ul a=&#;！一') }),
        async (at, cut, junk) => {
          inbox.posts.clear()
          const body = good.slice(0, at) + junk + good.slice(at + cut)
          site.handler = (request, response, url) =>
            (url.pathname.startsWith('/letter/') ? goodSite(9) : answer(200, body))(request, response, url)
          const report = await look()
          expect(['new', 'unchanged', 'empty', 'changed-shape', 'failed', 'blocked']).toContain(report.outcome)
          const { received, fresh, revised, unchanged, failed } = report.counts
          expect(received).toBe(fresh + revised + unchanged + failed)
        },
      ),
      { numRuns: 12 },
    )
  })
})

describe('politeness and safety', () => {
  it('obeys robots.txt for our name and for everybody', async () => {
    const { look, sources } = setUp()
    site.robots = answer(200, 'User-agent: *\nDisallow: /list\n', { 'content-type': 'text/plain' })
    const report = await look()
    expect(report).toMatchObject({ outcome: 'blocked' })
    expect(report.detail).toMatch(/robots/)
    expect(site.hits).toEqual([])
    expect(sources.healths.get('hostile')?.pausedUntil).toBe('2026-01-20T02:00:00.000Z')
  })

  it('leaves out the letters that robots.txt forbids, names them once a day, and reads all others', async () => {
    let now = new Date(NOW)
    const { look, inbox, sources } = setUp({ clock: { now: () => now } })
    site.robots = answer(200, 'User-agent: *\nDisallow: /letter/2$\n', { 'content-type': 'text/plain' })
    site.handler = goodSite(5)
    const report = await look()
    expect(report).toMatchObject({ outcome: 'new', code: null, counts: { received: 5, fresh: 4, failed: 1 } })
    expect(report.detail).toMatch(/robots.txt .* \/letter\/2$/)
    expect(inbox.failed).toMatchObject([{ code: 'crawl.robots', where: `${site.origin}/letter/2` }])
    expect(sources.healths.get('hostile')).toMatchObject({ pausedUntil: null, consecutiveFailures: 0 })
    expect(await look()).toMatchObject({ outcome: 'unchanged', counts: { received: 0 }, detail: null })
    // The rule may have gone by another day.
    now = new Date('2026-01-20T03:00:00Z')
    site.robots = answer(404, '')
    expect(await look()).toMatchObject({ outcome: 'new', counts: { fresh: 1, failed: 0 } })
    expect(site.hits.filter((hit) => hit === '/letter/2')).toHaveLength(1)
  })

  it('is blocked where robots.txt forbids every letter', async () => {
    const { look, sources } = setUp()
    site.robots = answer(200, 'User-agent: *\nDisallow: /letter/\n', { 'content-type': 'text/plain' })
    site.handler = goodSite(5)
    expect(await look()).toMatchObject({ outcome: 'blocked', code: 'crawl.robots', counts: { failed: 5 } })
    expect(sources.healths.get('hostile')?.pausedUntil).toBe('2026-01-20T02:00:00.000Z')
  })

  it('finds a source due that nobody has looked at yet, while the clock goes on', async () => {
    let now = Date.parse(NOW)
    const { crawler } = setUp({ clock: { now: () => new Date(now++) } })
    expect(await crawler.due()).toEqual(['hostile'])
  })

  it('pauses when robots.txt cannot be had, and does not take that as a yes', async () => {
    const { look, sources, crawler } = setUp()
    site.robots = answer(503, '')
    const report = await look()
    expect(report.outcome).toBe('failed')
    expect(report.detail).toMatch(/left alone/)
    expect(site.hits).toEqual([])
    expect(sources.healths.get('hostile')?.pausedUntil).toBe('2026-01-19T03:00:00.000Z')
    // Unasked it waits; asked by name it tries again.
    expect(await crawler.crawl()).toEqual([])
    expect(await crawler.due()).toEqual([])
    site.robots = answer(404, '')
    expect((await look()).outcome).toBe('new')
    expect(sources.healths.get('hostile')).toMatchObject({ pausedUntil: null, consecutiveFailures: 0 })
  })

  it('keeps Crawl-delay and its own rate, whichever is slower', async () => {
    const { look, waits } = setUp()
    site.robots = answer(200, 'User-agent: *\nCrawl-delay: 7\n', { 'content-type': 'text/plain' })
    await look()
    expect(waits.length).toBeGreaterThan(0)
    expect(Math.max(...waits)).toBeGreaterThan(6000)
  })

  it('pauses after three failures in a row, longer each time, and has a way back', async () => {
    const { look, sources, crawler, resume } = setUp()
    site.handler = answer(404, '')
    const pauses: (string | null | undefined)[] = []
    for (let i = 0; i < 5; i++) {
      await look()
      pauses.push(sources.healths.get('hostile')?.pausedUntil?.slice(11, 16))
    }
    expect(pauses).toEqual([undefined, undefined, '02:30', '03:00', '04:00'])
    expect(await crawler.plans()).toMatchObject([{ waitsFor: 'pause', nextAt: '2026-01-19T04:00:00.000Z' }])
    await resume()
    expect(sources.healths.get('hostile')).toMatchObject({ consecutiveFailures: 0, pausedUntil: null })
    expect(await crawler.plans()).toMatchObject([{ waitsFor: 'rhythm' }])
    site.handler = goodSite(3)
    expect((await look()).outcome).toBe('new')
  })

  it('looks so many times as seldom as it is told to, when the index cannot follow', async () => {
    let now = new Date(NOW)
    const { look, crawler } = setUp({ clock: { now: () => now } })
    await look()
    const [plan] = await crawler.plans()
    const rhythm = Date.parse(plan!.nextAt) - Date.parse(NOW)
    const dueAfter = (rhythms: number, stretch?: number): Promise<string[]> => {
      now = new Date(Date.parse(NOW) + rhythms * rhythm)
      return crawler.due(stretch)
    }
    expect([await dueAfter(0.9), await dueAfter(1.1)]).toEqual([[], ['hostile']])
    expect([await dueAfter(3.9, 4), await dueAfter(4.1, 4)]).toEqual([[], ['hostile']])
  })

  it('keeps Retry-After over a restart, and asks a host that has refused it ever more seldom', async () => {
    let now = new Date(NOW)
    const first = setUp({ clock: { now: () => now } })
    const { sources } = first
    const again = () => setUp({ clock: { now: () => now }, sources })
    site.handler = answer(429, '', { 'retry-after': '600' })
    await first.look()
    expect(sources.healths.get('hostile')?.pausedUntil).toBe('2026-01-19T02:10:00.000Z')
    const asked = site.hits.length
    const restarted = again()
    expect(await restarted.look()).toMatchObject({ outcome: 'blocked', detail: expect.stringMatching(/left alone/) })
    expect(site.hits.length).toBe(asked)
    // What was not asked is no failure.
    expect(sources.healths.get('hostile')?.consecutiveFailures).toBe(1)
    expect(await restarted.crawler.due()).toEqual([])
    const rests: (string | null | undefined)[] = []
    site.handler = answer(403, '')
    for (let i = 0; i < 4; i++) {
      now = new Date(`${(await sources.hosts())[0]!.restUntil}`)
      await again().look()
      rests.push((await sources.hosts())[0]!.restUntil?.slice(11, 16))
    }
    expect(rests).toEqual(['02:40', '03:40', '05:40', '09:40'])
    now = new Date(`${(await sources.hosts())[0]!.restUntil}`)
    site.handler = goodSite(3)
    expect((await again().look()).outcome).toBe('new')
    expect(await sources.hosts()).toMatchObject([{ restUntil: null, strikes: 0 }])
  })

  it('stops at the daily budget of a host, over restarts and sources, and goes on the day after', async () => {
    let now = new Date(NOW)
    const recipe = RECIPE.replace('concurrency: 4', 'concurrency: 1, maxPerDay: 5')
    const first = setUp({ recipe, clock: { now: () => now } })
    site.handler = goodSite(9)
    const report = await first.look()
    // robots.txt, the list and three letters: the rules are a request like any other.
    expect(report).toMatchObject({ outcome: 'new', counts: { fresh: 3 }, detail: expect.stringMatching(/budget/) })
    const second = setUp({ recipe, clock: { now: () => now }, sources: first.sources, inbox: first.inbox })
    expect(await second.look()).toMatchObject({ outcome: 'unchanged', detail: expect.stringMatching(/budget/) })
    expect(site.hits).toHaveLength(4)
    expect(first.sources.healths.get('hostile')).toMatchObject({ consecutiveFailures: 0, pausedUntil: null })
    expect(await second.crawler.plans()).toMatchObject([
      { leftToday: 0, perDay: 5, waitsFor: 'budget', nextAt: '2026-01-19T16:00:00.000Z' },
    ])
    now = new Date('2026-01-19T16:00:00Z')
    await second.look()
    now = new Date('2026-01-20T16:00:00Z')
    await second.look()
    expect(first.inbox.posts.size).toBe(9)
    expect(first.inbox.taken()).toBe(9)
  })

  it('counts what redirects lead to, and leaves robots.txt alone too while a host rests', async () => {
    let now = new Date(NOW)
    let rules = 0
    site.robots = (request, response, url) => {
      rules++
      answer(404, '')(request, response, url)
    }
    const first = setUp({ clock: { now: () => now } })
    site.handler = (request, response, url) =>
      (url.pathname === '/list' && url.search === ''
        ? answer(302, '', { location: '/list?page=1' })
        : answer(200, listOf([])))(request, response, url)
    expect((await first.look()).outcome).toBe('empty')
    expect((await first.sources.hosts())[0]?.used).toBeGreaterThanOrEqual(3)
    site.handler = answer(403, '')
    now = new Date(now.getTime() + 3_600_000)
    await first.look()
    const asked = rules
    await setUp({ clock: { now: () => now }, sources: first.sources }).look()
    expect(rules).toBe(asked)
  })

  it('reads a host only in its hours, whoever names them, and stops when they end', async () => {
    let now = new Date('2026-01-19T15:59:30Z')
    const recipe = RECIPE.replace('concurrency: 4', 'concurrency: 1, hours: 22:00-24:00')
    const { look, crawler, inbox } = setUp({ recipe, clock: { now: () => now } })
    let asked = 0
    site.handler = (request, response, url) => {
      if (++asked === 4) now = new Date('2026-01-19T16:00:30Z')
      goodSite(9)(request, response, url)
    }
    expect(await look()).toMatchObject({ outcome: 'new', detail: expect.stringMatching(/22:00-24:00 only/) })
    expect(inbox.posts.size).toBe(3)
    expect(await look()).toMatchObject({ outcome: 'unchanged', found: 0 })
    expect(await crawler.plans()).toMatchObject([{ waitsFor: 'hours', nextAt: '2026-01-20T14:00:00.000Z' }])
    now = new Date('2026-01-20T14:00:00Z')
    await look()
    expect(inbox.posts.size).toBe(9)
    for (const host of [site.host, site.host.replace(/:\d+$/, '')]) {
      const byConfig = setUp({ config: { hosts: { [host]: { hours: '01:00-05:00', maxPerDay: 7, minDelay: 9 } } } })
      expect(await byConfig.crawler.plans(), host).toMatchObject([
        { hours: '01:00-05:00', perDay: 7, minDelay: 9, waitsFor: 'hours', nextAt: '2026-01-19T17:00:00.000Z' },
      ])
    }
  })

  it('does not look at every source on the same minute', async () => {
    const { crawler, sources } = setUp()
    await sources.record({
      source: 'hostile',
      outcome: 'new',
      at: NOW,
      lastSuccessAt: NOW,
      lastNewAt: NOW,
      consecutiveFailures: 0,
      pausedUntil: null,
      found: 1,
      detail: null,
    })
    const [plan] = await crawler.plans()
    const after = Date.parse(plan!.nextAt) - Date.parse(NOW)
    expect(after).toBeGreaterThan(15 * 60_000)
    expect(after).toBeLessThan(16.5 * 60_000)
    const [slow] = await crawler.plans(2)
    expect(Date.parse(slow!.nextAt) - Date.parse(NOW)).toBeCloseTo(2 * after, -1)
  })

  it('refuses private addresses that the config does not name', async () => {
    const { look } = setUp({ allow: [] })
    const report = await look()
    expect(report).toMatchObject({ outcome: 'failed' })
    expect(report.detail).toMatch(/private/)
    expect(site.hits).toEqual([])
  })

  /** Two sources of one site; the first of them meets an error when it delivers. */
  const twoSources = (error: Error) => {
    site.handler = goodSite(3)
    const inbox = memoryInbox()
    const sources = memorySources()
    const named = (id: string) =>
      parseRecipe(RECIPE.replace(/^id: .*$/m, `id: ${id}`), 'x.yaml', { origin: site.origin })
    const crawler = createCrawler({
      recipes: [named('bad'), named('good')],
      sources,
      clock: fixedClock(NOW),
      config: crawlConfig([site.host]),
      deliver: async (source, ...rest) => {
        if (source === 'bad') throw error
        return inbox.deliver(source, ...rest)
      },
      log: () => {},
      wait: async () => undefined,
      random: () => 0,
    })
    return { crawler, sources, inbox }
  }

  it('tells a bug at one source by its kind and place, and goes on with the others', async () => {
    const { crawler, sources, inbox } = twoSources(new TypeError('13800001234 quoted'))
    const [bad, good] = await crawler.crawl(['bad', 'good'])
    expect(bad).toMatchObject({ outcome: 'failed', code: 'crawl.internal' })
    expect(bad!.detail).toMatch(/^TypeError [\w.-]+:\d+$/)
    expect(good).toMatchObject({ outcome: 'new', counts: { fresh: 3 } })
    expect(sources.healths.get('bad')).toMatchObject({ outcome: 'failed', consecutiveFailures: 1 })
    expect(inbox.posts.size).toBe(3)
    expect(() => parseRecipe('id: x', 'x.yaml')).toThrow(AppError)
  })

  it('holds a failure of Records against no source, and throws it when the others have ended', async () => {
    for (const retry of ['never', 'backoff'] as const) {
      const { crawler, sources, inbox } = twoSources(new AppError('store.full', 'full', { retry }))
      await expect(crawler.crawl(['bad', 'good'])).rejects.toMatchObject({ code: 'store.full' })
      expect(sources.healths.get('bad')).toBeUndefined()
      expect(sources.healths.get('good')).toMatchObject({ outcome: 'new' })
      expect(inbox.posts.size).toBe(3)
    }
  })
})

describe('letters without an answer', () => {
  it('are read again until the answer arrives', async () => {
    const state = { word: '办理中', reply: '' }
    const recipe = RECIPE.replace('detail: {}', 'detail: { refreshOpenAfter: 12 }').replace(
      'required:',
      '  sourceState: { from: detail, css: .state }\n  answerText: { from: detail, css: .reply }\nrequired:',
    )
    let now = new Date(NOW)
    const { look, inbox } = setUp({ recipe, clock: { now: () => now } })
    site.handler = (request, response, url) => {
      if (!url.pathname.startsWith('/letter/')) return answer(200, listOf([1]))(request, response, url)
      answer(
        200,
        letter(1).replace('</body>', `<i class="state">${state.word}</i><i class="reply">${state.reply}</i></body>`),
      )(request, response, url)
    }
    await look()
    expect([...inbox.posts.values()][0]?.answer).toBeUndefined()
    state.word = '已回复'
    state.reply = '已经上门处理。'
    now = new Date(now.getTime() + 3_600_000)
    await look()
    expect([...inbox.posts.values()][0]?.answer).toBeUndefined()
    now = new Date(now.getTime() + 12 * 3_600_000)
    await look()
    expect([...inbox.posts.values()][0]).toMatchObject({ sourceState: '已回复', answer: { text: '已经上门处理。' } })
    expect(inbox.posts.size).toBe(1)
    const hits = site.hits.length
    now = new Date(now.getTime() + 24 * 3_600_000)
    await look()
    expect(site.hits.slice(hits).some((hit) => hit.startsWith('/letter/'))).toBe(false)
  })

  it('are all remembered, and read again those first that were longest not read, so many a look', async () => {
    const recipe = RECIPE.replace('detail: {}', 'detail: { refreshOpenAfter: 12 }').replace(
      'required:',
      '  sourceState: { from: detail, css: .state }\nrequired:',
    )
    const day = (n: number): string => new Date(Date.parse(NOW) - n * 86_400_000).toISOString()
    const letters = Array.from({ length: 701 }, (_, i) => ({
      key: `${i}`,
      url: `${site.origin}/letter/${i}`,
      at: day(1 + i / 1000),
      // One has waited for longer than anybody waits.
      since: day(i === 700 ? 121 : 100),
    }))
    const sources = memorySources()
    sources.states.set('hostile', { complete: '1', seen: '[]', open: JSON.stringify(letters) })
    const { look } = setUp({ recipe, sources })
    const read: number[] = []
    site.handler = (request, response, url) => {
      const n = Number(url.pathname.split('/')[2])
      if (!url.pathname.startsWith('/letter/')) return answer(200, listOf([]))(request, response, url)
      read.push(n)
      // The one that waited longest cannot be read, today or ever.
      if (n === 699) return answer(500, 'no')(request, response, url)
      answer(200, letter(n).replace('</body>', '<i class="state">办理中</i></body>'))(request, response, url)
    }
    const again = async (): Promise<number[]> => {
      read.length = 0
      await look()
      return [...new Set(read)].sort((a, b) => a - b)
    }
    const span = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i)
    expect(await again()).toEqual(span(400, 700))
    expect(await again()).toEqual(span(100, 400))
    expect(await again()).toEqual(span(0, 100))
    expect(await again()).toEqual([])
    expect(JSON.parse(sources.states.get('hostile')!.open!)).toHaveLength(700)
  })
})
