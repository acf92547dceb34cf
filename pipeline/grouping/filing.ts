/** How posts are filed, by names made and hashed once: there are a few hundred, and every post asks several times. */
import type { Category } from '../../model/words.ts'
import { wordId } from '../words/term-id.ts'

export interface Filing {
  /** Both levels, the second empty where it is not told. */
  readonly name: string
  /** The ids of both levels; 0 for a second that is not told. */
  readonly category: number
  readonly subcategory: number
}

const known = new Map<Category, Map<string, Filing>>()

/** `subcategory` may be empty. */
export function filingOf(category: Category, subcategory = ''): Filing {
  let inside = known.get(category)
  if (inside === undefined) {
    inside = new Map()
    known.set(category, inside)
  }
  let filing = inside.get(subcategory)
  if (filing === undefined) {
    const name = `${category}/${subcategory}`
    filing = { name, category: wordId(category), subcategory: subcategory === '' ? 0 : wordId(name) }
    inside.set(subcategory, filing)
  }
  return filing
}
