/** Reading from Elasticsearch: one query in, hits, facets and days out. */
import type { Client, estypes } from '@elastic/elasticsearch'
import { type Cut, FACETS, type Facet, type SearchHit, type SearchQuery, type SearchResult } from '../../model/ports.ts'
import { pitCursor, readCursor, writeCursor } from './cursor.ts'
import { asQueryError, isMissing } from './elastic-failure.ts'
import { compileElastic } from './elastic-query.ts'
import { createMarker, highlight, type Marker } from './highlight.ts'
import { MAX_VALUES, pageSize, shownTo } from './page.ts'
import { parseQuery } from './query.ts'
import { prepareTerms } from './terms.ts'
import type { Fold } from './text.ts'

type Query = estypes.QueryDslQueryContainer

/** How long a reader may look at a page before the next one is asked for by relevance. */
const PIT_ALIVE = '5m'
const NEWEST = [{ at: 'desc' }, { id: 'desc' }] as const

interface Source {
  readonly id: string
  readonly title: string
  readonly text: string
}

interface Terms {
  readonly buckets: readonly { key: string; doc_count: number }[]
}
interface Days {
  readonly buckets: readonly { key_as_string: string; doc_count: number }[]
}

/**
 * Scores depend on everything indexed, so pages by relevance read one point in time; pages by time need only the last
 * hit's place. Throws AppError `search.syntax`, `search.cursor`.
 */
export async function searchElastic(
  client: Client,
  alias: string,
  query: SearchQuery,
  cut: Cut,
  fold: Fold,
): Promise<SearchResult> {
  const tree = parseQuery(query.text)
  const cursor = readCursor(pitCursor, query.cursor, query.sort)
  const termOf = await prepareTerms(tree, cut, fold)
  const { query: asked, ranked } = compileElastic(tree, termOf)
  const marker = createMarker(tree, termOf)
  const limit = pageSize(query)
  const weighed = query.sort === 'relevance' && ranked && limit > 0
  const pit =
    cursor?.pit ?? (weighed ? (await client.openPointInTime({ index: alias, keep_alive: PIT_ALIVE })).id : undefined)
  const answer = await client
    .search<Source>({
      ...(pit === undefined ? { index: alias } : { pit: { id: pit, keep_alive: PIT_ALIVE } }),
      query: asking(asked, query, weighed),
      sort: weighed ? [{ _score: { order: 'desc' } }, ...NEWEST] : [...NEWEST],
      // One more than asked for tells whether there is a next page.
      size: limit === 0 ? 0 : limit + 1,
      track_total_hits: true,
      _source: ['id', 'title', 'text'],
      ...(cursor ? { search_after: cursor.after } : {}),
      ...counting(query),
    } as estypes.SearchRequest)
    .catch((error: unknown) => {
      throw asQueryError(error, query.text, cursor !== undefined)
    })
  const found = answer.hits.hits
  const page = found.slice(0, limit)
  const more = found.length > limit && limit > 0
  if (pit !== undefined && !more) await closePit(client, answer.pit_id ?? pit)
  const last = page.at(-1)
  return {
    total: totalOf(answer.hits.total),
    ...countedOf(answer.aggregations, query),
    hits: page.map((hit) => hitOf(hit, marker, fold)),
    cursor:
      more && last
        ? writeCursor({
            sort: query.sort,
            after: (last.sort ?? []) as (number | string)[],
            ...(pit === undefined ? {} : { pit: answer.pit_id ?? pit }),
          })
        : undefined,
  }
}

const totalOf = (total: estypes.SearchTotalHits | number | undefined): number =>
  typeof total === 'number' ? total : (total?.value ?? 0)

async function closePit(client: Client, id: string): Promise<void> {
  try {
    await client.closePointInTime({ id })
  } catch (error) {
    // It ran out by itself.
    if (!isMissing(error)) throw error
  }
}

/** A document without a disposition (a removed one, the state) passes nowhere. */
function asking(asked: Query, query: SearchQuery, weighed: boolean): Query {
  const filter: Query[] = [{ terms: { disposition: [...shownTo(query)] } }]
  if (query.issueId !== undefined) filter.push({ term: { issueId: query.issueId } })
  return { bool: weighed ? { must: [asked], filter } : { filter: [asked, ...filter] } }
}

function counting(query: SearchQuery): { aggs?: Record<string, estypes.AggregationsAggregationContainer> } {
  const aggs: Record<string, estypes.AggregationsAggregationContainer> = {}
  if (query.facets)
    for (const field of FACETS)
      aggs[field] = { terms: { field, size: MAX_VALUES, order: [{ _count: 'desc' }, { _key: 'asc' }] } }
  if (query.histogram)
    aggs.days = {
      // A fixed offset as in rowid.ts: the zone's own history (summer time until 1991) is of no use here.
      date_histogram: {
        field: 'at',
        calendar_interval: 'day',
        time_zone: '+08:00',
        format: 'yyyy-MM-dd',
        min_doc_count: 1,
      },
    }
  return Object.keys(aggs).length > 0 ? { aggs } : {}
}

function countedOf(aggregations: unknown, query: SearchQuery): Pick<SearchResult, 'facets' | 'histogram'> {
  const by = aggregations as (Record<Facet, Terms> & { days: Days }) | undefined
  const list = (facet: Facet) => (by?.[facet]?.buckets ?? []).map((b) => ({ value: b.key, count: b.doc_count }))
  return {
    ...(query.facets
      ? {
          facets: {
            category: list('category'),
            district: list('district'),
            source: list('source'),
            appealType: list('appealType'),
            disposition: list('disposition'),
            department: list('department'),
          },
        }
      : {}),
    ...(query.histogram
      ? { histogram: (by?.days?.buckets ?? []).map((b) => ({ day: b.key_as_string, count: b.doc_count })) }
      : {}),
  }
}

/** Marked by our own code from the folded original, so that the spans are those of the embedded engine. */
function hitOf(hit: estypes.SearchHit<Source>, marker: Marker, fold: Fold): SearchHit {
  const { id, title, text } = hit._source as Source
  return {
    id,
    score: hit._score ?? 0,
    highlights: [...highlight('title', title, marker.title, fold), ...highlight('text', text, marker.text, fold)],
  }
}
