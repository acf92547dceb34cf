/** What belongs to Elasticsearch alone: versions behind aliases, patience, refusals; and that it means what FTS5 means. */
import type { AddressInfo } from 'node:net'
import type { estypes } from '@elastic/elasticsearch'
import fc from 'fast-check'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { normalize } from '../../analyzers/text/normalize.ts'
import { createPinyin } from '../../analyzers/text/pinyin.ts'
import type { SearchQuery, SearchResult, SearchStore } from '../../model/ports.ts'
import { fixedClock } from '../../model/time.ts'
import { type ElasticSearchOptions, formerElasticIndex, openElasticSearch } from '../../store/search/elastic.ts'
import { openSearch } from '../../store/search/open.ts'
import { available } from '../requirements.ts'
import { addressOf, BUSY, dropIndices, ES_URL, freshPrefix, proxy, withClient } from './elastic-site.ts'
import { NOW } from './fixtures.ts'
import { QUERIES } from './search-contract.ts'
import { cutWords, DOCUMENTS, HEATS, makeDocument } from './search-documents.ts'

const present = available('services', ES_URL !== '', 'ES_URL unset')
const EVERYTHING = ['kept', 'duplicate', 'review', 'quarantined', 'off-topic', 'failed'] as const

let prefix: string
const options = () => ({
  cut: async (t: readonly string[]) => t.map(cutWords),
  fold: normalize,
  pinyin: createPinyin(),
  heats: async () => ({ asOf: NOW, heats: HEATS }),
  clock: fixedClock(NOW),
})
const open = (more: Partial<ElasticSearchOptions> = {}): Promise<SearchStore> =>
  openElasticSearch({ node: ES_URL, prefix, ...options(), ...more })
const total = async (store: SearchStore): Promise<number> =>
  (await store.search({ text: '', sort: 'time', limit: 0 })).total
const versions = (): Promise<string[]> =>
  withClient(async (client) => Object.keys(await client.indices.get({ index: `${prefix}-posts-v*` })).sort())

