/** One field of one row: css, path, label, const or var, then its transforms. */
import type { Cheerio, CheerioAPI } from 'cheerio'
import { parseJson } from '../model/json.ts'
import { type HtmlNode, nodeText } from './html-text.ts'
import { scalar, valueAt } from './json-path.ts'
import { parseHtml } from './markup.ts'
import type { Pick, Recipe } from './recipe.ts'
import { transform, type Values } from './template.ts'

/** Where a row's values are looked for: its JSON object, or its element (the page's root for a detail). */
export type Scope = { readonly json: unknown } | { readonly $: CheerioAPI; readonly root: Cheerio<HtmlNode> }

const plainLabel = (text: string): string => text.replace(/[\s\u3000:\uFF1A*【】[\]]/g, '')

/**
 * Value beside a label: the next cell or sibling of the smallest element whose whole text is the label, else what follows
 * the label within one element ("信息来源：某局"). Labels move between installs; their text does not.
 */
export function byLabel(scope: { $: CheerioAPI; root: Cheerio<HtmlNode> }, label: string): string | undefined {
  const wanted = plainLabel(label)
  const cells = scope.root.find('td,th,dt,dd,label,span,b,strong,em,p,div,li').toArray()
  for (const cell of cells) {
    const element = scope.$(cell)
    if (element.children().length > 3) continue
    const text = element.text()
    if (text.length > 400 && !text.trimStart().startsWith(label)) continue
    if (plainLabel(text) === wanted) {
      let holder: Cheerio<HtmlNode> = element
      // <td><b>内容：</b></td><td>…</td>: the value is beside the cell, not beside the bold.
      for (let up = 0; up < 3 && holder.next().length === 0; up++) {
        const parent = holder.parent()
        if (plainLabel(parent.text()) !== wanted) break
        holder = parent
      }
      const next = holder.next()[0] ?? holder[0]?.nextSibling
      if (next) return nodeText(next)
    }
  }
  // "发布时间：… 信息来源：某局" in one line: from the line's start to its end, else inside it up to the next space. The
  // smallest element speaks for the label; a wrapper would bring its neighbours along.
  const name = label.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  const lines = cells.filter((cell) => scope.$(cell).children().length <= 3).map((cell) => nodeText(cell))
  for (const form of [`^${name}\\s*[:\\uFF1A]\\s*(.+)$`, `${name}\\s*[:\\uFF1A]\\s*(\\S+)`]) {
    const held = lines.filter((line) => new RegExp(form, 's').test(line)).sort((a, b) => a.length - b.length)[0]
    if (held !== undefined) return new RegExp(form, 's').exec(held)?.[1]
  }
  // Cells that lost their table in a mangled page are plain text of the page.
  const root = scope.root[0]
  return root && new RegExp(`${name}\\s*[:\\uFF1A]\\s*(\\S+)`).exec(nodeText(root))?.[1]
}

function pickHtml(scope: { $: CheerioAPI; root: Cheerio<HtmlNode> }, pick: Pick): string | undefined {
  if (pick.label !== undefined) return byLabel(scope, pick.label)
  if (pick.css === undefined) return undefined
  const found = pick.css === '' ? scope.root : scope.root.find(pick.css)
  // The row itself may be what the selector names.
  const elements = (found.length > 0 ? found : scope.root.filter(pick.css || '*')).toArray()
  const read = (node: HtmlNode): string | undefined => {
    if (pick.attr !== undefined) {
      const value = scope.$(node).attr(pick.attr)
      if (value === undefined || pick.path === undefined) return value
      return scalar(valueAt(readJson(value), pick.path))
    }
    const { remove } = pick
    return nodeText(node, remove === undefined ? undefined : (x) => x.type === 'tag' && scope.$(x).is(remove))
  }
  if (!pick.all) return elements.map(read).find((x) => x !== undefined && x !== '')
  return elements.map(read).filter(Boolean).join('\n')
}

const readJson = (text: string): unknown => {
  try {
    return parseJson(text)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

const raw = (scope: Scope, pick: Pick, values: Values): string | undefined => {
  if (pick.const !== undefined) return pick.const
  if (pick.var !== undefined) return values[pick.var]
  if ('$' in scope) return pickHtml(scope, pick)
  return pick.path === undefined ? undefined : scalar(valueAt(scope.json, pick.path))
}

/** The fields of `from` that are found in this scope; several picks of a field are alternatives in order. */
export function pickFields(
  recipe: Recipe,
  from: 'list' | 'detail',
  scope: Scope,
  context: { base: string; values: Values },
): Record<string, string> {
  const found: Record<string, string> = {}
  for (const [name, picks] of Object.entries(recipe.fields)) {
    for (const pick of [picks].flat()) {
      if (pick.from !== from) continue
      const values = { ...context.values, ...found }
      const value = transform(raw(scope, pick, values), pick.transforms, { base: context.base, values })
      if (value === undefined) continue
      found[name] = value.trim()
      break
    }
  }
  return found
}

/** Values named by `vars`, read from a seed page (or the first list page). A var without a value takes its default. */
export function readVars(recipe: Recipe, text: string): Record<string, string> {
  const $ = parseHtml(text)
  const values: Record<string, string> = {}
  for (const [name, spec] of Object.entries(recipe.vars)) {
    let value: string | undefined = text
    if (spec.css !== undefined)
      value = spec.attr === undefined ? $(spec.css).first().text() : $(spec.css).first().attr(spec.attr)
    if (spec.regex !== undefined && value !== undefined) {
      const m = new RegExp(spec.regex, 's').exec(value)
      value = m ? (m[1] ?? m[0]) : undefined
    }
    const got = value?.trim() || spec.default
    if (got !== undefined && (spec.css !== undefined || spec.regex !== undefined || spec.default !== undefined))
      values[name] = got
  }
  return values
}
