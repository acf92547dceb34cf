/** What is known of a word whatever post it stands in, looked up once a word for all who ask. */
import { stopWords } from '../dict/stopwords.ts'
import { type Document, oncePerDocument } from './document.ts'
import { createWordMap, headOf, MOST_UNITS, tailOf } from './word-map.ts'

export interface Word {
  /** Lower case; null for stop words, punctuation and placeholders. */
  readonly text: string | null
  /** As the segmenter gave it. */
  readonly raw: string
  readonly length: number
  /**
   * Units of `text` where it has up to three: two, and one below how many there are (word-map.ts); of a longer one only that it is longer.
   * What many ask for stands in the word itself.
   */
  readonly head: number
  readonly tail: number
  /** Rarity as a keyword, 0 for none; undefined until asked for. */
  rarity: number | undefined
  /** Weights by label of the model that explains, and which that is; undefined until asked for. */
  weights: readonly number[] | undefined
  weightsBy: object | undefined
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
      const text = silent ? null : raw.toLowerCase()
      const [head, tail] = unitsOf(text ?? '')
      const { length } = raw
      word = {
        text,
        raw,
        length,
        head,
        tail,
        rarity: undefined,
        weights: undefined,
        weightsBy: undefined,
        post: 0,
        score: 0,
      }
    }
    if (young.size >= LARGEST) {
      old = young
      young = createWordMap()
    }
    young.set(raw, word)
    return word
  }
}

const unitsOf = (text: string): [head: number, tail: number] =>
  text === '' ? [0, 0] : text.length > MOST_UNITS ? [0, (MOST_UNITS + 1) << 16] : [headOf(text), tailOf(text)]

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
