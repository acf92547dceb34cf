/** A centre without one of its members: what the others say. Pure. */

import { type Vector, vectorOf, weightOf } from '../words/vector.ts'
import { type Facts, factsOf, timesOf } from './facts.ts'
import { type Centre, emptyCentre, FACTS, measure, VECTORS } from './issue-vector.ts'

/**
 * Terms weigh a little less today than when the member was added, since the stream has shown more of them: what is left below
 * this share of its own weight is that difference and no other member's word.
 */
const DRIFT = 0.3

/** `own`: the member as read today. Empty when there is no other. */
export function centreWithout(centre: Centre, own: Centre): Centre {
  const rest = emptyCentre()
  if (centre.size <= own.size) return rest
  for (const field of VECTORS) Object.assign(rest[field], vectorWithout(centre[field], own[field]))
  for (const field of FACTS) Object.assign(rest[field], factsWithout(centre[field], own[field]))
  for (let d = 0; d < rest.topic.length; d += 1) rest.topic[d] = (centre.topic[d] as number) - (own.topic[d] as number)
  rest.size = centre.size - own.size
  rest.titled = Math.max(0, centre.titled - own.titled)
  measure(rest)
  return rest
}

function vectorWithout(sum: Vector, part: Vector): Vector {
  const ids: number[] = []
  const weights: number[] = []
  for (let n = 0; n < sum.size; n += 1) {
    const id = sum.ids[n] as number
    const own = weightOf(part, id)
    const left = (sum.weights[n] as number) - own
    if (left <= DRIFT * own) continue
    ids.push(id)
    weights.push(left)
  }
  return vectorOf(ids, weights)
}

function factsWithout(sum: Facts, part: Facts): Facts {
  const ids: number[] = []
  const times: number[] = []
  for (let n = 0; n < sum.size; n += 1) {
    const id = sum.ids[n] as number
    const left = (sum.times[n] as number) - timesOf(part, id)
    if (left <= 0) continue
    ids.push(id)
    times.push(left)
  }
  return factsOf(ids, times)
}
