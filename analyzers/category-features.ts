import { type Bag, CHANNEL, type Collector } from './features.ts'

/** Words that lead: of a letter whose title runs into its text, too, they are its title. */
const HEAD = 8
const LONGEST = 3
const SPOKEN = /[\p{L}\p{N}]/u

/** A meaningful word, kept for as long as the program runs; `weights` is for who explains. */
export interface Word {
  readonly text: string
  weights?: number[]
}

/** A word and where it stood: field 0 title, 1 text; `at` its index among the words of that field. */
export interface Kept {
  readonly word: Word
  readonly field: 0 | 1
  readonly at: number
}

export type Vocabulary = Map<string, Word | null>
const LARGEST = 200_000

/** Drops stop words, punctuation and placeholders; lower case. `known` remembers what each word came to. */
export function meaningful(
  title: readonly string[],
  text: readonly string[],
  stop: ReadonlySet<string>,
  known: Vocabulary,
): Kept[] {
  const kept: Kept[] = []
  const take = (words: readonly string[], field: 0 | 1) => {
    for (let at = 0; at < words.length; at++) {
      const raw = words[at]!
      let word = known.get(raw)
      if (word === undefined) {
        word = raw.startsWith('〔') || stop.has(raw) || !SPOKEN.test(raw) ? null : { text: raw.toLowerCase() }
        if (known.size >= LARGEST) known.clear()
        known.set(raw, word)
      }
      if (word !== null) kept.push({ word, field, at })
    }
  }
  take(title, 0)
  take(text, 1)
  return kept
}

/**
 * Features of a letter: character 1- to 3-grams of its meaningful words run together, and 1- to 2-grams of its head.
 * Without stop words a 3-gram spans what a word model calls a pair; in grouped cross-validation this beats word 1–2-grams by
 * two points of macro-F1, and it reads stop-worded tokens and whole letters alike.
 */
export function categoryBag(kept: readonly Kept[], collector: Collector): Bag {
  let joined = ''
  let head = ''
  for (let i = 0; i < kept.length; i++) {
    joined += kept[i]!.word.text
    if (i === HEAD - 1) head = joined
  }
  if (kept.length < HEAD) head = joined
  collector.grams(CHANNEL.char, joined, LONGEST)
  collector.grams(CHANNEL.head, head, 2)
  return collector.take()
}
