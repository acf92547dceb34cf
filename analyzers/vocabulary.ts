/** What is known of a word whatever post it stands in, looked up once a word for all who ask. */
import { stopWords } from './dict/stopwords.ts'
import { type Document, oncePerDocument } from './document.ts'
import { createWordMap } from './word-map.ts'

export interface Word {
  /** Lower case; null for stop words, punctuation and placeholders. */
  readonly text: string | null
  /** As the segmenter gave it. */
  readonly raw: string
  /** Rarity as a keyword, 0 for none; undefined until asked for. */
  rarity: number | undefined
  /** Weights by label of the model that explains, and which that is; undefined until asked for. */
  weights: { readonly by: object; readonly sums: Float64Array } | undefined
  /** The post that `score` is of. */
  post: number
  score: number
}

export type Vocabulary = (raw: string) => Word

const SPOKEN = /[\p{L}\p{N}]/u
/** Words kept of the younger and of the older generation; names and numbers of an endless stream are always new. */
const LARGEST = 30_000

/** A vocabulary of bounded size: what has not been met for two generations is forgotten. */
export function createVocabulary(stop: ReadonlySet<string> = stopWords()): Vocabulary {
  let young = createWordMap<Word>()
  let old = createWordMap<Word>()
  return (raw) => {
    const known = young.get(raw)
    if (known !== undefined) return known
    let word = old.get(raw)
    if (word === undefined) {
      const silent = raw.startsWith('〔') || stop.has(raw) || !SPOKEN.test(raw)
      word = { text: silent ? null : raw.toLowerCase(), raw, rarity: undefined, weights: undefined, post: 0, score: 0 }
    }
    if (young.size >= LARGEST) {
      old = young
      young = createWordMap()
    }
    young.set(raw, word)
    return word
  }
}

let shared: Vocabulary | undefined

/** The vocabulary of the process. */
export const vocabulary: Vocabulary = (raw) => {
  shared ??= createVocabulary()
  return shared(raw)
}

interface Words {
  readonly title: readonly Word[]
  readonly text: readonly Word[]
}

/** The words of a post's tokens. */
export const wordsOf: (doc: Document) => Words = oncePerDocument(({ tokens }) => ({
  title: tokens.title.map(vocabulary),
  text: tokens.text.map(vocabulary),
}))
