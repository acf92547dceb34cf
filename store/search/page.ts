/** Bounds of a page, the same over every engine. */
import type { SearchQuery } from '../../model/ports.ts'
import { DISPOSITIONS, type Disposition } from '../../model/words.ts'
import { namesPost, SHOWN } from './number.ts'
import type { Node } from './query.ts'

const MAX_LIMIT = 1000

/** Values listed of one facet, the most frequent first. */
export const MAX_VALUES = 100

/** A state named in the query is asked for as well (`status:` finds what it names), and every state of a post that is named. */
export function shownTo({ dispositions }: SearchQuery, tree: Node | undefined): readonly Disposition[] {
  if (dispositions) return dispositions
  if (tree && namesPost(tree)) return DISPOSITIONS
  return [...new Set([...SHOWN, ...(tree ? statesIn(tree) : [])])]
}

function statesIn(node: Node): Disposition[] {
  if (node.type === 'and' || node.type === 'or') return node.nodes.flatMap(statesIn)
  if (node.type === 'not') return statesIn(node.node)
  return node.type === 'field' && node.filter.is === 'disposition' ? [node.filter.disposition] : []
}

export const pageSize = (query: SearchQuery): number => Math.max(0, Math.min(MAX_LIMIT, Math.floor(query.limit)))
