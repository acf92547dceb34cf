/**
 * Speed of search on Elasticsearch beside the raw client: bulk indexing of the same documents, then queries as the console asks
 * them, each beside the raw client's call of the same request. Give the server's address in ES_URL.
 * Usage: node bench/search-elastic.ts [posts] [prefix of an index to keep, fill further and use again] [seconds to fill at most]
 */
import { randomBytes } from 'node:crypto'
import { Client, type estypes } from '@elastic/elasticsearch'
import { normalize } from '../analyzers/normalize.ts'
import { createPinyin } from '../analyzers/pinyin.ts'
import type { SearchDocument, SearchQuery } from '../model/ports.ts'
import { systemClock } from '../model/time.ts'
import { openElasticSearch } from '../store/search/elastic.ts'
import { documentOf } from '../store/search/elastic-write.ts'
import { createTextIndexer } from '../store/search/indexed.ts'
import { heatsOf, makePost } from './search-posts.ts'
import { fill, measure } from './search-run.ts'

const node = process.env.ES_URL
if (!node) throw new Error('ES_URL unset')
const count = Number(process.argv[2] ?? 50_000)
const kept = process.argv[3]
const prefix = kept ?? `bench-${randomBytes(4).toString('hex')}`
const seconds = Number(process.argv[4] ?? 3600)
const reading = { fold: normalize, pinyin: createPinyin() }
const heats = heatsOf(count)

const client = new Client({ node })

/** The request that the console's query comes down to for a word, sent by the raw client alone. */
function rawCall({ text, sort, facets, histogram, limit }: SearchQuery): (() => Promise<unknown>) | undefined {
  if (sort !== 'time' || !/^\p{Script=Han}+$/u.test(text)) return undefined
  const fields = ['category', 'district', 'source', 'appealType', 'disposition', 'department']
  const aggs = {
    ...(facets ? Object.fromEntries(fields.map((field) => [field, { terms: { field, size: 100 } }])) : {}),
    ...(histogram
      ? { days: { date_histogram: { field: 'at', calendar_interval: 'day', time_zone: '+08:00', min_doc_count: 1 } } }
      : {}),
  }
  const words = [
    { match: { seg: { query: text, operator: 'and' } } },
    { match_phrase: { uni: { query: [...text].join(' ') } } },
  ]
  const request = {
    index: `${prefix}-posts`,
    query: { bool: { filter: [{ bool: { should: words } }, { terms: { disposition: ['kept', 'duplicate'] } }] } },
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

/** Both write the same documents in batches of 500, in turn, each into an index of its own under the same mapping. */
async function compareBulk(batches: number): Promise<void> {
  const names = [`${prefix}-ours`, `${prefix}-raw`] as const
  const [ours, raw] = [await open(names[0]), await open(names[1])]
  const indexed = createTextIndexer(reading)
  const spent = [0, 0]
  for (let batch = 0; batch < batches + 2; batch++) {
    const docs: SearchDocument[] = Array.from({ length: 500 }, (_, k) => makePost(batch * 500 + k))
    const operations = docs.flatMap((doc) => [
      { index: { _id: doc.id, version: doc.rev, version_type: 'external' as const } },
      documentOf(doc, indexed(doc)),
    ])
    const works = [() => ours.index(docs), () => client.bulk({ index: `${names[1]}-posts`, operations })]
    for (const i of batch % 2 ? [0, 1] : [1, 0]) {
      const from = performance.now()
      await works[i]?.()
      // The first two warm both up.
      if (batch > 1) spent[i] = (spent[i] as number) + performance.now() - from
    }
  }
  const [mine, theirs] = spent.map((ms) => Math.round((batches * 500_000) / ms)) as [number, number]
  console.log(`bulk: ours ${mine}/s, raw client ${theirs}/s, ours ÷ raw ${(mine / theirs).toFixed(2)}`)
  await ours.close()
  await raw.close()
  for (const name of names) await drop(name)
}

await compareBulk(Math.min(20, Math.ceil(count / 500)))
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
