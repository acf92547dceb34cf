/** What every engine does with a query before it looks anything up. */
import type { z } from 'zod'
import type { HeatSnapshot, Heats, SearchQuery } from '../../model/ports.ts'
import type { Disposition } from '../../model/words.ts'
import { type AnyCursor, readCursor } from './cursor.ts'
import { type DutyNames, withDutyNames } from './duty-names.ts'
import { heatsFor, withIssues } from './heat.ts'
import { createMarker, type Marker } from './highlight.ts'
import { withNumber } from './number.ts'
import { shownTo } from './page.ts'
import { type Node, parseQuery } from './query.ts'
import { prepareTerms, type Reading, type TermOf } from './terms.ts'

export interface Asking extends Reading, DutyNames {
  /** Without it no issue is hot. */
  readonly heats?: Heats | undefined
}

export interface Prepared<C> {
  readonly tree: Node | undefined
  /** Dispositions that may be among the hits. */
  readonly shown: readonly Disposition[]
  readonly termOf: TermOf
  readonly marker: Marker
  readonly cursor: C | undefined
  /** Where the query or its order asks for heat. */
  readonly snapshot: HeatSnapshot | undefined
  /** Folded texts of the query. */
  readonly asked: readonly string[]
}

/** Parses, segments and resolves heat. Throws AppError `search.syntax`, `search.cursor`. */
export async function prepareQuery<C extends AnyCursor>(
  query: SearchQuery,
  shape: z.ZodType<C>,
  asking: Asking,
): Promise<Prepared<C>> {
  const asked = parseQuery(query.text)
  const parsed = asked && (await withDutyNames(asked, asking, query.text))
  const cursor = readCursor(shape, query.cursor, query.sort)
  const snapshot = await heatsFor(parsed, query.sort, asking.heats, cursor?.heats)
  const numbered = parsed && withNumber(parsed, query)
  const tree = numbered && snapshot ? withIssues(numbered, snapshot) : numbered
  const termOf = await prepareTerms(tree, asking)
  return {
    tree,
    shown: shownTo(query, parsed),
    termOf,
    marker: createMarker(tree, termOf),
    cursor,
    snapshot,
    asked: tree ? textsOf(tree).map((text) => asking.fold(text).text) : [],
  }
}

function textsOf(node: Node): string[] {
  if (node.type === 'and' || node.type === 'or') return node.nodes.flatMap(textsOf)
  if (node.type === 'not') return textsOf(node.node)
  if (node.type === 'field') return node.filter.is === 'title' ? [node.filter.text] : []
  return node.type === 'text' ? [node.text] : []
}
