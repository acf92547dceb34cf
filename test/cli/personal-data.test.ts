import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openApp } from '../../cli/app.ts'
import { openConsole } from '../../cli/console.ts'
import { createContext, type Outside } from '../../cli/context.ts'
import { run } from '../../cli/program.ts'
import { DRESSED, HOMES, NAMES, OTHERS, structured } from '../analyzers/planted.ts'
import { freshFolder } from './program-run.ts'

/** One value of each type in each written form is enough of the seeded ones; the typed ones all go in. */
const PLANTED = [...structured().filter((_, i) => i % 3 === 0), ...NAMES, ...HOMES, ...OTHERS, ...DRESSED]
/** Shorter ones (王, 501) stand in many other things, and a few digits alone in weights and times. */
const VALUES = [...new Set(PLANTED.flatMap((p) => p.gone).filter((v) => v.length >= 4 && !/^\d{4,5}$/.test(v)))]
/** Values that only the crawled page and fields beside the text hold. */
const BESIDE = {
  author: '尉迟红兵 13993107701',
  addressee: '市住建局 13993107702',
  channel: '来电13993107703',
  area: '城关区雁滩路，联系13993107711',
  answerText: '已联系13993107712，正在抢修',
  caseId: '13993107704',
  title: '13993107705',
  body: '13993107706',
  answer: '13993107707',
  unit: '承办人13993107708',
  badRow: '13993107709',
  broken: '13993107710',
  note: '13993107711',
  reason: '13993107712',
  id: '13993107721',
  idCard: '620102198503072315',
  urlName: '尉迟红卫',
  urlPhone: '13993107722',
  path: '13993107723',
  emptyUrl: '13993107724',
  source: '13993107725',
  emptyId: '13993107726',
}
const SECRETS = [
  ...VALUES,
  ...Object.values(BESIDE).map((v) => /\d{11}/.exec(v)?.[0] ?? v),
  '尉迟红兵',
  encodeURIComponent('尉迟红兵'),
  encodeURIComponent(BESIDE.urlName),
]

const PAGES: Readonly<Record<string, string>> = {
  '/robots.txt': 'User-agent: *\nAllow: /\n',
  '/list.html': '<ul class="letters"><li><a href="/1.html">暖气不热</a><span class="date">2026-01-18</span></li></ul>',
  '/1.html': `<div class="t">暖气不热，电话${BESIDE.title}</div><div class="b">城关区雁滩路小区暖气不热，请拨打我的手机${BESIDE.body}。</div>
<div class="a">已经联系来信人${BESIDE.answer}，正在抢修。</div><div class="u">${BESIDE.unit}</div>`,
}
const RECIPE = `id: planted-board
name: 测试留言板
kind: letter
shape: html-list
verified: synthetic
fetch:
  url: URL/list.html
list:
  items: { css: "ul.letters li" }
  container: ul.letters
fields:
  nativeId: { css: a, attr: href, transforms: [{ regex: '(\\d+)\\.html' }] }
  url: { css: a, attr: href, transforms: [absUrl] }
  title: { from: detail, css: .t }
  postedAt: { css: .date }
  text: { from: detail, css: .b }
  answerText: { from: detail, css: .a }
  answerUnit: { from: detail, css: .u }
required: [title, text]
detail: {}
`

