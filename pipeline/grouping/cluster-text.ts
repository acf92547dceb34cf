/** A cluster as text for the snapshot, and in short form for as long as it rests. */
import type { Place } from '../../model/post.ts'
import {
  type CentreBytes,
  copyOfCentre,
  FIRST_FACTS,
  fromStored,
  packedEnd,
  packWith,
  readCentre,
  storedBytes,
  textBehind,
  withText,
} from '../nearness/centre-bytes.ts'
import { emptyCentre, FACTS, RESTING, shrinkCentre } from '../nearness/issue-vector.ts'
import { type Cluster, createCluster, noteMember } from './cluster.ts'
import { createDistinct } from './distinct.ts'
import { readMember } from './member-bytes.ts'
import { createMembers } from './member-list.ts'
import { createParts, type Part } from './part-list.ts'

/** An issue nobody has written about for long: found and compared as ever, woken when somebody does. */
export interface Resting {
  readonly id: string
  slot: number
  readonly resting: true
  readonly open: boolean
  readonly firstAt: number
  readonly lastAt: number
  readonly posts: number
  readonly touched: number
  readonly parted: readonly string[]
  /** All else, as JSON, lies behind it: of a hundred thousand issues at rest each is one piece of memory. */
  readonly centre: CentreBytes
}

/** Named one by one: to leave some out of all takes three times as long. */
export function factsOf(c: Cluster): string {
  const facts: Facts = {
    id: c.id,
    open: c.open,
    firstAt: c.firstAt,
    lastAt: c.lastAt,
    members: c.members.list(),
    copies: [...c.copies],
    exemplars: c.exemplars,
    posts: c.posts,
    news: c.news,
    praise: c.praise,
    alarms: c.alarms,
    answered: c.answered,
    voices: c.voices.encode(),
    categories: [...c.categories],
    places: c.places.map(({ place, times }) => [place, times]),
    departments: [...c.departments],
    terms: Array.from(c.terms),
    parted: c.parted,
    touched: c.touched,
    naming: c.naming,
    namedAt: c.namedAt,
  }
  return JSON.stringify(facts)
}

type Facts = Pick<
  Cluster,
  | 'id'
  | 'open'
  | 'firstAt'
  | 'lastAt'
  | 'exemplars'
  | 'posts'
  | 'news'
  | 'praise'
  | 'answered'
  | 'naming'
  | 'namedAt'
  | 'touched'
> & {
  members: string[]
  /** Not in rows stored before issues were parted. */
  parted?: string[]
  /** Not in rows stored before dangers were counted. */
  alarms?: number
  voices: string
  copies: [string, string][]
  categories: [string, number][]
  places: [Place, number][]
  departments: [string, number][]
  terms: number[]
}

const shrunk = emptyCentre()

export const rest = (cluster: Cluster): Resting => {
  const { id, slot, open, firstAt, lastAt, posts, touched } = cluster
  shrinkCentre(readCentre(cluster.centre, shrunk))
  const centre = packWith(shrunk, factsOf(cluster))
  const parted = cluster.parted.length === 0 ? NOBODY : cluster.parted
  return { id, slot, resting: true, open, firstAt, lastAt, posts, touched, parted, centre }
}
const NOBODY: readonly string[] = []

export const wake = ({ slot, centre }: Pick<Resting, 'slot' | 'centre'>): Cluster =>
  clusterFrom(slot, centre, textBehind(centre))

/** What the issue is indexed by. */
export const termsOf = (cluster: Cluster | Resting): Int32Array =>
  'resting' in cluster ? wake(cluster).terms : cluster.terms

/** A cluster of its facts as JSON, with a copy of the centre. */
export function clusterFrom(slot: number, centre: CentreBytes, facts: string): Cluster {
  const raw = JSON.parse(facts) as Facts
  return {
    ...raw,
    slot,
    parts: null,
    parted: raw.parted ?? [],
    alarms: raw.alarms ?? 0,
    centre: copyOfCentre(centre),
    members: createMembers(raw.members),
    voices: createDistinct(raw.voices),
    copies: new Map(raw.copies),
    categories: new Map(raw.categories),
    places: raw.places.map(([place, times]) => ({ place, times })),
    departments: new Map(raw.departments),
    terms: new Int32Array(raw.terms),
  }
}

/** A cluster as a part of another. */
export const partOf = (cluster: Cluster): Part => ({
  members: cluster.members.list(),
  centre: packWith(readCentre(cluster.centre, shrunk), factsOf(cluster), RESTING),
  told: false,
})

/** All of a part but its centre, as JSON: made once, for a growing issue is stored again and again. */
export function partFacts(part: Part): string {
  if (!part.told) return textBehind(part.centre)
  const member = readMember(part.centre, packedEnd(part.centre))
  const own = createCluster(member.id)
  noteMember(own, member, undefined)
  const facts = factsOf(own)
  part.centre = withText(part.centre, facts)
  part.told = false
  return facts
}

/** How a row is marked, resting or live, and how many kinds of facts its centre keeps; the last is today's form. */
const FORMS = [
  { rest: 'r', live: 'l', facts: FIRST_FACTS },
  { rest: 'R', live: 'L', facts: 9 },
  { rest: 'S', live: 'M', facts: 11 },
  { rest: 'T', live: 'N', facts: 12 },
  { rest: 'U', live: 'O', facts: 13 },
  { rest: 'V', live: 'P', facts: 15 },
  { rest: 'W', live: 'Q', facts: FACTS.length },
] as const
const NOW = FORMS[6]

/** One line of centre, one of facts, marked whether it rests; a live one has a third of its parts. */
export const encodeCluster = (c: Cluster | Resting): string => {
  if ('resting' in c) return `${NOW.rest}${base64(storedBytes(c.centre))}\n${textBehind(c.centre)}`
  const parts = c.parts?.list().map((part) => storedPart(part)) ?? null
  return `${NOW.live}${base64(storedBytes(c.centre))}\n${factsOf(c)}\n${JSON.stringify(parts)}`
}

function storedPart(part: Part): [centre: string, facts: string] {
  const facts = partFacts(part)
  return [base64(storedBytes(part.centre)), facts]
}

export function decodeCluster(text: string): Cluster | Resting {
  const [first = '', facts = '', parts] = text.split('\n')
  const mark = text[0]
  const form = FORMS.find((known) => known.rest === mark || known.live === mark)
  if (form === undefined) throw new Error(`a stored issue is marked ${mark}, which this version does not know`)
  const cluster = clusterFrom(-1, fromStored(fromBase64(first.slice(1)), form.facts), facts)
  if (mark === form.rest) return rest(cluster)
  // Rows stored before issues were parted have no third line: their posts are not known one by one.
  const stored = JSON.parse(parts ?? 'null') as [centre: string, facts: string][] | null
  if (stored !== null)
    cluster.parts = createParts(
      stored.map(([centre, own]) => restoredPart(fromStored(fromBase64(centre), form.facts), own)),
    )
  return cluster
}

const base64 = ({ buffer, byteOffset, byteLength }: CentreBytes): string =>
  Buffer.from(buffer, byteOffset, byteLength).toString('base64')
const fromBase64 = (text: string): CentreBytes => new Int32Array(Uint8Array.from(Buffer.from(text, 'base64')).buffer)

const restoredPart = (centre: CentreBytes, facts: string): Part => ({
  members: (JSON.parse(facts) as Facts).members,
  centre: withText(centre, facts),
  told: false,
})
