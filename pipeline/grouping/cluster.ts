/** One group of posts inside the grouper: its centre, its counts, and what the shown issue is made of. */
import type { Place } from '../../model/post.ts'
import type { Category } from '../../model/words.ts'
import { type CentreBytes, NO_BYTES, packCentre, packOver, readCentre, sizeOf } from '../nearness/centre-bytes.ts'
import { addAimed, aim, createProbe, emptyCentre, type Probe } from '../nearness/issue-vector.ts'
import { createDistinct, type Distinct } from './distinct.ts'
import { filingOf } from './filing.ts'
import { type Exemplar, type Member, opens } from './member.ts'
import { createMembers, type MemberList, withOne } from './member-list.ts'
import { createParts, type PartList } from './part-list.ts'

/** A place, and how many members name it. */
export interface PlaceCount {
  readonly place: Place
  times: number
}

export interface Cluster {
  readonly id: string
  /** Its place in the candidate index; -1 while it is not there. */
  slot: number
  /** False while it holds only news, praise or notes: such a cluster is no issue yet (their posts have issue null). */
  open: boolean
  /** Its own, which nobody else holds. */
  centre: CentreBytes
  firstAt: number
  lastAt: number
  /** Newest members; counts go on when the list is full. */
  members: MemberList
  /** Member → the post it copies. */
  copies: Map<string, string>
  exemplars: Exemplar[]
  posts: number
  news: number
  praise: number
  /** Posts that tell of a danger to life now. */
  alarms: number
  answered: number
  readonly voices: Distinct
  categories: Map<string, number>
  places: PlaceCount[]
  departments: Map<string, number>
  /** Terms it is indexed by; stored, so that a restart indexes the same. */
  terms: Int32Array
  /** Title and keywords as of `namedAt` members; made anew as the group grows by half. */
  naming: { title: string; keywords: readonly string[]; titleOf: string | null } | null
  namedAt: number
  /** Its posts one by one while they are few; null when not kept. */
  parts: PartList | null
  /** Clusters it was parted from: never one with it again but by people. */
  parted: string[]
  /** Order of last touch, for eviction and equal restarts. */
  touched: number
}

const EXEMPLAR_LIMIT = 16
const FACT_LIMIT = 32

export const issueIdOf = (postId: string): string => `i${postId.slice(0, 12)}`

// Most issues have no copies and are told to no department: they share one map, which is never written to.
const NONE = new Map<string, never>()
const NO_TERMS = new Int32Array(0)

function noteCopy(cluster: Cluster, postId: string, of: string): void {
  if (cluster.copies === NONE) cluster.copies = new Map()
  cluster.copies.set(postId, of)
}

export const createCluster = (id: string): Cluster => ({
  id,
  slot: -1,
  open: false,
  centre: NO_BYTES,
  firstAt: Number.POSITIVE_INFINITY,
  lastAt: Number.NEGATIVE_INFINITY,
  members: createMembers(),
  copies: NONE,
  exemplars: [],
  posts: 0,
  news: 0,
  praise: 0,
  alarms: 0,
  answered: 0,
  voices: createDistinct(),
  categories: NONE,
  places: [],
  departments: NONE,
  terms: NO_TERMS,
  parts: createParts(),
  parted: [],
  touched: 0,
  naming: null,
  namedAt: 0,
})

/** Gives the votes back, or those that took the place of none. */
function voted(votes: Map<string, number>, name: string, by = 1): Map<string, number> {
  const own = votes === NONE ? new Map<string, number>() : votes
  if (own.has(name) || own.size < FACT_LIMIT) own.set(name, (own.get(name) ?? 0) + by)
  return own
}

/** Compared one by one: they are few, and a key to look them up by would be made anew for every post. */
function countPlace(cluster: Cluster, place: Place, times: number): void {
  for (const known of cluster.places) {
    const { name, level, district } = known.place
    if (name !== place.name || level !== place.level || (district ?? '') !== (place.district ?? '')) continue
    known.times += times
    return
  }
  if (cluster.places.length < FACT_LIMIT) cluster.places = withOne(cluster.places, { place, times })
}

/**
 * Adds a member. The probe is aimed at its centre of one, or at anything for a folded copy: that counts, with its voice, but does
 * not move the centre.
 * Gives the member that is listed no more.
 */
export function addMember(
  cluster: Cluster,
  member: Member,
  probe: Probe,
  copyOf: string | undefined,
): string | undefined {
  if (copyOf === undefined) addToCentre(cluster, probe)
  return noteMember(cluster, member, copyOf)
}

/** All of that but the centre. */
export function noteMember(cluster: Cluster, post: Member, copyOf: string | undefined): string | undefined {
  const unlisted = cluster.members.push(post.id)
  if (copyOf !== undefined) noteCopy(cluster, post.id, copyOf)
  if (unlisted !== undefined) cluster.copies.delete(unlisted)
  cluster.posts += 1
  if (post.kind === 'news') cluster.news += 1
  else if (post.appealType === '表扬') cluster.praise += 1
  else if (opens(post)) {
    cluster.open = true
    cluster.voices.add(post.voice)
    if (copyOf === undefined && post.exemplar !== undefined) keepExemplar(cluster, post.exemplar)
  }
  if (post.route === 'emergency') cluster.alarms += 1
  if (post.answered === true) cluster.answered += 1
  cluster.firstAt = Math.min(cluster.firstAt, post.at)
  cluster.lastAt = Math.max(cluster.lastAt, post.at)
  if (post.category !== null)
    cluster.categories = voted(cluster.categories, filingOf(post.category, post.subcategory).name)
  if (post.department !== undefined) cluster.departments = voted(cluster.departments, post.department)
  // Who praises tells of a deed there, and the matter may be elsewhere.
  if (post.appealType !== '表扬') for (const place of post.places) countPlace(cluster, place, 1)
  return unlisted
}

