import { type Bag, CHANNEL, type Collector } from './features.ts'
import type { Word } from './vocabulary.ts'

/** Words that lead: of a letter whose title runs into its text, too, they are its title. */
const HEAD = 8
const LONGEST = 3

/** The meaningful words of a letter, title first. */
export interface Kept {
  readonly words: readonly Word[]
  /** Where each stands among the words of its field. */
  readonly at: readonly number[]
  /** How many are of the title. */
  readonly titled: number
}

/** Drops stop words, punctuation and placeholders. */
export function meaningful(title: readonly Word[], text: readonly Word[]): Kept {
  const words: Word[] = []
  const places: number[] = []
  const take = (list: readonly Word[]): void => {
    for (let at = 0; at < list.length; at++) {
      const word = list[at]!
      if (word.text === null) continue
      words.push(word)
      places.push(at)
    }
  }
  take(title)
  const titled = words.length
  take(text)
  return { words, at: places, titled }
}

/**
 * Features of a letter: character 1- to 3-grams of its meaningful words run together, and 1- to 2-grams of its head.
 * Without stop words a 3-gram spans what a word model calls a pair; in grouped cross-validation this beats word 1–2-grams by
 * two points of macro-F1, and it reads stop-worded tokens and whole letters alike.
 */
export function categoryBag({ words }: Kept, collector: Collector): Bag {
  const texts = words.map((word) => word.text as string)
  collector.grams(CHANNEL.char, texts, LONGEST)
  collector.grams(CHANNEL.head, texts.slice(0, HEAD), 2)
  return collector.take()
}
