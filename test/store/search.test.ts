import { SEARCH_BACKENDS } from './search-backends.ts'
import { describeSearch } from './search-contract.ts'
import { describeVersions } from './search-versions-contract.ts'

for (const backend of SEARCH_BACKENDS) {
  describeSearch(backend)
  describeVersions(backend)
}
