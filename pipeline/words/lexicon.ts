/** What the grouper asks of a word, remembered: most words of a post were met in the posts before it. */
import { lookedAt } from './look-ahead.ts'
import { wordId } from './term-id.ts'
import { busLine, isFragment, termOf } from './terms.ts'

/** What is known of the term that a word is. One object that is written anew for every word read. */
export interface Entry {
  id: number
  /** Its first two characters as a pair. */
  start: number
  /** Letters at large that use it, 0 for an unknown word. */
  known: number
  /** Unknown, with a function character in it: probably a wrong cut. */
  fragment: boolean
  /** Where its vector begins; -1 for none. */
  topic: number
}

export interface Lexicon {
  /** Lays a text's words out to be read: what is remembered of them lies far, and is fetched together. */
  open(words: readonly string[]): void
  /** What the word at the place is; undefined where it carries no matter. Good until the next word is read. */
  read(at: number): Entry | undefined
}

/** Words remembered; half of them go when there are more, so that a run of any length stays small. */
const MOST = 60_000
/** Longer words are few. */
const SHORT = 4

// A row: hash of the word, its characters in two numbers, id and start of its term, where its topic begins, and as a real
// number how many letters know it: what is asked of a word lies side by side, and no string is touched.
const ROW = 8
const CHARACTERS = 1
const ID = 3
const START = 4
const TOPIC = 5
const KNOWN = 3
/** In place of where a topic begins. */
const NO_TERM = -2
/** A fragment's topic, from here downwards. */
const FRAGMENT = -4

interface Rows {
  readonly cells: Int32Array
  readonly reals: Float64Array
  size: number
}
const createRows = (count: number): Rows => {
  const cells = new Int32Array(count * ROW)
  return { cells, reals: new Float64Array(cells.buffer), size: 0 }
}
const isFree = (cells: Int32Array, at: number): boolean => cells[at + CHARACTERS] === 0

/** Where the word's row lies or would lie. */
function find({ cells }: Rows, hash: number, head: number, tail: number): number {
  const mask = cells.length - 1
  let at = (hash << 3) & mask
  while (!isFree(cells, at)) {
    if (cells[at] === hash && cells[at + CHARACTERS] === head && cells[at + CHARACTERS + 1] === tail) break
    at = (at + ROW) & mask
  }
  return at
}

/** Takes over a row of another table; gives back the table that has it then. */
function put(rows: Rows, from: Rows, row: number): Rows {
  const { cells } = from
  const hash = cells[row] as number
  const at = find(rows, hash, cells[row + CHARACTERS] as number, cells[row + CHARACTERS + 1] as number)
  for (let i = 0; i < ROW; i += 1) rows.cells[at + i] = cells[row + i] as number
  rows.size += 1
  if (2 * rows.size * ROW <= rows.cells.length) return rows
  let larger = createRows((2 * rows.cells.length) / ROW)
  for (let old = 0; old < rows.cells.length; old += ROW) if (!isFree(rows.cells, old)) larger = put(larger, rows, old)
  return larger
}

const pairOf = (word: string, at: number): number =>
  ((at < word.length ? word.charCodeAt(at) : 0) << 16) | (at + 1 < word.length ? word.charCodeAt(at + 1) : 0)
const isDigit = (word: string): boolean => word.charCodeAt(0) <= 0x39 && word.length <= 3 && /^\d+$/.test(word)

export function createLexicon(known: (term: string) => number, topicOf: (term: string) => number): Lexicon {
  let recent = createRows(1024)
  let older = createRows(1024)
  const one = createRows(1)
  const entry: Entry = { id: 0, start: 0, known: Number.NaN, fragment: false, topic: 0 }

  const entryOf = ({ cells, reals }: Rows, at: number): Entry | undefined => {
    const noted = cells[at + TOPIC] as number
    if (noted === NO_TERM) return undefined
    entry.id = cells[at + ID] as number
    entry.start = cells[at + START] as number
    entry.known = reals[at / 2 + KNOWN] as number
    entry.fragment = noted < NO_TERM
    entry.topic = entry.fragment ? FRAGMENT - noted : noted
    return entry
  }
  /** Reads a term into the one row. */
  const learn = (term: string | undefined): void => {
    const { cells, reals } = one
    cells[TOPIC] = NO_TERM
    if (term === undefined) return
    const count = known(term)
    cells[ID] = wordId(term)
    cells[START] = pairOf(term, 0)
    const topic = topicOf(term)
    cells[TOPIC] = count === 0 && isFragment(term) ? FRAGMENT - topic : topic
    reals[KNOWN] = count
  }
  const meet = (word: string, hash: number, head: number, tail: number): Entry | undefined => {
    const before = find(older, hash, head, tail)
    if (isFree(older.cells, before)) {
      learn(termOf(word))
      one.cells[0] = hash
      one.cells[CHARACTERS] = head
      one.cells[CHARACTERS + 1] = tail
      recent = put(recent, one, 0)
    } else recent = put(recent, older, before)
    const met = entryOf(recent, find(recent, hash, head, tail))
    if (recent.size > MOST / 2) {
      older = recent
      recent = createRows(1024)
    }
    return met
  }
  let text: readonly string[] = []
  let hashes = new Int32Array(256)
  return {
    open(words) {
      text = words
      if (hashes.length < words.length) hashes = new Int32Array(2 * words.length)
      const { cells } = recent
      const mask = cells.length - 1
      let seen = 0
      for (let n = 0; n < words.length; n += 1) {
        const hash = wordId(words[n] as string)
        hashes[n] = hash
        seen ^= cells[(hash << 3) & mask] as number
      }
      lookedAt.sum = seen
    },
    read(n) {
      const word = text[n] as string
      if (isDigit(word)) {
        const line = busLine(word, text[n + 1] ?? '')
        if (line === undefined) return undefined
        learn(line)
        return entryOf(one, 0)
      }
      const head = pairOf(word, 0)
      if (word.length > SHORT || head === 0) {
        learn(termOf(word))
        return entryOf(one, 0)
      }
      const hash = hashes[n] as number
      const tail = pairOf(word, 2)
      const at = find(recent, hash, head, tail)
      return isFree(recent.cells, at) ? meet(word, hash, head, tail) : entryOf(recent, at)
    },
  }
}
