/**
 * One walk over a text for all who look for something in it: each names how what it looks for begins (pair-filter.ts), and the places
 * where anything may begin are found once a text, with who should look there.
 */
import { createHash } from 'node:crypto'
import { nextStart, type PairFilter, slotOf, UNITS } from './pair-filter.ts'

/** Pairs of numbers in [from, to): a place, in reading order, and bits; a place is one's own where `bit` is among them. */
export interface Places {
  events: Int32Array
  from: number
  to: number
  bit: number
}

/** The places of one text; the answer is valid until the next is asked for, its `events` for as long as they are held. */
export type Openings = (text: string) => Places

/** Who takes part, at most; and the longest text that is remembered. */
const MOST_OWNERS = 31
const LONGEST = 1 << 13
/** Numbers held of many texts, and characters: they are a batch or two of letters, each read for one thing after the other. */
const ROOM = 1 << 19

/** What is held of a text beside its places, in characters. */
const EACH = 64

/** By first unit: who looks at it whatever follows, and who with some second units. */
const firsts = new Int32Array(UNITS * 2)
const pairs = new Int32Array(UNITS)
const owners = new Map<string, number>()

const NONE = new Int32Array(0)
let events = NONE
let used = 0
/** How much text they are of, and how many. */
let held = 0
/** By text: where its events begin and end, 2^20 times the beginning plus the end. */
const known = new Map<string, number>()
const BASE = 1 << 20

const forget = (): void => {
  known.clear()
  held = 0
  // Somebody may still be reading the former.
  events = new Int32Array(ROOM)
  used = 0
}

/** The bit of a filter, the same for the same filter; 0 where there are none left. */
function bitOf({ state, pairs: own }: PairFilter): number {
  const digest = createHash('sha1').update(state).update(own).digest('base64')
  const before = owners.get(digest)
  if (before !== undefined) return before
  if (owners.size === MOST_OWNERS) return 0
  const bit = 1 << owners.size
  owners.set(digest, bit)
  for (let unit = 0; unit < UNITS; unit++) if (state[unit] !== 0) firsts[unit * 2 + (state[unit] === 2 ? 0 : 1)]! |= bit
  for (let slot = 0; slot < UNITS; slot++) if ((own[slot >> 3]! & (1 << (slot & 7))) !== 0) pairs[slot]! |= bit
  // What was found before it came is not for it; the places stay where they are, for somebody may be reading them.
  known.clear()
  return bit
}

/** The filter must not change any more. */
export function createOpenings(filter: PairFilter): Openings {
  let bit = -1
  const places: Places = { events: NONE, from: 0, to: 0, bit: 0 }
  return (text) => {
    if (bit === -1) bit = bitOf(filter)
    if (bit === 0 || text.length > LONGEST) return alone(filter, text, places)
    let span = known.get(text)
    if (span === undefined) {
      held += text.length + EACH
      if (used + text.length * 2 > events.length || held > ROOM) forget()
      const from = used
      used = walk(text, firsts, pairs, events, used)
      span = from * BASE + used
      known.set(text, span)
    }
    places.events = events
    places.from = Math.floor(span / BASE)
    places.to = span % BASE
    places.bit = bit
    return places
  }
}

function alone(filter: PairFilter, text: string, places: Places): Places {
  const own: number[] = []
  for (let i = nextStart(filter, text, 0); i < text.length; i = nextStart(filter, text, i + 1)) own.push(i, 1)
  places.events = Int32Array.from(own)
  places.from = 0
  places.to = own.length
  places.bit = 1
  return places
}

// The arrays are arguments: what a closure holds is read anew at every step.
function walk(text: string, firsts: Int32Array, pairs: Int32Array, into: Int32Array, from: number): number {
  const { length } = text
  let n = from
  let unit = length === 0 ? 0 : text.charCodeAt(0)
  for (let i = 0; i < length; i++) {
    const next = i + 1 < length ? text.charCodeAt(i + 1) : 0
    const some = firsts[unit * 2 + 1]!
    let who = firsts[unit * 2]!
    if (some !== 0) who |= some & pairs[slotOf(unit, next)]!
    into[n] = i
    into[n + 1] = who
    n += who === 0 ? 0 : 2
    unit = next
  }
  return n
}
