/** A page of hits as Elasticsearch gives it, by any order. */
import type { estypes } from '@elastic/elasticsearch'
import type { PitCursor } from './cursor.ts'

export const NEWEST: estypes.SortCombinations[] = [{ at: 'desc' }, { id: 'desc' }]
export const SHOWN_FIELDS = ['id', 'title', 'text']

export interface Source {
  readonly id: string
  readonly title: string
  readonly text: string
}
export type Hit = estypes.SearchHit<Source>

/** One page of hits, and where the next begins. */
export interface Page {
  readonly hits: readonly Hit[]
  readonly next: Pick<PitCursor, 'after' | 'pit' | 'heat'> | undefined
}
