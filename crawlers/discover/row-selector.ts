/** Selectors of the rows of a list, taken from the page and tried on it. */
import type { Cheerio, CheerioAPI } from 'cheerio'
import type { HtmlNode } from '../html-text.ts'
import { classSelector, idSelector, tagSelector } from './selector.ts'

/** What rows of one list have in common: their element and the three around it, with their classes. */
export const formOf = ($: CheerioAPI, row: HtmlNode): string => {
  const parts: string[] = []
  let at: Cheerio<HtmlNode> = $(row)
  for (let depth = 0; depth < 4 && at.length > 0; depth++) {
    const node = at[0]!
    if (node.type !== 'tag') break
    parts.push(`${node.name}${classSelector(at.attr('class'))}`)
    at = at.parent()
  }
  return parts.join('<')
}

const holderName = (at: Cheerio<HtmlNode>): string | undefined => {
  const node = at[0]
  const name = idSelector(at.attr('id')) || classSelector(at.attr('class'))
  if (name === '' || node?.type !== 'tag') return undefined
  return name.startsWith('#') ? name : `${tagSelector(node.name)}${name}`
}

/** The nearest named element that holds all rows and is the only one of its name. */
export function containerOf($: CheerioAPI, rows: readonly HtmlNode[]): string | undefined {
  const last = rows.at(-1)!
  for (let at = $(rows[0]!).parent(); at.length > 0 && !at.is('body,html'); at = at.parent()) {
    const name = $.contains(at[0] as never, last as never) ? holderName(at) : undefined
    if (name !== undefined && $(name).length === 1) return name
  }
  return undefined
}

/** A selector that matches these rows and nothing else on the page. */
export function selectorOf($: CheerioAPI, rows: readonly HtmlNode[]): string | undefined {
  const first = rows[0]!
  if (first.type !== 'tag') return undefined
  const wanted = new Set(rows)
  const own = tagSelector(first.name)
  const shared = classSelector($(first).attr('class'))
  const rowForms = shared !== '' ? [`${own}${shared}`, own] : [own]
  const fits = (css: string): boolean => {
    const found = $(css).toArray()
    // A heading row or an advert of the same form may come along; a second list may not.
    return found.length <= rows.length * 1.2 + 1 && found.filter((x) => wanted.has(x)).length === rows.length
  }
  const path: string[] = []
  for (let at = $(first).parent(); at.length > 0 && !at.is('body,html'); at = at.parent()) {
    const node = at[0]!
    if (node.type !== 'tag') break
    const holder = holderName(at)
    for (const form of holder === undefined ? [] : rowForms) {
      const tight = `${holder} > ${[...path].reverse().concat(form).join(' > ')}`
      const found = [`${holder} ${form}`, tight].find(fits)
      if (found !== undefined) return found
    }
    path.push(tagSelector(node.name))
  }
  return rowForms.find(fits)
}
