/** The names we use in a cluster. */
import { failure } from '../failure.ts'

export interface IndexNames {
  readonly prefix: string
  readonly read: string
  readonly write: string
}

/** Lower-case letters, digits and dashes: what Elasticsearch takes in a name. */
export function namesOf(prefix: string): IndexNames {
  if (!/^[a-z][a-z0-9-]{0,60}$/.test(prefix)) throw failure('search.foreign', { index: prefix })
  return { prefix, read: `${prefix}-posts`, write: `${prefix}-posts-write` }
}
