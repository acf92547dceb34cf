import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type Browser, chromium, type Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { UrgentPosts } from '../../console/api/board-routes.ts'
import type { Board, IssueDetailView } from '../../console/api/issue-routes.ts'
import type { ReviewAnswer } from '../../console/api/post-routes.ts'
import { type RunningConsole, startConsole } from '../../console/api/server.ts'
import { bundledBrowser } from '../bundled-browser.ts'
import { available } from '../requirements.ts'
import { type City, openCity } from './fixture.ts'

const DIST = fileURLToPath(new URL('../../console/web/dist', import.meta.url))

/** A real browser, or why there is none. */
async function launch(): Promise<Browser | string> {
  if (!existsSync(`${DIST}/index.html`)) return 'the pages are not built (npm run web)'
  try {
    return await chromium.launch({ ...(await bundledBrowser()), headless: true })
  } catch (error) {
    return `no browser starts here: ${String(error).split('\n')[0]}`
  }
}
const browser = await launch()
const STARTS = available('browser', typeof browser !== 'string', `${browser}`)

describe.skipIf(!STARTS)('the pages in a real browser', () => {
  let city: City
  let running: RunningConsole
  let page: Page
  const problems: string[] = []
  beforeAll(async () => {
    city = await openCity(DIST)
    running = await startConsole({ app: city.app, host: '127.0.0.1', port: 0 })
    page = await (browser as Browser).newPage({ viewport: { width: 1366, height: 768 } })
    page.on('pageerror', (error) => problems.push(error.message))
    page.on('console', (m) => m.type() === 'error' && problems.push(m.text()))
    page.on('request', (r) => r.url().startsWith(running.url) || r.url().startsWith('data:') || problems.push(r.url()))
  })
  afterAll(async () => {
    await (browser as Browser).close()
    await running.close()
    await city.close()
  })
  const open = async (path: string) => {
    await page.goto(running.url + path, { waitUntil: 'domcontentloaded' })
    await page.locator('main h1').waitFor()
  }
  const board = async () => (await (await page.request.get(`${running.url}api/v1/issues`)).json()) as Board
  const tooWide = () => page.evaluate('document.documentElement.scrollWidth - innerWidth')

  it('opens the board, an issue from it, and goes back', async () => {
    await open('')
    expect(await page.title()).toContain('热点榜')
    expect(await page.locator('.sample').textContent()).toBe('样例数据')
    const first = page.locator('table.board a.title').first()
    const title = await first.textContent()
    await page.locator('td.heat button').first().click()
    expect(await page.locator('table.terms').textContent()).toContain('反映人数')
    await first.click()
    await page.locator('h1', { hasText: title! }).waitFor()
    expect(await page.locator('svg').count()).toBeGreaterThan(0)
    expect(await page.locator('article.post').count()).toBeGreaterThan(2)
    await page.goBack()
    await page.locator('table.board').waitFor()
  })

  it('shows Chinese in the bundled font', async () => {
    await open('')
    const loaded =
      "document.fonts.ready.then((all) => [...all].filter((f) => f.status === 'loaded').map((f) => f.family))"
    expect(String(await page.evaluate(loaded))).toContain('Noto Sans SC')
  })

  it('searches, marks the hits, narrows by a facet, and keeps all of it in the address', async () => {
    await open('search')
    await page.getByLabel('检索式').fill('暖气')
    await page.keyboard.press('Enter')
    await page.locator('mark.hit').first().waitFor()
    expect(await page.locator('mark.hit').first().textContent()).toContain('暖气')
    await page.locator('.facets button', { hasText: '西固区' }).click()
    await page.waitForURL(/%E8%A5%BF%E5%9B%BA%E5%8C%BA|西固区/)
    const { href } = new URL(page.url())
    await page.goto(href)
    expect(await page.getByLabel('检索式').inputValue()).toBe('暖气 区县:西固区')
  })

  it('finds what was set aside from the overview and from the filters, and takes one back', async () => {
    await open('stats')
    await page.locator('.legend a', { hasText: '暂存' }).click()
    const back = page.getByRole('button', { name: '改为保留' })
    await back.first().waitFor()
    expect(await page.getByLabel('检索式').inputValue()).toBe('状态:暂存')
    expect(await back.count()).toBe(await page.locator('.hits article.post').count())
    await back.first().click()
    await page.getByRole('button', { name: '撤销' }).click()
    await page.getByRole('button', { name: '撤销' }).waitFor({ state: 'detached' })
    await page.locator('.facets button', { hasText: '与本市无关' }).click()
    await page.waitForURL(/%E4%B8%8E%E6%9C%AC%E5%B8%82/)
    expect(await page.getByLabel('检索式').inputValue()).toBe('状态:与本市无关')
    for (const width of [390, 1366]) {
      await page.setViewportSize({ width, height: 768 })
      expect(await tooWide(), `at ${width}`).toBeLessThanOrEqual(0)
    }
  })

  it('keeps the decision in sight below long evidence, on a desk and in a hand', async () => {
    // The real queue, its first post with a long letter and two dozen reasons.
    await page.route('**/api/v1/review?*', async (route) => {
      const answer = (await (await route.fetch()).json()) as ReviewAnswer
      const [first, ...rest] = answer.items
      const reason = { rule: 'place.name', weight: 1, field: null, start: null, end: null, text: '城关区雁滩路' }
      const reasons = Array.from({ length: 24 }, () => reason)
      const post = { ...first!.post, text: '夜里施工，请管一管。'.repeat(60), marks: [], reasons }
      await route.fulfill({ json: { ...answer, items: [{ ...first!, post }, ...rest] } })
    })
    for (const [width, height] of [
      [1280, 800],
      [390, 844],
    ] as const) {
      await page.setViewportSize({ width, height })
      await open('review')
      await page.locator('.verdict li').nth(23).waitFor()
      for (const scroll of [0, 300]) {
        await page.evaluate(`window.scrollTo(0, ${scroll})`)
        for (const name of ['保留 1', '暂存 2', '与本市无关 3']) {
          const { x, y, width: w, height: h } = (await page.getByRole('button', { name }).boundingBox())!
          expect(y + h, `${name} at ${width}, scrolled ${scroll}`).toBeLessThanOrEqual(height)
          const hit = `document.elementFromPoint(${x + w / 2}, ${y + h / 2})?.closest('button')?.textContent`
          expect(await page.evaluate(hit), `over ${name} at ${width}`).toBe(name)
        }
      }
    }
    await page.unroute('**/api/v1/review?*')
    await page.setViewportSize({ width: 1366, height: 768 })
  })

  it('decides by keyboard and takes it back', async () => {
    await open('review')
    const title = (await page.locator('.deciding h2').textContent())!
    await page.keyboard.press('2')
    await page.locator('.done li', { hasText: title }).waitFor()
    await page.keyboard.press('u')
    await page.locator('.deciding h2', { hasText: title }).waitFor()
    expect(await page.locator('.done li').count()).toBe(0)
  })

  it('decides once by a double click', async () => {
    await open('review')
    const title = (await page.locator('.deciding h2').textContent())!
    const asked: string[] = []
    await page.route('**/api/v1/review/*', async (route) => {
      if (route.request().method() === 'POST') asked.push(route.request().url())
      await new Promise((resolve) => setTimeout(resolve, 300))
      await route.continue()
    })
    await page.locator('.deciding .actions button').nth(1).dblclick()
    await page.locator('.done li', { hasText: title }).waitFor()
    await page.waitForTimeout(500)
    expect([asked.length, await page.locator('.done li').count()]).toEqual([1, 1])
    await page.unroute('**/api/v1/review/*')
    await page.keyboard.press('u')
    await page.locator('.deciding h2', { hasText: title }).waitFor()
    await page.keyboard.press('2')
    await page.locator('.done li', { hasText: title }).waitFor()
    await page.keyboard.press('u')
    await page.locator('.done li').waitFor({ state: 'detached' })
  })

  it('finds a category by what is typed, and by nothing else', async () => {
    await open('review')
    await page.getByLabel('改类别').click()
    await page.keyboard.type('卫生')
    expect(await page.locator('.ant-select-item-option').allTextContents()).toEqual(['卫生健康'])
    await page.keyboard.press('Enter')
    const chosen = page.locator('.ant-select', { has: page.getByLabel('改类别') })
    expect(await chosen.textContent()).toContain('卫生健康')
  })

  it('shows what is hard and why, and counts by district, keeping the filters', async () => {
    await open('?category=%E5%9F%8E%E4%B9%A1%E5%BB%BA%E8%AE%BE')
    await page.getByRole('link', { name: '难点', exact: true }).click()
    await page.locator('.reasons li').first().waitFor()
    expect(page.url()).toContain('category=')
    await page.getByRole('link', { name: '分布', exact: true }).click()
    await page.locator('table.areas tbody tr').first().waitFor()
    expect(await page.locator('table.areas th').allTextContents()).toContain('每万人')
  })

  it('says why a post is in its issue, by keyboard too', async () => {
    await open('')
    await page.locator('table.board a.title').first().click()
    const ask = page.getByRole('button', { name: '为何归入' })
    await ask.first().waitFor()
    expect(await ask.count()).toBe(await page.locator('article.post', { has: ask }).count())
    await ask.nth(1).focus()
    await page.keyboard.press('Enter')
    const told = page.getByRole('region', { name: '归入依据' })
    await told.locator('li').first().waitFor()
    expect(await told.textContent()).toMatch(/把握：.+%.*与本事项共有的词：.+/)
    for (const width of [390, 1366]) {
      await page.setViewportSize({ width, height: 768 })
      expect(await tooWide(), `at ${width}`).toBeLessThanOrEqual(0)
    }
    await page.keyboard.press('Enter')
    await told.waitFor({ state: 'detached' })
  })

  it('shows sixty equal letters once, opens them, and marks all of them for a split', async () => {
    const { issues } = (await (await page.request.get(`${running.url}api/v1/issues?top=1`)).json()) as Board
    const path = `issues/${issues[0]!.id}`
    // The real answer, with its newest letter told sixty times.
    await page.route(`**/api/v1/${path}`, async (route) => {
      const answer = (await (await route.fetch()).json()) as IssueDetailView
      const [first] = answer.posts
      const copies = Array.from({ length: 59 }, (_, n) => ({ ...first!, id: `copy${n}`, nativeId: `c${n}`, title: '' }))
      await route.fulfill({
        json: { ...answer, posts: [{ ...first!, title: '' }, ...copies, ...answer.posts.slice(1, 4)] },
      })
    })
    await open(path)
    await page.setViewportSize({ width: 390, height: 844 })
    const more = page.getByRole('button', { name: '另有 59 件内容相同' })
    await more.waitFor()
    expect(Number(await page.evaluate('document.documentElement.scrollHeight'))).toBeLessThan(6000)
    expect(await page.getByText('（无标题）').count()).toBe(0)
    await page.getByRole('button', { name: '拆分…' }).click()
    await page.getByLabel(/等 60 件/).check()
    await page.getByRole('button', { name: '拆出 60 条' }).waitFor()
    const before = await page.locator('article.post').count()
    await more.click()
    expect(await page.locator('article.post').count()).toBe(before + 59)
    expect(await tooWide()).toBeLessThanOrEqual(0)
    await page.getByRole('button', { name: '收起内容相同的 59 件' }).click()
    await page.unroute(`**/api/v1/${path}`)
    await page.setViewportSize({ width: 1366, height: 768 })
  })

  it('names the window after what it shows, and leads back from an address that leads nowhere', async () => {
    const { issues } = (await (await page.request.get(`${running.url}api/v1/issues?top=1`)).json()) as Board
    const names = {
      '': '热点榜',
      urgent: '紧急来件',
      hard: '难点',
      areas: '分布',
      search: '检索',
      [`issues/${issues[0]!.id}`]: issues[0]!.title,
    }
    for (const [path, name] of Object.entries(names)) {
      await open(path)
      await page.waitForFunction(`document.title === ${JSON.stringify(`${name} · 兰听`)}`)
    }
    await open('nowhere')
    expect(await page.locator('h1').textContent()).toBe('没有这个页面')
    expect(await page.title()).toBe('没有这个页面 · 兰听')
    await page.getByRole('link', { name: '回到热点榜' }).last().click()
    await page.locator('table.board').waitFor()
  })

  it('has in a hand what a desk has: all pages, the reason of a failure, the filters, the decision', async () => {
    await page.setViewportSize({ width: 390, height: 844 })
    const right = async (selector: string) => {
      const box = await page.locator(selector).last().boundingBox()
      return box!.x + box!.width
    }
    await open('sources')
    expect(await right('nav a')).toBeLessThanOrEqual(390)
    const reason = page.getByText('列表页未找到')
    expect((await reason.boundingBox())!.x).toBeLessThan(200)
    await open('search')
    const district = page.locator('.facets button', { hasText: '西固区' })
    expect(await district.isVisible()).toBe(false)
    await page.getByRole('button', { name: /筛选/ }).click()
    await district.waitFor()
    expect(await right('.facets small')).toBeLessThanOrEqual(390)
    await open('review')
    const keep = (await page.getByRole('button', { name: /保留/ }).boundingBox())!
    expect(keep.y + keep.height).toBeLessThanOrEqual(844)
    await page.setViewportSize({ width: 1366, height: 768 })
  })

  it('tells what was imported or pushed of sources that nobody crawls', async () => {
    await city.app.request('/api/v1/import?source=hotline', {
      method: 'POST',
      headers: { host: '127.0.0.1', 'content-type': 'application/json' },
      body: JSON.stringify([{ id: 'k1', text: '巷子里的路灯坏了' }, { id: 'k2' }]),
    })
    await open('sources')
    const row = page.locator('.delivered tbody tr')
    expect(await row.count()).toBe(1)
    expect(await row.locator('th, td').allTextContents()).toEqual(['hotline', '2026-01-19', '2', '1', '0', '0', '1'])
    await open('stats')
    await page.getByText('读不出的行没有入库').waitFor()
  })

  it('merges with another issue, goes there, and takes it back', async () => {
    await open('')
    await page.locator('table.board a.title').nth(3).waitFor()
    const titles = await page.locator('table.board a.title').allTextContents()
    const there = new URL((await page.locator('table.board a.title').nth(3).getAttribute('href'))!, page.url()).href
    await page.locator('table.board a.title').nth(2).click()
    await page.getByRole('button', { name: '合并到…' }).click()
    await page.getByLabel('并入的事项').click()
    await page.keyboard.type(titles[3]!.slice(0, 6))
    // Two of one title are told apart by place and unit.
    const { district, department, voices } = (await board()).issues[3]!
    const option = page.locator('.ant-select-item-option').first()
    const label = (await option.textContent())!
    for (const part of [district, department, `${voices} 人`]) if (part !== null) expect(label).toContain(part)
    expect(district ?? department).not.toBeNull()
    await option.click()
    await page.getByRole('button', { name: '合并', exact: true }).click()
    await page.locator('.changes li', { hasText: '合并' }).waitFor()
    await city.regroup()
    await page.waitForURL(there)
    const told = page.locator('.arrived', { hasText: `「${titles[2]}」已并入本事项` })
    await told.getByRole('button', { name: '撤销' }).click()
    await page.getByText('正在归并…').waitFor()
    await city.regroup()
    await page.waitForURL(({ href }) => href !== there)
    await page.locator('.arrived, .changes').first().waitFor({ state: 'detached' })
  })

  it('says of a day that lies ahead that it does', async () => {
    // By the sample city's clock, whatever day it is here.
    await open('?asOf=2026-03-01')
    expect(await page.locator('p.ahead').textContent()).toContain('2026-03-01 还没有到')
    await open('?asOf=2026-01-10')
    await page.locator('table.board').waitFor()
    expect(await page.locator('p.ahead').count()).toBe(0)
  })

  it('counts beside 紧急 what a click on it lists, in the days chosen', async () => {
    const count = async () => {
      const badge = page.locator('nav.views a', { hasText: '紧急' }).locator('.tag')
      return (await badge.count()) > 0 ? Number(await badge.textContent()) : 0
    }
    const listed = async (days: number) =>
      ((await (await page.request.get(`${running.url}api/v1/board/urgent?days=${days}`)).json()) as UrgentPosts).total
    const [month, day] = [await listed(30), await listed(1)]
    expect(month).toBeGreaterThan(day)
    for (const [days, total] of [
      [30, month],
      [1, day],
    ] as const) {
      await open(`?days=${days}`)
      await page.waitForLoadState('networkidle')
      expect(await count()).toBe(total)
      await page.locator('nav.views a', { hasText: '紧急' }).click()
      await page.locator('h1', { hasText: '紧急来件' }).waitFor()
      expect(await page.locator('.head p').textContent()).toContain(`近 ${days} 天`)
    }
  })

  it('splits posts off, goes where they are now, and takes it back', async () => {
    await open('')
    const title = (await page.locator('table.board a.title').nth(1).textContent())!
    await page.locator('table.board a.title').nth(1).click()
    await page.getByRole('button', { name: '拆分…' }).click()
    const before = page.url()
    await page.getByLabel(/^选中/).nth(0).check()
    await page.getByLabel(/^选中/).nth(1).check()
    let asked = 0
    const count = (request: { url(): string }) => {
      if (request.url().endsWith('/split')) asked += 1
    }
    page.on('request', count)
    await page.getByRole('button', { name: '拆出 2 条' }).dblclick()
    await page.locator('.changes li', { hasText: '拆分' }).waitFor()
    page.off('request', count)
    expect(asked).toBe(1)
    await city.regroup()
    await page.locator('.arrived', { hasText: `所选帖文已从 ${title} 拆出` }).waitFor()
    expect(page.url()).not.toBe(before)
    expect(await page.getByText('全部帖文 2 条').count()).toBe(1)
    for (const width of [390, 1366]) {
      await page.setViewportSize({ width, height: 768 })
      expect(await tooWide(), `at ${width}`).toBeLessThanOrEqual(0)
    }
    await page.locator('.arrived').getByRole('button', { name: '撤销' }).click()
    await page.getByText('正在归并…').waitFor()
    await city.regroup()
    await page.waitForURL(before)
    await page.locator('.arrived, .changes').first().waitFor({ state: 'detached' })
  })

  it('tells beside the sources which digests did not arrive', async () => {
    await open('sources')
    const told = page.locator('.unsent li', { hasText: '2026-01-19 的日报' })
    await told.waitFor()
    expect(await told.textContent()).toMatch(
      /1 位收件人没有收到，2026-01-19 10:00 起。被邮件服务器拒收.*li@lz\.example/,
    )
    expect(await page.getByText('gone@lz.example').count()).toBe(0)
  })

  it('hands an issue over', async () => {
    await open('')
    await page.locator('table.board a.title').nth(1).click()
    await page.getByRole('button', { name: '交办', exact: true }).click()
    // A unit of no list is asked about; the list proposes those it has.
    await page.getByLabel('主办单位').fill('火星局')
    await page.getByRole('button', { name: '确认交办' }).click()
    await page.locator('.ant-modal-confirm-title', { hasText: '单位目录里没有：火星局' }).waitFor()
    await page.getByRole('button', { name: '返回修改' }).click()
    const note = page.getByLabel('交办意见')
    await note.fill('请'.repeat(2001))
    expect((await note.inputValue()).length).toBe(2001)
    await page.getByText('最多 2000 字，请删减').waitFor()
    await note.fill('请速办')
    await page.keyboard.press('Escape')
    await page.mouse.click(5, 5)
    expect(await note.inputValue()).toBe('请速办')
    await page.getByLabel('主办单位').fill('热管')
    await page.locator('.ant-select-item-option', { hasText: '市热管办' }).click()
    await page.getByRole('button', { name: '确认交办' }).click()
    await page.locator('aside .cases li', { hasText: '待签收' }).waitFor()
    expect(await page.locator('aside .cases li').first().textContent()).toContain('主办：市热管办')
    await page.getByRole('link', { name: '交办件' }).click()
    expect(await page.locator('main .cases > li').count()).toBe(1)
  })

  it('signs for a case, answers it, and withdraws one with a reason', async () => {
    await open('cases')
    const row = page.locator('main .cases > li').first()
    const take = async (verb: string, words?: string) => {
      await row.getByRole('button', { name: verb, exact: true }).click()
      const confirm = page.getByRole('button', { name: `确认${verb}` })
      if (words) {
        expect(await confirm.isDisabled()).toBe(true)
        await page.locator('.ant-modal textarea').fill(words)
      }
      await confirm.click()
      await page.locator('.ant-modal').waitFor({ state: 'detached' })
    }
    expect(await row.locator('.mono').textContent()).toMatch(/^GD\d{8}-\d{6}$/)
    await row.getByRole('button', { name: '签收', exact: true }).dblclick()
    await page.locator('.ant-modal textarea').waitFor()
    await page.mouse.click(5, 5)
    await page.locator('.ant-modal textarea').fill('写到一半')
    await page.keyboard.press('Escape')
    expect(await page.locator('.ant-modal textarea').inputValue()).toBe('写到一半')
    await page.locator('.ant-modal textarea').fill('')
    await page.keyboard.press('Escape')
    await page.locator('.ant-modal').waitFor({ state: 'detached' })
    await take('签收')
    await row.getByText('办理中').waitFor()
    await take('答复', '已补足压力')
    await row.locator('.steps p', { hasText: '已补足压力' }).waitFor()
    await take('办结')
    await row.getByText('已办结').waitFor()
    expect(await row.locator('button').count()).toBe(0)
    await row.locator('a.title').click()
    await page.getByText('另有 1 件交办件已答复').waitFor()
    await page.getByRole('button', { name: '交办', exact: true }).click()
    await page.getByLabel('主办单位').fill('市热管办')
    await page.getByRole('button', { name: '确认交办' }).click()
    const again = page.locator('aside .cases > li', { hasText: '待签收' })
    await again.getByRole('button', { name: '撤回' }).click()
    await page.locator('.ant-modal textarea').fill('派错单位')
    await page.getByRole('button', { name: '确认撤回' }).click()
    await page.locator('aside .cases .steps p', { hasText: '派错单位' }).waitFor()
  })

  it('marks an urgent post once, on the line of its words', async () => {
    await open('urgent?days=365')
    const cards = page.locator('.urgent-list > div')
    await cards.first().waitFor()
    for (const card of await cards.all()) expect(await card.locator('.tag.u2, .tag.u3, .tag.again').count()).toBe(1)
    await open(`search?q=${encodeURIComponent('紧急:>=1')}`)
    await page.locator('.hits .post').first().waitFor()
    // What comes later moves the list: both boxes are to be of one moment.
    await page.waitForLoadState('networkidle')
    for (const post of await page.locator('.hits .post').all()) {
      const chip = (await post.locator('.tag').first().boundingBox())!
      const words = (await post.locator('h3:not(:has(.sr)), .post-text').first().boundingBox())!
      expect(chip.y + chip.height).toBeGreaterThan(words.y)
      expect(chip.y).toBeLessThan(words.y + words.height)
    }
  })

  it('nothing runs over the edge, on a desk or in a hand', async () => {
    const { issues } = (await (await page.request.get(`${running.url}api/v1/issues?top=1`)).json()) as Board
    for (const path of [
      '',
      'hard',
      'areas',
      `issues/${issues[0]!.id}`,
      'search?q=%E6%9A%96',
      'review',
      'cases',
      'sources',
      'stats',
    ]) {
      await open(path)
      for (const [width, height] of [
        [1366, 768],
        [390, 844],
      ] as const) {
        await page.setViewportSize({ width, height })
        expect(await tooWide(), `${path} at ${width}`).toBeLessThanOrEqual(0)
      }
    }
  })

  it('logged no error and asked no other host', () => expect(problems).toEqual([]))
})
