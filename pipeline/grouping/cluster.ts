/** One group of posts inside the grouper: its centre, its counts, and what the shown issue is made of. */
import { isOfForm } from '../../analyzers/dispatch/form-title.ts'
import type { Place } from '../../model/post.ts'
import type { Category } from '../../model/words.ts'
import { type CentreBytes, NO_BYTES, packCentre, packOver, readCentre, sizeOf } from '../nearness/centre-bytes.ts'
import { addAimed, aim, createProbe, emptyCentre, type Probe } from '../nearness/issue-vector.ts'
import { createDistinct, type Distinct } from './distinct.ts'
import type { GroupInput } from './group-features.ts'
import { createMembers, type MemberList } from './member-list.ts'

/** A member that may give the title or speak for the issue. */
export interface Exemplar {
  readonly postId: string
  readonly title: string
  /** The title's words, for keywords and phrases. */
  readonly words: readonly string[]
  readonly at: number
  readonly likes: number
}

/** What a cluster is told of a member beside its centre. */
export interface Member
  extends Pick<
    GroupInput,
    'id' | 'at' | 'kind' | 'appealType' | 'voice' | 'answered' | 'category' | 'subcategory' | 'department' | 'places'
  > {
  /** Of one that may give the title. */
  readonly exemplar: Exemplar | undefined
}

/** One post with its copies, as a cluster in short form (pipeline/grouping/parts.ts). */
export interface Part {
  readonly members: readonly string[]
  /** All else lies behind it (cluster-text.ts): of sixty thousand parts each is one piece of memory. */
  centre: CentreBytes
  /** That is a Member, as the post came (member-bytes.ts); false once it was made a cluster's facts, as JSON. */
  told: boolean
}

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
  answered: number
  readonly voices: Distinct
  readonly categories: Map<string, number>
  readonly places: PlaceCount[]
  readonly departments: Map<string, number>
  /** Terms it is indexed by; stored, so that a restart indexes the same. */
  terms: Int32Array
  /** Title and keywords as of `namedAt` members; made anew as the group grows by half. */
  naming: { title: string; keywords: readonly string[]; titleOf: string | null } | null
  namedAt: number
  /** Its posts one by one while they are few; null when not kept. */
  parts: Part[] | null
  /** Clusters it was parted from: never one with it again but by people. */
  parted: string[]
  /** Order of last touch, for eviction and equal restarts. */
  touched: number
}

const EXEMPLAR_LIMIT = 16
const FACT_LIMIT = 32

const OPENING = new Set(['咨询', '求助', '投诉', '举报', '意见建议'])
/** News never opens an issue, nor do praise and notes. */
export const opens = (post: Pick<GroupInput, 'kind' | 'appealType'>): boolean =>
  post.kind !== 'news' && OPENING.has(post.appealType)

export const issueIdOf = (postId: string): string => `i${postId.slice(0, 12)}`

export const createCluster = (id: string): Cluster => ({
  id,
  slot: -1,
  open: false,
  centre: NO_BYTES,
  firstAt: Number.POSITIVE_INFINITY,
  lastAt: Number.NEGATIVE_INFINITY,
  members: createMembers(),
  copies: new Map(),
  exemplars: [],
  posts: 0,
  news: 0,
  praise: 0,
  answered: 0,
  voices: createDistinct(),
  categories: new Map(),
  places: [],
  departments: new Map(),
  terms: new Int32Array(0),
  parts: [],
  parted: [],
  touched: 0,
  naming: null,
  namedAt: 0,
})

const vote = (votes: Map<string, number>, name: string, by = 1): void => {
  if (votes.has(name) || votes.size < FACT_LIMIT) votes.set(name, (votes.get(name) ?? 0) + by)
}

/** Compared one by one: they are few, and a key to look them up by would be made anew for every post. */
function countPlace(counts: PlaceCount[], place: Place, times: number): void {
  for (const known of counts) {
    const { name, level, district } = known.place
    if (name !== place.name || level !== place.level || (district ?? '') !== (place.district ?? '')) continue
    known.times += times
    return
  }
  if (counts.length < FACT_LIMIT) counts.push({ place, times })
}

export const memberOf = (post: GroupInput): Member => {
  const { id, at, kind, appealType, voice, answered, category, subcategory, department, places } = post
  const exemplar = opens(post) ? exemplarOf(post) : undefined
  return { id, at, kind, appealType, voice, answered, category, subcategory, department, places, exemplar }
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
  if (copyOf !== undefined) cluster.copies.set(post.id, copyOf)
  if (unlisted !== undefined) cluster.copies.delete(unlisted)
  cluster.posts += 1
  if (post.kind === 'news') cluster.news += 1
  else if (post.appealType === '表扬') cluster.praise += 1
  else if (opens(post)) {
    cluster.open = true
    cluster.voices.add(post.voice)
    if (copyOf === undefined && post.exemplar !== undefined) keepExemplar(cluster, post.exemplar)
  }
  if (post.answered === true) cluster.answered += 1
  cluster.firstAt = Math.min(cluster.firstAt, post.at)
  cluster.lastAt = Math.max(cluster.lastAt, post.at)
  if (post.category !== null) vote(cluster.categories, `${post.category}/${post.subcategory ?? ''}`)
  if (post.department !== undefined) vote(cluster.departments, post.department)
  for (const place of post.places) countPlace(cluster.places, place, 1)
  return unlisted
}

/** A post without a title, or under words of the form alone (诉求, 咨询), is called by what it opens with; the title is chosen among its clauses. */
const exemplarOf = (post: GroupInput): Exemplar => {
  const titled = post.title.trim() !== '' && !(post.text.trim() !== '' && isOfForm(post.title))
  const title = titled ? post.title.trim() : post.text.trim()
  const words = (titled ? post.tokens.title : post.tokens.text).slice(0, 24)
  return { postId: post.id, title: title.slice(0, 80), words, at: post.at, likes: post.likes }
}

/** Keeps the first few, the newest and the most supported. */
function keepExemplar(cluster: Cluster, exemplar: Exemplar): void {
  cluster.exemplars.push(exemplar)
  if (cluster.exemplars.length <= EXEMPLAR_LIMIT) return
  const early = 10
  let worst = early
  for (let i = early; i < cluster.exemplars.length - 2; i += 1)
    if ((cluster.exemplars[i] as Exemplar).likes < (cluster.exemplars[worst] as Exemplar).likes) worst = i
  cluster.exemplars.splice(worst, 1)
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
  for (const [copy, root] of taken.copies) cluster.copies.set(copy, root)
  for (const exemplar of taken.exemplars) keepExemplar(cluster, exemplar)
  cluster.parted = [...new Set([...cluster.parted, ...taken.parted])].filter((id) => id !== cluster.id)
  cluster.posts += taken.posts
  cluster.news += taken.news
  cluster.praise += taken.praise
  cluster.answered += taken.answered
  cluster.voices.join(taken.voices)
  for (const [name, times] of taken.categories) vote(cluster.categories, name, times)
  for (const [name, times] of taken.departments) vote(cluster.departments, name, times)
  for (const { place, times } of taken.places) countPlace(cluster.places, place, times)
  return unlisted
}

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
