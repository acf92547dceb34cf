/** A list that a script makes: the JSON which that script reads where anybody may read it, else the page as a browser shows it. */
import type { CheerioAPI } from 'cheerio'
import { parseJson } from '../../model/json.ts'
import { discoverMessages as m } from '../../model/messages/discover.ts'
import { valueAt } from '../json-path.ts'
import { parseHtml } from '../markup.ts'
import { absoluteUrl } from '../template.ts'
import type { Rendered } from '../visit.ts'
import { json } from './json-shapes.ts'
import { links } from './page-shapes.ts'
import { classSelector, idSelector, tagSelector } from './selector.ts'
import type { Proposal, Seen } from './shape.ts'
import { textRows } from './text-rows.ts'

export type Render = (url: string, clickMore?: string) => Promise<Rendered>

export interface RenderedProposal {
  readonly proposal: Proposal
  /** False for JSON that needs no browser. */
  readonly inBrowser: boolean
  readonly shown: Rendered
}

/** An address that carries a signature or a passing mark is not ours to ask: we neither forge nor replay. */
const SIGNED = /[?&][^=]*(?:sign|token|nonce|ticket|secret|auth|captcha)[^=]*=/i
/** A list worth the name. */
const LEAST_ROWS = 3
const MORE = /^(?:点击)?(?:加载|查看|显示)?更多(?:留言|内容|信件)?\s*[>»…↓]*$|^load more$/i
const CLICKS = 5

/** Buttons that say "more" and lead nowhere else. */
function moreButtons($: CheerioAPI, url: string): string[] {
  return $('button,a,div,span,p,li')
    .toArray()
    .filter((node) => MORE.test($(node).text().trim()))
    .filter((node) => {
      const href = $(node).attr('href')
      const to = href === undefined ? undefined : absoluteUrl(href, url)
      return to === undefined || to === url
    })
    .flatMap((node) => {
      if (node.type !== 'tag') return []
      const css = idSelector($(node).attr('id')) || `${tagSelector(node.name)}${classSelector($(node).attr('class'))}`
      return /[.#]/.test(css) && $(css).length === 1 ? [css] : []
    })
}

async function behind(seen: Seen, shown: Rendered): Promise<Proposal | undefined> {
  for (const url of shown.json.filter((address) => !SIGNED.test(address)).slice(0, 4)) {
    const page = await seen.ask({ url })
    const proposal = page && (await json({ ...seen, page, $: parseHtml('') }))
    if (!page || !proposal) continue
    const { path } = (proposal.keys.list as { items: { path: string } }).items
    const rows = valueAt(parseJson(page.text), path)
    if (Array.isArray(rows) && rows.length >= LEAST_ROWS)
      return { ...proposal, remarks: [...proposal.remarks, seen.tell(m.jsonBehind, seen.page.url)] }
  }
  return undefined
}

/** Throws AppError `crawl.*` when the page cannot be shown. */
export async function renderedProposal(seen: Seen, render: Render): Promise<RenderedProposal | undefined> {
  const shown = await render(seen.page.url)
  const plain = await behind(seen, shown)
  if (plain) return { proposal: plain, inBrowser: false, shown }
  const inside: Seen = { ...seen, page: shown, $: parseHtml(shown.text) }
  const proposal = (await links(inside)) ?? (await textRows(inside))
  if (!proposal) return undefined
  const css = (proposal.keys.list as { items: { css: string } }).items.css
  const count = (text: string): number => parseHtml(text)(css).length
  const before = count(shown.text)
  let clickMore: string | undefined
  let brought = 0
  for (const button of moreButtons(inside.$, shown.url).slice(0, 2)) {
    brought = count((await render(shown.url, button)).text) - before
    if (brought <= 0) continue
    clickMore = button
    break
  }
  const browser = { waitFor: css, ...(clickMore === undefined ? {} : { clickMore, maxClicks: CLICKS }) }
  return {
    inBrowser: true,
    shown,
    proposal: {
      ...proposal,
      keys: { ...proposal.keys, fetch: { mode: 'browser', url: shown.url, browser } },
      notes: { ...proposal.notes, fetch: seen.tell(m.inBrowser, brought) },
      ways: clickMore === undefined ? proposal.ways : [],
    },
  }
}
