/**
 * Speed of search on Elasticsearch beside the raw client: bulk indexing of the same documents, then queries as the console asks
 * them, each beside the raw client's call of the same request. Give the server's address in ES_URL.
 * Usage: node bench/search-elastic.ts [posts] [prefix of an index to keep, fill further and use again] [seconds to fill at most;
 * 0: no bulk indexing, queries only]
 */
import { randomBytes } from 'node:crypto'
import { Client, type estypes } from '@elastic/elasticsearch'
import { normalize } from '../analyzers/text/normalize.ts'
import { createPinyin } from '../analyzers/text/pinyin.ts'
import type { SearchDocument, SearchQuery, SearchStore } from '../model/ports.ts'
import { systemClock } from '../model/time.ts'
import { openElasticSearch } from '../store/search/elastic.ts'
import { documentOf } from '../store/search/elastic-write.ts'
import { createTextIndexer } from '../store/search/indexed.ts'
import { heatsOf, makePost } from './search-posts.ts'
import { BATCH, fill, measure, quantile } from './search-run.ts'

const node = process.env.ES_URL
if (!node) throw new Error('ES_URL unset')
const count = Number(process.argv[2] ?? 50_000)
const kept = process.argv[3]
const prefix = kept ?? `bench-${randomBytes(4).toString('hex')}`
const seconds = Number(process.argv[4] ?? 3600)
const reading = { fold: normalize, pinyin: createPinyin() }
const heats = heatsOf(count)

const client = new Client({ node })

/** The request that the console's query for a word comes down to, sent by the raw client alone. */
function rawCall({ text, sort, facets, histogram, limit }: SearchQuery): (() => Promise<unknown>) | undefined {
  if (sort !== 'time' || !/^\p{Script=Han}+$/u.test(text)) return undefined
  const fields = ['category', 'district', 'source', 'appealType', 'disposition', 'department']
  const aggs = {
    ...(facets ? Object.fromEntries(fields.map((field) => [field, { terms: { field, size: 100 } }])) : {}),
    ...(histogram
      ? { days: { date_histogram: { field: 'at', calendar_interval: 'day', time_zone: '+08:00', min_doc_count: 1 } } }
      : {}),
  }
  const word = { match_phrase: { uni: { query: [...text].join(' ') } } }
  const request = {
    index: `${prefix}-posts`,
    query: { bool: { filter: [word, { terms: { disposition: ['kept', 'duplicate'] } }] } },
    sort: [{ at: 'desc' }, { id: 'desc' }],
    size: limit + 1,
    track_total_hits: true,
    _source: ['id', 'title', 'text'],
    ...(facets || histogram ? { aggs } : {}),
  }
  return () => client.search(request as estypes.SearchRequest)
}
const open = (name: string) =>
  openElasticSearch({
    node,
    prefix: name,
    // Every word of the queries is in the vocabulary.
    cut: async (texts) => texts.map((text) => [text]),
    ...reading,
    heats: async () => ({ asOf: '', heats }),
    clock: systemClock,
  })

async function drop(name: string): Promise<void> {
  for (const index of Object.keys(await client.indices.get({ index: `${name}-posts*` })))
    await client.indices.delete({ index })
  await client.indices.deleteIndexTemplate({ name: `${name}-posts` }, { ignore: [404] })
  for (const part of ['settings', 'mappings'])
    await client.cluster.deleteComponentTemplate({ name: `${name}-${part}` }, { ignore: [404] })
}

/**
 * Three ways to write the same posts, in turn, each into an index of its own under the same mapping: ours from posts as they come
 * from Records; the raw client with documents made beforehand, one request a batch; and its own bulk helper with them, as many
 * requests at a time as ours. The last two have nothing to do but to send. CPU: what each costs this process.
 */
async function compareBulk(rounds: number): Promise<void> {
  const ways = ['ours', 'raw', 'helper'] as const
  const stores = await Promise.all(ways.map((way) => open(`${prefix}-${way}`)))
  const indexed = createTextIndexer(reading)
  const spent = { ours: [] as number[], raw: [] as number[], helper: [] as number[] }
  const cpu = { ours: 0, raw: 0, helper: 0 }
  for (let round = 0; round <= rounds; round++) {
    const docs: SearchDocument[] = Array.from({ length: BATCH }, (_, k) => makePost(round * BATCH + k))
    const made = docs.map((doc) => ({
      action: { index: { _id: doc.id, version: doc.rev, version_type: 'external' as const } },
      document: documentOf(doc, indexed(doc)),
    }))
    const works = {
      ours: () => (stores[0] as SearchStore).index(docs),
      raw: () =>
        client.bulk({
          index: `${prefix}-raw-posts`,
          operations: made.flatMap(({ action, document }) => [action, document]),
        }),
      helper: () =>
        client.helpers.bulk({
          index: `${prefix}-helper-posts`,
          datasource: made,
          onDocument: ({ action, document }) => [action, document] as never,
          flushBytes: 2 ** 20,
          concurrency: 3,
        }),
    }
    // Who goes first changes, and the first round warms all up.
    for (const way of ways.map((_, i) => ways[(i + round) % ways.length] as (typeof ways)[number])) {
      const before = process.cpuUsage()
      const from = performance.now()
      await works[way]()
      if (round === 0) continue
      spent[way].push(performance.now() - from)
      const used = process.cpuUsage(before)
      cpu[way] += (used.user + used.system) / 1000
    }
  }
  const sum = (list: readonly number[]): number => list.reduce((a, b) => a + b, 0)
  const rate = (way: (typeof ways)[number]): number => (rounds * BATCH * 1000) / sum(spent[way])
  const ratios = (way: 'raw' | 'helper'): number[] =>
    spent.ours.map((ms, i) => (spent[way][i] as number) / ms).sort((a, b) => a - b)
  for (const way of ways)
    console.log(
      `bulk, ${way}: ${Math.round(rate(way))}/s, cpu ${Math.round((cpu[way] * 1000) / rounds / BATCH)} µs a post`,
    )
  for (const way of ['raw', 'helper'] as const)
    console.log(
      `bulk, ours ÷ ${way}: ${(rate('ours') / rate(way)).toFixed(2)}; median of ${rounds} rounds ${quantile(ratios(way), 0.5).toFixed(2)}`,
    )
  for (const store of stores) await store.close()
  for (const way of ways) await drop(`${prefix}-${way}`)
}

if (seconds > 0) await compareBulk(Math.min(12, Math.ceil(count / BATCH)))
const store = await open(prefix)
if (await fill(store, count, seconds)) {
  await store.search({ text: '', sort: 'time', limit: 0 })
  console.log(
    `index: ${Math.round(Number((await client.indices.stats({ index: `${prefix}-posts` }))._all.total?.store?.size_in_bytes ?? 0) / 1e6)} MB`,
  )
  await measure(store, rawCall)
}
await store.close()
if (!kept) await drop(prefix)
await client.close()
