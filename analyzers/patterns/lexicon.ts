/**
 * Finds the words of a dictionary in a text: a trie over UTF-16 units in flat arrays, behind the openings of all who read the text.
 * Nearly every position fails on it, so the failure links of an Aho–Corasick automaton would gain nothing.
 */
import { createOpenings, type Openings } from './openings.ts'
import { createPairFilter, createPairTable, putInto, putPair, takeFrom } from './pair-filter.ts'

export interface Lexicon<T> {
  /** Leftmost-longest, not overlapping, in reading order. `end` is exclusive; offsets are UTF-16 units. */
  longest(text: string, visit: (start: number, end: number, value: T) => void): void
  /** Every word at every position, nested and overlapping ones too. */
  all(text: string, visit: (start: number, end: number, value: T) => void): void
  /** The value of a whole word. */
  get(word: string): T | undefined
}

/** Builds the lexicon once; a word given twice keeps its last value. Empty words are left out. */
export function createLexicon<T>(words: Iterable<readonly [string, T]>): Lexicon<T> {
  const list = [...new Map(words)].filter(([word]) => word !== '')
  const trie = createTrie(list.map(([word]) => word))
  const values: (T | undefined)[] = new Array(trie.nodes + 1).fill(undefined)
  for (const [word, value] of list) values[nodeOf(trie, word)] = value
  return {
    longest: (text, visit) => longest(trie, values, text, visit),
    all: (text, visit) => all(trie, values, text, visit),
    get: (word) => values[nodeOf(trie, word)],
  }
}

/** A trie over UTF-16 units; 0 is the root and «none». */
interface Trie {
  /** Where words may begin. */
  readonly openings: Openings
  /** An open-addressing table of (node, unit) → child. */
  readonly parents: Int32Array
  readonly units: Uint16Array
  readonly children: Int32Array
  readonly nodes: number
  /** By the first two units the node they lead to. */
  readonly seconds: Int32Array
  /** Some words are of one unit alone. */
  readonly singles: boolean
}

function createTrie(words: readonly string[]): Trie {
  const filter = createPairFilter()
  let size = 16
  while (size < words.reduce((sum, word) => sum + word.length, 0) * 2) size *= 2
  const parents = new Int32Array(size)
  const units = new Uint16Array(size)
  const children = new Int32Array(size)
  let nodes = 0
  const seconds = createPairTable(words.length)
  for (const word of words) {
    putPair(filter, word.charCodeAt(0), word.length > 1 ? word.charCodeAt(1) : undefined)
    let node = 0
    for (let i = 0; i < word.length; i++) {
      const at = find(parents, units, children, node, word.charCodeAt(i))
      if (children[at] === 0) {
        parents[at] = node
        units[at] = word.charCodeAt(i)
        children[at] = ++nodes
      }
      node = children[at]!
      if (i === 1) putInto(seconds, word.charCodeAt(0), word.charCodeAt(1), node)
    }
  }
  const singles = words.some((word) => word.length === 1)
  return { seconds, singles, openings: createOpenings(filter), parents, units, children, nodes }
}

// The arrays are arguments: what a closure holds is read anew at every step.
function find(parents: Int32Array, units: Uint16Array, children: Int32Array, node: number, unit: number): number {
  const mask = children.length - 1
  let at = (Math.imul(node, 0x9e3779b1) ^ Math.imul(unit, 0x85ebca6b)) >>> 0
  at = (at ^ (at >>> 15)) & mask
  while (children[at] !== 0 && (parents[at] !== node || units[at] !== unit)) at = (at + 1) & mask
  return at
}

function nodeOf({ parents, units, children }: Trie, word: string): number {
  let node = 0
  for (let i = 0; i < word.length; i++) {
    node = children[find(parents, units, children, node, word.charCodeAt(i))]!
    if (node === 0) return 0
  }
  return node
}

type Visit<T> = (start: number, end: number, value: T) => void

function longest<T>(trie: Trie, values: readonly (T | undefined)[], text: string, visit: Visit<T>): void {
  const { openings, parents, units, children, seconds, singles } = trie
  const { length } = text
  const { at, from, to } = openings(text)
  let free = 0
  for (let k = from; k < to; k++) {
    const i = at[k]!
    if (i < free) continue
    let end = i + 1
    let found: T | undefined
    if (singles) found = values[children[find(parents, units, children, 0, text.charCodeAt(i))]!]
    let node = i + 1 < length ? takeFrom(seconds, text.charCodeAt(i), text.charCodeAt(i + 1)) : 0
    for (let j = i + 2; node > 0; j++) {
      const value = values[node]
      if (value !== undefined) {
        end = j
        found = value
      }
      node = j < length ? children[find(parents, units, children, node, text.charCodeAt(j))]! : 0
    }
    free = end
    if (found !== undefined) visit(i, end, found)
  }
}

function all<T>(trie: Trie, values: readonly (T | undefined)[], text: string, visit: Visit<T>): void {
  const { openings, parents, units, children, seconds, singles } = trie
  const { length } = text
  const { at, from, to } = openings(text)
  for (let k = from; k < to; k++) {
    const i = at[k]!
    if (singles) {
      const value = values[children[find(parents, units, children, 0, text.charCodeAt(i))]!]
      if (value !== undefined) visit(i, i + 1, value)
    }
    let node = i + 1 < length ? takeFrom(seconds, text.charCodeAt(i), text.charCodeAt(i + 1)) : 0
    for (let j = i + 2; node > 0; j++) {
      const value = values[node]
      if (value !== undefined) visit(i, j, value)
      node = j < length ? children[find(parents, units, children, node, text.charCodeAt(j))]! : 0
    }
  }
}
