/**
 * A centre as one run of bytes: what every issue is kept as, compared as and stored as. One piece of memory instead of sixty: candidates
 * lie anywhere, and to fetch them takes longer than to compare them. Every digit survives.
 */

import { lookedAt } from '../words/look-ahead.ts'
import { heaviest, top, type Vector, vectorFor } from '../words/vector.ts'
import { TOPIC_SIZE } from '../words/word-topics.ts'
import { type Facts, fillFacts, readFacts } from './facts.ts'
import { type Centre, emptyCentre, FACTS, measure, VECTORS } from './issue-vector.ts'

/** Two counts, then the sizes of the vectors and the facts. */
const headOf = (facts: number): number => 2 + VECTORS.length + facts
const HEAD = headOf(FACTS.length)

/** Facts of a centre stored before the others were kept: those come first. */
export const FIRST_FACTS = 3

/** Centres stored with so many kinds of facts tell what their posts were filed under, not what they may be. */
const FILINGS = FACTS.indexOf('filings')

/**
 * Counts, sizes, vectors, facts, topic, and the lengths behind; what follows is room to grow. Whoever holds an issue holds its bytes
 * alone: they are written over as it grows.
 */
export type CentreBytes = Int32Array

/** The centre that is looked at, where it lies; `nearness` and `sheet-facts` read it from here. */
export const sheet: { numbers: CentreBytes } = { numbers: new Int32Array(0) }
export const lay = (bytes: CentreBytes): void => {
  sheet.numbers = bytes
}

/** Numbers in what memory hands over at once. */
const LINE = 16
/** Looks at centres that are about to be compared: what lies far for one is on its way while the others are asked for. */
export function fetchCentres(all: readonly { readonly centre: CentreBytes }[]): void {
  let seen = 0
  for (let n = 0; n < all.length; n += 1) seen += (all[n] as { centre: CentreBytes }).centre[2] as number
  for (let n = 0; n < all.length; n += 1) {
    const { centre } = all[n] as { centre: CentreBytes }
    const end = packedEnd(centre)
    // Words and pairs are read of few (nearness.ts).
    for (let at = HEAD + 2 * ((centre[2] as number) + (centre[3] as number)); at < end; at += LINE)
      seen += centre[at] as number
  }
  lookedAt.sum = seen
}

/** Where a centre is written before its bytes are cut to size: views of the same numbers. */
const draft = withRoom(4096)
function withRoom(length: number) {
  const numbers = new Int32Array(length)
  return { numbers, reals: new Float32Array(numbers.buffer) }
}
const makeRoom = (length: number): void => {
  if (draft.numbers.length < length) Object.assign(draft, withRoom(2 * length))
}

const one = new Int32Array(2)
const real = new Float32Array(one.buffer)
const double = new Float64Array(one.buffer)
/** The number at a place read as a weight. */
export const realAt = (numbers: CentreBytes, at: number): number => {
  one[0] = numbers[at] as number
  return real[0] as number
}
/** Two numbers read as a length. */
export const doubleAt = (numbers: CentreBytes, at: number): number => {
  one[0] = numbers[at] as number
  one[1] = numbers[at + 1] as number
  return double[0] as number
}

/** Where the first vector begins, and the parts behind it in turn. */
export const VECTORS_AT = HEAD
/** Lengths of the vectors and the topic, two numbers each. */
const LENGTHS = 2 * (VECTORS.length + 1)
const lengths = new Float64Array(LENGTHS / 2)
const lengthBits = new Int32Array(lengths.buffer)
export const sizeOf = (bytes: CentreBytes): number => bytes[0] as number
/** Where the numbers of a packed centre end that are stored. */
function endOf(bytes: CentreBytes): number {
  let end = HEAD + TOPIC_SIZE
  for (let i = 2; i < HEAD; i += 1) end += 2 * (bytes[i] as number)
  return end
}

