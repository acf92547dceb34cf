/** Bounds of a page, the same over every engine. */
import type { SearchQuery } from '../../model/ports.ts'
import type { Disposition } from '../../model/words.ts'

/** What is shown to who asks for no disposition. */
const SHOWN: readonly Disposition[] = ['kept', 'duplicate']
const MAX_LIMIT = 1000

/** Values listed of one facet, the most frequent first. */
export const MAX_VALUES = 100

export const shownTo = (query: SearchQuery): readonly Disposition[] => query.dispositions ?? SHOWN

export const pageSize = (query: SearchQuery): number => Math.max(0, Math.min(MAX_LIMIT, Math.floor(query.limit)))
