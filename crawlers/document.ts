/** An answer → the JSON or HTML that rows are picked from: refusals told apart, envelope and wrapping taken off. */
import type { CheerioAPI } from 'cheerio'
import { parseJson } from '../model/json.ts'
import { readFeed } from './feed.ts'
import { scalar, valueAt } from './json-path.ts'
import { parseHtml, parseXml } from './markup.ts'
import { blocked, changedShape, fetchFailed } from './outcome.ts'
import type { Recipe, When } from './recipe.ts'
import { looksLikeWall } from './wall.ts'

/** One answer as fetched (or as saved for checks): the body is decoded text. */
export interface Page {
  readonly url: string
  readonly status: number
  readonly contentType: string
  readonly text: string
}

export type Doc = { readonly json: unknown } | { readonly $: CheerioAPI }

/** Refuses answers that are no content: 403/429/432 and walls are blocked, 404 and 5xx failed. */
export function checkStatus(page: Page, backoffOn: readonly number[]): void {
  const { status } = page
  if (backoffOn.includes(status) || [401, 403, 412, 418, 429, 432, 451].includes(status))
    throw blocked(`HTTP ${status} from ${page.url}`)
  if (status >= 500) {
    if (looksLikeWall(page.text)) throw blocked(`HTTP ${status} with a challenge page from ${page.url}`)
    throw fetchFailed('http', `HTTP ${status} from ${page.url}`)
  }
  if (status >= 400) throw fetchFailed('gone', `HTTP ${status} from ${page.url}`, 'never')
}

const holds = (when: When, json: unknown, text: string): boolean => {
  if (when.matches !== undefined && new RegExp(when.matches, 's').test(text)) return true
  if (when.path === undefined || json === undefined) return false
  const value = valueAt(json, when.path)
  return when.equals?.some((x) => x === value) ?? false
}

/** Parses JSON; a page where JSON should be is blocked when it is a wall, else a changed shape. */
export function answerJson(text: string, url: string): unknown {
  try {
    return parseJson(text.replace(/^\uFEFF/, ''))
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    if (looksLikeWall(text)) throw blocked(`A challenge or login page instead of JSON from ${url}`)
    throw changedShape(`Not JSON from ${url}: begins with ${JSON.stringify(text.slice(0, 40))}`)
  }
}

/** Opens a list answer by the recipe's envelope and embedding. Throws `crawl.blocked` or `crawl.changed-shape`. */
export function openList(recipe: Recipe, page: Page): Doc {
  const { format, unwrap, ok, blocked: walls } = recipe.envelope
  let text = page.text
  if (format !== 'json' && format !== 'jsonp')
    for (const wall of walls) if (holds(wall, undefined, text)) throw blocked(`The answer of ${page.url} is a refusal`)
  if (unwrap !== undefined || format === 'jsonp') {
    const inner = new RegExp(unwrap ?? String.raw`^[^(]*\((.*)\)[\s;]*$`, 's').exec(text)?.[1]
    if (inner === undefined) {
      if (looksLikeWall(text)) throw blocked(`A challenge or login page from ${page.url}`)
      throw changedShape(`The wrapping of the answer of ${page.url} is not as the recipe says`)
    }
    text = inner
  }
  if (format === 'json' || format === 'jsonp') {
    const json = answerJson(text, page.url)
    for (const wall of walls) if (holds(wall, json, text)) throw blocked(`The answer of ${page.url} is a refusal`)
    if (ok && !holds(ok, json, text))
      throw changedShape(`${page.url} answers with ${ok.path} = ${scalar(valueAt(json, ok.path ?? '')) ?? 'nothing'}`)
    return { json }
  }
  if (format === 'feed') return { json: { items: readFeed(text, page.url) } }
  if (recipe.embedded) return openEmbedded(recipe, text, page.url)
  return { $: format === 'xml' ? parseXml(text) : parseHtml(text) }
}

function openEmbedded(recipe: Recipe, text: string, url: string): Doc {
  const embedded = recipe.embedded!
  const missing = (): never => {
    if (looksLikeWall(text)) throw blocked(`A challenge or login page from ${url}`)
    throw changedShape(`No ${embedded.kind} on ${url}`)
  }
  if (embedded.kind === 'cdataRecords') {
    if (!/<record[\s>]|<recordset|<datastore/i.test(text)) missing()
    const rows = [...text.matchAll(/<record[^>]*>\s*<!\[CDATA\[(.*?)\]\]>\s*<\/record>/gs)]
    return {
      $: parseHtml(`<div class="records">${rows.map((m) => `<div class="record">${m[1]}</div>`).join('\n')}</div>`),
    }
  }
  if (embedded.kind === 'htmlComment') {
    const holder = parseHtml(text)(embedded.css ?? 'body')
      .contents()
      .toArray()
      .find((node) => node.type === 'comment')
    return holder && 'data' in holder ? { $: parseHtml(`<div class="comment">${holder.data}</div>`) } : missing()
  }
  const inner = new RegExp(embedded.regex ?? String.raw`dataStore\s*=\s*(\[.*\])`, 's').exec(text)?.[1]
  if (inner === undefined) return missing()
  if (embedded.kind === 'jsonInScript') return { json: answerJson(inner, url) }
  const rows = scriptStrings(inner)
  if (!rows) throw changedShape(`The array in the script of ${url} cannot be read`)
  return { $: parseHtml(`<table class="records">${rows.join('\n')}</table>`) }
}

/** The strings of a script's array literal, in double or single quotes. Read, never run. */
export function scriptStrings(source: string): string[] | undefined {
  const rows: string[] = []
  const token = /\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)')\s*(,|\])/gsy
  const start = source.indexOf('[')
  if (start < 0) return undefined
  if (/^\[\s*\]/.test(source.slice(start))) return rows
  token.lastIndex = start + 1
  for (;;) {
    const m = token.exec(source)
    if (!m) return undefined
    const raw = m[1] ?? m[2] ?? ''
    rows.push(
      raw.replace(/\\(u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|.)/gs, (_, e: string) =>
        e.length > 1 ? String.fromCharCode(Number.parseInt(e.slice(1), 16)) : ({ n: '\n', r: '\r', t: '\t' }[e] ?? e),
      ),
    )
    if (m[3] === ']' || /^\s*\]/.test(source.slice(token.lastIndex))) return rows
  }
}
