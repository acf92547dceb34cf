/** jact letter boxes (Hanweb): rows in a script's array, asked for with a POST. */
import { discoverMessages as m } from '../../model/messages/discover.ts'
import { scriptStrings } from '../document.ts'
import { parseHtml } from '../markup.ts'
import { cellFields } from './cells.ts'
import { nativeIdForm } from './native-id.ts'
import type { Shape } from './shape.ts'

const PER_PAGE = 19
const BLOCKS = 3
const NAMES = [
  'datadetailid',
  'dicvalue',
  'mailnumber',
  'querycode',
  'groupid',
  'mailstate',
  'starttime',
  'endtime',
  'keyword',
]

export const jact: Shape = async ({ $, page, now, tell, ask }) => {
  const url = new URL(page.url)
  if (
    !/\/jact\/front\/(?:mailpublist|mailwrite|main)/.test(url.pathname) &&
    !page.text.includes('dataproxy_mailpublist.do')
  )
    return undefined
  const inPage = $('input[name=sysid]').attr('value') ?? /sysid['"]?\s*[:=]\s*['"]?(\d+)/.exec(page.text)?.[1]
  const sysid = inPage ?? url.searchParams.get('sysid') ?? undefined
  if (sysid === undefined) return undefined
  const proxy = (first: string | number, last: string | number): string =>
    `${new URL('/jact/front/dataproxy_mailpublist.do', url).href}?startrecord=${first}&endrecord=${last}&perpage=${PER_PAGE}&groupSize=${BLOCKS}`
  const form = (id: string): Record<string, string> => ({
    sysid: id,
    ...Object.fromEntries(NAMES.map((name) => [name, ''])),
    orderfield: '1',
  })
  const answer = await ask({
    url: proxy(1, PER_PAGE * BLOCKS),
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded; charset=UTF-8' },
    body: new URLSearchParams(form(sysid)).toString(),
  })
  const inner = answer && /dataStore\s*=\s*(\[.*\])/s.exec(answer.text)?.[1]
  const strings = inner === undefined ? undefined : scriptStrings(inner)
  if (!strings || strings.length === 0) return undefined
  const $rows = parseHtml(`<table class="records">${strings.join('\n')}</table>`)
  const rows = $rows('tr')
    .toArray()
    .filter((row) => $rows(row).find('a[href]').length > 0)
  if (rows.length === 0) return undefined
  const hrefs = rows.map((row) => $rows(row).find('a[href]').attr('href') ?? '')
  const regex = nativeIdForm(hrefs)
  return {
    kind: 'letter',
    keys: {
      shape: 'jact-script-array',
      fetch: {
        url: proxy('{{startRecord}}', '{{endRecord}}'),
        method: 'POST',
        form: form(inPage === undefined ? sysid : '{{sysid}}'),
      },
      ...(inPage === undefined
        ? {}
        : { seed: { url: page.url }, vars: { sysid: { regex: `sysid["']?\\s*(?:value=|[:=])\\s*["']?(\\d+)` } } }),
      embedded: { kind: 'scriptArray', regex: 'dataStore\\s*=\\s*(\\[.*\\])' },
      list: { items: { css: 'tr:has(a[href])' } },
      fields: {
        ...(regex === undefined ? {} : { nativeId: { css: 'a', attr: 'href', transforms: [{ regex }] } }),
        url: { css: 'a', attr: 'href', transforms: ['absUrl'] },
        title: { css: 'a' },
        ...cellFields($rows, rows, now),
      },
    },
    ways: [{ pagination: { by: 'record', size: PER_PAGE, blocks: BLOCKS } }],
    notes: { fields: tell(m.checkCells, rows.length) },
    remarks: [],
    details: true,
  }
}
