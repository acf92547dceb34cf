/** What a post is about beyond its words: the weighted mean of its words' vectors (bench/word-vectors.ts makes them). */
import stored from './word-vectors.json' with { type: 'json' }

export const TOPIC_SIZE = stored.dimensions

export interface WordTopics {
  /** Adds the word's vector times the weight to `sum`; false for an unknown word. */
  add(sum: Float64Array, word: string, weight: number): boolean
}

export function loadWordTopics(): WordTopics {
  const bytes = new Int8Array(Buffer.from(stored.vectors, 'base64'))
  const index = new Map(stored.words.split(' ').map((word, i) => [word, i * TOPIC_SIZE]))
  return {
    add(sum, word, weight) {
      const at = index.get(word)
      if (at === undefined) return false
      for (let d = 0; d < TOPIC_SIZE; d += 1) sum[d] = (sum[d] as number) + weight * (bytes[at + d] as number)
      return true
    },
  }
}
