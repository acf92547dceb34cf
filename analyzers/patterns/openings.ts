/**
 * One walk over a text for all who look for something in it: each names how what it looks for begins (pair-filter.ts), and the places
 * where anything may begin are found once a text, with who should look there.
 */
import { createHash } from 'node:crypto'
import { nextStart, type PairFilter, slotOf, UNITS } from './pair-filter.ts'

/** Where one reader should look, in reading order: numbers in [from, to). */
export interface Places {
  at: Int32Array
  from: number
  to: number
}

/** The places of one text; the answer is valid until the next is asked for, its `at` for as long as it is held. */
export type Openings = (text: string) => Places

/** Who takes part, at most; and the longest text that is remembered. */
const MOST_OWNERS = 32
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
/** Of each text: where the places of each owner begin, where the last ones end, and then the places. */
let places = NONE
let used = 0
/** How much text they are of, and how many. */
let held = 0
/** By text: where it begins in `places`. */
const known = new Map<string, number>()

const forget = (): void => {
  known.clear()
  held = 0
  // Somebody may still be reading the former.
  places = new Int32Array(ROOM)
  used = 0
}

/** The number of who asks with a filter, the same for the same filter; -1 where there are none left. */
function ownerOf({ state, pairs: own }: PairFilter): number {
  const digest = createHash('sha1').update(state).update(own).digest('base64')
  const before = owners.get(digest)
  if (before !== undefined) return before
  if (owners.size === MOST_OWNERS) return -1
  const owner = owners.size
  const bit = 1 << owner
  owners.set(digest, owner)
  for (let unit = 0; unit < UNITS; unit++) if (state[unit] !== 0) firsts[unit * 2 + (state[unit] === 2 ? 0 : 1)]! |= bit
  for (let slot = 0; slot < UNITS; slot++) if ((own[slot >> 3]! & (1 << (slot & 7))) !== 0) pairs[slot]! |= bit
  // What was found before it came is not for it; the places stay where they are, for somebody may be reading them.
  known.clear()
  return owner
}

/** The filter must not change any more. */
export function createOpenings(filter: PairFilter): Openings {
  let owner: number | undefined
  const own: Places = { at: NONE, from: 0, to: 0 }
  return (text) => {
    owner ??= ownerOf(filter)
    if (owner === -1 || text.length > LONGEST) return alone(filter, text, own)
    const head = known.get(text) ?? remember(text)
    own.at = places
    own.from = places[head + owner]!
    own.to = places[head + owner + 1]!
    return own
  }
}

function alone(filter: PairFilter, text: string, own: Places): Places {
  const at: number[] = []
  for (let i = nextStart(filter, text, 0); i < text.length; i = nextStart(filter, text, i + 1)) at.push(i)
  own.at = Int32Array.from(at)
  own.from = 0
  own.to = at.length
  return own
}

/** Pairs of numbers: a place, and the bits of those who should look there. */
const events = new Int32Array(2 * LONGEST)
/** By owner. */
const next = new Int32Array(MOST_OWNERS)

/** Keeps the places of a text, each owner's together; where it begins in `places`. */
function remember(text: string): number {
  const length = walk(text, firsts, pairs, events)
  const total = count(events, length, next)
  held += text.length + EACH
  if (used + MOST_OWNERS + 1 + total > places.length || held > ROOM) forget()
  const head = used
  let end = head + MOST_OWNERS + 1
  for (let o = 0; o < MOST_OWNERS; o++) {
    places[head + o] = end
    end += next[o]!
    next[o] = places[head + o]!
  }
  places[head + MOST_OWNERS] = end
  used = end
  hand(events, length, next, places)
  known.set(text, head)
  return head
}

// The arrays are arguments: what a closure holds is read anew at every step.
/** How many numbers it leaves in `into`. */
function walk(text: string, firsts: Int32Array, pairs: Int32Array, into: Int32Array): number {
  const { length } = text
  let n = 0
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

const lowest = (bits: number): number => 31 - Math.clz32(bits & -bits)

/** Leaves in `counts` how many places each owner has; how many there are in all. */
function count(events: Int32Array, length: number, counts: Int32Array): number {
  counts.fill(0)
  let total = 0
  for (let k = 1; k < length; k += 2)
    for (let who = events[k]!; who !== 0; who &= who - 1) {
      counts[lowest(who)]!++
      total++
    }
  return total
}

/** Gives each owner its places, from where `next` says. */
function hand(events: Int32Array, length: number, next: Int32Array, into: Int32Array): void {
  for (let k = 0; k < length; k += 2)
    for (let who = events[k + 1]!; who !== 0; who &= who - 1) into[next[lowest(who)]!++] = events[k]!
}
