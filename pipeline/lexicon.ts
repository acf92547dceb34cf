/** What the grouper asks of a word, remembered: most words of a post were met in the posts before it. */
import { wordId } from './term-id.ts'
import { busLine, isFragment, termOf } from './terms.ts'

export interface Entry {
  readonly term: string
  readonly id: number
  /** Letters at large that use it, 0 for an unknown word. */
  readonly known: number
  /** Unknown, with a function character in it: probably a wrong cut. */
  readonly fragment: boolean
  /** Where its vector begins; -1 for none. */
  readonly topic: number
}

export interface Lexicon {
  /** Undefined for words that carry no matter; `next` is the word after it. */
  read(word: string, next: string | undefined): Entry | undefined
}

/** Words remembered; half of them go when there are more, so that a run of any length stays small. */
const MOST = 60_000

export function createLexicon(known: (term: string) => number, topicOf: (term: string) => number): Lexicon {
  let recent = new Map<string, Entry | null>()
  let older = new Map<string, Entry | null>()
  const entryOf = (term: string): Entry => {
    const count = known(term)
    return { term, id: wordId(term), known: count, fragment: count === 0 && isFragment(term), topic: topicOf(term) }
  }
  const isDigit = (word: string): boolean => word.charCodeAt(0) <= 0x39 && word.length <= 3 && /^\d+$/.test(word)
  return {
    read(word, next) {
      if (isDigit(word)) {
        const line = busLine(word, next ?? '')
        return line === undefined ? undefined : entryOf(line)
      }
      let entry = recent.get(word)
      if (entry !== undefined) return entry ?? undefined
      entry = older.get(word)
      if (entry === undefined) {
        const term = termOf(word)
        entry = term === undefined ? null : entryOf(term)
      }
      recent.set(word, entry)
      if (recent.size > MOST / 2) {
        older = recent
        recent = new Map()
      }
      return entry ?? undefined
    },
  }
}
