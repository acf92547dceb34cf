/** A centre as one run of bytes: what a resting issue is kept as and what the snapshot stores. Every digit survives. */
import type { Facts } from './facts.ts'
import { type Centre, emptyCentre, FACTS, measure, VECTORS } from './issue-vector.ts'
import { cut } from './vector.ts'
import { TOPIC_SIZE } from './word-topics.ts'

/** Two counts, then the sizes of the vectors and the facts. */
const headOf = (facts: number): number => 2 + VECTORS.length + facts
const HEAD = headOf(FACTS.length)

/** Facts of a centre stored before the others were kept: those come first. */
export const FIRST_FACTS = 3

/** `limits`: most terms of each vector. */
export function packCentre(centre: Centre, limits?: Readonly<Record<(typeof VECTORS)[number], number>>): Uint8Array {
  const vectors = VECTORS.map((field) => {
    const limit = limits?.[field] ?? Number.POSITIVE_INFINITY
    return centre[field].size > limit ? cut(centre[field], limit) : centre[field]
  })
  let length = HEAD + TOPIC_SIZE
  for (const { size } of vectors) length += 2 * size
  for (const field of FACTS) length += 2 * centre[field].ids.length
  const numbers = new Int32Array(length)
  const reals = new Float32Array(numbers.buffer)
  numbers.set([centre.size, centre.titled])
  let at = HEAD
  vectors.forEach(({ ids, weights, size }, i) => {
    numbers[2 + i] = size
    numbers.set(ids.subarray(0, size), at)
    reals.set(weights.subarray(0, size), at + size)
    at += 2 * size
  })
  FACTS.forEach((field, i) => {
    const { ids, times } = centre[field]
    numbers[2 + VECTORS.length + i] = ids.length
    numbers.set(ids, at)
    numbers.set(times, at + ids.length)
    at += 2 * ids.length
  })
  reals.set(centre.topic, at)
  return new Uint8Array(numbers.buffer)
}

/** `packed`: how many kinds of facts were packed. */
export function unpackCentre(bytes: Uint8Array, packed: number = FACTS.length): Centre {
  const numbers = new Int32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4)
  const reals = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4)
  const centre = emptyCentre()
  centre.size = numbers[0] as number
  centre.titled = numbers[1] as number
  let at = headOf(packed)
  VECTORS.forEach((field, i) => {
    const size = numbers[2 + i] as number
    const vector = centre[field]
    vector.ids = numbers.slice(at, at + size)
    vector.weights = reals.slice(at + size, at + 2 * size)
    vector.size = size
    at += 2 * size
  })
  FACTS.slice(0, packed).forEach((field, i) => {
    const size = numbers[2 + VECTORS.length + i] as number
    const facts: Facts = centre[field]
    for (let n = 0; n < size; n += 1) {
      facts.ids.push(numbers[at + n] as number)
      facts.times.push(numbers[at + size + n] as number)
    }
    at += 2 * size
  })
  centre.topic.set(reals.subarray(at, at + TOPIC_SIZE))
  measure(centre)
  return centre
}
