/** Where a story's own page holds what, found on two of them: label tables first, then the body that text density finds. */
import type { CheerioAPI } from 'cheerio'
import type { Say } from '../../model/catalogue.ts'
import { discoverMessages as m } from '../../model/messages/discover.ts'
import { readArticle } from '../article.ts'
import { readDate } from '../date.ts'
import type { Page } from '../document.ts'
import { nodeText } from '../html-text.ts'
import { parseHtml } from '../markup.ts'
import { byLabel } from '../select.ts'
import type { Keys } from './draft.ts'
import { classSelector, idSelector, tagSelector } from './selector.ts'

export interface DetailPart {
  /** Field → pick with `from: detail`. */
  readonly fields: Readonly<Record<string, Keys>>
  readonly detail: Keys
  readonly letter: boolean
  /** What these pages did not show. */
  readonly gaps: readonly string[]
  readonly notes: Readonly<Record<string, string>>
}

/** Labels of letter boxes; the first that a page has wins. */
const LABELS: Readonly<Record<string, readonly string[]>> = {
  text: ['内容', '信件内容', '来信内容', '留言内容', '诉求内容', '问题内容', '反映内容', '咨询内容'],
  title: ['标题', '信件标题', '来信标题', '留言标题', '主题'],
  postedAt: ['提交时间', '来信时间', '写信时间', '留言时间', '信件时间', '发布时间'],
  sourceState: ['处理情况', '办理状态', '处理状态', '信件状态', '状态'],
  givenAppealType: ['信件类型', '诉求类型', '来信类型', '留言类型', '类型'],
  addressee: ['收信人', '收信单位', '受理单位', '受理部门', '留言对象'],
  sourceCaseId: ['编号', '信件编号', '受理编号', '查询编号'],
  answerText: ['答复内容', '回复内容', '办理结果', '处理结果', '答复意见'],
  answerUnit: ['答复部门/人', '答复部门', '答复单位', '回复单位', '回复部门', '办理单位', '承办单位'],
  answerAt: ['答复时间', '回复时间', '办结时间', '处理时间'],
}

const META: Readonly<Record<string, readonly string[]>> = {
  title: ['ArticleTitle', 'articletitle'],
  postedAt: ['PubDate', 'pubdate', 'publishdate'],
}
const KNOWN_BODIES = [
  '#zoom',
  'UCAPCONTENT',
  '#detailContent',
  'div.rm_txt_con',
  '.TRS_Editor',
  '.trs_editor_view',
  '#conter2018',
  '.main_con',
  '.articalCont',
]

const squeezed = (text: string): string => text.replace(/\s/g, '')

/** Labels that stand on at least one of the pages with a value beside them, if the letter's own text is among them. */
function labelFields(pages: readonly CheerioAPI[], now: Date): Record<string, Keys> | undefined {
  const found: Record<string, Keys> = {}
  for (const [field, labels] of Object.entries(LABELS)) {
    const label = labels.find((name) =>
      pages.some(($) => {
        const value = byLabel({ $, root: $.root() }, name)
        if (value === undefined || value.trim() === '' || value.length > 20_000) return false
        return /At$/.test(field) ? readDate(value, now) !== undefined : true
      }),
    )
    if (label !== undefined) found[field] = { from: 'detail', label }
  }
  return found.text !== undefined && Object.keys(found).length >= 3 ? found : undefined
}

const overlap = (a: string, b: string): number => {
  const pairs = (text: string): Set<string> => new Set([...text].map((c, i) => c + (text[i + 1] ?? '')))
  const x = pairs(squeezed(a))
  const y = pairs(squeezed(b))
  let shared = 0
  for (const pair of x) if (y.has(pair)) shared++
  return (2 * shared) / Math.max(1, x.size + y.size)
}

/** A selector that names exactly one element on every page and holds what text density finds there. */
function bodySelector(pages: readonly CheerioAPI[], now: Date): string | undefined {
  const articles = pages.map(($) => readArticle($, now))
  const candidates = new Set(KNOWN_BODIES)
  for (const [i, article] of articles.entries()) {
    let at = article.body && pages[i]!(article.body)
    for (let up = 0; at && up < 3 && at.length > 0 && !at.is('body,html'); up++, at = at.parent()) {
      const name = idSelector(at.attr('id')) || classSelector(at.attr('class'))
      const node = at[0]
      if (name !== '' && node?.type === 'tag')
        candidates.add(name.startsWith('#') ? name : `${tagSelector(node.name)}${name}`)
    }
  }
  return [...candidates].find((css) =>
    pages.every(($, i) => {
      const found = $(css).toArray()
      const text = articles[i]!.values.text
      if (found.length !== 1 || text === undefined) return false
      const whole = nodeText(found[0]!)
      return (
        overlap(whole, text) >= 0.8 ||
        (KNOWN_BODIES.includes(css) && squeezed(whole).includes(squeezed(text).slice(0, 20)))
      )
    }),
  )
}

/** @param titles what the list calls the stories, page by page. */
export function detailPart(
  pages: readonly Page[],
  titles: readonly string[],
  now: Date,
  tell: Say,
): DetailPart | undefined {
  const opened = pages.map((page) => parseHtml(page.text))
  const labelled = labelFields(opened, now)
  if (labelled)
    return {
      fields: labelled,
      detail: { refreshOpenAfter: 24 },
      letter: true,
      gaps: labelled.answerText === undefined ? [tell(m.noAnswer)] : [],
      notes: { detail: tell(m.checkLabels) },
    }
  if (opened.length === 0) return undefined
  const texts = opened.map(($) => readArticle($, now).values.text)
  // A notice may be no more than an attachment: then only a known place of the body tells where it stands.
  const short = KNOWN_BODIES.find((css) => opened.every(($) => $(css).length === 1 && $(css).text().trim() !== ''))
  if (texts.every((text) => text === undefined) && short === undefined) return undefined
  const fields: Record<string, Keys> = {}
  for (const [field, names] of Object.entries(META)) {
    const name = names.find((n) =>
      opened.every(($, i) => {
        const value = $(`meta[name=${n}]`).attr('content')?.trim() ?? ''
        return field === 'title'
          ? value !== '' && overlap(value, titles[i] ?? value) > 0.5
          : readDate(value, now) !== undefined
      }),
    )
    if (name !== undefined) fields[field] = { from: 'detail', css: `meta[name=${name}]`, attr: 'content' }
  }
  const headed = opened.every(($, i) => $('h1').length === 1 && overlap($('h1').text(), titles[i] ?? '') > 0.5)
  if (fields.title === undefined && headed) fields.title = { from: 'detail', css: 'h1' }
  const body = bodySelector(opened, now) ?? short
  if (body !== undefined) fields.text = { from: 'detail', css: body, remove: 'script,style' }
  return {
    fields,
    // Density fills in what no selector names: the time of day, the source, a body without a name of its own.
    detail: { article: true },
    letter: false,
    gaps: [],
    notes: { detail: tell(body === undefined ? m.bodyByDensity : m.bodyFound, pages.length) },
  }
}
