/** Reading from Elasticsearch: one query in, hits, facets and days out. */
import type { Client, estypes } from '@elastic/elasticsearch'
import { FACETS, type Facet, type SearchHit, type SearchQuery, type SearchResult } from '../../model/ports.ts'
import { pitCursor, writeCursor } from './cursor.ts'
import { asQueryError, isMissing } from './elastic-failure.ts'
import { heatPage } from './elastic-heat.ts'
import { NEWEST, type Page, SHOWN_FIELDS, type Source } from './elastic-page.ts'
import { compileElastic } from './elastic-query.ts'
import { findSignificant } from './elastic-significant.ts'
import { highlight, type Marker } from './highlight.ts'
import { MAX_VALUES, pageSize } from './page.ts'
import { type Asking, prepareQuery } from './prepare.ts'
import type { Fold } from './text.ts'

type Query = estypes.QueryDslQueryContainer

/** How long a reader may look at a page before the next one is asked for by relevance. */
const PIT_ALIVE = '5m'

interface Terms {
  readonly buckets: readonly { key: string; doc_count: number }[]
}
interface Days {
  readonly buckets: readonly { key_as_string: string; doc_count: number }[]
}

/**
 * Scores depend on everything indexed, so pages by relevance read one point in time; pages by time and heat need only the
 * last hit's place. Throws AppError `search.syntax`, `search.cursor`.
 */
export async function searchElastic(
  client: Client,
  alias: string,
  query: SearchQuery,
  asking: Asking,
): Promise<SearchResult> {
  const { tree, shown, termOf, marker, cursor, snapshot, asked } = await prepareQuery(query, pitCursor, asking)
  const compiled = compileElastic(tree, termOf)
  const limit = pageSize(query)
  const weighed = query.sort === 'relevance' && compiled.ranked && limit > 0
  const filter = filterOf(query, shown)
  const matching: Query = { bool: { filter: [compiled.query, ...filter] } }
  const byHeat = query.sort === 'heat' && limit > 0
  const pit =
    cursor?.pit ?? (weighed ? (await client.openPointInTime({ index: alias, keep_alive: PIT_ALIVE })).id : undefined)
  const failing = (error: unknown): never => {
    throw asQueryError(error, query.text, cursor !== undefined)
  }
  const answer = await client
    .search<Source>({
      ...(pit === undefined ? { index: alias } : { pit: { id: pit, keep_alive: PIT_ALIVE } }),
      query: weighed ? { bool: { must: [compiled.weighed], filter } } : matching,
      sort: weighed ? [{ _score: { order: 'desc' } }, ...NEWEST] : NEWEST,
      // One more than asked for tells whether there is a next page.
      size: limit === 0 || byHeat ? 0 : limit + 1,
      track_total_hits: true,
      _source: SHOWN_FIELDS,
      ...(cursor && !byHeat ? { search_after: cursor.after } : {}),
      ...counting(query),
    })
    .catch(failing)
  const page = byHeat
    ? await heatPage(client, alias, matching, limit, cursor, snapshot?.heats ?? new Map()).catch(failing)
    : pageOf(answer, limit)
  if (pit !== undefined && !page.next) await closePit(client, answer.pit_id ?? pit)
  return {
    total: totalOf(answer.hits.total),
    ...countedOf(answer.aggregations, query),
    ...(query.significant ? { significant: await findSignificant(client, alias, matching, asked).catch(failing) } : {}),
    hits: page.hits.map((hit) => hitOf(hit, marker, asking.fold)),
    cursor: page.next && writeCursor({ sort: query.sort, ...page.next, heats: snapshot?.asOf }),
  }
}

function pageOf(answer: estypes.SearchResponse<Source>, limit: number): Page {
  const found = answer.hits.hits
  const hits = found.slice(0, limit)
  const last = hits.at(-1)
  if (found.length <= limit || !last) return { hits, next: undefined }
  return { hits, next: { after: (last.sort ?? []) as (number | string)[], pit: answer.pit_id } }
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
function filterOf(query: SearchQuery, shown: readonly string[]): Query[] {
  const filter: Query[] = [{ terms: { disposition: [...shown] } }]
  if (query.issueId !== undefined) filter.push({ term: { issueId: query.issueId } })
  return filter
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
