/** A centre as one run of bytes: what a resting issue is kept as and what the snapshot stores. Every digit survives. */

import { heaviest, top, type Vector, vectorOf } from '../words/vector.ts'
import { TOPIC_SIZE } from '../words/word-topics.ts'
import { type Facts, fillFacts } from './facts.ts'
import { type Centre, emptyCentre, FACTS, measure, VECTORS } from './issue-vector.ts'

/** Two counts, then the sizes of the vectors and the facts. */
const headOf = (facts: number): number => 2 + VECTORS.length + facts
const HEAD = headOf(FACTS.length)

/** Facts of a centre stored before the others were kept: those come first. */
export const FIRST_FACTS = 3

/** A packed centre: counts, sizes, vectors, facts, topic; one that is only compared has its lengths behind. */
export type CentreBytes = Int32Array

/** Where a centre is laid out to be packed or compared: views of the same numbers. */
export interface Sheet {
  numbers: Int32Array
  reals: Float32Array
  doubles: Float64Array
}
export const sheet: Sheet = withRoom(4096)
function withRoom(length: number): Sheet {
  const doubles = new Float64Array(Math.ceil(length / 2))
  return { numbers: new Int32Array(doubles.buffer), reals: new Float32Array(doubles.buffer), doubles }
}
const makeRoom = (length: number): void => {
  if (sheet.numbers.length < length) Object.assign(sheet, withRoom(2 * length))
}

/** Where the first vector begins, and the parts behind it in turn. */
export const VECTORS_AT = HEAD
/** Lengths of the vectors and the topic. */
const LENGTHS = VECTORS.length + 1
/** Doubles lie at even places. */
export const lengthsAt = (end: number): number => (end + 1) >> 1
/** Where the numbers of a packed centre end that are stored. */
function endOf(bytes: CentreBytes): number {
  let end = HEAD + TOPIC_SIZE
  for (let i = 2; i < HEAD; i += 1) end += 2 * (bytes[i] as number)
  return end
}

type Limits = Readonly<Record<(typeof VECTORS)[number], number>>

/** Writes a centre on the sheet, its vectors cut to the limits; gives where it ends. */
function write(centre: Centre, limits?: Limits): number {
  let most = HEAD + TOPIC_SIZE + 2 * LENGTHS + 1
  for (const { size } of centre.vectors) most += 2 * size
  for (const { size } of centre.facts) most += 2 * size
  makeRoom(most)
  const { numbers, reals } = sheet
  numbers[0] = centre.size
  numbers[1] = centre.titled
  let at = HEAD
  for (let i = 0; i < VECTORS.length; i += 1) {
    const { ids, weights, size } = centre.vectors[i] as Vector
    const kept = limits === undefined ? size : Math.min(size, limits[VECTORS[i] as (typeof VECTORS)[number]])
    numbers[2 + i] = kept
    if (kept < size) heaviest(weights, size, kept)
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
  return at + TOPIC_SIZE
}

/** Writes the lengths behind a whole centre. */
function writeLengths(centre: Centre, end: number): number {
  const { doubles } = sheet
  const at = lengthsAt(end)
  doubles[at] = centre.wordsLength
  doubles[at + 1] = centre.pairsLength
  doubles[at + 2] = centre.sitesLength
  doubles[at + 3] = centre.mainSitesLength
  doubles[at + 4] = centre.topicLength
  return 2 * (at + LENGTHS)
}

/** `limits`: most terms of each vector. */
export const packCentre = (centre: Centre, limits?: Limits): CentreBytes => {
  const end = write(centre, limits)
  return sheet.numbers.slice(0, end)
}

/** With the lengths, as it is compared. */
export const packToCompare = (centre: Centre): CentreBytes => {
  const end = writeLengths(centre, write(centre))
  return sheet.numbers.slice(0, end)
}

/** What of a packed centre is stored. */
export const storedBytes = (bytes: CentreBytes): CentreBytes => bytes.subarray(0, endOf(bytes))

/**
 * Lays a centre on the sheet, where `nearness` reads it; whole issues are laid out once between two changes. One piece of memory
 * instead of sixty: candidates lie anywhere, and to fetch them takes longer than to compare them.
 */
export function lay(centre: Centre): void {
  if (centre.isLaid && centre.laid !== null) {
    sheet.numbers.set(centre.laid)
    return
  }
  const end = writeLengths(centre, write(centre))
  if (centre.laid === null || centre.laid.length < end) centre.laid = new Int32Array(Math.ceil(end * 1.25))
  centre.laid.set(sheet.numbers.subarray(0, end))
  centre.isLaid = true
}

/** Lays out one that was packed to be compared. */
export function layPacked(bytes: CentreBytes): void {
  makeRoom(bytes.length)
  sheet.numbers.set(bytes)
}

/** `packed`: how many kinds of facts were packed. */
export function unpackCentre(bytes: CentreBytes, packed: number = FACTS.length): Centre {
  const numbers = bytes
  const reals = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length)
  const centre = emptyCentre()
  centre.size = numbers[0] as number
  centre.titled = numbers[1] as number
  let at = headOf(packed)
  VECTORS.forEach((field, i) => {
    const size = numbers[2 + i] as number
    Object.assign(centre[field], vectorOf(numbers.subarray(at, at + size), reals.subarray(at + size, at + 2 * size)))
    at += 2 * size
  })
  FACTS.slice(0, packed).forEach((field, i) => {
    const size = numbers[2 + VECTORS.length + i] as number
    fillFacts(centre[field], numbers.subarray(at, at + size), numbers.subarray(at + size, at + 2 * size))
    at += 2 * size
  })
  centre.topic.set(reals.subarray(at, at + TOPIC_SIZE))
  measure(centre)
  return centre
}
