/** A query tree as Elasticsearch's bool queries: the same documents as match.ts finds in FTS5. */
import type { estypes } from '@elastic/elasticsearch'
import { sharedForm, spellings } from '../../model/shared-number.ts'
import type { Filter } from './fields.ts'
import type { Node } from './query.ts'
import { secondsOf } from './rowid.ts'
import { isRowOfItself, type Term, type TermOf } from './terms.ts'

type Query = estypes.QueryDslQueryContainer

/** A phrase of characters weighs half a word, as in FTS5's bm25 weights. */
const UNIT_BOOST = 0.5
/** Nothing that the lines below would change but capitals: nearly every text, and looking is far quicker than changing. */
const PLAIN = /^[\0-\x7f\u2e80-\u9fff\ue000]*$/u
/** FTS5's tokenizer does not tell é from e, nor capitals from small letters; both sides go through here. */
export const unaccented = (text: string): string =>
  PLAIN.test(text)
    ? text.toLowerCase()
    : text
        .normalize('NFD')
        .replace(/[\u0300-\u036f]/gu, '')
        .normalize('NFC')
        .toLowerCase()

export interface Compiled {
  readonly query: Query
  /** The same documents by all that relevance weighs. */
  readonly weighed: Query
  /** Some text is asked for, so that there is a relevance to sort by. */
  readonly ranked: boolean
}

/** Text without a letter or digit asks for nothing: it is left out, and finds nothing when it stands alone. */
export function compileElastic(node: Node | undefined, termOf: TermOf): Compiled {
  if (!node) return { query: { match_all: {} }, weighed: { match_all: {} }, ranked: false }
  const all = (weigh: boolean): Query => build(node, { termOf, weigh }) ?? { match_none: {} }
  return { query: all(false), weighed: all(true), ranked: asksForText(node) }
}

interface Ways {
  readonly termOf: TermOf
  readonly weigh: boolean
}

const asksForText = (node: Node): boolean => {
  if (node.type === 'and' || node.type === 'or') return node.nodes.some(asksForText)
  return node.type === 'text' || (node.type === 'field' && node.filter.is === 'title')
}

function build(node: Node, ways: Ways): Query | undefined {
  switch (node.type) {
    case 'text':
      return textOf(ways.termOf(node.text, node.phrase), ways.weigh)
    case 'field':
      return node.filter.is === 'title' ? titleOf(ways.termOf(node.filter.text, true)) : filterOf(node.filter)
    case 'not':
      return notOf(node.node, ways)
    case 'or': {
      const should = node.nodes.map((n) => build(n, ways)).filter((q) => q !== undefined)
      return should.length < 2 ? should[0] : { bool: { should, minimum_should_match: 1 } }
    }
    case 'and':
      return andOf(node.nodes, ways)
  }
}

/** Twice not is not at all; the server bounds how deep queries nest. */
function notOf(node: Node, ways: Ways): Query | undefined {
  if (node.type === 'not') return build(node.node, ways)
  const inner = build(node, ways)
  return inner && { bool: { must_not: [inner] } }
}

function andOf(nodes: readonly Node[], ways: Ways): Query | undefined {
  const must: Query[] = []
  const filter: Query[] = []
  const mustNot: Query[] = []
  for (const node of nodes) {
    const negated = node.type === 'not' && node.node.type !== 'not'
    const query = build(negated ? node.node : node, ways)
    if (!query) continue
    if (negated) mustNot.push(query)
    else if (asksForText(node)) must.push(query)
    else filter.push(query)
  }
  if (must.length + filter.length + mustNot.length === 0) return undefined
  return { bool: { must, filter, must_not: mustNot } }
}

const phrase = (field: 'uni' | 'titleUni' | 'pin', units: readonly string[]): Query => ({
  match_phrase: { [field]: { query: unaccented(units.join(' ')), boost: UNIT_BOOST } },
})

function textOf(term: Term, weigh: boolean): Query | undefined {
  const { words, units, readings } = term
  if (units.length === 0) return undefined
  const ways = [phrase('uni', units), ...readings.map((row) => phrase('pin', row))]
  if (words.length > 0 && (weigh || !isRowOfItself(term)))
    ways.unshift({ match: { seg: { query: unaccented(words.join(' ')), operator: 'and' } } })
  return ways.length === 1 ? ways[0] : { bool: { should: ways, minimum_should_match: 1 } }
}

const titleOf = ({ units }: Term): Query | undefined => (units.length === 0 ? undefined : phrase('titleUni', units))

/** No part of it is a wildcard. */
const escaped = (text: string): string => text.replace(/[*?\\]/gu, '\\$&')
/** Names hold what is asked for anywhere: 城关 finds 城关区. */
const within = (field: string, part: string): Query => ({
  wildcard: { [field]: { value: `*${escaped(part)}*` } },
})
export const ofIssues = (issueIds: readonly string[]): Query => ({ terms: { issueId: [...issueIds] } })
const is = (field: string, value: string | number | boolean): Query => ({ term: { [field]: value } })

const RANGE = { '>': 'gt', '>=': 'gte', '<': 'lt', '<=': 'lte' } as const

const QUERIES: { readonly [K in Filter['is']]: (f: Extract<Filter, { is: K }>) => Query } = {
  title: () => ({ match_none: {} }),
  district: (f) => within('district', f.name),
  category: (f) => is('category', f.code),
  subcategory: (f) => is('subcategory', f.name),
  source: (f) => is('source', f.source),
  from: (f) => ({ range: { at: { gte: secondsOf(f.at + 999), format: 'epoch_second' } } }),
  to: (f) => ({ range: { at: { lt: secondsOf(f.at + 999), format: 'epoch_second' } } }),
  answered: (f) => is('answered', f.answered),
  disposition: (f) => is('disposition', f.disposition),
  appealType: (f) => is('appealType', f.appealType),
  kind: (f) => is('kind', f.kind),
  department: (f) => within('department', f.name),
  issue: (f) => is('issueId', f.issueId),
  heat: () => ({ match_none: {} }),
  issues: (f) => ofIssues(f.issueIds),
  urgency: (f) => (f.bound === '=' ? is('urgency', f.level) : { range: { urgency: { [RANGE[f.bound]]: f.level } } }),
  id: (f) => ({
    bool: {
      should: spellings(f.id).flatMap((way) => {
        const { head, length } = sharedForm(way)
        const withWords = escaped(head) + '?'.repeat(length - head.length)
        return [is('id', way), is('nativeId', way), { wildcard: { nativeId: { value: withWords } } }]
      }),
      minimum_should_match: 1,
    },
  }),
}

const filterOf = (filter: Filter): Query => (QUERIES[filter.is] as (f: Filter) => Query)(filter)