/** Where all numbers of a packed centre end, and what lies behind it begins. */
export const packedEnd = (bytes: CentreBytes): number => endOf(bytes) + LENGTHS

type Limits = Readonly<Record<(typeof VECTORS)[number], number>>

/** Writes a centre out, its vectors cut to the limits; gives where it ends. */
function write(centre: Centre, limits?: Limits): number {
  let most = HEAD + TOPIC_SIZE + LENGTHS
  for (const { size } of centre.vectors) most += 2 * size
  for (const { size } of centre.facts) most += 2 * size
  makeRoom(most)
  const { numbers, reals } = draft
  numbers[0] = centre.size
  numbers[1] = centre.titled
  lengths[0] = centre.wordsLength
  lengths[1] = centre.pairsLength
  lengths[2] = centre.sitesLength
  lengths[3] = centre.mainSitesLength
  lengths[4] = centre.topicLength
  let at = HEAD
  for (let i = 0; i < VECTORS.length; i += 1) {
    const { ids, weights, size } = centre.vectors[i] as Vector
    const kept = limits === undefined ? size : Math.min(size, limits[VECTORS[i] as (typeof VECTORS)[number]])
    numbers[2 + i] = kept
    if (kept < size) lengths[i] = heaviestLength(weights, size, kept)
    for (let n = 0; n < kept; n += 1) {
      const from = kept < size ? (top.places[n] as number) : n
      numbers[at + n] = ids[from] as number
      reals[at + kept + n] = weights[from] as number
    }
    at += 2 * kept
  }
  for (let i = 0; i < FACTS.length; i += 1) {
    const { ids, times, size } = centre.facts[i] as Facts
    numbers[2 + VECTORS.length + i] = size
    for (let n = 0; n < size; n += 1) {
      numbers[at + n] = ids[n] as number
      numbers[at + size + n] = times[n] as number
    }
    at += 2 * size
  }
  for (let d = 0; d < TOPIC_SIZE; d += 1) reals[at + d] = centre.topic[d] as number
  at += TOPIC_SIZE
  for (let i = 0; i < LENGTHS; i += 1) numbers[at + i] = lengthBits[i] as number
  return at + LENGTHS
}

/** Finds the heaviest; the length of the vector they make. */
function heaviestLength(weights: Float32Array, size: number, most: number): number {
  heaviest(weights, size, most)
  let squares = 0
  for (let n = 0; n < most; n += 1) squares += (weights[top.places[n] as number] as number) ** 2
  return Math.sqrt(squares)
}

/** In bytes of just the size. `limits`: most terms of each vector. */
export function packCentre(centre: Centre, limits?: Limits): CentreBytes {
  const end = write(centre, limits)
  return draft.numbers.slice(0, end)
}

/** The same with a text behind: its length in bytes, then UTF-8. */
export const packWith = (centre: Centre, text: string, limits?: Limits): CentreBytes =>
  append(draft, write(centre, limits), text)

/** The same for whoever copies it somewhere: good until the next is packed. */
export const drafted = (centre: Centre, limits?: Limits): CentreBytes =>
  draft.numbers.subarray(0, write(centre, limits))

/** Packed numbers with another text behind. */
export const withText = (bytes: CentreBytes, text: string): CentreBytes =>
  append({ numbers: bytes }, packedEnd(bytes), text)

function append({ numbers }: { readonly numbers: CentreBytes }, end: number, text: string): CentreBytes {
  const length = Buffer.byteLength(text)
  const bytes = new Int32Array(end + 1 + Math.ceil(length / 4))
  bytes.set(numbers.subarray(0, end))
  bytes[end] = length
  Buffer.from(bytes.buffer, 4 * (end + 1)).write(text)
  return bytes
}

export function textBehind(bytes: CentreBytes): string {
  const end = packedEnd(bytes)
  const from = bytes.byteOffset + 4 * (end + 1)
  return Buffer.from(bytes.buffer).toString('utf8', from, from + (bytes[end] as number))
}

