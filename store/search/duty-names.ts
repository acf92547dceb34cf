/** What only the duty list knows of a query's names: the local unit that boards show, and which second levels there are. */
import { CATEGORIES } from '../../model/words.ts'
import type { Node } from './query.ts'
import { broken } from './syntax.ts'

/** A local unit (安宁区住建局, 雁南街道办事处) as it is indexed: the general name of the duty list, at a district or a street. */
export interface GeneralUnit {
  readonly name: string
  readonly district: string | null
  readonly street?: string | undefined
}

export interface DutyNames {
  /** Undefined for a unit of its own. Without it a unit is found by the name in the duty list alone. */
  readonly generalUnit?: ((unit: string) => GeneralUnit | undefined) | undefined
  /** Ids of the issues whose unit boards show under this name now: their posts need not name the place themselves. */
  readonly issuesOf?: ((unit: string) => Promise<readonly string[]>) | undefined
  /** Names of second-level categories. Without them any name may be one. */
  readonly subcategories?: (() => ReadonlySet<string>) | undefined
}

/** The same tree with local units as they are indexed. Throws AppError `search.syntax` for a category that is none. */
export async function withDutyNames(node: Node, names: DutyNames, source: string): Promise<Node> {
  if (node.type === 'and' || node.type === 'or')
    return { type: node.type, nodes: await Promise.all(node.nodes.map((n) => withDutyNames(n, names, source))) }
  if (node.type === 'not') return { type: 'not', node: await withDutyNames(node.node, names, source) }
  if (node.type !== 'field') return node
  const { filter } = node
  if (filter.is === 'subcategory' && names.subcategories?.().has(filter.name) === false)
    throw broken(
      source.indexOf(filter.name),
      `没有“${filter.name}”这个类别，可用 ${Object.values(CATEGORIES).join('、')}，或二级类别的全名`,
      `no category ${filter.name}; use a first-level one (${Object.keys(CATEGORIES).join(', ')}) or the whole name of a second-level one`,
    )
  if (filter.is !== 'department') return node
  const unit = names.generalUnit?.(filter.name)
  if (!unit) return node
  const { name, district, street } = unit
  const issueIds = (await names.issuesOf?.(filter.name)) ?? []
  const there: Node[] = [{ type: 'field', filter: { is: 'issues', issueIds } }]
  if (district !== null) there.push({ type: 'field', filter: { is: 'district', name: district } })
  if (street !== undefined) there.push({ type: 'text', text: street, phrase: true })
  const general: Node = { type: 'field', filter: { is: 'department', name } }
  return { type: 'or', nodes: [node, { type: 'and', nodes: [general, { type: 'or', nodes: there }] }] }
}
