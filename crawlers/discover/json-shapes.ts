/** Lists that come as JSON: at the address itself, or behind what a page of a known CMS names. */
import type { Say } from '../../model/catalogue.ts'
import { parseJson } from '../../model/json.ts'
import { discoverMessages as m } from '../../model/messages/discover.ts'
import type { Page } from '../document.ts'
import { absoluteUrl } from '../template.ts'
import type { Keys } from './draft.ts'
import { findJsonList, type JsonList } from './json-list.ts'
import { nativeIdForm } from './native-id.ts'
import { waysOn } from './pages.ts'
import type { Proposal, Shape } from './shape.ts'

const jsonFields = (list: JsonList, urls: readonly string[] = []): Keys => {
  const { keys } = list
  const pick = (field: string, ...transforms: unknown[]): Keys =>
    keys[field] === undefined
      ? {}
      : { [field]: { path: keys[field], ...(transforms.length > 0 ? { transforms } : {}) } }
  const regex = keys.nativeId === undefined && keys.url !== undefined ? nativeIdForm(urls) : undefined
  return {
    ...pick('url', 'absUrl'),
    ...pick('nativeId'),
    ...(regex === undefined ? {} : { nativeId: { path: keys.url, transforms: [{ regex }] } }),
    ...pick('title', 'stripHtml'),
    ...pick('postedAt'),
    ...pick('text', 'stripHtml'),
    ...Object.assign(
      {},
      ...['author', 'sourceState', 'givenAppealType', 'addressee', 'channel', 'views'].map((f) => pick(f)),
    ),
    ...pick('answerText', 'stripHtml'),
    ...pick('answerUnit'),
    ...pick('answerAt'),
  }
}

const parsed = (text: string): unknown => {
  try {
    return parseJson(text.replace(/^\uFEFF/, ''))
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

function jsonProposal(list: JsonList, page: Page, tell: Say): Proposal {
  const urls = list.rows.flatMap((row) => absoluteUrl(String(row[list.keys.url ?? ''] ?? ''), page.url) ?? [])
  return {
    kind: list.keys.sourceState === undefined ? 'news' : 'letter',
    keys: {
      shape: 'json-list',
      fetch: { url: page.url },
      envelope: { format: 'json' },
      list: { items: { path: list.path } },
      fields: jsonFields(list, urls),
    },
    ways: waysOn(undefined, '', page.url),
    notes: { fields: tell(m.checkJson, list.rows.length) },
    remarks: [],
    details: list.keys.url !== undefined,
  }
}

export const json: Shape = async ({ page, now, tell }) => {
  const list = findJsonList(parsed(page.text), now)
  return list && jsonProposal(list, page, tell)
}

/** UCAP sites: the column's page names a channel, whose search answers in JSON. */
export const ucap: Shape = async (seen) => {
  const { $, page, tell } = seen
  const inPath = /^(.*\/search\/)[0-9a-f]{32}/.exec(page.url)?.[1]
  const named = $('meta[name=channelid i]').attr('content') ?? /\/search\/([0-9a-f]{32})/.exec(page.url)?.[1]
  if (named === undefined || !/^[0-9a-f]{32}$/.test(named)) return undefined
  const query = '?_isAgg=true&_isJson=true&_pageSize=20&_template=index&page='
  for (const prefix of inPath
    ? [inPath]
    : ['/common/search/', '/search/'].map((path) => new URL(path, page.url).href)) {
    const answer = await seen.ask({ url: `${prefix}${named}${query}1` })
    const list = answer && findJsonList(parsed(answer.text), seen.now)
    if (!answer || !list || list.path !== 'data.results') continue
    const proposal = jsonProposal(list, answer, tell)
    return {
      ...proposal,
      keys: { ...proposal.keys, shape: 'ucap-json', fetch: { url: `${prefix}${named}${query}{{page}}` } },
      ways: [{ pagination: { by: 'page' } }],
    }
  }
  return undefined
}

/** Xinhua's lists: an element names a data source, whose JSON lies beside the page. */
export const dataSource: Shape = async (seen) => {
  const { $, page, tell } = seen
  const holder = $('[data^="datasource:"]').first()
  const id = /^datasource:\s*([0-9a-f]+)/.exec(holder.attr('data') ?? '')?.[1]
  if (id === undefined) return undefined
  for (const url of new Set([new URL(`/ds_${id}.json`, page.url).href, new URL(`ds_${id}.json`, page.url).href])) {
    const answer = await seen.ask({ url })
    const list = answer && findJsonList(parsed(answer.text), seen.now)
    if (!list || !answer) continue
    const proposal = jsonProposal(list, answer, tell)
    return {
      ...proposal,
      keys: {
        ...proposal.keys,
        shape: 'ds-json',
        fetch: { url: url.replace(id, '{{ds}}') },
        seed: { url: page.url },
        vars: { ds: { css: '[data^="datasource:"]', attr: 'data', regex: 'datasource:\\s*([0-9a-f]+)' } },
      },
      ways: [],
    }
  }
  return undefined
}