/** Of the centre alone, for whoever writes over them. */
export const copyOfCentre = (bytes: CentreBytes): CentreBytes => bytes.slice(0, packedEnd(bytes))

/** In place of what an issue was, in the same bytes where they have room. */
export function packOver(bytes: CentreBytes, centre: Centre): CentreBytes {
  // Most issues stay of one post: no room for more.
  if (sizeOf(bytes) === 0) return packCentre(centre)
  const end = write(centre)
  const into = bytes.length >= end ? bytes : new Int32Array(Math.ceil(end * 1.25))
  into.set(draft.numbers.subarray(0, end))
  return into
}

/** Of an issue nobody has written about; never written over. */
export const NO_BYTES: CentreBytes = packCentre(emptyCentre())

/** What of them is stored. */
export const storedBytes = (bytes: CentreBytes): CentreBytes => bytes.subarray(0, endOf(bytes))

/** The way back. `kinds`: how many kinds of facts were stored. */
export function fromStored(bytes: CentreBytes, kinds: number): CentreBytes {
  const centre = emptyCentre()
  fill(centre, bytes, kinds)
  measure(centre)
  return packCentre(centre)
}

/** Reads bytes into a centre that is held for nothing else. */
export function readCentre(bytes: CentreBytes, into: Centre): Centre {
  const at = fill(into, bytes, FACTS.length)
  into.wordsLength = doubleAt(bytes, at)
  into.pairsLength = doubleAt(bytes, at + 2)
  into.sitesLength = doubleAt(bytes, at + 4)
  into.mainSitesLength = doubleAt(bytes, at + 6)
  into.topicLength = doubleAt(bytes, at + 8)
  return into
}

export const unpackCentre = (bytes: CentreBytes): Centre => readCentre(bytes, emptyCentre())

/** What an issue is looked for by (issue-vector.ts), and nothing else of it. */
export function readKeyed(bytes: CentreBytes, into: Centre): Centre {
  let at = VECTORS_AT
  for (let i = 0; i < KEYED; i += 1) {
    const size = bytes[2 + i] as number
    fillFrom(into.vectors[i] as Vector, bytes, at, size)
    at += 2 * size
  }
  const end = packedEnd(bytes) - LENGTHS
  into.wordsLength = doubleAt(bytes, end)
  into.pairsLength = doubleAt(bytes, end + 2)
  into.sitesLength = doubleAt(bytes, end + 4)
  return into
}
/** Words, pairs and sites. */
const KEYED = 3

function fillFrom(vector: Vector, bytes: CentreBytes, at: number, size: number): void {
  if (vector.ids.length < size) Object.assign(vector, vectorFor(size))
  const { ids, weights } = vector
  for (let n = 0; n < size; n += 1) {
    ids[n] = bytes[at + n] as number
    weights[n] = realAt(bytes, at + size + n)
  }
  vector.size = size
}

/** All but the lengths; gives where they begin. */
function fill(centre: Centre, bytes: CentreBytes, kinds: number): number {
  centre.size = bytes[0] as number
  centre.titled = bytes[1] as number
  let at = headOf(kinds)
  for (let i = 0; i < VECTORS.length; i += 1) {
    const size = bytes[2 + i] as number
    fillFrom(centre.vectors[i] as Vector, bytes, at, size)
    at += 2 * size
  }
  for (let i = 0; i < FACTS.length; i += 1) {
    const size = i < kinds ? (bytes[2 + VECTORS.length + i] as number) : 0
    readFacts(centre.facts[i] as Facts, bytes, at, size)
    at += 2 * size
  }
  if (kinds <= FILINGS) {
    const { ids, times, size } = centre.subcategories
    const hundreds = times.slice(0, size).map((posts) => 100 * posts)
    fillFacts(centre.filings, ids.slice(0, size), hundreds)
  }
  for (let d = 0; d < TOPIC_SIZE; d += 1) centre.topic[d] = realAt(bytes, at + d)
  return at + TOPIC_SIZE
}
