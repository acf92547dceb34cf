import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { letterWords } from './dict/letter-words.ts'
import { stopWords } from './dict/stopwords.ts'
import type { Document } from './document.ts'

const MOST = 8
/** A word the background does not know: rarer than almost all it knows (its median is 11.7). */
const UNKNOWN = 11
/** A word of the title counts as this many of the text. */
const TITLE = 3
const WORD = /^(?=.*[\p{Script=Han}\p{L}])[\p{L}\p{N}]{2,12}$/u

/** jieba's own table of inverse document frequencies (258,826 words of general Chinese). */
function readIdf(): Map<string, number> {
  const file = createRequire(import.meta.url).resolve('nodejieba/submodules/cppjieba/dict/idf.utf8')
  const idf = new Map<string, number>()
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    const space = line.indexOf(' ')
    if (space > 1) idf.set(line.slice(0, space), Number(line.slice(space + 1)))
  }
  return idf
}

/** Weight of each word seen so far, 0 for what is never a keyword; the table is read at the first call, 0.2 s. */
let weightOf: ((word: string) => number) | undefined

function weigher(): (word: string) => number {
  const idf = readIdf()
  const dull = new Set([...stopWords(), ...letterWords()])
  const weights = new Map<string, number>()
  return (word) => {
    let weight = weights.get(word)
    if (weight === undefined) {
      weight = word.length < 2 || dull.has(word) || !WORD.test(word) ? 0 : (idf.get(word) ?? UNKNOWN)
      if (weights.size < 200_000) weights.set(word, weight)
    }
    return weight
  }
}

/**
 * The words that tell this post from others: term frequency (title counts thrice) × background idf, best first, at most 8.
 * No stop words, placeholders, numbers, single characters or the usual words of letters; equal weights in reading order.
 */
export function keywords(doc: Document): string[] {
  weightOf ??= weigher()
  const score = new Map<string, number>()
  const count = (words: readonly string[], times: number, weigh: (word: string) => number) => {
    for (const word of words) {
      if (word.length < 2) continue
      const weight = weigh(word)
      // Squares add up to what a square root of the count would give, so one map does for both.
      if (weight > 0) score.set(word, (score.get(word) ?? 0) + times * weight * weight)
    }
  }
  count(doc.tokens.title, TITLE, weightOf)
  count(doc.tokens.text, 1, weightOf)
  const best: { word: string; score: number }[] = []
  for (const [word, value] of score) {
    if (best.length === MOST && value <= best[MOST - 1]!.score) continue
    let at = best.length
    while (at > 0 && best[at - 1]!.score < value) at--
    best.splice(at, 0, { word, score: value })
    if (best.length > MOST) best.pop()
  }
  return best.map((b) => b.word)
}
