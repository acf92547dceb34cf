/** The counts behind significant terms, from Elasticsearch: exact, deleted documents not among them. */
import type { Client, estypes } from '@elastic/elasticsearch'
import type { SignificantTerm } from '../../model/ports.ts'
import { NEWEST } from './elastic-page.ts'
import { SAMPLE, sampleOf, significantOf } from './significant.ts'

type Query = estypes.QueryDslQueryContainer

export async function findSignificant(
  client: Client,
  alias: string,
  matching: Query,
  asked: readonly string[],
): Promise<SignificantTerm[]> {
  const { hits } = await client.search({
    index: alias,
    query: matching,
    sort: NEWEST,
    size: SAMPLE,
    track_total_hits: false,
    _source: false,
    docvalue_fields: ['keywords'],
    filter_path: 'hits.hits.fields',
  } as estypes.SearchRequest)
  const sample = sampleOf(
    (hits?.hits ?? []).map((hit) => (hit.fields?.keywords ?? []) as string[]),
    asked,
  )
  if (sample.counts.size === 0) return []
  const terms = [...sample.counts.keys()]
  const filters: Record<string, Query> = { all: { exists: { field: 'disposition' } } }
  for (const [i, term] of terms.entries()) filters[`t${i}`] = { term: { keywords: term } }
  const { aggregations } = await client.search({
    index: alias,
    size: 0,
    track_total_hits: false,
    aggs: { words: { filters: { filters } } },
  })
  const words = aggregations?.words as { buckets: Record<string, { doc_count: number }> } | undefined
  const countOf = (name: string): number => words?.buckets[name]?.doc_count ?? 0
  return significantOf(sample, new Map(terms.map((term, i) => [term, countOf(`t${i}`)])), countOf('all'))
}
