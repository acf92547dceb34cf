/** Tables of letters: columns told apart by what stands in them, since their order differs from install to install. */
import type { CheerioAPI } from 'cheerio'
import { readDate } from '../date.ts'
import type { HtmlNode } from '../html-text.ts'
import { letterState } from '../status.ts'
import type { Keys } from './draft.ts'

const UNIT = /(?:局|委|办|处|厅|院|室|会|所|站|队|街道|乡|镇|政府|中心|公司|集团|单位)$/

/** Field → position of its cell, by the texts of that column; what no text tells is left out. */
export function cellFields($: CheerioAPI, rows: readonly HtmlNode[], now: Date): Keys {
  const fields: Record<string, unknown> = {}
  const width = $(rows[0]!).children('td').length
  for (let i = 0; i < width; i++) {
    const texts = rows.map((row) => $(row).children('td').eq(i).text().trim()).filter((text) => text !== '')
    const mostly = (test: (text: string) => boolean): boolean =>
      texts.length > 0 && texts.filter(test).length >= texts.length * 0.8
    const css = `td:nth-child(${i + 1})`
    const set = (field: string): void => {
      fields[field] ??= { css }
    }
    if ($(rows[0]!).children('td').eq(i).find('a').length > 0) continue
    if (mostly((text) => letterState(text) !== undefined)) set('sourceState')
    else if (mostly((text) => readDate(text, now) !== undefined && text.length >= 8)) set('postedAt')
    else if (mostly((text) => UNIT.test(text))) set('addressee')
    else if (mostly((text) => /^\d{1,7}$/.test(text)) && i === width - 1) set('views')
    else if (i === 0 && new Set(texts).size === texts.length && mostly((text) => /^[\w-]+$/.test(text)))
      set('sourceCaseId')
  }
  return fields
}