/** Keeps the first few, the newest and the most supported. */
function keepExemplar(cluster: Cluster, exemplar: Exemplar): void {
  cluster.exemplars = withOne(cluster.exemplars, exemplar)
  if (cluster.exemplars.length <= EXEMPLAR_LIMIT) return
  const early = 10
  let worst = early
  for (let i = early; i < cluster.exemplars.length - 2; i += 1)
    if ((cluster.exemplars[i] as Exemplar).likes < (cluster.exemplars[worst] as Exemplar).likes) worst = i
  cluster.exemplars.copyWithin(worst, worst + 1)
  cluster.exemplars.pop()
}

// They are large: one serves all.
const sum = emptyCentre()
const absorbed = createProbe()
const other = emptyCentre()

function addToCentre(cluster: Cluster, probe: Probe): void {
  // The first is its centre: nothing to add to.
  if (sizeOf(cluster.centre) === 0) {
    cluster.centre = packCentre(probe.centre)
    return
  }
  addAimed(readCentre(cluster.centre, sum), probe)
  cluster.centre = packOver(cluster.centre, sum)
}

/** Takes everything of another in; gives the members that are listed no more. */
export function absorb(cluster: Cluster, taken: Cluster): string[] {
  aim(absorbed, readCentre(taken.centre, other))
  addToCentre(cluster, absorbed)
  cluster.naming = null
  cluster.open ||= taken.open
  cluster.firstAt = Math.min(cluster.firstAt, taken.firstAt)
  cluster.lastAt = Math.max(cluster.lastAt, taken.lastAt)
  const unlisted: string[] = []
  for (const id of taken.members.list()) {
    const oldest = cluster.members.push(id)
    if (oldest !== undefined) unlisted.push(oldest)
  }
  for (const [copy, root] of taken.copies) noteCopy(cluster, copy, root)
  for (const exemplar of taken.exemplars) keepExemplar(cluster, exemplar)
  cluster.parted = [...new Set([...cluster.parted, ...taken.parted])].filter((id) => id !== cluster.id)
  cluster.posts += taken.posts
  cluster.news += taken.news
  cluster.praise += taken.praise
  cluster.alarms += taken.alarms
  cluster.answered += taken.answered
  cluster.voices.join(taken.voices)
  for (const [name, times] of taken.categories) cluster.categories = voted(cluster.categories, name, times)
  for (const [name, times] of taken.departments) cluster.departments = voted(cluster.departments, name, times)
  for (const { place, times } of taken.places) countPlace(cluster, place, times)
  return unlisted
}

/** Letters of a name that are read as «and» or «towards» where a sentence leaves it open. */
const JOINS = /^[和与及向同]$/

/**
 * Places as most members mean them: who was read to write of 泰新苑 beside those who write of 和泰新苑 wrote of 和|泰新苑. One such
 * reading of many may be the wrong one itself.
 */
export function placesOf({ places }: Pick<Cluster, 'places'>): readonly PlaceCount[] {
  const whole = (short: PlaceCount): PlaceCount | undefined =>
    places.find(
      ({ place, times }) =>
        place.level === short.place.level &&
        place.name.endsWith(short.place.name) &&
        JOINS.test(place.name.slice(0, -short.place.name.length)) &&
        (times > 1 || times >= short.times) &&
        4 * times >= short.times,
    )
  if (!places.some((one) => whole(one) !== undefined)) return places
  const said = new Map(places.map((one) => [one, one.times]))
  for (const one of places) {
    const meant = whole(one)
    if (meant === undefined) continue
    said.set(meant, (said.get(meant) as number) + one.times)
    said.delete(one)
  }
  return [...said].map(([{ place }, times]) => ({ place, times }))
}

/** Whether all that it tells of is a danger. */
export const tellsOnlyOfDanger = ({ alarms, posts }: Pick<Cluster, 'alarms' | 'posts'>): boolean =>
  alarms > 0 && alarms === posts

/** Whether it holds praise and nothing that opens an issue. */
export const isPraise = ({ open, praise }: Pick<Cluster, 'open' | 'praise'>): boolean => !open && praise > 0

/** The name with the most votes, of equals the lower. */
export const topVote = (votes: ReadonlyMap<string, number>): string | undefined => {
  let best: string | undefined
  let most = 0
  votes.forEach((times, name) => {
    if (times < most || (times === most && (best === undefined || name >= best))) return
    best = name
    most = times
  })
  return best
}

export function topCategory(cluster: Cluster): { category: Category | null; subcategory: string | null } {
  const firsts = new Map<string, number>()
  cluster.categories.forEach((times, name) => {
    const first = name.slice(0, name.indexOf('/'))
    firsts.set(first, (firsts.get(first) ?? 0) + times)
  })
  const category = topVote(firsts)
  if (category === undefined) return { category: null, subcategory: null }
  const inside = new Map<string, number>()
  cluster.categories.forEach((times, name) => {
    if (name.startsWith(`${category}/`)) inside.set(name, times)
  })
  const subcategory = topVote(inside)?.slice(category.length + 1)
  return { category: category as Category, subcategory: subcategory || null }
}
