import { describe, expect, it } from 'vitest'
import { readFeed } from '../../crawlers/feed.ts'
import { htmlText } from '../../crawlers/html-text.ts'
import { parseHtml, parseXml } from '../../crawlers/markup.ts'

const N = 100_000
const CHANGED = expect.objectContaining({ code: 'crawl.changed-shape' })
const rss = (inside: string): string =>
  `<?xml version="1.0"?><rss version="2.0"><channel><title>报</title><item><title>停水</title><link>http://x.example/1</link><description>${inside}</description></item></channel></rss>`

describe('nested tags', () => {
  it.each([
    ['of one kind', '<div>'.repeat(N)],
    [
      'of formatting, which is taken up again in each block',
      `${Array.from({ length: 900 }, (_, i) => `<b id=${i}>`).join('')}${'<p>'.repeat(N)}`,
    ],
    ['crossed', '<b><div></b>'.repeat(N)],
    ['in tables', '<table><tr><td>'.repeat(N)],
    ['in templates', '<template>'.repeat(N)],
    ['of drawings', '<svg><g>'.repeat(N)],
    ['just within the bound, and very many', `${'<div>'.repeat(950)}${'<div></div>'.repeat(N)}`],
  ])('%s end at the bound', (_, text) => {
    expect(() => parseHtml(text)).toThrow(CHANGED)
    expect(() => htmlText(text)).toThrow(CHANGED)
  })

  it('of XML and feeds end at it too, closed or not', () => {
    for (const text of ['<a>'.repeat(N), '<a>'.repeat(N) + '</a>'.repeat(N), '<a b="/>">'.repeat(N)]) {
      expect(() => parseXml(text)).toThrow(CHANGED)
      expect(() => readFeed(rss(text), 'http://x.example/feed')).toThrow(CHANGED)
    }
  })

  it('are few in what is only long, left open or cut short', () => {
    expect(parseHtml(`<ul>${'<li>一<p>二'.repeat(5000)}`)('li')).toHaveLength(5000)
    expect(parseHtml('<br><img><input>'.repeat(5000))('img')).toHaveLength(5000)
    const rows = `<i t="a>b"/><!-- <a> --><![CDATA[<a><a>]]><x>字<br></x>`.repeat(5000)
    expect(parseXml(`<r>${rows}</r>`)('x')).toHaveLength(5000)
    for (const text of ['<', '<!--', '<![CDATA[', '<a b="', '</', '<a', '< a>', '<>']) parseXml(text)
    expect(readFeed(rss('<br>停水'), 'http://x.example/feed')).toHaveLength(1)
    const html = '<p>停水<br><img src="a.png">'.repeat(100)
    const items = Array.from({ length: 30 }, (_, n) => ({ id: `${n}`, content_html: html }))
    const feed = { version: 'https://jsonfeed.org/version/1.1', title: '报', items }
    expect(readFeed(JSON.stringify(feed), 'http://x.example/feed')).toHaveLength(30)
  })
})
