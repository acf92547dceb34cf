/** Every real backend of Search; the contract runs over each. A new engine is one more entry. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { generalUnitAt } from '../../analyzers/dispatch/local-unit.ts'
import { normalize } from '../../analyzers/text/normalize.ts'
import { createPinyin } from '../../analyzers/text/pinyin.ts'
import type { SearchStore } from '../../model/ports.ts'
import { fixedClock } from '../../model/time.ts'
import { openElasticSearch } from '../../store/search/elastic.ts'
import { openSearch } from '../../store/search/open.ts'
import { available } from '../requirements.ts'
import { dropIndices, ES_URL, freshPrefix } from './elastic-site.ts'
import { NOW } from './fixtures.ts'
import { cutWords, HEATS } from './search-documents.ts'

export interface SearchSite {
  /** A connection of its own to the same index. */
  open(options?: { dictionary?: string; readOnly?: boolean }): Promise<SearchStore>
  destroy(): Promise<void>
}

export interface SearchBackend {
  readonly name: string
  create(): Promise<SearchSite>
}

const engine = {
  cut: async (texts: readonly string[]) => texts.map(cutWords),
  fold: normalize,
  pinyin: createPinyin(),
  generalUnit: generalUnitAt,
  issuesOf: async (unit: string) => (unit === '红古区城管执法局' ? ['i5', 'i1'] : []),
  subcategories: () => new Set(['冬季采暖']),
  heats: async (asOf?: string) => ({ asOf: asOf ?? NOW, heats: HEATS }),
  clock: fixedClock(NOW),
}

const fts5: SearchBackend = {
  name: 'fts5',
  create: async () => {
    const dir = mkdtempSync(join(tmpdir(), 'lanting-search-'))
    const file = join(dir, 'search.sqlite')
    return {
      open: (options) => openSearch({ file, ...engine, ...options }),
      destroy: async () => rmSync(dir, { recursive: true, force: true }),
    }
  },
}

const elasticsearch: SearchBackend = {
  name: 'elasticsearch',
  create: async () => {
    const prefix = freshPrefix()
    return {
      open: (options) => openElasticSearch({ node: ES_URL, prefix, ...engine, ...options }),
      destroy: () => dropIndices(prefix),
    }
  },
}

export const SEARCH_BACKENDS: readonly SearchBackend[] = [
  fts5,
  ...(available('services', ES_URL !== '', 'ES_URL unset') ? [elasticsearch] : []),
]
