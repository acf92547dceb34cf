import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { load } from 'cheerio'
import { describe, expect, it } from 'vitest'
import { readArticle } from '../../crawlers/article.ts'
import { decodeBody } from '../../crawlers/charset.ts'
import { readDate } from '../../crawlers/date.ts'
import { localDay } from '../../model/time.ts'

const NOW = new Date('2026-01-19T02:00:00Z')
const DATA = new URL('../../../shared/data/extraction/', import.meta.url).pathname
const missing = !existsSync(DATA)
if (missing) console.warn('skipped: no ../shared/data/extraction beside the project, so articles were not measured')

interface Row {
  file: string
  kind: string
  title_label?: string | null
  meta_date?: string | null
  h1?: string[]
}
const plain = (text: string | undefined | null): string => (text ?? '').replace(/[\s\p{P}\p{S}]/gu, '')

describe('readArticle', () => {
  it('finds title, time, source and body without a recipe', () => {
    const $ = load(
      '<title>站名</title><div class="nav"><a href="/">首页</a><a href="/n">新闻</a></div><h1>城关区更换老旧供暖管网</h1><p class="info">2026-01-18 10:15 来源：样例网</p><div class="c"><p>近日，施工人员连夜更换了三百米管道，居民家中温度明显回升。</p><p>据介绍，工程预计本周完成，届时将恢复全部供暖。</p></div><div class="footer">版权所有 2010-2026</div>',
    )
    expect(readArticle($, NOW).values).toEqual({
      title: '城关区更换老旧供暖管网',
      text: '近日，施工人员连夜更换了三百米管道，居民家中温度明显回升。\n据介绍，工程预计本周完成，届时将恢复全部供暖。',
      postedAt: '2026-01-18 10:15',
      _source: '样例网',
    })
    expect(readArticle(load(''), NOW).values.text).toBeUndefined()
  })

  // Floors only go up. Meta, JSON-LD and <title> are removed, so that nothing is read off a label.
  it.skipIf(missing)('keeps its floors on saved pages: title, date', () => {
    const rows = readFileSync(join(DATA, 'index.jsonl'), 'utf8')
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Row)
    const score = { title: [0, 0], date: [0, 0] }
    const wrong: string[] = []
    for (const row of rows) {
      if (row.kind !== 'detail' || (!row.title_label && !row.meta_date)) continue
      const $ = load(decodeBody(readFileSync(join(DATA, row.file))).text)
      $('meta,title,script[type="application/ld+json"]').remove()
      const { values } = readArticle($, NOW)
      if (row.title_label) {
        score.title[1]!++
        const a = plain(values.title)
        const b = plain(row.title_label)
        if (a !== '' && (a.includes(b) || (b.includes(a) && a.length > b.length / 2))) score.title[0]!++
        else wrong.push(`title ${row.file}`)
      }
      if (row.meta_date) {
        score.date[1]!++
        const got = readDate(values.postedAt, NOW)
        const want = readDate(row.meta_date, NOW)
        if (got && want && localDay(got.at) === localDay(want.at)) score.date[0]!++
        else wrong.push(`date ${row.file} ${values.postedAt} ${row.meta_date}`)
      }
    }
    console.info(
      `articles: title ${score.title.join('/')}, date ${score.date.join('/')}`,
      process.env.LANTING_FULL ? wrong : '',
    )
    expect(score.title[0]! / score.title[1]!).toBeGreaterThanOrEqual(0.94)
    expect(score.date[0]! / score.date[1]!).toBeGreaterThanOrEqual(0.92)
  })
})

interface Encoded {
  file: string
  expected: string
}
describe('charset by evidence', () => {
  it.skipIf(missing)('decodes GB2312 and Big5 files by what they say of themselves', () => {
    const rows = readFileSync(join(DATA, 'encoding_index.jsonl'), 'utf8')
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Encoded)
    const declared = rows.filter((row) => 'xml_decl' in row || 'meta_charset' in row)
    const good = declared.filter((row) => {
      const { charset } = decodeBody(readFileSync(join(DATA, row.file)))
      return charset === (row.expected === 'Big5' ? 'big5' : 'gb18030')
    })
    console.info(`charsets: ${good.length}/${declared.length} of the files that declare one`)
    expect(good.length / Math.max(1, declared.length)).toBeGreaterThan(0.9)
  })

  it.skipIf(missing)('tells GB2312 from Big5 by the bytes alone', () => {
    const rows = readFileSync(join(DATA, 'encoding_index.jsonl'), 'utf8')
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Encoded)
    const wrong = rows.filter((row) => {
      const mute = readFileSync(join(DATA, row.file), 'latin1').replace(
        /(?:charset|encoding)\s*=\s*["']?[\w-]+["']?/gi,
        '',
      )
      return decodeBody(Buffer.from(mute, 'latin1')).charset !== (row.expected === 'Big5' ? 'big5' : 'gb18030')
    })
    console.info(
      `charsets: ${rows.length - wrong.length}/${rows.length} of the files with their declarations taken out`,
    )
    expect(wrong.map((row) => row.file)).toEqual([])
  })
})
