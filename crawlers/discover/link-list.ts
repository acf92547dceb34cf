/**
 * Lists of links on a page nobody has written a recipe for: elements of one form that each hold a link, with the date beside
 * it where there is one. Selectors are taken from the page and tried on it; none is guessed.
 */
import type { CheerioAPI } from 'cheerio'
import { readDate } from '../date.ts'
import type { HtmlNode } from '../html-text.ts'
import { nodeText } from '../html-text.ts'
import { absoluteUrl } from '../template.ts'
import { containerOf, formOf, selectorOf } from './row-selector.ts'
import { classSelector, tagSelector } from './selector.ts'

/** Where a value stands within a row, in the words of a recipe's pick. */
export interface Spot {
  readonly css: string
  readonly attr?: string
  readonly remove?: string
}

export interface LinkList {
  /** Selector of the rows, tried on the page: it matches these rows and no others. */
  readonly items: string
  /** Selector of what holds them, which stands there when the list is empty; absent where nothing names it. */
  readonly container: string | undefined
  readonly link: Spot
  readonly title: Spot
  readonly date: Spot | undefined
  readonly rows: readonly { readonly url: string; readonly title: string; readonly date: string | undefined }[]
  /** More is better: links, times long titles and dates. */
  readonly score: number
}

export const LEAST_ROWS = 3
const MOST_LINKS_IN_ROW = 8
const LONGEST_ROW = 1500
/** Groups looked at closely, by how many links of how many words they hold. */
const CLOSELY = 12
/** Rows that show where a date may stand; each place is then tried on all rows. */
const SHOWING = 6
export const ROW_TAGS = 'li,tr,dl,dd,p,div,article,section,a,h2,h3,h4'
export const ASIDE =
  'nav,footer,header,.nav,.footer,.header,#nav,#footer,#header,[class*=menu],[class*=crumb],[class*=breadcrumb]'

/** Texts that lead through a site rather than to a story. */
const LEADING = /^(首页|上一页|下一页|尾页|末页|更多|more|\d+|上页|下页|返回|登录|注册)[>»]*$/i

interface Anchor {
  readonly node: HtmlNode
  readonly url: string
  readonly text: string
}

const shorten = (text: string): string => text.replace(/\s+/g, ' ').trim()
/** A short text that holds a date of day precision at least, as lists print it. */
export const datedText = (text: string, now: Date): boolean => {
  const short = shorten(text)
  if (short.length < 4 || short.length > 40 || !/\d|昨天|前天|刚刚/.test(short)) return false
  const date = readDate(short.replace(/^[[(\uFF08【]+|[\])\uFF09】]+$/g, ''), now)
  return date !== undefined && date.precision !== 'month'
}

const anchorOf = ($: CheerioAPI, node: HtmlNode, base: string): Anchor | undefined => {
  const a = $(node)
  const url = absoluteUrl(a.attr('href') ?? '', base)
  const text = shorten(a.text()) || shorten(a.attr('title') ?? '')
  return url === undefined || LEADING.test(text) ? undefined : { node, url, text }
}

/** The link of a row: the one with the longest text. */
function mainAnchor($: CheerioAPI, row: HtmlNode, base: string): Anchor | undefined {
  const own = $(row).is('a') ? [row] : $(row).find('a[href]').toArray()
  if (own.length > MOST_LINKS_IN_ROW) return undefined
  const anchors = own.flatMap((node) => anchorOf($, node, base) ?? [])
  return anchors.sort((a, b) => b.text.length - a.text.length)[0]
}

const linkSpots = ($: CheerioAPI, row: HtmlNode, node: HtmlNode): string[] => {
  if (row === node) return ['']
  const a = $(node)
  const parent = a.parent()
  const own = classSelector(a.attr('class'))
  const tag = parent[0]?.type === 'tag' ? tagSelector(parent[0].name) : ''
  const nth =
    $(row)
      .find('a')
      .toArray()
      .indexOf(node as never) + 1
  return [
    'a',
    ...(own ? [`a${own}`] : []),
    'a[title]',
    ...(tag && parent[0] !== row ? [`${tag} > a`] : []),
    `a:nth-of-type(${nth})`,
    'a:last-of-type',
  ]
}

/** Where the date stands in one row; never in its link. */
export function dateSpots($: CheerioAPI, row: HtmlNode, link: HtmlNode | undefined, now: Date): Spot[] {
  const spots: Spot[] = []
  for (const node of $(row).find('*').toArray()) {
    if (node.type !== 'tag' || node === link) continue
    const text = $(node).text()
    if (!datedText(text, now)) continue
    const own = classSelector($(node).attr('class'))
    const tag = tagSelector(node.name)
    spots.push(...(own ? [{ css: `${tag}${own}` }] : []), { css: tag }, { css: `${tag}:last-of-type` })
  }
  if (
    row !== link &&
    datedText(
      nodeText(row, (x) => x.type === 'tag' && x.name === 'a'),
      now,
    )
  )
    spots.push({ css: '', remove: 'a' })
  return spots
}

