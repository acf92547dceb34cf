/** What the grouper asks of a word, remembered: most words of a post were met in the posts before it. */
import { wordId } from './term-id.ts'
import { busLine, isFragment, termOf } from './terms.ts'

export interface Entry {
  readonly term: string
  readonly id: number
  /** Its first two characters as a pair. */
  readonly start: number
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

interface Known {
  readonly word: string
  readonly entry: Entry | undefined
}

/**
 * Words by a hash of ours: a segmenter cuts each word anew, and for a new string the engine's own maps reckon a hash and
 * compare piece by piece, several times as long.
 */
function createWords() {
  let hashes = new Int32Array(1024)
  let words: (Known | undefined)[] = new Array(1024).fill(undefined)
  let size = 0
  const find = (hash: number, word: string): number => {
    const mask = hashes.length - 1
    let i = hash & mask
    for (let at = words[i]; at !== undefined; at = words[i]) {
      if (hashes[i] === hash && at.word === word) break
      i = (i + 1) & mask
    }
    return i
  }
  const grow = (): void => {
    const [oldHashes, old] = [hashes, words]
    hashes = new Int32Array(2 * old.length)
    words = new Array(2 * old.length).fill(undefined)
    for (let n = 0; n < old.length; n += 1) {
      const known = old[n]
      if (known === undefined) continue
      const at = find(oldHashes[n] as number, known.word)
      hashes[at] = oldHashes[n] as number
      words[at] = known
    }
  }
  return {
    get size() {
      return size
    },
    get: (hash: number, word: string): Known | undefined => words[find(hash, word)],
    /** Adds one that is not there. */
    add(hash: number, known: Known): void {
      const at = find(hash, known.word)
      hashes[at] = hash
      words[at] = known
      size += 1
      if (2 * size > words.length) grow()
    },
  }
}

const isDigit = (word: string): boolean => word.charCodeAt(0) <= 0x39 && word.length <= 3 && /^\d+$/.test(word)

export function createLexicon(known: (term: string) => number, topicOf: (term: string) => number): Lexicon {
  let recent = createWords()
  let older = createWords()
  const entryOf = (term: string): Entry => {
    const count = known(term)
    const start = (term.charCodeAt(0) << 16) | term.charCodeAt(1)
    return { term, id: wordId(term), start, known: count, fragment: count === 0 && isFragment(term), topic: topicOf(term) }
  }
  const meet = (hash: number, word: string): Entry | undefined => {
    let found = older.get(hash, word)
    if (found === undefined) {
      const term = termOf(word)
      found = { word, entry: term === undefined ? undefined : entryOf(term) }
    }
    recent.add(hash, found)
    if (recent.size > MOST / 2) {
      older = recent
      recent = createWords()
    }
    return found.entry
  }
  return {
    read(word, next) {
      if (isDigit(word)) {
        const line = busLine(word, next ?? '')
        return line === undefined ? undefined : entryOf(line)
      }
      const hash = wordId(word)
      const found = recent.get(hash, word)
      return found === undefined ? meet(hash, word) : found.entry
    },
  }
}
