/** Where in a hit's own title and text the query's words stand. */
import type { SearchHit } from '../../model/ports.ts'
import type { Node } from './query.ts'
import type { Term } from './terms.ts'
import { type Fold, withoutPlaceholders } from './text.ts'

type Highlight = SearchHit['highlights'][number]

/** Marks a field at most this often: a page shows a few lines of it. */
const MAX_MARKS = 50
/** The index reads over punctuation and blanks between two characters of a phrase, so the marks do too. */
const GAP = '[^\\p{L}\\p{N}\\ue000]{0,8}'

/** The terms a hit was found by, as two patterns; undefined when the query has no words. */
export interface Marker {
  readonly title: RegExp | undefined
  readonly text: RegExp | undefined
}

/** Collects what is asked for, negations left out. */
export function createMarker(node: Node | undefined, termOf: (text: string, phrase: boolean) => Term): Marker {
  const anywhere: string[] = []
  const title: string[] = []
  const walk = (n: Node): void => {
    if (n.type === 'text') anywhere.push(...patternsOf(termOf(n.text, n.phrase)))
    else if (n.type === 'field' && n.filter.is === 'title') title.push(...patternsOf(termOf(n.filter.text, true)))
    else if (n.type === 'and' || n.type === 'or') n.nodes.forEach(walk)
  }
  if (node) walk(node)
  return { title: patternOf([...anywhere, ...title]), text: patternOf(anywhere) }
}

function patternsOf({ words, units, readings, charactersOf }: Term): string[] {
  if (units.length === 0) return []
  return [
    units.join(GAP),
    // One character beside longer words marks half the text and tells nothing.
    ...words.filter((word) => word.length > 1),
    ...readings.map((row) => row.map((syllable) => `[${charactersOf(syllable)}]`).join(GAP)),
  ]
}

const patternOf = (patterns: readonly string[]): RegExp | undefined =>
  patterns.length === 0
    ? undefined
    : new RegExp([...new Set(patterns)].sort((a, b) => b.length - a.length).join('|'), 'giu')

/** Spans in UTF-16 units of the redacted original, in order, not overlapping. */
export function highlight(
  field: 'title' | 'text',
  source: string,
  pattern: RegExp | undefined,
  fold: Fold,
): Highlight[] {
  if (!pattern || source === '') return []
  const folded = fold(source)
  const found: Highlight[] = []
  for (const match of withoutPlaceholders(folded.text).matchAll(pattern)) {
    const start = folded.map[match.index] as number
    const end = endOf(folded, match.index + match[0].length, start, source.length)
    const last = found.at(-1)
    if (last && start < last.end) continue
    if (end > start) found.push({ field, start, end })
    if (found.length === MAX_MARKS) break
  }
  return found
}

/** One source character may fold into several: the span ends behind the whole of it. */
function endOf(folded: ReturnType<Fold>, at: number, start: number, length: number): number {
  let i = at
  while (i < folded.text.length && (folded.map[i] as number) <= Math.max(start, folded.map[at - 1] as number)) i++
  return folded.map[i] ?? length
}
