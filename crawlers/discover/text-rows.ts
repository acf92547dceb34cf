/** Rows that hold their whole story and lead nowhere, as the script of a message board makes them. */
import type { CheerioAPI } from 'cheerio'
import { discoverMessages as m } from '../../model/messages/discover.ts'
import type { HtmlNode } from '../html-text.ts'
import { ASIDE, datedText, dateSpots, LEAST_ROWS, ROW_TAGS, readSpot, type Spot } from './link-list.ts'
import { containerOf, formOf, selectorOf } from './row-selector.ts'
import { classSelector, tagSelector } from './selector.ts'
import type { Shape } from './shape.ts'

const TITLES = 'h1,h2,h3,h4,h5,[class*=title],[class*=Title],[class*=subject]'
/** A story is a sentence or two; a label is not. */
const LEAST_TEXT = 15
const LONGEST_ROW = 6000
/** Most rows in which a place must hold what it is said to hold. */
const MOST = 0.8

interface TextList {
  readonly items: string
  readonly container: string | undefined
  readonly title: Spot
  readonly text: Spot
  readonly date: Spot | undefined
  readonly id: Spot | undefined
  readonly rows: readonly HtmlNode[]
  readonly score: number
}

const spotsOf = ($: CheerioAPI, row: HtmlNode, css: string): Spot[] =>
  $(row)
    .find(css)
    .toArray()
    .flatMap((node) => {
      if (node.type !== 'tag') return []
      const tag = tagSelector(node.name)
      const own = classSelector($(node).attr('class'))
      const parent =
        node.parent?.type === 'tag' ? `${tagSelector(node.parent.name)}${classSelector(node.parent.attribs.class)}` : ''
      return [...(own ? [`${tag}${own}`] : []), tag, ...(parent && node.parent !== row ? [`${parent} > ${tag}`] : [])]
    })
    .map((one) => ({ css: one }))

/** The place that the most rows have something fitting at, the first of equals. */
function bestSpot(
  $: CheerioAPI,
  rows: readonly HtmlNode[],
  spots: readonly Spot[],
  fits: (text: string) => boolean,
): Spot | undefined {
  const tally = [...new Map(spots.map((spot) => [JSON.stringify(spot), spot])).values()].map((spot) => ({
    spot,
    n: rows.filter((row) => fits(readSpot($, row, spot).trim())).length,
  }))
  return tally.filter((one) => one.n >= rows.length * MOST).sort((a, b) => b.n - a.n)[0]?.spot
}

/** An attribute of the row itself that tells the rows apart and looks like a number of theirs. */
function idSpot($: CheerioAPI, rows: readonly HtmlNode[]): Spot | undefined {
  const first = rows[0]
  if (first?.type !== 'tag') return undefined
  const attr = Object.keys(first.attribs).find((name) => {
    const values = rows.map((row) => $(row).attr(name) ?? '')
    return (
      /^(data-[\w-]+|id|key|tid)$/.test(name) &&
      values.every((value) => /^[\w-]*\d+$/.test(value)) &&
      new Set(values).size === rows.length
    )
  })
  return attr === undefined ? undefined : { css: '', attr }
}

function readGroup($: CheerioAPI, rows: readonly HtmlNode[], now: Date): TextList | undefined {
  const shown = rows.slice(0, 6)
  const title = bestSpot(
    $,
    rows,
    shown.flatMap((row) => spotsOf($, row, TITLES)),
    (text) => text.length >= 4 && text.length <= 120,
  )
  if (!title) return undefined
  // The longest text of a row that is neither its title nor holds the title.
  const texts = shown.flatMap((row) =>
    spotsOf($, row, 'p,div,span,section').filter(({ css }) => $(row).find(css).first().find(title.css).length === 0),
  )
  const long = texts.sort((a, b) => readSpot($, shown[0]!, b).length - readSpot($, shown[0]!, a).length)
  const text = bestSpot($, rows, long, (found) => found.length >= LEAST_TEXT && !datedText(found, now))
  const items = selectorOf($, rows)
  if (!text || text.css === title.css || items === undefined) return undefined
  const date = bestSpot(
    $,
    rows,
    shown.flatMap((row) => dateSpots($, row, undefined, now)),
    (found) => datedText(found, now),
  )
  const length = rows.reduce((sum, row) => sum + readSpot($, row, text).length, 0) / rows.length
  const apart = $(rows[0]!).closest(ASIDE).length > 0 ? 0.2 : 1
  const score = rows.length * Math.min(1, length / 40) * (date ? 2 : 1) * apart
  return { items, container: containerOf($, rows), title, text, date, id: idSpot($, rows), rows, score }
}

function findTextRows($: CheerioAPI, now: Date): TextList | undefined {
  const rows = $(ROW_TAGS)
    .toArray()
    .filter((row) => $(row).text().length <= LONGEST_ROW && $(row).find(TITLES).length > 0)
  const groups = Map.groupBy(rows as HtmlNode[], (row) => formOf($, row))
  return [...groups.values()]
    .filter((group) => group.length >= LEAST_ROWS)
    .flatMap((group) => readGroup($, group, now) ?? [])
    .sort((a, b) => b.score - a.score || a.items.length - b.items.length)[0]
}

export const textRows: Shape = async ({ $, page, now, tell }) => {
  const list = findTextRows($, now)
  if (!list) return undefined
  const { title, text, date, id } = list
  return {
    kind: 'letter',
    keys: {
      shape: 'text-rows',
      fetch: { url: page.url },
      list: { items: { css: list.items }, ...(list.container ? { container: list.container } : {}) },
      fields: {
        // Without a number of its own a row is known by its words.
        nativeId: id ? { ...id } : { ...text, transforms: ['hash'] },
        title: { ...title },
        ...(date ? { postedAt: { ...date } } : {}),
        text: { ...text },
      },
    },
    ways: [],
    notes: {
      list: tell(m.checkList, list.rows.length, readSpot($, list.rows[0]!, title).slice(0, 30)),
      ...(id ? {} : { fields: tell(m.idByText) }),
    },
    remarks: [],
    details: false,
  }
}
