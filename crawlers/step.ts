/** The requests a recipe makes: the first page, the next one, the detail of a row. Pure; nothing is fetched here. */
import type { Doc } from './document.ts'
import { scalar, valueAt } from './json-path.ts'
import { parseHtml } from './markup.ts'
import type { Recipe, WebFetch } from './recipe.ts'
import { absoluteUrl, fill, type Values } from './template.ts'

export interface Row {
  /** nativeId, else URL: what tells two rows of a source apart. */
  readonly key: string
  readonly values: Readonly<Record<string, string>>
  /** State word beside the row on its list, before the detail says otherwise. */
  readonly listState?: string | undefined
  /** Text parts read so far of a letter over several pages. */
  readonly parts?: readonly string[] | undefined
}

export interface Step {
  readonly kind: 'warmup' | 'seed' | 'list' | 'detail'
  readonly url: string
  readonly method: 'GET' | 'POST'
  readonly body?: string | undefined
  readonly headers: Readonly<Record<string, string>>
  /** Page of the list, or part of the article. */
  readonly page: number
  /** How many list pages were read before this one. */
  readonly turn: number
  readonly vars: Values
  readonly row?: Row | undefined
}

type Asked = {
  method?: 'GET' | 'POST' | undefined
  url?: string | undefined
  form?: Record<string, string> | undefined
  json?: Record<string, unknown> | undefined
}

export const webFetch = (recipe: Recipe): WebFetch => recipe.fetch as WebFetch

function request(
  recipe: Recipe,
  asked: Asked,
  values: Values,
  rest: Omit<Step, 'url' | 'method' | 'body' | 'headers'>,
): Step {
  const fetch = webFetch(recipe)
  const headers = Object.fromEntries(Object.entries(fetch.headers).map(([k, v]) => [k.toLowerCase(), fill(v, values)]))
  const form =
    asked.form && new URLSearchParams(Object.entries(asked.form).map(([k, v]) => [k, fill(v, values)])).toString()
  const json = asked.json && fill(JSON.stringify(asked.json), values)
  if (form !== undefined) headers['content-type'] = 'application/x-www-form-urlencoded; charset=UTF-8'
  else if (json !== undefined) headers['content-type'] = 'application/json'
  const body = form ?? json
  return {
    ...rest,
    url: fill(asked.url ?? fetch.url, values),
    method: asked.method ?? 'GET',
    headers,
    ...(body === undefined ? {} : { body }),
  }
}

/** Paging values of the n-th page: page, offset (rows before it), first and last record (from 1), size. */
function paging(recipe: Recipe, page: number, turn: number, cursor: string): Record<string, string> {
  const p = recipe.pagination
  const size = p?.size ?? 0
  const span = size * (p?.blocks ?? 1)
  return {
    page: String(page),
    offset: String(turn * span),
    startRecord: String(turn * span + 1),
    endRecord: String((turn + 1) * span),
    size: String(size),
    cursor,
  }
}

const baseValues = (recipe: Recipe): Values => ({ ...recipe.variables })

/** The first request: a warm-up, the seed page of the vars, or the first list page. */
export function firstStep(recipe: Recipe): Step {
  const fetch = webFetch(recipe)
  const values = baseValues(recipe)
  if (fetch.warmup !== undefined)
    return request(recipe, { url: fetch.warmup }, values, { kind: 'warmup', page: 0, turn: 0, vars: {} })
  if (recipe.seed)
    return request(recipe, { url: recipe.seed.url }, values, { kind: 'seed', page: 0, turn: 0, vars: {} })
  return listStep(recipe, {})
}

export function afterWarmup(recipe: Recipe): Step {
  return recipe.seed
    ? request(recipe, { url: recipe.seed.url }, baseValues(recipe), { kind: 'seed', page: 0, turn: 0, vars: {} })
    : listStep(recipe, {})
}

const lastPage = (recipe: Recipe, values: Values): number => Number(fill(recipe.pagination?.last ?? '', values))

