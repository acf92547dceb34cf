/** The issue as Records keeps it, made of one group or of several that people put together. */
import { localUnit } from '../../analyzers/dispatch/local-unit.ts'
import type { Issue } from '../../model/issue.ts'
import type { Place } from '../../model/post.ts'
import { nameIssue } from '../board/title.ts'
import { sizeOf } from '../nearness/centre-bytes.ts'
import type { TermStatistics } from '../words/term-statistics.ts'
import { absorb, type Cluster, createCluster, type PlaceCount, placesOf, topCategory, topVote } from './cluster.ts'

const LEVELS = ['site', 'community', 'road', 'street', 'district', 'city']

export function issueView(
  group: readonly Cluster[],
  id: string,
  statistics: TermStatistics,
): Omit<Issue, 'renamed' | 'pinned' | 'rev'> {
  const first = group[0] as Cluster
  let whole = first
  if (group.length > 1) {
    whole = createCluster(id)
    for (const part of group) absorb(whole, part)
  }
  const { title, keywords } = namingOf(whole, statistics)
  const { category, subcategory } = topCategory(whole)
  const district = districtOf(whole)
  return {
    id,
    title,
    keywords,
    category,
    subcategory,
    place: placeOf(whole, title),
    district,
    department: unitOf(whole, district),
    firstSeen: new Date(whole.firstAt).toISOString(),
    lastSeen: new Date(whole.lastAt).toISOString(),
    posts: whole.posts,
    voices: whole.voices.count,
    news: whole.news,
    praise: whole.praise,
    answered: whole.answered,
    mergedInto: null,
  }
}

/** Naming is dear and changes little: it is made anew when the group has grown by half. */
function namingOf(cluster: Cluster, statistics: TermStatistics): NonNullable<Cluster['naming']> {
  if (cluster.naming === null || sizeOf(cluster.centre) >= cluster.namedAt * 1.5) {
    cluster.naming = nameIssue(cluster, statistics)
    cluster.namedAt = sizeOf(cluster.centre)
  }
  return cluster.naming
}

/** A place that fewer members name is not where the issue is: housing funds are asked about from everywhere. */
const LEAST_SHARE = 0.2

/**
 * The finest place that at least half as many members name as name the commonest one; none where all name others. Of a name that no
 * gazetteer knows one member of several is not enough, unless it stands in a title: it may be a place that is only mentioned. Of equally
 * fine ones that of the issue's title comes first.
 */
function placeOf(cluster: Cluster, title: string): Place | null {
  const places = placesOf(cluster)
  let most = 0
  for (const { times } of places) most = Math.max(most, times)
  const enough = Math.max(most / 2, LEAST_SHARE * cluster.posts)
  const said = [title, ...cluster.exemplars.map((exemplar) => exemplar.title)]
  // Levels first, then the title, then how many name it: each adds less than a step of the one before.
  const rank = ({ place, times }: PlaceCount): number =>
    -LEVELS.indexOf(place.level) + (title.includes(place.name) ? 0.5 : 0) + times / (2 * cluster.posts + 1)
  let best: PlaceCount | undefined
  for (const entry of places) {
    const { place, times } = entry
    if (place.level === 'city' || times < enough) continue
    const byChance = place.district === undefined && times < 2 && cluster.posts > 2
    if (byChance && !said.some((words) => words.includes(place.name))) continue
    if (best === undefined || rank(entry) > rank(best)) best = entry
  }
  return best?.place ?? null
}

/** Who is proposed to lead: the office of its district or street, where most posts are for a kind of office (县区城管). */
function unitOf(cluster: Cluster, district: string | null): string | null {
  const name = topVote(cluster.departments)
  if (name === undefined) return null
  const streets = new Map<string, number>()
  for (const { place, times } of cluster.places)
    if (place.level === 'street' && (place.district ?? district) === district && times >= LEAST_SHARE * cluster.posts)
      streets.set(place.name, times)
  return localUnit(name, { district, street: topVote(streets) }) ?? name
}

function districtOf(cluster: Cluster): string | null {
  const votes = new Map<string, number>()
  cluster.places.forEach(({ place, times }) => {
    const name = place.level === 'district' ? place.name : place.district
    if (name !== undefined) votes.set(name, (votes.get(name) ?? 0) + times)
  })
  return topVote(votes) ?? null
}
