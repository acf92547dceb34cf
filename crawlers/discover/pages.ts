/** How a list goes on: every way that the page itself shows, best first. Each is tried before it is proposed. */
import type { CheerioAPI } from 'cheerio'
import { absoluteUrl } from '../template.ts'

/** `pagination` of a recipe with the vars that it needs. */
export interface Way {
  readonly pagination: Readonly<Record<string, unknown>>
  readonly vars?: Readonly<Record<string, unknown>>
}

const NEXT = ['下一页', '下页', '后一页', 'Next']
const TRS =
  /createPageHTML\(\s*(?:['"][\w-]+['"]\s*,\s*)?(\d+)\s*,\s*\d+\s*,\s*['"]([\w-]+)['"]\s*,\s*['"](s?html?)['"]/
const MAXPAGE = /\b(\w*max_?page\w*|\w*total_?pages?\w*|page_?count)\s*=\s*["']?(\d+)/i

// The braces of a template are not an address's own.
const templateUrl = (path: string, base: string): string | undefined =>
  absoluteUrl(path, base)?.replaceAll('%7B', '{').replaceAll('%7D', '}')

/** A link that says "next". */
function nextLink($: CheerioAPI, url: string): Way[] {
  return NEXT.flatMap((word) => {
    const css = `a:contains("${word}")`
    const href = $(css).first().attr('href')
    const next = href === undefined ? undefined : absoluteUrl(href, url)
    return next === undefined || next === url ? [] : [{ pagination: { by: 'next', css } }]
  })
}

/** Links named 2 and 3 whose addresses differ by that number alone. */
function numberedLinks($: CheerioAPI, url: string): Way[] {
  const hrefs = new Map<number, string>()
  for (const node of $('a[href]').toArray()) {
    const text = $(node).text().trim()
    const href = absoluteUrl($(node).attr('href') ?? '', url)
    if (/^[23]$/.test(text) && href !== undefined && !hrefs.has(Number(text))) hrefs.set(Number(text), href)
  }
  const two = hrefs.get(2)
  if (two === undefined) return []
  const ways: Way[] = []
  // Some count from 0: the link named 2 leads to index_1.
  for (const shown of [2, 1])
    for (const m of [...two.matchAll(new RegExp(`(?<!\\d)0*${shown}(?!\\d)`, 'g'))].reverse()) {
      const width = m[0].length
      const mark = width > 1 ? `{{page|pad:${width}}}` : '{{page}}'
      const template = two.slice(0, m.index) + mark + two.slice(m.index + width)
      const three = template.replace(mark, String(shown + 1).padStart(width, '0'))
      if (hrefs.get(3) === undefined || hrefs.get(3) === three)
        ways.push({ pagination: { by: 'page', start: shown - 1, url: template } })
    }
  return ways
}

/** TRS sites: `createPageHTML(20, 0, "index", "html")` means index.html, index_1.html … index_19.html. */
function trsPages(text: string, url: string): Way[] {
  const m = TRS.exec(text)
  if (!m || Number(m[1]) < 2) return []
  const page = templateUrl(`${m[2]}_{{page}}.${m[3]}`, url)
  return page === undefined ? [] : [{ pagination: { by: 'page', start: 0, url: page } }]
}

/** Pages numbered downwards: a script names the highest number and an address on the page carries it. */
function countDown(text: string, url: string): Way[] {
  const m = MAXPAGE.exec(text)
  const last = m && Number(m[2])
  if (!m || !last || last < 2) return []
  for (const at of text.matchAll(/["'(]([^"'()\s]*?[_-])(\d+)(\.s?html?)["')]/g)) {
    const [, before, digits, after] = at
    if (Number(digits) !== last && Number(digits) !== last - 1) continue
    const address = templateUrl(`${before}{{page|pad:${digits!.length}}}${after}`, url)
    if (address === undefined) continue
    return [
      {
        vars: { maxpage: { regex: `${m[1]}\\s*=\\s*["']?(\\d+)` } },
        pagination: { by: 'page', step: -1, start: 1, last: '{{maxpage}}', url: address },
      },
    ]
  }
  return []
}

/** A page number in the query of the address itself. */
function queryPage(url: string): Way[] {
  const at = /([?&](?:page|pageNo|pageNum|pageIndex|p|currentPage|paged)=)(\d+)/i.exec(url)
  if (!at) return []
  return [{ pagination: { by: 'page', start: Number(at[2]), url: url.replace(at[0], `${at[1]}{{page}}`) } }]
}

/** The ways onward that a list page shows, best first. */
export const waysOn = ($: CheerioAPI | undefined, text: string, url: string): Way[] => [
  ...($ ? nextLink($, url) : []),
  ...countDown(text, url),
  ...trsPages(text, url),
  ...($ ? numberedLinks($, url) : []),
  ...queryPage(url),
]