export const readSpot = ($: CheerioAPI, row: HtmlNode, spot: Spot): string => {
  const at = spot.css === '' ? row : $(row).find(spot.css)[0]
  if (!at) return ''
  return spot.attr === undefined
    ? nodeText(at, (x) => spot.remove !== undefined && x.type === 'tag' && $(x).is(spot.remove))
    : ($(at).attr(spot.attr) ?? '')
}

/** Signs of a title, fewer than which is a word of a menu; of a letter (停水, 噪音) where a date stands beside it. */
const TITLE = 4
const DATED_TITLE = 2

const readGroup = ($: CheerioAPI, rows: readonly HtmlNode[], base: string, now: Date): LinkList | undefined =>
  readRows($, rows, base, now, TITLE) ?? readRows($, rows, base, now, DATED_TITLE)

function readRows(
  $: CheerioAPI,
  rows: readonly HtmlNode[],
  base: string,
  now: Date,
  least: number,
): LinkList | undefined {
  const kept: { row: HtmlNode; anchor: Anchor }[] = []
  const urls = new Set<string>()
  for (const row of rows) {
    const anchor = mainAnchor($, row, base)
    if (!anchor || anchor.text.length < least) continue
    urls.add(anchor.url)
    kept.push({ row, anchor })
  }
  const head = kept[0]
  if (!head || urls.size < LEAST_ROWS || kept.length < rows.length * 0.6) return undefined
  const link = linkSpots($, head.row, head.anchor.node).find((css) =>
    kept.every(({ row, anchor }) => (css === '' ? row : $(row).find(css)[0]) === anchor.node),
  )
  const nodes = kept.map((x) => x.row)
  const items = link === undefined ? undefined : selectorOf($, nodes)
  if (link === undefined || items === undefined) return undefined
  const tally = new Map<string, { spot: Spot; n: number }>()
  for (const { row, anchor } of kept.slice(0, SHOWING))
    for (const spot of dateSpots($, row, anchor.node, now)) {
      const key = JSON.stringify(spot)
      if (!tally.has(key))
        tally.set(key, { spot, n: kept.filter((x) => datedText(readSpot($, x.row, spot), now)).length })
    }
  const date = [...tally.values()].filter((x) => x.n >= kept.length * 0.8).sort((a, b) => b.n - a.n)[0]?.spot
  if (least < TITLE && !date) return undefined
  const titled = kept.every(({ anchor }) => {
    const title = shorten($(anchor.node).attr('title') ?? '')
    return title !== '' && title.length >= anchor.text.replace(/…|\.{3}$/, '').length - 1
  })
  const title: Spot = titled ? { css: link, attr: 'title' } : { css: link }
  const read = kept.map(({ row, anchor }) => ({
    url: anchor.url,
    title: shorten(readSpot($, row, title)),
    date: date && shorten(readSpot($, row, date)),
  }))
  const length = read.reduce((sum, x) => sum + x.title.length, 0) / read.length
  const apart = $(head.row).closest(ASIDE).length > 0 ? 0.2 : 1
  // Ten links of a menu are four words each; a story's title is a sentence, and its row bears a date.
  const long = Math.min(1, length / 16) ** (least < TITLE ? 1 : 2)
  const score = read.length * long * (date ? 4 : 1) * apart * ($(head.row).is('li,tr,dl') ? 1.1 : 1)
  return { items, container: containerOf($, nodes), link: { css: link, attr: 'href' }, title, date, rows: read, score }
}

/** The lists of a page, best first. `base` is the page's address. */
export function findLists($: CheerioAPI, base: string, now: Date): LinkList[] {
  const groups = new Map<string, HtmlNode[]>()
  for (const row of $(ROW_TAGS).toArray()) {
    const links = $(row).is('a[href]') ? 1 : $(row).find('a[href]').length
    if (links === 0 || links > MOST_LINKS_IN_ROW || $(row).text().length > LONGEST_ROW) continue
    const form = formOf($, row)
    const group = groups.get(form)
    if (group) group.push(row)
    else groups.set(form, [row])
  }
  const words = (rows: readonly HtmlNode[]): number =>
    rows.reduce((sum, row) => sum + Math.min(60, $(row).text().length), 0)
  const lists = [...groups.values()]
    .filter((rows) => rows.length >= LEAST_ROWS)
    .map((rows) => ({ rows, words: words(rows) }))
    .sort((a, b) => b.words - a.words)
    .slice(0, CLOSELY)
    .flatMap(({ rows }) => readGroup($, rows, base, now) ?? [])
  // The same links found in nested elements: the one with the date wins, then the shorter selector.
  return lists.sort((a, b) => b.score - a.score || a.items.length - b.items.length)
}
