import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createApi } from '../../console/api/app.ts'
import { startConsole } from '../../console/api/server.ts'
import { AppError } from '../../model/error.ts'
import { type City, openCity } from './fixture.ts'

let city: City
let webDir: string
let app: City['app']
beforeAll(async () => {
  webDir = mkdtempSync(join(tmpdir(), 'lanting-web-'))
  mkdirSync(join(webDir, 'web', 'assets'), { recursive: true })
  writeFileSync(join(webDir, 'web', 'index.html'), '<!doctype html><title>page</title>')
  writeFileSync(join(webDir, 'web', 'assets', 'a-1.js'), 'export {}')
  writeFileSync(join(webDir, 'secret.txt'), 'secret')
  city = await openCity(join(webDir, 'web'))
  app = city.app
})
afterAll(async () => {
  await city.close()
  rmSync(webDir, { recursive: true })
})

const at = (path: string, init?: RequestInit, host = '127.0.0.1:8787') =>
  app.request(`http://${host}${path}`, { ...init, headers: { host, ...init?.headers } })

describe('what is wrong with a request', () => {
  it('is told in the language of the config, and a broken body is not called one of another type', async () => {
    const city = await openCity()
    const send = async (body: string) => {
      const headers = { 'Content-Type': 'application/json' }
      const response = await city.app.request('http://127.0.0.1:8787/api/v1/review/x', {
        method: 'POST',
        body,
        headers,
      })
      return (await response.json()) as { detail: string; errors?: { path: string; message: string }[] }
    }
    const broken = await send('{bad')
    expect(broken.detail).toContain('JSON')
    expect(broken.detail).not.toContain('Content-Type')
    const wrong = await send('{"undo": 3}')
    expect(wrong.errors!.length).toBeGreaterThan(0)
    for (const { message } of wrong.errors!) expect(message).toMatch(/^[\u4e00-\u9fff]/)
    // A decision or its undoing: what is wrong with the one that was meant.
    const typo = await send('{"disposition": "keep", "category": "交通"}')
    expect(typo.errors).toEqual([
      { path: 'disposition', message: '只能是 kept、review、quarantined、off-topic' },
      { path: 'category', message: expect.stringMatching(/^只能是 城乡建设、/) },
    ])
    await city.close()
  })
})

describe('the guard', () => {
  it.each(['evil.example', '127.0.0.1.evil.example', '192.168.1.9:8787', 'localhost.evil.example:80', '[::2]'])(
    'refuses to answer for %s',
    async (host) => {
      const response = await at('/api/v1/about', {}, host)
      expect(response.status).toBe(421)
      expect(await response.json()).toMatchObject({ code: 'api.foreign-host' })
    },
  )
  it.each(['localhost', 'localhost:9000', '127.0.0.1:1', '127.0.0.2', '[::1]:8787'])('answers for %s', async (host) => {
    expect((await at('/healthz', {}, host)).status).toBe(200)
  })
  it.each([
    { Origin: 'https://evil.example' },
    { Origin: 'null' },
    { Origin: 'http://127.0.0.1:9999' },
    { 'Sec-Fetch-Site': 'cross-site' },
    { 'Sec-Fetch-Site': 'same-site' },
  ] as Record<string, string>[])('refuses a write from another site: %j', async (headers) => {
    const body = JSON.stringify({ undo: true })
    const response = await at('/api/v1/review/x', {
      method: 'POST',
      body,
      headers: { ...headers, 'Content-Type': 'application/json' },
    })
    expect(response.status).toBe(403)
    expect(await response.json()).toMatchObject({ code: 'api.cross-site' })
  })
  it('takes writes of its own pages and of programs, as JSON only', async () => {
    const write = (headers: Record<string, string>) =>
      at('/api/v1/review/x', { method: 'POST', body: '{"undo":true}', headers })
    const own = { Origin: 'http://127.0.0.1:8787', 'Sec-Fetch-Site': 'same-origin' }
    expect((await write({ ...own, 'Content-Type': 'application/json' })).status).toBe(404)
    expect((await write({ 'Content-Type': 'application/json' })).status).toBe(404)
    expect((await write({ 'Content-Type': 'text/plain' })).status).toBe(415)
  })
  it('reads no long body but letters, whatever length it is said to have', async () => {
    const long = JSON.stringify({ renamed: '长'.repeat(400_000) })
    const send = (path: string, method: string, body: BodyInit) =>
      at(path, { method, body, headers: { 'Content-Type': 'application/json' }, duplex: 'half' } as RequestInit)
    const streamed = (): ReadableStream => new Blob([long]).stream()
    for (const body of [long, streamed()]) {
      const response = await send('/api/v1/issues/x', 'PATCH', body)
      expect([response.status, await response.json()]).toMatchObject([413, { code: 'api.too-large' }])
    }
    expect((await send('/api/v1/cases', 'POST', streamed())).status).toBe(413)
    expect((await send('/api/v1/import', 'POST', `[${long}]`)).status).toBe(200)
  })
})

