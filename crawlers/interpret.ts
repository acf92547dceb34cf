/** What an answer says, by the recipe: rows of a list, the letter of a row. Pure: the clock is an argument. */
import { answerTime, type Delivery } from '../model/post.ts'
import { KINDS, type Kind } from '../model/words.ts'
import { readArticle } from './article.ts'
import { readDate } from './date.ts'
import { answerJson, type Doc, openList, type Page } from './document.ts'
import { valueAt } from './json-path.ts'
import { parseHtml } from './markup.ts'
import { blocked, changedShape } from './outcome.ts'
import type { Recipe } from './recipe.ts'
import { pickFields, readVars, type Scope } from './select.ts'
import { letterState } from './status.ts'
import type { Row, Step } from './step.ts'
import { absoluteUrl, readCount, type Values } from './template.ts'
import { looksLikeWall } from './wall.ts'

export interface ListPage {
  readonly doc: Doc
  readonly rows: readonly Row[]
  readonly vars: Values
  /** Elements found before filters: 0 with an intact container is an honest "empty". */
  readonly items: number
}

const FEED_FIELDS: Readonly<Record<string, string>> = {
  nativeId: 'id',
  url: 'url',
  title: 'title',
  text: 'text',
  author: 'author',
  postedAt: 'published',
  replies: 'comments',
}

function scopesOf(recipe: Recipe, doc: Doc, page: Page): Scope[] {
  if ('json' in doc) {
    const path =
      recipe.list?.items.path ?? (recipe.envelope.format === 'feed' || recipe.fetch.mode === 'feed' ? 'items' : '')
    const found = valueAt(doc.json, path)
    if (!Array.isArray(found)) {
      if (looksLikeWall(page.text)) throw blocked(`A challenge or login answer from ${page.url}`)
      throw changedShape(`No list at ${path || 'the top'} of ${page.url}`)
    }
    return found.map((json: unknown) => ({ json }))
  }
  const { $ } = doc
  const css = recipe.list?.items.css ?? ''
  const found = $(css).toArray()
  if (found.length === 0 && !isEmpty(recipe, doc, page)) {
    if (looksLikeWall(page.text)) throw blocked(`A challenge or login page instead of the list at ${page.url}`)
    throw changedShape(`Nothing matches ${css} at ${page.url}`)
  }
  return found.map((el) => ({ $, root: $(el) }))
}

// No items is "empty" only with evidence: the container still stands, or the page says so.
function isEmpty(recipe: Recipe, doc: Doc & { $: unknown }, page: Page): boolean {
  if (recipe.embedded?.kind === 'cdataRecords' || recipe.embedded?.kind === 'scriptArray') return true
  const { container, emptyWhen } = recipe.list ?? {}
  if (emptyWhen !== undefined && new RegExp(emptyWhen, 's').test(page.text)) return true
  return container !== undefined && '$' in doc && (doc as Extract<Doc, { $: unknown }>).$(container).length > 0
}

/** Reads one list answer. Throws `crawl.blocked` or `crawl.changed-shape`. */
export function readList(recipe: Recipe, step: Step, page: Page): ListPage {
  const doc = openList(recipe, page)
  const vars = step.turn === 0 && !recipe.seed ? { ...step.vars, ...readVars(recipe, page.text) } : step.vars
  const scopes = scopesOf(recipe, doc, page)
  const context = { base: page.url, values: { ...recipe.variables, ...vars } }
  const rows: Row[] = []
  for (const scope of scopes) {
    const values = pickFields(recipe, 'list', scope, context)
    if (recipe.fetch.mode === 'feed' && 'json' in scope)
      for (const [field, path] of Object.entries(FEED_FIELDS)) {
        const value = valueAt(scope.json, path)
        if (values[field] === undefined && typeof value === 'string') values[field] = value
      }
    if (values.url !== undefined) {
      const url = absoluteUrl(values.url, page.url)
      if (url === undefined) delete values.url
      else values.url = url
    }
    if (!passes(recipe, values)) continue
    const key = values.nativeId ?? values.url
    // A row with neither is no row of this list (a header, an advert) unless the whole list is like that.
    if (key !== undefined) rows.push({ key, values })
  }
  if (scopes.length > 0 && rows.length === 0 && (recipe.list?.filter.length ?? 0) === 0)
    throw changedShape(`${scopes.length} rows at ${page.url}, but none has an id or a link`)
  return { doc, rows, vars, items: scopes.length }
}

