/**
 * Heat in a query. Heat belongs to an issue, changes by the hour and with every post, so it is in no index: the heats of the
 * moment are asked for and become a condition on the issue's id, which is in every index and stays.
 */
import type { HeatSnapshot, Heats, SearchSort } from '../../model/ports.ts'
import type { Bound } from './fields.ts'
import type { Node } from './query.ts'

/** Hot issues that are told apart, the hottest ones: a server takes 65,536 values in one condition. */
const MOST_ISSUES = 60_000

/** The heats a query needs, if any: those of `asOf` on a later page. */
export async function heatsFor(
  tree: Node | undefined,
  sort: SearchSort,
  heats: Heats | undefined,
  asOf: string | undefined,
): Promise<HeatSnapshot | undefined> {
  if (sort !== 'heat' && !(tree && asksHeat(tree))) return undefined
  const snapshot = await heats?.(asOf)
  const hot = [...(snapshot?.heats ?? [])].filter(([, heat]) => heat > 0).sort((a, b) => b[1] - a[1])
  return { asOf: snapshot?.asOf ?? '', heats: new Map(hot.slice(0, MOST_ISSUES)) }
}

const asksHeat = (node: Node): boolean => {
  if (node.type === 'and' || node.type === 'or') return node.nodes.some(asksHeat)
  if (node.type === 'not') return asksHeat(node.node)
  return node.type === 'field' && node.filter.is === 'heat'
}

const HOLDS: Readonly<Record<Bound, (a: number, b: number) => boolean>> = {
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
}

/** The same tree with issue ids for heat. A post of no issue, or of one that is not hot, has heat 0. */
export function withIssues(node: Node, snapshot: HeatSnapshot): Node {
  if (node.type === 'and' || node.type === 'or')
    return { type: node.type, nodes: node.nodes.map((n) => withIssues(n, snapshot)) }
  if (node.type === 'not') return { type: 'not', node: withIssues(node.node, snapshot) }
  if (node.type !== 'field' || node.filter.is !== 'heat') return node
  const { bound, heat } = node.filter
  const holds = (h: number): boolean => HOLDS[bound](h, heat)
  const cold = holds(0)
  const issueIds = [...snapshot.heats].filter(([, h]) => holds(h) !== cold).map(([id]) => id)
  const some: Node = { type: 'field', filter: { is: 'issues', issueIds } }
  return cold ? { type: 'not', node: some } : some
}
