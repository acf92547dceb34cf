/** Every page, fragment and XML of a site is parsed here, within bounds: nested tags cost their number times their depth. */
import { type CheerioAPI, load } from 'cheerio'
import { adapter } from 'parse5-htmlparser2-tree-adapter'
import { changedShape } from './outcome.ts'

/** Twice what browsers nest before they flatten the rest (512). The deepest of 128 saved pages has 28. */
const MAX_DEPTH = 1000
/** Elements times their depth, some two seconds' work: 300 times what any of the saved pages has. */
const MAX_WORK = 40_000_000

const tooDeep = (): Error => changedShape(`Tags are nested deeper than ${MAX_DEPTH}, or too many of them nearly so`)

const parse = (text: string, isDocument: boolean): CheerioAPI => {
  let work = 0
  const treeAdapter: typeof adapter = {
    ...adapter,
    onItemPush(element) {
      let depth = 0
      for (let at = element.parent; at && depth <= MAX_DEPTH; at = at.parent) depth++
      work += depth
      if (depth > MAX_DEPTH || work > MAX_WORK) throw tooDeep()
    },
  }
  return load(text, { treeAdapter }, isDocument)
}

/** A page of HTML. Throws `crawl.changed-shape` for one nested so deep that it would hold up everything else. */
export const parseHtml = (text: string): CheerioAPI => parse(text, true)

/** A piece of HTML, without the html, head and body that a page is given. Throws as `parseHtml`. */
export const parseFragment = (text: string): CheerioAPI => parse(text, false)

/** XML as it stands. Throws as `parseHtml`. */
export function parseXml(text: string): CheerioAPI {
  checkDepth(text)
  return load(text, { xml: true })
}

/** What is no element, by how it begins and ends. */
const ASIDE = [
  ['<!--', '-->'],
  ['<![CDATA[', ']]>'],
  ['<?', '?>'],
  ['<!', '>'],
] as const

/**
 * Throws `crawl.changed-shape` for XML nested too deep, before anything parses it. An end tag closes what was left open inside its
 * element, as parsers that forgive have it; one without a beginning closes nothing.
 */
export function checkDepth(xml: string): void {
  const open: string[] = []
  for (let at = xml.indexOf('<'); at >= 0; at = xml.indexOf('<', at)) {
    const aside = ASIDE.find(([begin]) => xml.startsWith(begin, at))
    if (aside) {
      const end = xml.indexOf(aside[1], at + aside[0].length)
      if (end < 0) return
      at = end + aside[1].length
      continue
    }
    const end = tagEnd(xml, at)
    const [, closes, name] = /^<(\/?)([^\s/>]*)/.exec(xml.slice(at, at + 200))!
    if (closes) {
      const begun = open.lastIndexOf(name!)
      if (begun >= 0) open.length = begun
    } else if (name && xml[end - 1] !== '/' && open.push(name) > MAX_DEPTH) throw tooDeep()
    at = Math.max(end, at + 1)
  }
}

/** Where the tag that begins at `at` ends; a `>` inside quotes does not end it. */
function tagEnd(xml: string, at: number): number {
  let quote = ''
  for (let i = at + 1; i < xml.length; i++) {
    const c = xml[i]!
    if (quote) {
      if (c === quote) quote = ''
    } else if (c === '>') return i
    else if ((c === '"' || c === "'") && xml[i - 1] === '=') quote = c
  }
  return xml.length
}
