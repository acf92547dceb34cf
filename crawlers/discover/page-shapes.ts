/** Lists that stand in the page: as records of Hanweb, inside a comment, or as plain links. */
import type { Say } from '../../model/catalogue.ts'
import { discoverMessages as m } from '../../model/messages/discover.ts'
import { parseHtml } from '../markup.ts'
import { cellFields } from './cells.ts'
import type { Keys } from './draft.ts'
import { findLists, type LinkList } from './link-list.ts'
import { nativeIdForm } from './native-id.ts'
import { type Way, waysOn } from './pages.ts'
import { tagSelector } from './selector.ts'
import type { Shape } from './shape.ts'

const idPick = (css: string, urls: readonly string[]): Keys => {
  const regex = nativeIdForm(urls)
  return regex === undefined ? {} : { nativeId: { css, attr: 'href', transforms: [{ regex }] } }
}

const listFields = (list: LinkList): Keys => ({
  ...idPick(
    list.link.css,
    list.rows.map((row) => row.url),
  ),
  url: { css: list.link.css, attr: 'href', transforms: ['absUrl'] },
  title: { ...list.title },
  ...(list.date ? { postedAt: { ...list.date } } : {}),
})

const listNotes = (list: LinkList, tell: Say): Record<string, string> => ({
  list: tell(m.checkList, list.rows.length, list.rows[0]?.title.slice(0, 30) ?? ''),
  ...(list.date ? {} : { fields: tell(m.noListDate) }),
})

const varOf = (name: string): Keys => ({ regex: `${name}['"]?\\s*[:=]\\s*['"]?([\\w-]+)` })
const JPAGE = ['webid', 'unitid', 'columnid'] as const

/** Hanweb columns: rows as CDATA records inside the page, further ones by a POST whose parameters the page names. */
export const cdata: Shape = async ({ page, now, tell }) => {
  const records = [...page.text.matchAll(/<record[^>]*>\s*<!\[CDATA\[(.*?)\]\]>\s*<\/record>/gs)]
  if (records.length === 0) return undefined
  const $ = parseHtml(
    `<div class="records">${records.map((r) => `<div class="record">${r[1]}</div>`).join('\n')}</div>`,
  )
  const list = findLists($, page.url, now)[0]
  if (!list) return undefined
  const size = Number(/perPage['"]?\s*[:=]\s*['"]?(\d+)/i.exec(page.text)?.[1] ?? records.length)
  const proxy =
    /['"]([^'"\s]*\/module\/web\/jpage\/dataproxy\.jsp)/.exec(page.text)?.[1] ?? '/module/web/jpage/dataproxy.jsp'
  const known = JPAGE.filter((name) => new RegExp(`${name}['"]?\\s*[:=]\\s*['"]?[\\w-]+`).test(page.text))
  const way: Way = {
    vars: Object.fromEntries(known.map((name) => [name, varOf(name)])),
    pagination: {
      by: 'record',
      size,
      method: 'POST',
      url: `${new URL(proxy, page.url).href}?startrecord={{startRecord}}&endrecord={{endRecord}}&perpage={{size}}`,
      form: {
        col: 1,
        appid: 1,
        webid: '{{webid}}',
        path: '/',
        columnid: '{{columnid}}',
        sourceContentType: 1,
        unitid: '{{unitid}}',
        webname: '',
        permissiontype: 0,
      },
    },
  }
  return {
    kind: 'news',
    keys: {
      shape: 'hanweb-column',
      fetch: { url: page.url },
      embedded: { kind: 'cdataRecords' },
      list: { items: { css: list.items } },
      fields: listFields(list),
    },
    ways: known.length === JPAGE.length ? [way] : [],
    notes: listNotes(list, tell),
    remarks: [],
    details: true,
  }
}

/** Rows that a script keeps away from robots by putting them inside a comment. */
export const comment: Shape = async ({ $, page, now, tell }) => {
  const open = findLists($, page.url, now)[0]?.score ?? 0
  for (const node of $('*').contents().toArray()) {
    if (node.type !== 'comment' || !/<a\s/i.test(node.data)) continue
    const list = findLists(parseHtml(`<div class="comment">${node.data}</div>`), page.url, now)[0]
    const holder = node.parent && 'attribs' in node.parent ? node.parent : undefined
    if (!list || !holder || list.score <= open || /["\\]/.test(holder.attribs.id ?? '')) continue
    const tag = tagSelector(holder.name)
    const css = holder.attribs.id ? `${tag}[id="${holder.attribs.id}"]` : tag
    return {
      kind: 'news',
      keys: {
        shape: 'html-comment',
        fetch: { url: page.url },
        embedded: { kind: 'htmlComment', css },
        list: { items: { css: list.items }, ...(list.container ? { container: list.container } : {}) },
        fields: listFields(list),
      },
      ways: waysOn($, page.text, page.url),
      notes: listNotes(list, tell),
      remarks: [],
      details: true,
    }
  }
  return undefined
}

/** Below it a list is a menu: a few links of a word or two. */
const LEAST_SCORE = 1.5

/** An ordinary list of links, with dates where the page shows them. */
export const links: Shape = async ({ $, page, now, tell }) => {
  const lists = findLists($, page.url, now)
  const list = lists[0]
  if (!list || list.score < LEAST_SCORE) return undefined
  const urls = new Set(list.rows.map((row) => row.url))
  const others = lists.filter((x) => x.score > 8 && !x.rows.some((row) => urls.has(row.url))).slice(0, 5)
  const rows = $(list.items)
    .toArray()
    .filter((row) => $(row).find('a[href]').length > 0)
  const cells = rows.every((row) => row.type === 'tag' && row.name === 'tr') ? cellFields($, rows, now) : {}
  return {
    kind: cells.sourceState === undefined ? 'news' : 'letter',
    keys: {
      shape: list.date ? 'html-list' : 'link-list',
      fetch: { url: page.url },
      list: { items: { css: list.items }, ...(list.container ? { container: list.container } : {}) },
      fields: { ...cells, ...listFields(list) },
    },
    ways: waysOn($, page.text, page.url),
    notes: listNotes(list, tell),
    remarks:
      others.length === 0
        ? []
        : [
            tell(
              m.otherLists,
              others.map((x) => `${x.items}  ${x.rows[0]?.title.slice(0, 20)}`),
            ),
          ],
    details: true,
  }
}
