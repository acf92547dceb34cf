/** What a post is about beyond its words: the weighted mean of its words' vectors (bench/word-vectors.ts makes them). */
import stored from './word-vectors.json' with { type: 'json' }

export const TOPIC_SIZE = stored.dimensions

export interface WordTopics {
  /** Where the word's vector begins; -1 for an unknown word. */
  find(word: string): number
  /** Adds the first `count` vectors, each from where it begins, times their weights to `sum`, one after the other. */
  add(sum: Float64Array, places: Int32Array, weights: Float64Array, count: number): void
}

export function loadWordTopics(): WordTopics {
  const bytes = new Int8Array(Buffer.from(stored.vectors, 'base64'))
  const index = new Map(stored.words.split(' ').map((word, i) => [word, i * TOPIC_SIZE]))
  return {
    find: (word) => index.get(word) ?? -1,
    add(sum, places, weights, count) {
      let n = 0
      // Four at a time: the sum is fetched and put back a quarter as often.
      for (; n + 4 <= count; n += 4) {
        const [a, b, c, e] = [
          places[n] as number,
          places[n + 1] as number,
          places[n + 2] as number,
          places[n + 3] as number,
        ]
        const wa = weights[n] as number
        const wb = weights[n + 1] as number
        const wc = weights[n + 2] as number
        const we = weights[n + 3] as number
        for (let d = 0; d < TOPIC_SIZE; d += 1) {
          const two = (sum[d] as number) + wa * (bytes[a + d] as number) + wb * (bytes[b + d] as number)
          sum[d] = two + wc * (bytes[c + d] as number) + we * (bytes[e + d] as number)
        }
      }
      for (; n < count; n += 1) {
        const at = places[n] as number
        const weight = weights[n] as number
        for (let d = 0; d < TOPIC_SIZE; d += 1) sum[d] = (sum[d] as number) + weight * (bytes[at + d] as number)
      }
    },
  }
}