/** The first list page, once the vars are known. */
export function listStep(recipe: Recipe, vars: Values): Step {
  const p = recipe.pagination
  const start = p?.start ?? 1
  const values = { ...baseValues(recipe), ...vars }
  const page = p && p.step < 0 && recipe.seed ? lastPage(recipe, values) : start
  return request(
    recipe,
    webFetch(recipe),
    { ...values, ...paging(recipe, page, 0, '0') },
    { kind: 'list', page, turn: 0, vars },
  )
}

/** The list page after this one, or undefined when the answer or the recipe says that it was the last. */
export function nextListStep(
  recipe: Recipe,
  step: Step,
  doc: Doc,
  rows: readonly Row[],
  base: string,
): Step | undefined {
  const next = followingStep(recipe, step, doc, rows, base)
  // Beside the page it stands on: a recipe shared by many hosts cannot name them.
  return next && { ...next, url: URL.parse(next.url, base)?.href ?? next.url }
}

function followingStep(recipe: Recipe, step: Step, doc: Doc, rows: readonly Row[], base: string): Step | undefined {
  const p = recipe.pagination
  const turn = step.turn + 1
  if (!p || turn >= recipe.stop.maxPages) return undefined
  const values = { ...baseValues(recipe), ...step.vars }
  const rest = { kind: 'list' as const, turn, vars: step.vars }
  const asked: Asked = {
    method: p.method ?? webFetch(recipe).method,
    url: p.url,
    form: p.form ?? webFetch(recipe).form,
    json: p.json ?? webFetch(recipe).json,
  }
  if (p.by === 'next') {
    const href =
      '$' in doc
        ? doc
            .$(p.css ?? 'a.next')
            .first()
            .attr('href')
        : scalar(valueAt(doc.json, p.path ?? 'next'))
    const url = href === undefined ? undefined : absoluteUrl(href, base)
    if (url === undefined || url === step.url) return undefined
    const next = request(
      recipe,
      { url: '' },
      { ...values, ...paging(recipe, turn + 1, turn, '0') },
      { ...rest, page: turn + 1 },
    )
    return { ...next, url }
  }
  // Counting down begins where a page says (maxpage): the seed before the list, or the first list page itself.
  const page = p.step < 0 ? lastPage(recipe, values) + p.step * (recipe.seed ? turn : turn - 1) : step.page + p.step
  if (p.by === 'cursor') {
    const cursor =
      p.path !== undefined && 'json' in doc ? scalar(valueAt(doc.json, p.path)) : rows.at(-1)?.values[p.cursor ?? '']
    if (cursor === undefined || cursor === '') return undefined
    return request(recipe, asked, { ...values, ...paging(recipe, page, turn, cursor) }, { ...rest, page })
  }
  if (p.step < 0 ? page < p.start : p.last !== undefined && page > Number(fill(p.last, values))) return undefined
  return request(recipe, asked, { ...values, ...paging(recipe, page, turn, '0') }, { ...rest, page })
}

/** The detail page of a row; undefined when its address cannot be made (no link on that row). */
export function detailStep(recipe: Recipe, row: Row, vars: Values): Step | undefined {
  const detail = recipe.detail
  if (!detail) return undefined
  if (detail.url === '{{url}}' && row.values.url === undefined) return undefined
  const values = { ...baseValues(recipe), ...vars, ...row.values }
  return request(recipe, detail, values, { kind: 'detail', page: 1, turn: 0, vars, row })
}

/** The next part of a letter that runs over several pages. */
export function nextPartStep(recipe: Recipe, step: Step, text: string, row: Row): Step | undefined {
  const detail = recipe.detail
  if (!detail?.nextPage || step.page >= detail.maxParts) return undefined
  const $ = parseHtml(text)
  const href = $(detail.nextPage).first().attr('href')
  const url = href === undefined ? undefined : absoluteUrl(href, step.url)
  return url === undefined || url === step.url ? undefined : { ...step, url, page: step.page + 1, row }
}
