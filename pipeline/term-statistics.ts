/** How rare a term is: counts of civic letters at large, joined by what this stream has shown. */
import { type Background, loadBackground } from './terms.ts'

export interface TermStatistics {
  /** Natural-log inverse frequency of a word, squared-idf style weights are up to the caller. */
  wordWeight(word: string): number
  pairWeight(pair: string): number
  /** Whether civic letters at large use the word. */
  knows(word: string): boolean
  /** Counts the terms of a post that opened an issue: a loud issue does not make its own words common. */
  learn(words: Iterable<string>, pairs: Iterable<string>): void
  /** Opened issues counted so far. */
  readonly size: number
  /** Counts changed since the last call, for the snapshot. */
  changes(): { size: number; words: [string, number][]; pairs: [string, number][] }
  restore(state: { size: number; words: [string, number][]; pairs: [string, number][] }): void
}

/** Terms never seen weigh as if two letters of all had them. */
const SMOOTH = 2

/** Learned terms are folded into counts when this many wait, so that a long run without snapshots stays small. */
const FOLD_AT = 200_000
/** Distinct terms remembered, of each kind. */
const MOST = 400_000

export function createTermStatistics(background: Background = loadBackground()): TermStatistics {
  const words = new Map<string, number>()
  const pairs = new Map<string, number>()
  const fresh = { words: new Map<string, number>(), pairs: new Map<string, number>() }
  let waitingWords: string[] = []
  let waitingPairs: string[] = []
  let size = 0
  const weight = (known: ReadonlyMap<string, number>, seen: Map<string, number>, term: string): number =>
    Math.max(0.05, Math.log((background.docs + size) / ((known.get(term) ?? 0) + (seen.get(term) ?? 0) + SMOOTH)))
  const fold = (): void => {
    for (const term of waitingWords) fresh.words.set(term, (fresh.words.get(term) ?? 0) + 1)
    for (const term of waitingPairs) fresh.pairs.set(term, (fresh.pairs.get(term) ?? 0) + 1)
    waitingWords = []
    waitingPairs = []
  }
  /** Terms met once are let go; the snapshot learns of it as a count of minus one. */
  const prune = (counts: Map<string, number>, changed: Map<string, number>): void => {
    fold()
    for (const [term, count] of counts) {
      if (count > 1) continue
      counts.delete(term)
      changed.set(term, (changed.get(term) ?? 0) - count)
    }
  }
  return {
    wordWeight: (word) => weight(background.words, words, word),
    pairWeight: (pair) => weight(background.pairs, pairs, pair),
    knows: (word) => background.words.has(word),
    learn(w, p) {
      size += 1
      for (const term of w) {
        words.set(term, (words.get(term) ?? 0) + 1)
        waitingWords.push(term)
      }
      for (const term of p) {
        pairs.set(term, (pairs.get(term) ?? 0) + 1)
        waitingPairs.push(term)
      }
      if (waitingWords.length + waitingPairs.length > FOLD_AT) fold()
      if (words.size > MOST) prune(words, fresh.words)
      if (pairs.size > MOST) prune(pairs, fresh.pairs)
    },
    get size() {
      return size
    },
    changes() {
      fold()
      const out = { size, words: [...fresh.words], pairs: [...fresh.pairs] }
      fresh.words.clear()
      fresh.pairs.clear()
      return out
    },
    restore(state) {
      size = Math.max(size, state.size)
      apply(words, state.words)
      apply(pairs, state.pairs)
    },
  }
}

function apply(counts: Map<string, number>, changes: readonly [string, number][]): void {
  for (const [term, by] of changes) {
    const now = (counts.get(term) ?? 0) + by
    if (now > 0) counts.set(term, now)
    else counts.delete(term)
  }
}
