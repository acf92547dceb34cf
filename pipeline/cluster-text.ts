/** A cluster as text for the snapshot, and in short form for as long as it rests. */
import type { Place } from '../model/post.ts'
import { FIRST_FACTS, packCentre, unpackCentre } from './centre-bytes.ts'
import type { Cluster } from './cluster.ts'
import { createDistinct } from './distinct.ts'
import { FACTS } from './issue-vector.ts'

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
  readonly terms: Int32Array
  readonly centre: Uint8Array
  /** All but the centre, as JSON. */
  readonly facts: string
}

const factsOf = ({ centre: _, slot: __, ...c }: Cluster): string =>
  JSON.stringify({
    ...c,
    voices: c.voices.encode(),
    copies: [...c.copies],
    categories: [...c.categories],
    places: [...c.places.values()].map(({ place, times }) => [place, times]),
    departments: [...c.departments],
    terms: [...c.terms],
  })

type Facts = Pick<
  Cluster,
  | 'id'
  | 'open'
  | 'firstAt'
  | 'lastAt'
  | 'members'
  | 'exemplars'
  | 'posts'
  | 'news'
  | 'praise'
  | 'answered'
  | 'naming'
  | 'namedAt'
  | 'touched'
> & {
  voices: string
  copies: [string, string][]
  categories: [string, number][]
  places: [Place, number][]
  departments: [string, number][]
  terms: number[]
}

export const rest = (cluster: Cluster): Resting => {
  const { id, slot, open, firstAt, lastAt, posts, touched, terms } = cluster
  const centre = packCentre(cluster.centre)
  return { id, slot, resting: true, open, firstAt, lastAt, posts, touched, terms, centre, facts: factsOf(cluster) }
}

export function wake({ slot, centre, facts }: Pick<Resting, 'slot' | 'centre' | 'facts'>, packed?: number): Cluster {
  const raw = JSON.parse(facts) as Facts
  return {
    ...raw,
    slot,
    centre: unpackCentre(centre, packed),
    voices: createDistinct(raw.voices),
    copies: new Map(raw.copies),
    categories: new Map(raw.categories),
    places: new Map(
      raw.places.map(([place, times]) => [`${place.level}/${place.name}/${place.district ?? ''}`, { place, times }]),
    ),
    departments: new Map(raw.departments),
    terms: new Int32Array(raw.terms),
  }
}

/** How a row is marked, resting or live, and how many kinds of facts its centre keeps; the last is today's form. */
const FORMS = [
  { rest: 'r', live: 'l', facts: FIRST_FACTS },
  { rest: 'R', live: 'L', facts: 9 },
  { rest: 'S', live: 'M', facts: 11 },
  { rest: 'T', live: 'N', facts: FACTS.length },
] as const
const NOW = FORMS[3]

/** One line of centre, one of facts, marked whether it rests. */
export const encodeCluster = (c: Cluster | Resting): string => {
  const resting = 'resting' in c
  const bytes = Buffer.from(resting ? c.centre : packCentre(c.centre))
  return `${resting ? NOW.rest : NOW.live}${bytes.toString('base64')}\n${resting ? c.facts : factsOf(c)}`
}

export function decodeCluster(text: string): Cluster | Resting {
  const end = text.indexOf('\n')
  const centre = Uint8Array.from(Buffer.from(text.slice(1, end), 'base64'))
  const mark = text[0]
  const form = FORMS.find((known) => known.rest === mark || known.live === mark)
  if (form === undefined) throw new Error(`a stored issue is marked ${mark}, which this version does not know`)
  const cluster = wake({ slot: -1, centre, facts: text.slice(end + 1) }, form.facts)
  return mark === form.rest ? rest(cluster) : cluster
}
