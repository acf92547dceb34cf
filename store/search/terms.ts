/** What every engine asks of a query's texts: folded, cut by the one segmenter, in one call. */
import type { Cut } from '../../model/ports.ts'
import type { Node } from './query.ts'
import { type Fold, unitsOf, wordsOf } from './text.ts'

/** A leaf of text as the index can look it up. */
export interface Term {
  /** Segmenter's words; all must occur. Empty for a phrase. */
  readonly words: readonly string[]
  /** Characters that must stand in a row: the substring search for what the dictionary missed. */
  readonly units: readonly string[]
}
export type TermOf = (text: string, phrase: boolean) => Term

/** Folds and cuts every text of the query in one call. */
export async function prepareTerms(tree: Node | undefined, cut: Cut, fold: Fold): Promise<TermOf> {
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
  return (text, phrase): Term => ({
    words: phrase ? [] : (words.get(text) ?? []),
    units: unitsOf(fold(text).text),
  })
}