describe.skipIf(!present)('the index in a cluster', () => {
  beforeEach(() => {
    prefix = freshPrefix()
  })
  afterEach(() => dropIndices(prefix))

  it('fills a new version beside one of an older mapping, which goes on being written', async () => {
    const first = await open()
    await first.index(DOCUMENTS)
    await first.setLastRev(99)
    await first.close()
    // As an older program left it: without the newer fields, one indexed in another way, with the templates of then.
    await withClient(async (client) => {
      const index = `${prefix}-posts-v1`
      await client.indices.delete({ index })
      const template = await client.cluster.getComponentTemplate({ name: `${prefix}-mappings` })
      const mappings = template.component_templates[0]!.component_template.template.mappings!
      const { pin: _, keywords: __, ...properties } = mappings.properties as Record<string, estypes.MappingProperty>
      await client.cluster.putComponentTemplate({
        name: `${prefix}-mappings`,
        version: 1,
        template: {
          mappings: {
            ...mappings,
            _source: { excludes: ['seg'] },
            properties: { ...properties, uni: { type: 'text', analyzer: 'whitespace' } },
          },
        },
      })
      const posts = await client.indices.getIndexTemplate({ name: `${prefix}-posts` })
      const { index_patterns, composed_of, priority } = posts.index_templates[0]!.index_template
      await client.indices.putIndexTemplate({
        name: `${prefix}-posts`,
        version: 1,
        index_patterns,
        composed_of,
        priority: priority!,
      } as estypes.IndicesPutIndexTemplateRequest)
      await client.indices.create({
        index,
        mappings: { _meta: { owner: 'lanting', version: 1, target: 0 } },
        aliases: { [`${prefix}-posts`]: {}, [`${prefix}-posts-write`]: {} },
      })
      await client.index({
        index,
        id: 'old',
        version: 5,
        version_type: 'external',
        document: {
          id: 'old',
          at: 1_768_000_000,
          title: '',
          text: '停水',
          seg: '停水',
          uni: '停 水',
          disposition: 'kept',
        },
      })
      await client.index({ index, id: 'lanting:state', document: { id: 'lanting:state', rev: 99 }, refresh: true })
    })
    const store = await open()
    expect([await store.lastRev(), await total(store)]).toEqual([99, 1])
    expect(await versions()).toEqual([`${prefix}-posts-v1`, `${prefix}-posts-v2`])
    await store.index([
      makeDocument('new', { rev: 100, text: '停水' }),
      makeDocument('old', { rev: 101, route: 'protected' }),
    ])
    expect((await store.search({ text: '停水', sort: 'time', limit: 9 })).hits.map((h) => h.id)).toEqual(['new'])
    const filling = (await store.filling())!
    await filling.index(DOCUMENTS)
    await filling.serve()
    expect([await versions(), await total(store)]).toEqual([[`${prefix}-posts-v2`], 9])
    const { index_templates } = await withClient((client) =>
      client.indices.getIndexTemplate({ name: `${prefix}-posts` }),
    )
    expect(index_templates[0]!.index_template).toMatchObject({ version: 5, _meta: { owner: 'lanting', version: 5 } })
    await store.close()
  })

  it('gives up a half-filled version when the dictionary changes again', async () => {
    for (const [dictionary, rev] of [
      ['one', 9],
      ['two', 3],
      ['three', 2],
    ] as const) {
      const store = await open({ dictionary })
      await store.setLastRev(rev)
      await store.close()
    }
    expect(await versions()).toEqual([`${prefix}-posts-v1`, `${prefix}-posts-v3`])
  })

  it('is opened twice at once, and templates are put once', async () => {
    const stores = await Promise.all([open(), open(), open()])
    await stores[0]!.index([makeDocument('a', { text: '停水' })])
    await stores[0]!.setLastRev(1)
    await Promise.all(stores.map((store) => store.close()))
    expect(await versions()).toEqual([`${prefix}-posts-v1`])
    const template = await withClient((client) => client.indices.getIndexTemplate({ name: `${prefix}-posts` }))
    expect(template.index_templates[0]!.index_template).toMatchObject({
      version: 5,
      composed_of: [`${prefix}-settings`, `${prefix}-mappings`],
    })
    const mapping = await withClient((client) => client.indices.getMapping({ index: `${prefix}-posts` }))
    expect(mapping[`${prefix}-posts-v1`]!.mappings).toMatchObject({
      dynamic: 'strict',
      _meta: { owner: 'lanting', version: 5 },
    })
  })

  it('keeps nothing of what may not be found but its number', async () => {
    const store = await open()
    await store.index([makeDocument('a', { rev: 5, text: '检举某人' })])
    await store.index([makeDocument('a', { rev: 7, text: '检举某人', route: 'protected' })])
    const kept = await withClient((client) => client.get({ index: `${prefix}-posts`, id: 'a' }))
    expect(kept._source).toEqual({ id: 'a' })
    expect((await store.search({ text: '检举', sort: 'time', limit: 9, dispositions: EVERYTHING })).total).toBe(0)
    await store.close()
  })

  it('makes the index anew that was of the Records in whose place others were put', async () => {
    const theirs = await open({ of: 'here' })
    await theirs.index(DOCUMENTS)
    await theirs.setLastRev(99)
    await theirs.close()
    await expect(formerElasticIndex({ node: ES_URL, prefix }, 'there')).rejects.toMatchObject({
      code: 'search.foreign',
    })
    const former = await formerElasticIndex({ node: ES_URL, prefix }, undefined)
    await expect(open({ of: 'there', former, readOnly: true })).rejects.toMatchObject({ code: 'search.former' })
    let told = 0
    const onAnew = (): void => void told++
    const ours = await open({ of: 'there', former, onAnew })
    expect([await ours.lastRev(), await total(ours), told]).toEqual([0, 0, 1])
    await ours.index(DOCUMENTS.slice(0, 2))
    await ours.close()
    await expect(open({ of: 'here' })).rejects.toMatchObject({ code: 'search.foreign' })
    // Its own index it does not empty.
    const again = await open({ of: 'there', former, onAnew })
    expect([await total(again), told]).toEqual([2, 1])
    await again.close()
  })

  it('refuses an index of another installation, of a newer program, of another program', async () => {
    const store = await open({ of: 'here' })
    await store.close()
    await expect(open({ of: 'there' })).rejects.toMatchObject({ code: 'search.foreign' })
    await expect(open({ of: 'there', readOnly: true })).rejects.toMatchObject({ code: 'search.foreign' })
    await withClient((client) =>
      client.indices.putMapping({ index: `${prefix}-posts`, _meta: { owner: 'lanting', version: 77, target: 0 } }),
    )
    await expect(open()).rejects.toMatchObject({ code: 'search.newer', details: { version: 77 } })
    await withClient((client) => client.indices.putMapping({ index: `${prefix}-posts`, _meta: { owner: 'x' } }))
    await expect(open()).rejects.toMatchObject({ code: 'search.foreign' })
    await dropIndices(prefix)
    await withClient((client) => client.indices.create({ index: `${prefix}-posts` }))
    await expect(open()).rejects.toMatchObject({ code: 'search.foreign' })
  })

  it('is neither made nor written by a reader', async () => {
    await expect(open({ readOnly: true })).rejects.toMatchObject({ code: 'search.missing' })
    await (await open()).close()
    const reader = await open({ readOnly: true })
    await expect(reader.index([makeDocument('x')])).rejects.toMatchObject({ code: 'search.read-only' })
    await expect(reader.clear()).rejects.toMatchObject({ code: 'search.read-only' })
    await reader.close()
  })

  it('never makes an index by writing to a name that is gone', async () => {
    const store = await open()
    await withClient((client) => client.indices.delete({ index: `${prefix}-posts-v1` }))
    await expect(store.index([makeDocument('x')])).rejects.toMatchObject({ code: 'search.missing' })
    expect(await versions()).toEqual([])
    await store.close()
  })

  it('sends again what a busy server turned away, all of a request or a part of it', async () => {
    const waits: number[] = []
    /** Times that each request came, by its first document: several are on their way at once. */
    const came = new Map<string, number>()
    const server = await proxy((path, body) => {
      if (!path.includes('_bulk')) return undefined
      const head = body.slice(0, body.indexOf('\n'))
      const times = (came.get(head) ?? 0) + 1
      came.set(head, times)
      if (times === 1) return [429, BUSY]
      if (times > 2) return undefined
      const items = Array.from({ length: body.trim().split('\n').length / 2 }, () => ({ index: BUSY }))
      return [200, { items }]
    })
    const wait = async (ms: number) => {
      waits.push(ms)
    }
    const store = await open({ node: addressOf(server), wait, bulkBytes: 2000 })
    await store.index(DOCUMENTS)
    expect(await total(store)).toBe(9)
    expect(came.size).toBeGreaterThan(2)
    expect([...came.values()]).toEqual([...came.keys()].map(() => 3))
    expect(waits.sort()).toEqual([200, 400].flatMap((ms) => [...came.keys()].map(() => ms)))
    await store.close()
    server.close()
  })

  it('says so when the server stays busy, runs out of disk or lets us not in', async () => {
    let said: [number, unknown] | undefined
    const server = await proxy((path) => (path.includes('_bulk') ? said : undefined))
    const store = await open({ node: addressOf(server), wait: async () => undefined })
    said = [429, BUSY]
    await expect(store.index([makeDocument('x')])).rejects.toMatchObject({ code: 'search.busy', retry: 'backoff' })
    said = [403, { error: { type: 'cluster_block_exception', reason: 'read-only' }, status: 403 }]
    await expect(store.index([makeDocument('x')])).rejects.toMatchObject({ code: 'search.full', retry: 'later' })
    said = [401, { error: { type: 'security_exception', reason: 'no' }, status: 401 }]
    await expect(store.index([makeDocument('x')])).rejects.toMatchObject({ code: 'search.denied', retry: 'never' })
    said = [200, { items: [{ index: { status: 400, error: { type: 'document_parsing_exception' } } }] }]
    await expect(store.index([makeDocument('x')])).rejects.toMatchObject({
      code: 'search.rejected',
      details: { id: 'x' },
    })
    await store.close()
    server.close()
  })

  it('opens while nobody answers, says so without the password, and works once somebody does', async () => {
    let up = false
    const server = await proxy(() => (up ? undefined : [503, { error: { type: 'unavailable', reason: 'starting' } }]))
    const { port } = server.address() as AddressInfo
    const store = await open({ node: `http://me:secret@127.0.0.1:${port}` })
    const work = store.index([makeDocument('x', { text: '停水' })])
    await expect(work).rejects.toMatchObject({ code: 'search.unavailable', retry: 'backoff' })
    await expect(work).rejects.not.toThrow(/secret/)
    await expect(total(store)).rejects.toMatchObject({ code: 'search.unavailable' })
    up = true
    expect(await store.lastRev()).toBe(0)
    await store.index([makeDocument('x', { text: '停水' })])
    expect(await total(store)).toBe(1)
    await store.close()
    server.close()
  })

  it('says so when nobody is there at all', async () => {
    const store = await open({ node: 'http://127.0.0.1:9' })
    await expect(total(store)).rejects.toMatchObject({ code: 'search.unavailable', retry: 'backoff' })
    await store.close()
  })

  it('asks for the first page when the point in time ran out', async () => {
    const store = await open()
    await store.index(Array.from({ length: 9 }, (_, i) => makeDocument(`p${i}`, { text: '停水' })))
    const query: SearchQuery = { text: '停水', sort: 'relevance', limit: 3 }
    const { cursor } = await store.search(query)
    const { pit } = JSON.parse(Buffer.from(cursor!, 'base64url').toString()) as { pit: string }
    await withClient((client) => client.closePointInTime({ id: pit }))
    await expect(store.search({ ...query, cursor })).rejects.toMatchObject({ code: 'search.cursor' })
    await store.close()
  })

  it('leaves no point in time open behind a last page', async () => {
    const store = await open()
    await store.index(DOCUMENTS)
    let cursor: string | undefined
    const contexts = () =>
      withClient(async (client) => {
        const stats = await client.indices.stats({ index: `${prefix}-posts`, metric: 'search' })
        return stats._all.primaries!.search!.open_contexts
      })
    do cursor = (await store.search({ text: '公交 OR 供热 OR 暖气', sort: 'relevance', limit: 2, cursor })).cursor
    while (cursor !== undefined)
    await store.search({ text: '暖气', sort: 'relevance', limit: 9 })
    expect(await contexts()).toBe(0)
    await store.close()
  })
})

