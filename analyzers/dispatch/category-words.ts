import type { Category } from '../../model/words.ts'
import { DESK_WORDS, TAUGHT_WORDS, UNTAUGHT_WORDS } from '../dict/category-words.ts'
import type { Hit } from '../patterns/cue.ts'
import { createLexicon } from '../patterns/lexicon.ts'
import type { Document } from '../text/document.ts'
import { isFormTitle } from './form-title.ts'

/** What the words of one category come to in a post. */
export interface Spoken {
  readonly category: Category
  /** Sum of the weights of the distinct words, title 1.5-fold, damped in long letters where words stand in passing. */
  readonly weight: number
  readonly hits: readonly { readonly hit: Hit; readonly weight: number }[]
}

/** A second level, and what the words of the post at hand give it. */
interface Level {
  readonly category: Category
  readonly second: string
  post: number
  weight: number
}
interface Entry {
  readonly kind: 'untaught' | 'desk' | 'taught'
  readonly level: Level
  readonly weight: number
}
/** A word with all it speaks for, and the post it was last met in. */
interface Word {
  readonly entries: Entry[]
  post: number
}
const TITLE = 1.5
const TITLE_LEVEL = 3
/** Letters up to this length count in full. */
const SHORT = 200

export interface CategoryWords {
  readonly untaught: readonly Spoken[]
  readonly desk: readonly Spoken[]
  second(category: Category): string | undefined
}

/**
 * Reads the category words of a post in one pass. `untaught` and `desk` speak for a first level; `second` names the second
 * level of a given first level, or undefined where no word tells.
 */
export function createCategoryWords(): (doc: Document) => CategoryWords {
  const words = new Map<string, Word>()
  const levels = new Map<string, Level>()
  const tables = { untaught: UNTAUGHT_WORDS, desk: DESK_WORDS, taught: TAUGHT_WORDS } as const
  for (const kind of ['untaught', 'desk', 'taught'] as const)
    for (const [name, ofName] of Object.entries(tables[kind]))
      for (const [second, list] of Object.entries(ofName))
        for (const item of list.split(/\s+/)) {
          const [word, weight] = item.split(':')
          if (!word) continue
          const category = name as Category
          const level = levels.get(`${name}/${second}`) ?? { category, second, post: 0, weight: 0 }
          levels.set(`${name}/${second}`, level)
          const entry: Entry = { kind, level, weight: Number(weight ?? 1) }
          words.get(word)?.entries.push(entry) ?? words.set(word, { entries: [entry], post: 0 })
        }
  const lexicon = createLexicon(words)

  let post = 0
  return (doc) => {
    post++
    const damping = Math.sqrt(Math.min(1, SHORT / Math.max(1, doc.text.text.length)))
    const untaught: Builder[] = []
    const desk: Builder[] = []
    /** In the order they were first met. */
    const named: Level[] = []
    for (const field of isFormTitle(doc) ? (['text'] as const) : (['title', 'text'] as const))
      lexicon.longest(doc[field].text, (start, end, word) => {
        if (word.post === post) return
        word.post = post
        const hit: Hit = { field, start, end }
        for (const { kind, level, weight } of word.entries) {
          if (level.post !== post) {
            level.post = post
            level.weight = 0
            named.push(level)
          }
          level.weight += weight * (field === 'title' ? TITLE_LEVEL : 1)
          if (kind === 'taught') continue
          const spoken = kind === 'desk' ? desk : untaught
          let one = spoken.find((s) => s.category === level.category)
          if (one === undefined) {
            one = { category: level.category, weight: 0, hits: [] }
            spoken.push(one)
          }
          const counted = weight * (field === 'title' ? TITLE : damping)
          one.weight += counted
          one.hits.push({ hit, weight: counted })
        }
      })
    const weights = named.map((level) => level.weight)
    const second = (category: Category): string | undefined => {
      let best: string | undefined
      let most = 0
      for (const [k, level] of named.entries())
        if (weights[k]! > most && level.category === category) {
          best = level.second
          most = weights[k]!
        }
      return best
    }
    return { untaught, desk, second }
  }
}

interface Builder {
  readonly category: Category
  weight: number
  hits: { hit: Hit; weight: number }[]
}
