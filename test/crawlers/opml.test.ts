import { parseOpml } from 'feedsmith'
import { describe, expect, it } from 'vitest'
import { onByDefault } from '../../crawlers/crawler.ts'
import { readOpml, writeOpml } from '../../crawlers/opml.ts'
import { parseRecipe } from '../../crawlers/recipe-file.ts'

const NOW = new Date('2026-01-19T02:00:00Z')
const OPML = `<?xml version="1.0" encoding="UTF-8"?><opml version="2.0"><head><title>样例</title></head><body>
<outline text="本地"><outline text="样例论坛" title="样例论坛 &amp; 社区" type="rss" xmlUrl="https://forum.example/rss.xml" htmlUrl="https://forum.example/"/>
<outline text="深一层"><outline text="样例日报" type="rss" xmlUrl="https://news.example/atom.xml"/></outline></outline>
<outline text="重复" type="rss" xmlUrl="https://forum.example/rss.xml"/>
<outline text="同名" type="rss" xmlUrl="https://forum.example/rss.xml?b=1"/>
<outline text="坏地址" type="rss" xmlUrl="feed:not-an-address"/>
</body></opml>`

describe('OPML', () => {
  it('gives one recipe a feed, off until turned on, whatever the folders; no feed twice, none lost unnamed', () => {
    const { feeds, unreadable } = readOpml(OPML, ['forum-example'])
    expect(feeds.map((f) => [f.name, f.url])).toEqual([
      ['样例论坛 & 社区', 'https://forum.example/rss.xml'],
      ['样例日报', 'https://news.example/atom.xml'],
      ['同名', 'https://forum.example/rss.xml?b=1'],
    ])
    expect(unreadable).toEqual(['坏地址'])
    expect(new Set(feeds.map((f) => f.id)).size).toBe(3)
    expect(feeds.map((f) => f.id)).not.toContain('forum-example')
    for (const feed of feeds) {
      const recipe = parseRecipe(feed.yaml, `${feed.id}.yaml`)
      expect(recipe).toMatchObject({ id: feed.id, fetch: { mode: 'feed', url: feed.url } })
      expect(onByDefault(recipe)).toBe(false)
    }
    expect(feeds[1]?.yaml).toContain('深一层')
  })

  it('goes out and comes in again the same', () => {
    const recipes = readOpml(OPML).feeds.map((feed) => parseRecipe(feed.yaml, `${feed.id}.yaml`))
    const list = parseRecipe('extends: toutiao-hot\nid: not-a-feed\n', 'not-a-feed.yaml')
    const rsshub = parseRecipe('extends: rsshub-liuyan\nid: no-address-yet\n', 'no-address-yet.yaml')
    const { opml, feeds } = writeOpml([...recipes, list, rsshub], '兰听', NOW)
    expect(feeds).toBe(3)
    expect(parseOpml(opml).body?.outlines?.map((o) => o.xmlUrl)).toEqual(
      recipes.map((r) => 'url' in r.fetch && r.fetch.url),
    )
    expect(readOpml(opml).feeds.map((f) => [f.id, f.name, f.url])).toEqual(
      readOpml(OPML).feeds.map((f) => [f.id, f.name, f.url]),
    )
  })

  it('has nothing to write where no source is a feed', () => {
    expect(writeOpml([parseRecipe('extends: toutiao-hot\nid: not-a-feed\n', 'not-a-feed.yaml')], '兰听', NOW)).toEqual({
      opml: '',
      feeds: 0,
    })
  })

  it('says what is no OPML', () => {
    const deep = `<opml version="2.0"><body>${'<outline text="x">'.repeat(5000)}</body></opml>`
    for (const text of ['', 'hello', '<rss/>', '{}', deep])
      expect(() => readOpml(text)).toThrowError(expect.objectContaining({ code: 'opml.invalid' }))
  })
})
