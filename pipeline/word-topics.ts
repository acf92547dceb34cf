/** What a post is about beyond its words: the weighted mean of its words' vectors (bench/word-vectors.ts makes them). */
import stored from './word-vectors.json' with { type: 'json' }

export const TOPIC_SIZE = stored.dimensions

export interface WordTopics {
  /** Where the word's vector begins; -1 for an unknown word. */
  find(word: string): number
  /** Adds the vector that begins there times the weight to `sum`. */
  add(sum: Float64Array, at: number, weight: number): void
}

export function loadWordTopics(): WordTopics {
  const bytes = new Int8Array(Buffer.from(stored.vectors, 'base64'))
  const index = new Map(stored.words.split(' ').map((word, i) => [word, i * TOPIC_SIZE]))
  return {
    find: (word) => index.get(word) ?? -1,
    add(sum, at, weight) {
      for (let d = 0; d < TOPIC_SIZE; d += 1) sum[d] = (sum[d] as number) + weight * (bytes[at + d] as number)
    },
  }
}