describe('personal data on every way out', () => {
  const cwd = freshFolder()
  const texts: string[] = []
  let server: Server
  const lanting = async (...args: string[]): Promise<string> => {
    let out = ''
    const write = (text: string): void => {
      out += text
    }
    const outside: Outside = {
      cwd,
      out: { write },
      err: { write, isTTY: false } as Outside['err'],
      stdin: (async function* () {})(),
      signal: new AbortController().signal,
      verbose: true,
      env: {},
    } as Outside
    const code = await run(args, outside)
    expect(code, `${args.join(' ')}: ${out.slice(-400)}`).toBe(0)
    texts.push(out)
    return out
  }
  const files = (dir: string): string[] =>
    readdirSync(dir, { recursive: true })
      .map((name) => join(dir, String(name)))
      .filter((file) => statSync(file).isFile())

  beforeAll(async () => {
    server = createServer((request, response) => {
      const page = PAGES[request.url ?? '']
      response.writeHead(page === undefined ? 404 : 200, { 'content-type': 'text/html; charset=utf-8' }).end(page)
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    mkdirSync(join(cwd, 'recipes'))
    mkdirSync(join(cwd, 'in'))
    writeFileSync(join(cwd, 'recipes/planted-board.yaml'), RECIPE.replace('URL', url))
    writeFileSync(
      join(cwd, 'lanting.yaml'),
      `dataDir: ./data\nkeysDir: ./keys\nclock: "2026-01-19T12:00:00+08:00"\nconsole:\n  port: 0\ncrawl:\n  recipes: [${join(cwd, 'recipes')}]\n  enabled: [planted-board]\n  allowPrivate: [127.0.0.1]\n`,
    )
    const letterFile = join(cwd, 'in/letters.jsonl')
    const letters = PLANTED.map((p, i) => ({
      id: `n${i}`,
      title: i % 4 === 0 ? p.text.slice(0, 60) : '城关区雁滩路的事',
      text: `兰州市城关区雁滩路：${p.text}。请处理。`,
      author: BESIDE.author,
      postedAt: '2026-01-18 09:00',
      addressee: BESIDE.addressee,
      channel: BESIDE.channel,
      area: BESIDE.area,
      answerText: BESIDE.answerText,
      sourceCaseId: BESIDE.caseId,
      kind: i % 2 === 0 ? 'letter' : 'post',
    }))
    const named = [
      { id: BESIDE.id, url: `https://example.com/u?name=${encodeURIComponent(BESIDE.urlName)}&id=7` },
      { id: `LZ-${BESIDE.idCard}`, url: `https://example.com/u?phone=${BESIDE.urlPhone}` },
      { id: 'path', url: `https://example.com/${BESIDE.path}/${BESIDE.urlName}.html` },
    ].map((row) => ({ ...row, text: '城关区雁滩路停水三天', postedAt: '2026-01-18 09:00' }))
    const refused = [
      { id: 'empty', text: '\u0001', url: `https://example.com/${BESIDE.emptyUrl}` },
      { id: BESIDE.emptyId, text: '\u0001' },
      { id: 'source', text: '停水三天', source: `尉迟红兵${BESIDE.source}` },
      { id: 'form', text: '停水三天', source: '../../x' },
    ]
    writeFileSync(join(cwd, 'in/named.jsonl'), [...named, ...refused].map((row) => `${JSON.stringify(row)}\n`).join(''))
    writeFileSync(
      letterFile,
      `${letters.map((l) => JSON.stringify(l)).join('\n')}\n{"id":"x","phone":"${BESIDE.badRow}"}\n{"text":"${BESIDE.broken}\n`,
    )
    await lanting('import', letterFile, '--source', 'board')
    const first = await lanting('import', join(cwd, 'in/named.jsonl'), '--source', 'named')
    expect(first).toContain('新增 3，修订 0，未变 0，失败 4')
    expect(first).toContain('来源名（source）里有电话')
    expect(first).toContain('来源名（source）应为')
    expect(await lanting('import', join(cwd, 'in/named.jsonl'), '--source', 'named')).toContain(
      '新增 0，修订 0，未变 3，失败 4',
    )
    await lanting('crawl', 'planted-board')
    await lanting('digest', '--dry-run', join(cwd, 'mail'))
    await lanting('export')
    await lanting('hot', '--json')
    await lanting('search', '雁滩路', '--json', '--limit', '200')
    await lanting('screen', letterFile)
    await lanting('backup', join(cwd, 'backup'))
    await lanting('group', letterFile, '--issues', join(cwd, 'issues.jsonl'))
  }, 180_000)
  afterAll(() => void server.close())

  it('nothing of it is in any file, answer or line', async () => {
    const context = createContext({}, {
      cwd,
      out: { write: () => true },
      err: { write: () => true },
      stdin: (async function* () {})(),
      signal: new AbortController().signal,
      env: {},
    } as unknown as Outside)
    const app = await openApp(context, 'append')
    const ids: string[] = []
    for await (const post of app.records.posts.iterate({})) {
      ids.push(post.id)
      texts.push(JSON.stringify(post))
    }
    expect(ids.length).toBe(PLANTED.length + 4)
    const served = await openConsole(context, app, () => undefined)
    try {
      const base = served.url.replace(/\/$/, '')
      const fetched = async (path: string): Promise<string> => {
        const response = await fetch(`${base}${path}`)
        const text = await response.text()
        expect([200], `${path}: ${text.slice(0, 200)}`).toContain(response.status)
        texts.push(text)
        return text
      }
      for (const path of [
        'search?q=&limit=100',
        'issues',
        'review?limit=200',
        'review/quality',
        'cases',
        'stats',
        'sources',
        'feed',
        'feeds/hot.json',
        'feeds/hot.atom',
      ])
        await fetched(`/api/v1/${path}`)
      const { issues } = JSON.parse(await fetched('/api/v1/issues?days=30')) as { issues: { id: string }[] }
      for (const { id } of issues) {
        await fetched(`/api/v1/issues/${id}`)
        const made = await fetch(`${base}/api/v1/cases`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ issueId: id, units: ['市住建局'], note: `请联系${BESIDE.note}` }),
        })
        const text = await made.text()
        const taken = await fetch(`${base}/api/v1/cases/${(JSON.parse(text) as { id: string }).id}`, {
          method: 'PATCH',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ state: '撤回', note: `来信人${BESIDE.reason}说重复了` }),
        })
        expect(taken.status).toBe(200)
        texts.push(text, await taken.text())
      }
      for (const id of ids.slice(0, 400)) await fetched(`/api/v1/posts/${id}`)
      await fetched('/metrics')
      const push = await fetch(`${base}/api/v1/import?source=${BESIDE.source}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '[{"id":"1","text":"停水三天"}]',
      })
      expect(await push.json()).toMatchObject({ status: 400, code: 'api.source' })
    } finally {
      await served.close()
      await app.close()
    }
    const found = new Map<string, string[]>()
    const look = (where: string, text: string): void => {
      for (const secret of SECRETS) if (text.includes(secret)) found.set(where, [...(found.get(where) ?? []), secret])
    }
    for (const file of files(cwd).filter((f) => !f.startsWith(join(cwd, 'in'))))
      look(file.slice(cwd.length), readFileSync(file, 'utf8'))
    for (const text of texts) look(text.slice(0, 60), text)
    expect(Object.fromEntries([...found].map(([where, list]) => [where, [...new Set(list)].slice(0, 8)]))).toEqual({})
  }, 120_000)
})