describe.skipIf(!present)('Elasticsearch beside FTS5', () => {
  let both: readonly SearchStore[]
  beforeAll(async () => {
    prefix = freshPrefix()
    both = [await openSearch({ file: ':memory:', ...options() }), await open()]
    for (const store of both) await store.index(DOCUMENTS)
  })
  afterAll(async () => {
    for (const store of both) await store.close()
    await dropIndices(prefix)
  })
  const ask = (query: SearchQuery) =>
    Promise.all(both.map((store) => store.search(query).catch((error: unknown) => (error as { code: string }).code)))

  it('finds, counts and marks the same for every query of the contract', async () => {
    for (const [text] of QUERIES) {
      const [fts, elastic] = await ask({
        text,
        sort: 'time',
        limit: 50,
        facets: true,
        histogram: 'day',
        significant: true,
        dispositions: EVERYTHING,
      })
      expect({ text, elastic }).toEqual({ text, elastic: fts })
      const [byHeat, elasticByHeat] = await ask({ text, sort: 'heat', limit: 4 })
      const order = (result: typeof byHeat) =>
        typeof result === 'string' ? result : (result as SearchResult).hits.map((h) => [h.id, h.score])
      expect(order(elasticByHeat)).toEqual(order(byHeat))
    }
  }, 180_000)

  it('finds, counts and marks the same for any query', async () => {
    const word = fc.constantFrom(
      ...'暖气 停水 公交 供热 "夜间施工" 润盛 的 ＢＲＴ c++ 自來水 title:公交 district:城关 区县:区 nuanqi tingshui heat:>12 heat:<20 status:answered after:2026-01-14 before:2026-01 department:市 É 手机 ！'.split(
        ' ',
      ),
    )
    const query = fc.letrec<{ q: string }>((tie) => ({
      q: fc.oneof(
        { maxDepth: 4 },
        word,
        fc.tuple(tie('q'), tie('q')).map(([a, b]) => `${a} ${b}`),
        fc.tuple(tie('q'), tie('q')).map(([a, b]) => `(${a} OR ${b})`),
        tie('q').map((a) => `NOT (${a})`),
      ),
    })).q
    await fc.assert(
      fc.asyncProperty(query, async (text) => {
        const [fts, elastic] = await ask({ text, sort: 'time', limit: 50, facets: true, histogram: 'day' })
        expect(elastic).toEqual(fts)
      }),
      { numRuns: 150, seed: 4 },
    )
  })

  it('calls a query that the server finds too deep or too long broken, never failed', async () => {
    const deep = `${'(a OR (b '.repeat(15)}c${'))'.repeat(15)}`
    const long = Array.from({ length: 99 }, (_, i) => String.fromCharCode(0x4e00 + i).repeat(19)).join(' ')
    for (const text of [deep, long, '暖'.repeat(2000), `${'NOT '.repeat(30)}暖气`, '\ud800', '𠀀'.repeat(1000)]) {
      const [, elastic] = await ask({ text, sort: 'relevance', limit: 5, facets: true })
      if (typeof elastic === 'string') expect(elastic).toBe('search.syntax')
    }
  })
})