const passes = (recipe: Recipe, values: Readonly<Record<string, string>>): boolean =>
  (recipe.list?.filter ?? []).every((f) => new RegExp(f.matches, 's').test(values[f.field] ?? '') !== f.not)

/** The row with what its detail page adds; text of earlier parts stays in front. */
export function readDetail(recipe: Recipe, step: Step, page: Page, now: Date): Row {
  const row = step.row
  if (!row) throw new TypeError('a detail step carries its row')
  const detail = recipe.detail
  const base = page.url
  const values: Values = { ...recipe.variables, ...step.vars, ...row.values }
  let found: Record<string, string>
  if (detail?.envelope === 'json') {
    found = pickFields(recipe, 'detail', { json: answerJson(page.text, page.url) }, { base, values })
  } else {
    const $ = parseHtml(page.text)
    found = pickFields(recipe, 'detail', { $, root: $.root() }, { base, values })
    if (detail?.article) {
      const article = readArticle($, now)
      for (const [field, value] of Object.entries(article.values)) {
        if (value === undefined || found[field] !== undefined) continue
        if (field === 'text' || row.values[field] === undefined) found[field] = value
      }
    }
    if (found.text === undefined && looksLikeWall(page.text))
      throw blocked(`A challenge or login page instead of the letter at ${page.url}`)
  }
  // A line that turns out to hold no date must not cost the list's.
  if (row.values.postedAt !== undefined && found.postedAt !== undefined && !readDate(found.postedAt, now))
    delete found.postedAt
  const parts = [...(row.parts ?? []), ...(found.text === undefined ? [] : [found.text])]
  // Title, date and author stand on the first part.
  const merged = step.page > 1 ? { ...found, ...row.values } : { ...row.values, ...found }
  const text = parts.join('\n')
  const { text: _, ...rest } = merged
  const listState = row.listState ?? row.values.sourceState ?? ''
  return { key: row.key, values: text === '' ? rest : { ...rest, text }, parts, listState }
}

export type Made =
  | { readonly delivery: Delivery; readonly warnings: readonly string[] }
  | { readonly missing: readonly string[] }

const numeric = (value: string | undefined): number | undefined => {
  const digits = value === undefined ? undefined : readCount(value)
  return digits === undefined ? undefined : Number(digits)
}

/** A row as a delivery; `missing` names required fields that are not there. A date that is none is absent, with a warning. */
export function toDelivery(recipe: Recipe, row: Row, now: Date): Made {
  const v = row.values
  const missing = recipe.required.filter((field) => !v[field])
  if (missing.length === 0 && !v.title && !v.text) missing.push('text')
  if (missing.length > 0) return { missing }
  const warnings: string[] = []
  const posted = v.postedAt === undefined ? undefined : readDate(v.postedAt, now)
  if (v.postedAt !== undefined && !posted) warnings.push(`date not understood: ${v.postedAt.slice(0, 40)}`)
  if (v.sourceState !== undefined && letterState(v.sourceState, recipe) === undefined)
    warnings.push(`state not known: ${v.sourceState.slice(0, 20)}`)
  const answerAt = readDate(v.answerAt, now)
  const kind = (KINDS as readonly string[]).includes(v.kind ?? '') ? (v.kind as Kind) : recipe.kind
  return {
    warnings,
    delivery: {
      source: recipe.id,
      nativeId: v.nativeId,
      url: v.url,
      kind,
      title: v.title,
      text: v.text ?? '',
      author: v.author,
      postedAt: posted?.at,
      postedPrecision: posted?.precision,
      likes: numeric(v.likes),
      replies: numeric(v.replies),
      views: numeric(v.views),
      givenAppealType: v.givenAppealType,
      addressee: v.addressee,
      sourceCaseId: v.sourceCaseId,
      sourceState: v.sourceState,
      channel: v.channel,
      answer: v.answerText ? { unit: v.answerUnit, text: v.answerText, ...answerTime(answerAt) } : undefined,
    },
  }
}
