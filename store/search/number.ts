/** The number of a letter or work order, which no text says: written alone it is looked up as one beside the texts. */
import type { SearchQuery } from '../../model/ports.ts'
import { spellings } from '../../model/shared-number.ts'
import { type Disposition, isNumber } from '../../model/words.ts'
import type { Node } from './query.ts'

/** What is shown to who asks for no disposition and names no post. */
export const SHOWN: readonly Disposition[] = ['kept', 'duplicate']

type Text = Extract<Node, { type: 'text' }>

const isLone = (tree: Node): tree is Text => tree.type === 'text' && !tree.phrase && spellings(tree.text).some(isNumber)
const isId = (node: Node): boolean => node.type === 'field' && node.filter.is === 'id'

/** Whether the query names a post: who does so finds it whatever became of it. */
export const namesPost = (tree: Node): boolean =>
  isLone(tree) || isId(tree) || (tree.type === 'and' && tree.nodes.some(isId))

/** What only holds the number in its text is found as any other text is. */
export function withNumber(tree: Node, { dispositions }: SearchQuery): Node {
  if (!isLone(tree)) return tree
  const states = (dispositions ?? SHOWN).map(
    (disposition): Node => ({
      type: 'field',
      filter: { is: 'disposition', disposition },
    }),
  )
  const shown: Node = { type: 'and', nodes: [tree, { type: 'or', nodes: states }] }
  return { type: 'or', nodes: [shown, { type: 'field', filter: { is: 'id', id: tree.text } }] }
}
