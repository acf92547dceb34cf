import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkRecipes, standings } from '../../crawlers/check.ts'
import { onByDefault } from '../../crawlers/crawler.ts'
import { checkNeeds, openNeeds } from '../../crawlers/needs.ts'
import { describePlan, planVisit } from '../../crawlers/plan.ts'
import { FIELDS, type Recipe } from '../../crawlers/recipe.ts'
import { loadRecipes, parseRecipe, RECIPE_DIR } from '../../crawlers/recipe-file.ts'
import { replay, savedPages } from '../../crawlers/replay.ts'
import { AppError } from '../../model/error.ts'
import { FETCH_OUTCOMES } from '../../model/words.ts'
import { crawlConfig } from './memory-sources.ts'

const SAMPLES = new URL('../../samples/recipes', import.meta.url).pathname
const recipes = loadRecipes([RECIPE_DIR])
const all = [...recipes, ...loadRecipes([SAMPLES], { origin: 'http://127.0.0.1:9' })]

describe('recipes that come with the program', () => {
  it('all give the expected records from their saved pages', async () => {
    const results = await checkRecipes(all)
    expect(results.filter((r) => !r.ok).map((r) => `${r.id}: ${r.detail}`)).toEqual([])
    expect(standings(results).shapes.length).toBeGreaterThanOrEqual(20)
  })

  it('are off unless a real page or a live visit stands behind them', () => {
    for (const recipe of recipes)
      if (recipe.verified === 'synthetic') expect([recipe.id, onByDefault(recipe)]).toEqual([recipe.id, false])
  })

  it('obey robots.txt, need no login, say how they visit, and their saved pages say that we wrote them', () => {
    for (const recipe of recipes) {
      expect(recipe.legal).toMatchObject({ robots: 'obey', loginRequired: false })
      const plan = planVisit(recipe, { hosts: [], config: crawlConfig([]), now: new Date('2026-01-19T02:00:00Z') })
      // A source whose address is left to the desk says so until it is given.
      if (openNeeds(recipe).length > 0) {
        expect(describePlan(recipe, plan)).toMatch(/^待填 (entry|fid|rsshub)$/)
        continue
      }
      expect(describePlan(recipe, plan)).toMatch(/每 \d+ 分钟/)
      expect(describePlan(recipe, plan, 'en')).toMatch(/every \d+ min/)
    }
    for (const name of readdirSync(RECIPE_DIR)) {
      if (!/\.(html|json)$/.test(name) || name.includes('expected') || name.includes('end')) continue
      const bytes = readFileSync(join(RECIPE_DIR, name))
      const text = new TextDecoder(name.includes('gbk') ? 'gbk' : 'utf-8').decode(bytes)
      expect([name, /合成样例|synthetic|样例/.test(text) || text.length < 400]).toEqual([name, true])
    }
  })

  it('name a changed page instead of giving nothing', async () => {
    for (const recipe of all) {
      if (recipe.fetch.mode === 'file' || !recipe.checks) continue
      const fixed: Recipe = { ...recipe, variables: { ...recipe.variables, ...recipe.checks.variables } }
      const changed = await replay(
        fixed,
        (step) => ({
          url: step.url,
          status: 200,
          contentType: 'text/html',
          text: '<html><body><div>全新改版</div></body></html>',
        }),
        recipe.checks.now,
      )
      expect([recipe.id, changed.result.outcome]).toEqual([recipe.id, 'changed-shape'])
    }
  })

  it('never throw on mangled pages, and every row of them is accounted for', async () => {
    const wanted = all.filter((recipe) => recipe.checks)
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.nat(), fc.nat(80), async (which, at, cut) => {
        const recipe = wanted[which % wanted.length]!
        const fixed: Recipe = { ...recipe, variables: { ...recipe.variables, ...recipe.checks!.variables } }
        const pages = savedPages(fixed)
        const { result, deliveries, failed } = await replay(
          fixed,
          (step) => {
            const page = pages(step)
            if (!page) return undefined
            const where = at % (page.text.length + 1)
            return { ...page, text: page.text.slice(0, where) + page.text.slice(where + cut) }
          },
          recipe.checks!.now,
        )
        expect(result.counts.received).toBe(deliveries.length + failed.length)
      }),
      { numRuns: 150 },
    )
  })
})

