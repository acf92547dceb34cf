import type { GroupInput } from '../pipeline/grouping/group-features.ts'

/** The named baseline: one pass, TF-IDF, cosine to the centroid, a fixed threshold. */
export function createPlainTfIdf(): (post: GroupInput) => number {
  const seen = new Map<string, number>()
  const centroids: Map<string, number>[] = []
  const lengths: number[] = []
  const index = new Map<string, number[]>()
  let total = 0
  return (post) => {
    total += 1
    const vector = new Map<string, number>()
    for (const term of [...post.tokens.title, ...post.tokens.text]) vector.set(term, (vector.get(term) ?? 0) + 1)
    let length = 0
    for (const [term, count] of vector) {
      const n = (seen.get(term) ?? 0) + 1
      seen.set(term, n)
      const weight = (1 + Math.log(count)) * Math.log(1 + total / n)
      vector.set(term, weight)
      length += weight * weight
    }
    length = Math.sqrt(length) || 1
    const candidates = new Set<number>()
    for (const term of vector.keys()) {
      const list = index.get(term)
      if (list !== undefined && list.length < 500) for (const id of list) candidates.add(id)
    }
    let best = -1
    let most = 0.3
    for (const id of candidates) {
      const centroid = centroids[id] as Map<string, number>
      let dot = 0
      for (const [term, weight] of vector) dot += weight * (centroid.get(term) ?? 0)
      const cosine = dot / (length * (lengths[id] as number))
      if (cosine > most) {
        most = cosine
        best = id
      }
    }
    if (best < 0) {
      best = centroids.length
      centroids.push(new Map())
      for (const term of vector.keys()) {
        const list = index.get(term)
        if (list === undefined) index.set(term, [best])
        else list.push(best)
      }
    }
    const centroid = centroids[best] as Map<string, number>
    let squares = 0
    for (const [term, weight] of vector) centroid.set(term, (centroid.get(term) ?? 0) + weight / length)
    for (const weight of centroid.values()) squares += weight * weight
    lengths[best] = Math.sqrt(squares)
    return best
  }
}
