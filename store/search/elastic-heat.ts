/**
 * Pages by heat from Elasticsearch, which knows no heat: the issues among what matches are counted, the hottest of them that
 * fill a page are weighed by their place in the order, and posts of no hot issue follow by time.
 */
import type { Client, estypes } from '@elastic/elasticsearch'
import type { PitCursor } from './cursor.ts'
import { type Hit, NEWEST, type Page, SHOWN_FIELDS, type Source } from './elastic-page.ts'
import { ofIssues } from './elastic-query.ts'

type Query = estypes.QueryDslQueryContainer
type Heats = ReadonlyMap<string, number>

export async function heatPage(
  client: Client,
  alias: string,
  matching: Query,
  limit: number,
  cursor: PitCursor | undefined,
  heats: Heats,
): Promise<Page> {
  const find = async (query: Query, sort: estypes.SortCombinations[], size: number, after?: (number | string)[]) => {
    const answer = await client.search<Source>({
      index: alias,
      query,
      sort,
      size,
      track_total_hits: false,
      _source: SHOWN_FIELDS,
      ...(after ? { search_after: after } : {}),
    } as estypes.SearchRequest)
    return answer.hits.hits
  }
  const place = (hit: Hit): (number | string)[] => (hit.sort ?? []).slice(-NEWEST.length) as (number | string)[]
  const found: { hit: Hit; heat: number }[] = []
  const reached = cursor?.heat ?? Number.POSITIVE_INFINITY
  if (reached > 0) {
    const counts = await countIssues(client, alias, matching, heats, reached)
    const hottest = hottestOf(counts, heats, reached, limit + 1)
    const weights = [...new Set(hottest.map((id) => heats.get(id) as number))].sort((a, b) => a - b)
    const weighed = weigh(matching, hottest, heats, weights)
    const goesOn = cursor && weights.at(-1) === reached
    const hits =
      hottest.length === 0
        ? []
        : await find(
            weighed,
            [{ _score: { order: 'desc' } }, ...NEWEST],
            limit + 1,
            goesOn ? [weights.length, ...cursor.after] : undefined,
          )
    for (const hit of hits) found.push({ hit, heat: weights[Math.round(hit._score ?? 0) - 1] ?? 0 })
  }
  if (found.length <= limit) {
    const cold: Query = { bool: { filter: [matching], must_not: [ofIssues([...heats.keys()])] } }
    const after = cursor && reached <= 0 ? cursor.after : undefined
    for (const hit of await find(cold, NEWEST, limit + 1 - found.length, after)) found.push({ hit, heat: 0 })
  }
  const page = found.slice(0, limit)
  const last = page.at(-1)
  return {
    hits: page.map(({ hit, heat }) => ({ ...hit, _score: heat })),
    next: found.length > limit && last ? { after: place(last.hit), heat: last.heat } : undefined,
  }
}

/** Posts that match, by hot issue, for issues no hotter than what was reached. */
async function countIssues(
  client: Client,
  alias: string,
  matching: Query,
  heats: Heats,
  reached: number,
): Promise<Map<string, number>> {
  const ids = [...heats].filter(([, heat]) => heat <= reached).map(([id]) => id)
  if (ids.length === 0) return new Map()
  const { aggregations } = await client.search({
    index: alias,
    query: { bool: { filter: [matching, ofIssues(ids)] } },
    size: 0,
    track_total_hits: false,
    aggs: { issues: { terms: { field: 'issueId', size: ids.length } } },
  })
  const counted = aggregations?.issues as { buckets: readonly { key: string; doc_count: number }[] } | undefined
  return new Map(counted?.buckets.map((b) => [b.key, b.doc_count]))
}

/** The hottest issues that hold so many posts beside those of the heat reached, which may be seen already. */
function hottestOf(counts: ReadonlyMap<string, number>, heats: Heats, reached: number, posts: number): string[] {
  const order = [...counts.keys()].sort((a, b) => (heats.get(b) as number) - (heats.get(a) as number))
  const taken: string[] = []
  let held = 0
  let lowest = Number.POSITIVE_INFINITY
  for (const id of order) {
    const heat = heats.get(id) as number
    // Issues of one heat mix by time: all of them or none.
    if (held >= posts && heat < lowest) break
    taken.push(id)
    lowest = heat
    if (heat < reached) held += counts.get(id) as number
  }
  return taken
}

/** Scores 1, 2, 3 … by rising heat: whole numbers, so that no rounding mixes two heats. */
function weigh(matching: Query, ids: readonly string[], heats: Heats, weights: readonly number[]): Query {
  const functions = weights.map((heat, i) => ({
    filter: ofIssues(ids.filter((id) => heats.get(id) === heat)),
    weight: i + 1,
  }))
  return {
    function_score: {
      query: { bool: { filter: [matching, ofIssues(ids)] } },
      functions,
      score_mode: 'max',
      boost_mode: 'replace',
    } as estypes.QueryDslFunctionScoreQuery,
  }
}
