/** What belongs to the index file, and what any text whatever must not do to a query. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { normalize } from '../../analyzers/text/normalize.ts'
import type { SearchStore } from '../../model/ports.ts'
import { fixedClock } from '../../model/time.ts'
import { openSearch, type SearchOptions } from '../../store/search/open.ts'
import { parseQuery } from '../../store/search/query.ts'
import { NOW } from './fixtures.ts'
import { cutWords, DOCUMENTS, makeDocument } from './search-documents.ts'

let dir: string
let file: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'lanting-index-'))
  file = join(dir, 'search.sqlite')
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

const open = (more: Partial<SearchOptions> = {}): Promise<SearchStore> =>
  openSearch({ file, cut: async (t) => t.map(cutWords), fold: normalize, clock: fixedClock(NOW), ...more })
const fill = async (more: Partial<SearchOptions> = {}): Promise<void> => {
  const store = await open(more)
  await store.index(DOCUMENTS)
  await store.setLastRev(99)
  await store.close()
}
const total = async (store: SearchStore): Promise<number> =>
  (await store.search({ text: '', sort: 'time', limit: 0 })).total

describe('the index file', () => {
  const files = (): string[] => readdirSync(dir).filter((name) => name.endsWith('.sqlite'))

  it('leaves one file behind a rebuild', async () => {
    await fill({ dictionary: 'one' })
    const store = await open({ dictionary: 'two' })
    expect(files()).toEqual(['search-2.sqlite', 'search.sqlite'])
    const filling = (await store.filling())!
    await filling.index(DOCUMENTS.slice(0, 2))
    await filling.serve()
    await store.close()
    expect(files()).toEqual(['search-2.sqlite'])
    const again = await open({ dictionary: 'two' })
    expect(await total(again)).toBe(2)
    await again.rebuild()
    await again.close()
    expect(files()).toEqual(['search-2.sqlite', 'search-3.sqlite'])
  })

  it('is made anew where it is of other Records, and told; a reader is refused until then', async () => {
    let told = 0
    const onAnew = (): void => void told++
    await fill({ of: 'old' })
    const old = await open({ of: 'old', onAnew })
    await old.rebuild()
    expect([await old.lastRev(), await total(old), told]).toEqual([99, 9, 0])
    await old.close()
    const reader = await open({ of: 'new', former: '', readOnly: true })
    await expect(total(reader)).rejects.toMatchObject({ code: 'search.former' })
    await reader.close()
    const store = await open({ of: 'new', former: '', onAnew })
    expect([await store.lastRev(), await total(store), told, await store.filling()]).toEqual([0, 0, 1, undefined])
    await store.index(DOCUMENTS)
    await store.close()
    const again = await open({ of: 'new', former: '', onAnew })
    expect([await total(again), told]).toEqual([9, 1])
    await again.close()
  })

  it('without a name stays with its Records, unless these took the place of others', async () => {
    await fill()
    const kept = await open({ of: 'here' })
    expect(await kept.lastRev()).toBe(99)
    await kept.close()
    const anew = await open({ of: 'here', former: '' })
    expect(await anew.lastRev()).toBe(0)
    await anew.close()
  })

  it('clears away what a kill left between serving the new file and dropping the old one', async () => {
    await fill()
    const store = await open()
    await store.rebuild()
    await store.close()
    const raw = new DatabaseSync(join(dir, 'search-2.sqlite'))
    raw.exec("update meta set value = 'serving' where key = 'state'")
    raw.close()
    const reader = await open({ readOnly: true })
    expect(await total(reader)).toBe(0)
    const again = await open()
    expect(files()).toEqual(['search-2.sqlite'])
    await again.close()
    await reader.close()
  })

  it('is made anew when another version of the program made it', async () => {
    await fill()
    const raw = new DatabaseSync(file)
    raw.exec('pragma user_version = 77')
    raw.close()
    await expect(open({ readOnly: true })).rejects.toMatchObject({ code: 'store.older' })
    const store = await open()
    expect([await store.lastRev(), await total(store)]).toEqual([0, 0])
    await store.close()
  })

  it('is read beside a writer, and not written by a reader', async () => {
    const writer = await open()
    const reader = await open({ readOnly: true })
    await writer.index(DOCUMENTS)
    expect(await total(reader)).toBe(9)
    await expect(reader.index([makeDocument('x')])).rejects.toMatchObject({ code: 'store.read-only' })
    await reader.close()
    await writer.close()
  })

  it('counts what another process adds, and what it begins anew, by their own facets', async () => {
    const writer = await open()
    const reader = await open({ readOnly: true })
    const districts = async (): Promise<unknown> =>
      (await reader.search({ text: '停水', sort: 'time', limit: 0, facets: true })).facets!.district
    const post = (id: string, district: string) => makeDocument(id, { text: '停水', district })
    await writer.index([post('a', '城关区')])
    expect(await districts()).toEqual([{ value: '城关区', count: 1 }])
    await writer.index([post('b', '安宁区'), post('c', '安宁区')])
    expect(await districts()).toEqual([
      { value: '安宁区', count: 2 },
      { value: '城关区', count: 1 },
    ])
    // The sets of the new tables bear the numbers of the old.
    await writer.clear()
    await writer.index([post('d', '西固区'), post('e', '红古区')])
    expect(await districts()).toEqual([
      { value: '红古区', count: 1 },
      { value: '西固区', count: 1 },
    ])
    await reader.close()
    await writer.close()
  })

  it('reads one state of the file while another process takes a post away', async () => {
    await fill()
    const raw = new DatabaseSync(file)
    let taken = false
    const reader = await open({
      readOnly: true,
      // Asked for between one hit and the next.
      fold: (text) => {
        if (!taken && text.length > 10) {
          taken = true
          raw.exec('delete from bodies; delete from docs')
        }
        return normalize(text)
      },
    })
    const { hits, total } = await reader.search({ text: '暖气', sort: 'time', limit: 9 })
    expect([taken, total, hits.map((h) => h.id)]).toEqual([true, 2, ['heat', 'noise']])
    raw.close()
    await reader.close()
  })

  it('is not made by a reader', async () => {
    await expect(open({ readOnly: true })).rejects.toMatchObject({ code: 'store.missing' })
  })

  it('never touches the file of another program', async () => {
    const other = new DatabaseSync(file)
    other.exec('create table docs (x)')
    other.close()
    const before = readFileSync(file)
    await expect(open()).rejects.toMatchObject({ code: 'store.foreign' })
    expect(readFileSync(file).equals(before)).toBe(true)
  })

  it('says how to mend a damaged one', async () => {
    await fill()
    const bytes = readFileSync(file)
    bytes.fill(0x5a, 4096, bytes.length - 4096)
    writeFileSync(file, bytes)
    const work = open().then(async (store) => {
      try {
        await store.index([makeDocument('x', { text: '停水' })])
        return await store.search({ text: '停水', sort: 'time', limit: 9, facets: true })
      } finally {
        await store.close()
      }
    })
    await expect(work).rejects.toMatchObject({ code: 'search.corrupt' })
  })

  it('holds no voice and no author', async () => {
    await fill()
    const raw = new DatabaseSync(file)
    const sql = raw.prepare("select group_concat(sql, ' ') as sql from sqlite_schema").get() as { sql: string }
    raw.close()
    expect(sql.sql).not.toMatch(/voice|author/)
  })
})

describe('any text', () => {
  const scrap = fc.constantFrom(
    '暖气',
    '停水',
    ' ',
    '"',
    '“',
    '(',
    ')',
    '（',
    '-',
    'AND',
    'OR',
    'NOT',
    '或',
    'title:',
    'after:',
    '2026-01-01',
    ':',
    '*',
    '^',
    '{',
    '}',
    '+',
    "'",
    '\\',
    '\u0000',
    'NEAR',
    'seg',
    'uni',
    '〔手机〕',
    'ＡＢ',
    '😀',
    '\ud800',
    '\ue000',
    '%',
    '𠀀',
    'é',
  )
  const text = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 40 }),
    fc.array(scrap, { maxLength: 12 }).map((parts) => parts.join('')),
  )

  it('is either a query or a syntax error within it', () => {
    fc.assert(
      fc.property(text, (source) => {
        try {
          parseQuery(source)
        } catch (error) {
          expect(error).toMatchObject({ code: 'search.syntax' })
          const { at } = (error as { details: { at: number } }).details
          expect(at).toBeGreaterThanOrEqual(0)
          expect(at).toBeLessThanOrEqual(source.length)
        }
      }),
      { numRuns: 2000, seed: 1 },
    )
  })

  it('never breaks the index, and marks only what lies within the post', async () => {
    await fill()
    const store = await open()
    await fc.assert(
      fc.asyncProperty(text, fc.constantFrom('time' as const, 'relevance' as const), async (source, sort) => {
        try {
          const { hits, total } = await store.search({ text: source, sort, limit: 20, facets: true, histogram: 'day' })
          expect(hits.length).toBe(total)
          for (const { id, highlights } of hits) {
            const doc = DOCUMENTS.find((d) => d.id === id)!
            for (const { field, start, end } of highlights) {
              expect(start).toBeLessThan(end)
              expect(end).toBeLessThanOrEqual(doc[field].length)
            }
          }
        } catch (error) {
          expect(error).toMatchObject({ code: 'search.syntax' })
        }
      }),
      { numRuns: 400, seed: 2 },
    )
    await store.close()
  })

  it('finds any stretch of letters of a post, whatever the dictionary holds', async () => {
    await fill()
    const store = await open()
    const letters = DOCUMENTS.filter((d) => d.route === 'case' && d.disposition === 'kept' && d.text.length > 3)
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...letters), fc.nat(), fc.integer({ min: 1, max: 8 }), async (doc, at, size) => {
        const runs = doc.text.replace(/〔[^〕]*〕/g, ' ').match(/\p{Script=Han}+/gu)!
        const run = runs[at % runs.length]!
        const from = at % run.length
        const piece = run.slice(from, from + size)
        const { hits } = await store.search({ text: `"${piece}"`, sort: 'time', limit: 20 })
        const hit = hits.find((h) => h.id === doc.id)
        expect(hit).toBeDefined()
        const spans = hit!.highlights.filter((h) => h.field === 'text').map((h) => doc.text.slice(h.start, h.end))
        expect(spans).toContain(piece)
      }),
      { numRuns: 300, seed: 3 },
    )
    await store.close()
  })
})
