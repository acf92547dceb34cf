import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { run } from '../../cli/program.ts'
import { parseRecipe } from '../../crawlers/recipe-file.ts'

let cwd: string
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'lanting-sources-'))
})
afterEach(() => rmSync(cwd, { recursive: true }))

async function lanting(...argv: string[]): Promise<{ exit: number; out: string; err: string }> {
  let out = ''
  let err = ''
  const exit = await run(argv, {
    cwd,
    env: {},
    out: { write: (text) => (out += text), columns: 80 },
    err: { write: (text) => (err += text) },
    stdin: (async function* () {})(),
    signal: new AbortController().signal,
  })
  return { exit, out, err }
}

describe('sources discover', () => {
  it('prints a recipe that can be saved, and the records it gives now apart from it', async () => {
    const { exit, out, err } = await lanting('sources', 'discover', '/col/col1001/index.html')
    expect([exit, parseRecipe(out, 'x.yaml').shape]).toEqual([0, 'hanweb-column'])
    expect(err).toMatch(/列表共 15 条，试读 5 条/)
    expect(err.split('\n').filter((line) => /^2026-01-\d\d/.test(line))).toHaveLength(5)
    // Nothing is stored, and nobody is named.
    expect(readdirSync(cwd)).toEqual([])
    const json = await lanting('sources', 'discover', '/jact/front/mailpublist.do?sysid=8', '--json')
    const { recipe, records } = JSON.parse(json.out) as { recipe: string; records: object[] }
    expect([json.exit, parseRecipe(recipe, 'x.yaml').kind, records.length]).toEqual([0, 'letter', 5])
    expect(json.out).not.toContain('"author":')
  })

  it('says what is wrong with an address, and what a page lacks', async () => {
    expect(await lanting('sources', 'discover', 'www.example.gov.cn')).toMatchObject({ exit: 2 })
    const bare = await lanting('sources', 'discover', '/')
    expect([bare.exit, bare.out]).toEqual([1, ''])
    expect(bare.err).toContain('没有找到可用的列表')
    const closed = await lanting('sources', 'discover', '/admin/x')
    expect([closed.exit, closed.err.includes('robots.txt')]).toEqual([1, true])
  })
})

describe('OPML', () => {
  it('becomes recipe files once, never overwriting, and comes out again', async () => {
    writeFileSync(join(cwd, 'lanting.yaml'), 'crawl: { recipes: [] }\n')
    const opml =
      '<opml version="2.0"><body><outline text="样例论坛" xmlUrl="https://forum.example/rss.xml"/></body></opml>'
    writeFileSync(join(cwd, 'feeds.opml'), opml)
    const first = await lanting('sources', 'import-opml', 'feeds.opml')
    expect([first.exit, first.out]).toEqual([0, 'forum-example\t样例论坛\thttps://forum.example/rss.xml\n'])
    expect(first.err).toContain('写入 1 个')
    const file = join(cwd, 'recipes/forum-example.yaml')
    expect((await lanting('sources', 'import-opml', 'feeds.opml')).err).toContain('已有且相同 1 个')
    writeFileSync(file, readFileSync(file, 'utf8').replace('kind: news', 'kind: post'))
    expect((await lanting('sources', 'import-opml', 'feeds.opml')).err).toContain('未覆盖 1 个')
    expect(readFileSync(file, 'utf8')).toContain('kind: post')
    writeFileSync(join(cwd, 'lanting.yaml'), 'crawl: { recipes: [./recipes], enabled: [forum-example] }\n')
    expect((await lanting('sources', 'export-opml')).out).toContain('xmlUrl="https://forum.example/rss.xml"')
    expect(await lanting('sources', 'check', 'forum-example')).toMatchObject({ exit: 0 })
    expect(await lanting('sources', 'import-opml', 'none.opml')).toMatchObject({ exit: 2 })
  })
})

describe('a source that leaves something to the desk', () => {
  it('says what to write, takes it from crawl.values, and an id nobody knows is an error', async () => {
    writeFileSync(join(cwd, 'lanting.yaml'), 'crawl: { enabled: [gov-xigu] }\n')
    expect((await lanting('sources', 'list')).out).toMatch(/gov-xigu .*待填 entry/)
    const open = await lanting('sources', 'try', 'gov-xigu')
    expect([open.exit, open.err]).toEqual([1, expect.stringContaining('crawl.values.gov-xigu.entry: 栏目列表页的网址')])
    const entry = 'crawl: { values: { gov-xigu: { entry: "https://x.example/col/col1/index.html" } } }\n'
    writeFileSync(join(cwd, 'lanting.yaml'), entry)
    expect((await lanting('sources', 'list')).out).toMatch(/gov-xigu .*每 240 分钟/)
    writeFileSync(join(cwd, 'lanting.yaml'), entry.replace('xigu', 'xiguu'))
    expect(await lanting('sources', 'list')).toMatchObject({ exit: 2, err: expect.stringContaining('gov-xiguu') })
  })

  it('names the line of every id that no source has, and the one that was probably meant', async () => {
    const text = 'console: { port: 0 }\ncrawl:\n  enabled:\n    - gov-xigu\n    - gansu-foo\n  disabled: [zjj-lanzou]\n'
    writeFileSync(join(cwd, 'lanting.yaml'), text)
    for (const command of [['sources', 'list'], ['crawl'], ['run']]) {
      const { exit, err } = await lanting(...command)
      expect([exit, err.includes('config.invalid')], command.join(' ')).toEqual([2, true])
      expect(err).toMatch(/lanting\.yaml:5 {2}crawl\.enabled\.1 {2}没有来源 gansu-foo；/)
      expect(err).toMatch(/lanting\.yaml:6 {2}crawl\.disabled\.0 {2}没有来源 zjj-lanzou，是不是 zjj-lanzhou；/)
    }
    expect((await lanting('sources', 'list')).out).toMatch(/zjj-lanzhou .*启用/)
    expect(await lanting('doctor')).toMatchObject({ exit: 1, out: expect.stringContaining('zjj-lanzou') })
  })
})

it('sources check counts the standings apart and names the shapes', async () => {
  const { exit, err } = await lanting('sources', 'check')
  expect([exit, err]).toEqual([0, expect.stringMatching(/依据：真实页面 \d+，合成页面 \d+，线上 0\n形态：/)])
})