describe('the whole', () => {
  it('describes itself as OpenAPI 3.1, with every route of the design', async () => {
    const doc = (await (await at('/openapi.json')).json()) as { openapi: string; paths: Record<string, object> }
    expect(doc.openapi).toBe('3.1.0')
    const routes = Object.entries(doc.paths).flatMap(([path, ops]) =>
      Object.keys(ops).map((op) => `${op.toUpperCase()} ${path}`),
    )
    for (const route of [
      'GET /search',
      'GET /issues',
      'GET /issues/{id}',
      'PATCH /issues/{id}',
      'POST /issues/{id}/merge',
      'POST /issues/{id}/split',
      'GET /posts/{id}',
      'GET /review',
      'POST /review/{id}',
      'POST /import',
      'GET /cases',
      'POST /cases',
      'PATCH /cases/{id}',
      'GET /stats',
      'GET /sources',
      'GET /feed',
      'GET /events',
      'GET /feeds/hot.atom',
      'GET /feeds/hot.json',
    ])
      expect(routes).toContain(route.replace(' /', ' /api/v1/'))
  })

  it('tells health, readiness and figures', async () => {
    expect(await (await at('/healthz')).json()).toMatchObject({ status: 'ok' })
    expect((await at('/readyz')).status).toBe(200)
    await at('/api/v1/posts/someid')
    const text = await (await at('/metrics')).text()
    expect(text).toMatch(/lanting_posts\{disposition="kept"\} \d+/)
    expect(text).toMatch(/lanting_delivered_total\{outcome="fresh"\} \d+/)
    expect(text).toContain('route="/api/v1/posts/:id"')
    for (const line of [
      'lanting_posts_ungrouped',
      'lanting_pushes{state="dead"}',
      'lanting_mails_unsent{state="failed"}',
    ])
      expect(text).toMatch(new RegExp(`^${line.replace(/[{}]/g, '\\$&')} \\d+$`, 'm'))
    await city.records.meta.acquire('deliver', 'a', 30_000, await city.records.meta.wall())
    expect(await (await at('/metrics')).text()).toMatch(/^lanting_lease_seconds\{lease="deliver"\} (29|30)/m)
    expect(text).not.toContain('someid')
  })

  it('tells an unexpected failure without its text, and logs it', async () => {
    const logged: string[] = []
    const broken = createApi({
      ...city.deps,
      hot: { ...city.deps.hot, hot: () => Promise.reject(new Error('/secret/path')) },
      search: { ...city.search, lastRev: () => Promise.reject(new AppError('store.io', '/secret/path')) },
      log: (line) => logged.push(line),
    })
    const response = await broken.request('http://localhost/api/v1/issues')
    expect(response.status).toBe(500)
    expect(await response.text()).not.toContain('secret')
    const ready = await broken.request('http://localhost/readyz')
    expect([ready.status, await ready.json()]).toEqual([
      503,
      { status: 'not ready', store: 'search', code: 'store.io' },
    ])
    expect(logged).toHaveLength(2)
    const full = createApi({
      ...city.deps,
      hot: { ...city.deps.hot, hot: () => Promise.reject(new AppError('store.full', '/secret', { retry: 'later' })) },
    })
    const answer = await full.request('http://localhost/api/v1/issues')
    expect([answer.status, (await answer.json()).detail]).toEqual([507, expect.stringContaining('磁盘已满')])
    const posts = { ...city.deps.records.posts, pendingIds: () => Promise.reject(new AppError('store.io', '/secret')) }
    const away = createApi({ ...city.deps, records: { ...city.deps.records, posts } })
    expect((await away.request('http://localhost/readyz')).status).toBe(503)
  })

  it('serves the pages, any path of theirs, and nothing outside', async () => {
    for (const path of ['/', '/search', '/issues/abc']) {
      const page = await at(path)
      expect(await page.text()).toContain('<title>page</title>')
      expect(page.headers.get('content-security-policy')).toContain("default-src 'self'")
    }
    expect((await at('/assets/a-1.js')).headers.get('cache-control')).toContain('immutable')
    expect((await at('/assets/gone.js')).status).toBe(404)
    for (const path of ['/../secret.txt', '/..%2fsecret.txt', '/assets/..%2f..%2f..%2fsecret.txt', '/%00.txt'])
      expect(await (await at(path)).text()).not.toBe('secret')
    const missing = await at('/api/v1/nothing')
    expect(missing.status).toBe(404)
    expect(missing.headers.get('content-type')).toContain('problem+json')
    expect(missing.headers.get('cache-control')).toBe('no-store')
  })

  it('says what to do when the pages are not built', async () => {
    const bare = createApi({ ...city.deps, webDir: join(webDir, 'none') })
    const response = await bare.request('http://localhost/')
    expect(response.status).toBe(503)
    expect(await response.text()).toContain('npm run web')
  })
})

describe('startConsole', () => {
  it('binds a free port, refuses one in use by name, and closes with streams open', async () => {
    const running = await startConsole({ app, host: '127.0.0.1', port: 0 })
    const port = Number(new URL(running.url).port)
    await expect(startConsole({ app, host: '127.0.0.1', port })).rejects.toMatchObject({
      code: 'console.port-in-use',
      message: expect.stringContaining(String(port)),
    })
    const stream = await fetch(`${running.url}api/v1/events`)
    const ended = stream.text().then(
      () => true,
      () => true,
    )
    await running.close()
    expect(await ended).toBe(true)
    await expect(fetch(running.url)).rejects.toThrow()
  })

  it.each(['0.0.0.0', '192.168.1.9', '::', 'example.org'])('refuses to bind %s', async (host) => {
    await expect(startConsole({ app, host, port: 0 })).rejects.toMatchObject({ code: 'console.not-loopback' })
  })
})
