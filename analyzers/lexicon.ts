/**
 * Finds the words of a dictionary in a text: a trie over UTF-16 units in flat arrays, behind a table of first characters and a
 * filter of first pairs. Nearly every position fails on these two, so the failure links of an Aho–Corasick automaton would
 * gain nothing.
 */

export interface Lexicon<T> {
  /** Leftmost-longest, not overlapping, in reading order. `end` is exclusive; offsets are UTF-16 units. */
  longest(text: string, visit: (start: number, end: number, value: T) => void): void
  /** Every word at every position, nested and overlapping ones too. */
  all(text: string, visit: (start: number, end: number, value: T) => void): void
  /** The value of a whole word. */
  get(word: string): T | undefined
}

const UNITS = 0x10000
const slotOf = (first: number, second: number): number =>
  (Math.imul(first, 0x9e3779b1) ^ Math.imul(second, 0x85ebca6b)) >>> 16

/** Builds the lexicon once; a word given twice keeps its last value. Empty words are left out. */
export function createLexicon<T>(words: Iterable<readonly [string, T]>): Lexicon<T> {
  const list = [...new Map(words)].filter(([word]) => word !== '')
  /** 0: no word begins so; 1: with more behind; 2: it is a word itself. */
  const state = new Uint8Array(UNITS)
  const pairs = new Uint8Array(UNITS >> 3)
  const trie = createTrie(list.reduce((sum, [word]) => sum + word.length, 0))
  const values: (T | undefined)[] = [undefined]
  for (const [word, value] of list) {
    const first = word.charCodeAt(0)
    state[first] = word.length === 1 ? 2 : Math.max(1, state[first]!)
    if (word.length > 1) {
      const slot = slotOf(first, word.charCodeAt(1))
      pairs[slot >> 3]! |= 1 << (slot & 7)
    }
    let node = 0
    for (let i = 0; i < word.length; i++) node = trie.put(node, word.charCodeAt(i))
    values[node] = value
  }
  const { child } = trie
  const begins = (text: string, i: number): boolean => {
    const unit = text.charCodeAt(i)
    const s = state[unit]!
    if (s !== 1) return s !== 0
    if (i + 1 >= text.length) return false
    const slot = slotOf(unit, text.charCodeAt(i + 1))
    return (pairs[slot >> 3]! & (1 << (slot & 7))) !== 0
  }
  return {
    longest(text, visit) {
      const { length } = text
      let i = 0
      while (i < length) {
        if (!begins(text, i)) {
          i++
          continue
        }
        let end = 0
        let found: T | undefined
        let node = child(0, text.charCodeAt(i))
        for (let j = i + 1; node > 0; j++) {
          const value = values[node]
          if (value !== undefined) {
            end = j
            found = value
          }
          node = j < length ? child(node, text.charCodeAt(j)) : 0
        }
        if (found === undefined) i++
        else {
          visit(i, end, found)
          i = end
        }
      }
    },
    all(text, visit) {
      const { length } = text
      for (let i = 0; i < length; i++) {
        if (!begins(text, i)) continue
        let node = child(0, text.charCodeAt(i))
        for (let j = i + 1; node > 0; j++) {
          const value = values[node]
          if (value !== undefined) visit(i, j, value)
          node = j < length ? child(node, text.charCodeAt(j)) : 0
        }
      }
    },
    get(word) {
      let node = 0
      for (let i = 0; i < word.length; i++) {
        node = child(node, word.charCodeAt(i))
        if (node === 0) return undefined
      }
      return node === 0 ? undefined : values[node]
    },
  }
}

/** Children by an open-addressing table of (node, unit); 0 is the root and «none». */
function createTrie(mostNodes: number) {
  let size = 16
  while (size < mostNodes * 2) size *= 2
  const parents = new Int32Array(size)
  const units = new Uint16Array(size)
  const children = new Int32Array(size)
  let nodes = 0
  const find = (node: number, unit: number): number => {
    let at = (Math.imul(node, 0x9e3779b1) ^ Math.imul(unit, 0x85ebca6b)) >>> 0
    at = (at ^ (at >>> 15)) & (size - 1)
    while (children[at] !== 0 && (parents[at] !== node || units[at] !== unit)) at = (at + 1) & (size - 1)
    return at
  }
  return {
    child: (node: number, unit: number): number => children[find(node, unit)]!,
    put(node: number, unit: number): number {
      const at = find(node, unit)
      if (children[at] === 0) {
        parents[at] = node
        units[at] = unit
        children[at] = ++nodes
      }
      return children[at]!
    },
  }
}
