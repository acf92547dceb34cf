/** A centre as one run of bytes: what a resting issue is kept as and what the snapshot stores. Every digit survives. */
import { type Centre, emptyCentre, FACTS, measure, VECTORS } from './issue-vector.ts'
import { heaviest } from './vector.ts'
import { TOPIC_SIZE } from './word-topics.ts'

/** Two counts, then the sizes of the vectors and the facts. */
const headOf = (facts: number): number => 2 + VECTORS.length + facts
const HEAD = headOf(FACTS.length)

/** Facts of a centre stored before the others were kept: those come first. */
export const FIRST_FACTS = 3

/** Where a centre is laid out before it is cut to its length, and read from: two views of the same numbers. */
const desk = { numbers: new Int32Array(0), reals: new Float32Array(0) }
function deskOf(length: number): typeof desk {
  if (desk.numbers.length < length) {
    desk.numbers = new Int32Array(2 * length)
    desk.reals = new Float32Array(desk.numbers.buffer)
  }
  return desk
}

type Limits = Readonly<Record<(typeof VECTORS)[number], number>>

/** A packed centre. */
export type CentreBytes = Int32Array

/** `limits`: most terms of each vector. */
export function packCentre(centre: Centre, limits?: Limits): CentreBytes {
  let most = HEAD + TOPIC_SIZE
  for (const field of VECTORS) most += 2 * centre[field].size
  for (const field of FACTS) most += 2 * centre[field].size
  const { numbers, reals } = deskOf(most)
  numbers[0] = centre.size
  numbers[1] = centre.titled
  let at = HEAD
  for (let i = 0; i < VECTORS.length; i += 1) {
    const field = VECTORS[i] as (typeof VECTORS)[number]
    const { ids, weights, size } = centre[field]
    const kept = Math.min(size, limits?.[field] ?? size)
    numbers[2 + i] = kept
    const top = kept < size ? heaviest(weights, size, kept) : undefined
    for (let n = 0; n < kept; n += 1) {
      const from = top === undefined ? n : (top[n] as number)
      numbers[at + n] = ids[from] as number
      reals[at + kept + n] = weights[from] as number
    }
    at += 2 * kept
  }
  for (let i = 0; i < FACTS.length; i += 1) {
    const { ids, times, size } = centre[FACTS[i] as (typeof FACTS)[number]]
    numbers[2 + VECTORS.length + i] = size
    for (let n = 0; n < size; n += 1) {
      numbers[at + n] = ids[n] as number
      numbers[at + size + n] = times[n] as number
    }
    at += 2 * size
  }
  for (let d = 0; d < TOPIC_SIZE; d += 1) reals[at + d] = centre.topic[d] as number
  return numbers.slice(0, at + TOPIC_SIZE)
}

/** `packed`: how many kinds of facts were packed. */
export const unpackCentre = (bytes: CentreBytes, packed: number = FACTS.length): Centre =>
  unpackInto(emptyCentre(), bytes, packed)

/** The same in the arrays of a centre that is held for nothing else: resting issues are compared by the million. */
export function unpackInto(centre: Centre, bytes: CentreBytes, packed: number = FACTS.length): Centre {
  const { numbers, reals } = deskOf(bytes.length)
  numbers.set(bytes)
  centre.size = numbers[0] as number
  centre.titled = numbers[1] as number
  let at = headOf(packed)
  for (let i = 0; i < VECTORS.length; i += 1) {
    const size = numbers[2 + i] as number
    const vector = centre[VECTORS[i] as (typeof VECTORS)[number]]
    if (vector.ids.length < size) {
      vector.ids = new Int32Array(size)
      vector.weights = new Float32Array(size)
    }
    const { ids, weights } = vector
    for (let n = 0; n < size; n += 1) {
      ids[n] = numbers[at + n] as number
      weights[n] = reals[at + size + n] as number
    }
    vector.size = size
    at += 2 * size
  }
  for (let i = 0; i < packed; i += 1) {
    const size = numbers[2 + VECTORS.length + i] as number
    const facts = centre[FACTS[i] as (typeof FACTS)[number]]
    for (let n = 0; n < size; n += 1) {
      facts.ids[n] = numbers[at + n] as number
      facts.times[n] = numbers[at + size + n] as number
    }
    facts.size = size
    at += 2 * size
  }
  const { topic } = centre
  for (let d = 0; d < TOPIC_SIZE; d += 1) topic[d] = reals[at + d] as number
  measure(centre)
  return centre
}
