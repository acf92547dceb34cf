/** The specification of a new version of the index filling up beside the one searched, run over every real backend. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { SearchDocument, SearchStore } from '../../model/ports.ts'
import type { SearchBackend, SearchSite } from './search-backends.ts'
import { DOCUMENTS, makeDocument } from './search-documents.ts'

const EVERYTHING = ['kept', 'duplicate', 'review', 'quarantined', 'off-topic'] as const

export function describeVersions(backend: SearchBackend): void {
  const total = async (store: SearchStore, text = ''): Promise<number> =>
    (await store.search({ text, sort: 'time', limit: 0 })).total
  const found = async (store: SearchStore, text: string): Promise<string> =>
    (await store.search({ text, sort: 'time', limit: 50, dispositions: EVERYTHING })).hits.map((h) => h.id).join(' ')

  describe(`versions of the index over ${backend.name}`, () => {
    let site: SearchSite
    const opened: SearchStore[] = []
    const open = async (options?: { dictionary?: string; readOnly?: boolean }): Promise<SearchStore> => {
      const store = await site.open(options)
      opened.push(store)
      return store
    }
    const filled = async (documents: readonly SearchDocument[] = DOCUMENTS): Promise<SearchStore> => {
      const store = await open({ dictionary: 'one' })
      await store.index(documents)
      await store.setLastRev(99)
      return store
    }
    beforeEach(async () => {
      site = await backend.create()
    })
    afterEach(async () => {
      for (const store of opened.splice(0)) await store.close()
      await site.destroy()
    })

    it('has nothing to fill when nothing changed', async () => {
      const store = await filled()
      expect(await store.filling()).toBeUndefined()
      expect(await (await open({ dictionary: 'one' })).filling()).toBeUndefined()
    })

    it('serves the old one until the new one is said to hold as much', async () => {
      const store = await filled()
      await store.rebuild()
      const filling = (await store.filling())!
      expect([await store.lastRev(), await filling.lastRev(), await total(store)]).toEqual([99, 0, 9])
      await filling.index([makeDocument('only', { rev: 100, text: '停水' }), ...DOCUMENTS.slice(0, 3)])
      await filling.setLastRev(100)
      expect([await store.lastRev(), await filling.lastRev(), await total(store)]).toEqual([99, 100, 9])
      await filling.serve()
      expect([await store.lastRev(), await total(store)]).toEqual([100, 4])
      expect(await store.filling()).toBeUndefined()
      await store.index([makeDocument('next', { rev: 101, text: '停水' })])
      expect(await total(store)).toBe(5)
    })

    it('goes on after a stop where it was, in any process', async () => {
      const store = await filled()
      await store.rebuild()
      const filling = (await store.filling())!
      await filling.index(DOCUMENTS.slice(0, 5))
      await filling.setLastRev(50)
      const next = await open({ dictionary: 'one' })
      await next.rebuild()
      const same = (await next.filling())!
      expect([await same.lastRev(), await next.lastRev(), await total(next)]).toEqual([50, 99, 9])
      await same.setLastRev(99)
      await same.serve()
      expect([await next.lastRev(), await total(next)]).toEqual([99, 5])
    })

    it('begins by itself after a change of the dictionary, and gives up one begun with another', async () => {
      await filled()
      const two = await open({ dictionary: 'two' })
      await (await two.filling())!.setLastRev(7)
      expect([await two.lastRev(), await total(two)]).toEqual([99, 9])
      const three = await open({ dictionary: 'three' })
      expect(await (await three.filling())!.lastRev()).toBe(0)
      await (await three.filling())!.serve()
      expect(await total(three)).toBe(0)
      expect(await (await open({ dictionary: 'three' })).filling()).toBeUndefined()
    })

    it('replaces one that holds nothing at once', async () => {
      await open({ dictionary: 'one' })
      const store = await open({ dictionary: 'two' })
      expect(await store.filling()).toBeUndefined()
    })

    it('moves readers and other writers over', async () => {
      const store = await filled()
      const reader = await open({ dictionary: 'one', readOnly: true })
      const other = await open({ dictionary: 'one' })
      expect([await total(reader), await total(other)]).toEqual([9, 9])
      await store.rebuild()
      expect(await reader.filling()).toBeUndefined()
      const filling = (await other.filling())!
      await filling.index(DOCUMENTS.slice(0, 2))
      await filling.serve()
      expect([await total(reader), await total(store), await total(other)]).toEqual([2, 2, 2])
      expect(await store.filling()).toBeUndefined()
    })

    it('empties both on clear', async () => {
      const store = await filled()
      await store.rebuild()
      await store.clear()
      expect([await store.lastRev(), await total(store)]).toEqual([0, 0])
      expect(await store.filling()).toBeUndefined()
    })

    it('hides at once what closes while a new one fills up, and it stays hidden', async () => {
      const posts = ['a', 'b', 'c'].map((id, i) =>
        makeDocument(id, { rev: i + 1, text: '停水检举', postedAt: `2026-01-0${i + 1}T04:00:00.000Z` }),
      )
      const [a, b] = posts as [SearchDocument, SearchDocument]
      const store = await filled(posts)
      await store.rebuild()
      const filling = (await store.filling())!
      await filling.index(posts)
      const closing = [
        { ...a, rev: 101, route: 'protected' as const },
        { ...b, rev: 102, disposition: 'quarantined' as const },
      ]
      await store.index(closing)
      expect([await found(store, '停水'), await found(store, 'status:quarantined')]).toEqual(['c b', 'b'])
      await filling.index(closing)
      await filling.index(posts)
      await filling.serve()
      expect([await found(store, '停水'), await found(store, 'status:quarantined')]).toEqual(['c b', 'b'])
    })
  })
}
