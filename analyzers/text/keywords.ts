import { letterWords } from '../dict/letter-words.ts'
import { stopWords } from '../dict/stopwords.ts'
import type { Document } from './document.ts'
import { readIdf } from './idf.ts'
import { type Word, wordsOf } from './vocabulary.ts'

const MOST = 8
/** A word the background does not know: rarer than almost all it knows (its median is 11.7). */
const UNKNOWN = 11
/** A word of the title counts as this many of the text. */
const TITLE = 3
const WORD = /^(?=.*[\p{Script=Han}\p{L}])[\p{L}\p{N}]{2,12}$/u

/** Rarity of a word, 0 for what is never a keyword; the table is read at the first call, 0.05 s. */
let rarityOf: ((word: string) => number) | undefined

function createRarity(): (word: string) => number {
  const idfOf = readIdf()
  const dull = new Set([...stopWords(), ...letterWords()])
  return (word) => (word.length < 2 || dull.has(word) || !WORD.test(word) ? 0 : (idfOf(word) ?? UNKNOWN))
}

let post = 0

/**
 * The words that tell this post from others: term frequency (title counts thrice) × background idf, best first, at most 8.
 * No stop words, placeholders, numbers, single characters or the usual words of letters; equal weights in reading order.
 */
export function keywords(doc: Document): string[] {
  rarityOf ??= createRarity()
  post++
  const met: Word[] = []
  const count = (words: readonly Word[], times: number, rarity: (word: string) => number) => {
    for (let i = 0; i < words.length; i++) {
      const word = words[i]!
      word.rarity ??= rarity(word.raw)
      if (word.rarity === 0) continue
      if (word.post !== post) {
        word.post = post
        word.score = 0
        met.push(word)
      }
      // Squares add up to what a square root of the count would give, so one sum does for both.
      word.score += times * word.rarity * word.rarity
    }
  }
  const words = wordsOf(doc)
  count(words.title, TITLE, rarityOf)
  count(words.text, 1, rarityOf)
  const best: Word[] = []
  for (const word of met) {
    if (best.length === MOST && word.score <= best[MOST - 1]!.score) continue
    let at = best.length
    while (at > 0 && best[at - 1]!.score < word.score) at--
    best.splice(at, 0, word)
    if (best.length > MOST) best.pop()
  }
  return best.map((word) => word.raw)
}
