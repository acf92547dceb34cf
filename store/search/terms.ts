/** What every engine asks of a query's texts: folded, cut by the one segmenter, in one call. */
import type { Cut } from '../../model/ports.ts'
import type { Node } from './query.ts'
import { type Fold, type Pinyin, unitsOf, wordsOf } from './text.ts'

/** A leaf of text as the index can look it up. */
export interface Term {
  /** Segmenter's words; all must occur. Empty for a phrase. */
  readonly words: readonly string[]
  /** Characters that must stand in a row: the substring search for what the dictionary missed. */
  readonly units: readonly string[]
  /** Letters that may be pinyin, read as rows of syllables: any of the rows. */
  readonly readings: readonly (readonly string[])[]
  /** What a page may mark for one syllable. */
  readonly charactersOf: (syllable: string) => string
}
/**
 * One word of Chinese characters: wherever the segmenter made it, its characters stand in a row, so the substring search finds
 * no less without it.
 */
export const isRowOfItself = ({ words: [word, ...more], units }: Term): boolean =>
  more.length === 0 && word === units.join('') && /^\p{Script=Han}+$/u.test(word)

export type TermOf = (text: string, phrase: boolean) => Term

/** How texts are read, the same for documents and queries. */
export interface Reading {
  readonly cut: Cut
  readonly fold: Fold
  /** Without it nothing is found by pinyin. */
  readonly pinyin?: Pinyin | undefined
}

/** Folds and cuts every text of the query in one call. */
export async function prepareTerms(tree: Node | undefined, { cut, fold, pinyin }: Reading): Promise<TermOf> {
  const texts: string[] = []
  const walk = (node: Node): void => {
    if (node.type === 'text' && !node.phrase) texts.push(node.text)
    else if (node.type === 'and' || node.type === 'or') node.nodes.forEach(walk)
    else if (node.type === 'not') walk(node.node)
  }
  if (tree) walk(tree)
  const folded = texts.map((text) => fold(text).text)
  const cuts = folded.length > 0 ? await cut(folded) : []
  const words = new Map(texts.map((text, i) => [text, wordsOf(cuts[i] ?? [])]))
  return (text, phrase): Term => {
    const plain = fold(text).text.trim()
    return {
      words: phrase ? [] : (words.get(text) ?? []),
      units: unitsOf(plain),
      readings: pinyin?.split(plain.replace(/\s+/gu, "'")) ?? [],
      charactersOf: (syllable) => pinyin?.charactersOf(syllable) ?? '',
    }
  }
}