describe('recipe files', () => {
  const good = readFileSync(join(RECIPE_DIR, 'toutiao-hot.yaml'), 'utf8')
  const errorOf = (text: string): string => {
    try {
      parseRecipe(text, 'x.yaml')
      return ''
    } catch (error) {
      return error instanceof AppError ? error.message : String(error)
    }
  }

  it('name the line of every problem, all at once', () => {
    const lines = good.split('\n')
    const kind = lines.findIndex((line) => line.startsWith('kind:'))
    const broken = good
      .replace('kind: news', 'kind: novel')
      .replace('  title: { path: Title }', '  titel: { path: Title }')
    const message = errorOf(broken)
    expect(message).toContain(`x.yaml:${kind + 1} kind:`)
    const title = lines.findIndex((line) => line.includes('title: { path: Title }'))
    expect(message).toContain(`x.yaml:${title + 1} fields.titel`)
    expect(errorOf('id: [')).toMatch(/^x\.yaml:1 /)
    expect(errorOf('id: *nothing')).toMatch(/^x\.yaml:1 .*alias/)
    expect(errorOf(good.replace('region:', 'regoin:'))).toMatch(/x\.yaml:\d+ regoin: Unrecognized/)
    expect(errorOf(good.replace(/matches: (['"])/, 'matches: $1('))).toMatch(/not a regular expression/)
  })

  it('take from another recipe what they do not say themselves, pages too', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'lanting-recipes-'))
    const file = join(dir, 'mine.yaml')
    const text = 'extends: lanzhou-column\nid: mine\nname: 样例街道\nverified: live-2026-01-19\n'
    const mine = parseRecipe(text, file)
    const base = recipes.find((r) => r.id === 'lanzhou-column')!
    expect(mine).toMatchObject({ id: 'mine', name: '样例街道', shape: base.shape, fields: base.fields, kind: 'news' })
    expect(await checkRecipes([mine])).toMatchObject([{ id: 'mine', ok: true, records: 3 }])
    const errors = (body: string): string => {
      try {
        parseRecipe(body, file)
        return ''
      } catch (error) {
        return (error as Error).message
      }
    }
    expect(errors('id: mine\nextends: nobody\n')).toMatch(/mine\.yaml:2 extends: no recipe nobody/)
    expect(errors('extends: gov-anning\nid: mine\n')).toMatch(/stands on its own/)
    expect(errors(text.replace('name: 样例街道', 'kind: novel'))).toMatch(/mine\.yaml:3 kind/)
    rmSync(dir, { recursive: true })
  })

  it('name what the desk must fill in, and take it from the config', () => {
    const gov = recipes.find((r) => r.id === 'gov-xigu')!
    expect(() => checkNeeds(gov)).toThrow(/crawl\.values\.gov-xigu\.entry: 栏目列表页的网址/)
    expect(openNeeds(recipes.find((r) => r.id === 'rsshub-liuyan')!).map((n) => n.setting)).toEqual([
      'crawl.rsshub',
      'crawl.values.rsshub-liuyan.fid',
    ])
    expect(openNeeds({ ...gov, variables: { entry: 'https://x.example/col/col1/index.html' } })).toEqual([])
    // Nothing that is left open may stand in an address or a form unnoticed.
    for (const recipe of all) {
      const asked = JSON.stringify([recipe.fetch, recipe.seed, recipe.pagination, recipe.detail])
      const known = /^(page|offset|startRecord|endRecord|size|cursor|url|nativeId|_\w+|origin|value)$/
      for (const [, name] of asked.matchAll(/\{\{\s*(\w+)/g))
        if (!known.test(name!))
          expect([recipe.id, name, name! in recipe.vars || name! in recipe.needs]).toEqual([recipe.id, name, true])
    }
  })

  it('are read from folders, and two of one id are refused', () => {
    const dir = mkdtempSync(join(tmpdir(), 'lanting-recipes-'))
    writeFileSync(join(dir, 'a.yaml'), good)
    expect(loadRecipes([dir])).toHaveLength(1)
    writeFileSync(join(dir, 'b.yaml'), good)
    expect(() => loadRecipes([dir])).toThrow(/toutiao-hot/)
    expect(() => loadRecipes([join(dir, 'none')])).toThrow(AppError)
    rmSync(dir, { recursive: true })
  })
})

// Real answers are for measuring only and are not in the project: this runs where they lie beside it.
const PAGES = new URL('../../../shared/data/pages/', import.meta.url).pathname
const missing = !existsSync(PAGES)
if (missing)
  console.warn('skipped: no ../shared/data/pages beside the project, so recipes were not replayed on real pages')
describe.skipIf(missing)('recipes on real pages', () => {
  const on = async (id: string, file: (url: string) => string | undefined) => {
    const recipe = recipes.find((r) => r.id === id)!
    return replay(
      recipe,
      (step) => {
        const name = file(`${step.url} ${step.body ?? ''}`)
        return name === undefined
          ? undefined
          : { url: step.url, status: 200, contentType: '', text: readFileSync(join(PAGES, name), 'utf8') }
      },
      '2026-04-30T00:00:00Z',
    )
  }

  it('留言板: a record of the old envelope, and six answers of the newer one', async () => {
    const old = await on('liuyan-gansu', (u) =>
      /queryThreadsList.*lastItem=0/.test(u) || u.includes('list?fid')
        ? 'liuyan.people.com.cn/queryThreadsList.record.2021.json'
        : undefined,
    )
    // The real content is cut short, so its detail page is asked for; without one the letter is counted as failed.
    expect(old.result.error).toBeUndefined()
    expect(old.result.found).toBe(1)
    const ids = new Set<string>()
    for (let n = 1; n <= 6; n++) {
      const got = await on('liuyan-api', (u) => (u.includes('lastItem=0') ? `liuyan-api/page${n}.json` : undefined))
      expect([n, got.result.outcome, got.failed.length]).toEqual([n, 'new', 0])
      for (const d of got.deliveries) {
        expect([d.title, d.text, d.postedAt, d.sourceState].every(Boolean)).toBe(true)
        ids.add(d.nativeId!)
      }
    }
    expect(ids.size).toBe(120)
  })

  it('兰州市住建局: six records of a column and an article', async () => {
    const got = await on('zjj-lanzhou', (u) =>
      u.includes('/col/') ? 'lanzhou.gov.cn/zjj_col_list.html' : 'lanzhou.gov.cn/zjj_detail.html',
    )
    expect(got.deliveries).toHaveLength(6)
    expect(got.deliveries.every((d) => d.postedPrecision === 'day' && d.channel === '兰州市住房和城乡建设局')).toBe(
      true,
    )
  })
})

describe('docs/add-a-source.md', () => {
  const text = readFileSync(new URL('../../docs/add-a-source.md', import.meta.url), 'utf8')

  it('shows a recipe that is valid, and names every field and outcome', () => {
    const example = /<!-- recipe -->\n```yaml\n(.*?)```/s.exec(text)?.[1] ?? ''
    expect(parseRecipe(example, 'example.yaml').id).toBe('my-board')
    for (const word of [...FIELDS, ...FETCH_OUTCOMES]) expect([word, text.includes(word)]).toEqual([word, true])
  })
})
