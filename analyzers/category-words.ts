import type { Category } from '../model/words.ts'
import type { Hit } from './cue.ts'
import { DESK_WORDS, TAUGHT_WORDS, UNTAUGHT_WORDS } from './dict/category-words.ts'
import type { Document } from './document.ts'
import { createLexicon } from './lexicon.ts'

/** What the words of one category come to in a post. */
export interface Spoken {
  readonly category: Category
  /** Sum of the weights of the distinct words, title 1.5-fold, damped in long letters where words stand in passing. */
  readonly weight: number
  readonly hits: readonly { readonly hit: Hit; readonly weight: number }[]
}

type Entry = readonly [kind: 'untaught' | 'desk' | 'taught', category: Category, second: string, weight: number]
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
  const words = new Map<string, Entry[]>()
  const tables = { untaught: UNTAUGHT_WORDS, desk: DESK_WORDS, taught: TAUGHT_WORDS } as const
  for (const kind of ['untaught', 'desk', 'taught'] as const)
    for (const [category, levels] of Object.entries(tables[kind]))
      for (const [second, list] of Object.entries(levels))
        for (const item of list.split(/\s+/)) {
          const [word, weight] = item.split(':')
          if (!word) continue
          const entry: Entry = [kind, category as Category, second, Number(weight ?? 1)]
          words.get(word)?.push(entry) ?? words.set(word, [entry])
        }
  const lexicon = createLexicon([...words].map(([word, entries]) => [word, { word, entries }] as const))

  return (doc) => {
    const found = new Map<string, { entries: Entry[]; hit: Hit }>()
    for (const field of ['title', 'text'] as const)
      lexicon.longest(doc[field].text, (start, end, { word, entries }) => {
        if (!found.has(word)) found.set(word, { entries, hit: { field, start, end } })
      })
    const damping = Math.sqrt(Math.min(1, SHORT / Math.max(1, doc.text.text.length)))
    const spoken = { untaught: new Map<Category, Builder>(), desk: new Map<Category, Builder>() }
    const levels = new Map<string, number>()
    for (const { entries, hit } of found.values())
      for (const [kind, category, second, weight] of entries) {
        const level = `${category}/${second}`
        levels.set(level, (levels.get(level) ?? 0) + weight * (hit.field === 'title' ? TITLE_LEVEL : 1))
        if (kind === 'taught') continue
        const one = spoken[kind].get(category) ?? { weight: 0, hits: [] }
        spoken[kind].set(category, one)
        const counted = weight * (hit.field === 'title' ? TITLE : damping)
        one.weight += counted
        one.hits.push({ hit, weight: counted })
      }
    const second = (category: Category): string | undefined => {
      let best: string | undefined
      let most = 0
      for (const [level, weight] of levels)
        if (weight > most && level.startsWith(`${category}/`)) {
          best = level.slice(category.length + 1)
          most = weight
        }
      return best
    }
    const list = (of: Map<Category, Builder>): Spoken[] => [...of].map(([category, one]) => ({ category, ...one }))
    return { untaught: list(spoken.untaught), desk: list(spoken.desk), second }
  }
}

interface Builder {
  weight: number
  hits: { hit: Hit; weight: number }[]
}
