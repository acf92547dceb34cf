import { setTimeout as delay } from 'node:timers/promises'
import { Client } from '@elastic/elasticsearch'
import { AppError } from '../../model/error.ts'
import type { SearchDocument, SearchStore } from '../../model/ports.ts'
import type { Clock } from '../../model/time.ts'
import { failure } from '../failure.ts'
import { addressOf, reaching } from './elastic-failure.ts'
import {
  findIndex,
  isFilling,
  markIndex,
  prepareIndex,
  promoteIndex,
  readRev,
  refillIndex,
  replaceIndex,
  writeRev,
} from './elastic-index.ts'
import { namesOf } from './elastic-names.ts'
import { searchElastic } from './elastic-read.ts'
import { writeDocuments } from './elastic-write.ts'
import { createTextIndexer } from './indexed.ts'
import type { Asking } from './prepare.ts'

interface ElasticServer {
  /** `http(s)://[user:password@]host:port` of one node. */
  readonly node: string
  /** Instead of user and password. */
  readonly apiKey?: string | undefined
  /** PEM text of the authority that signed the server's certificate, where the system does not know it. */
  readonly ca?: string | undefined
  /** Head of every name we use in the cluster; `lanting` without it. */
  readonly prefix?: string | undefined
}

export interface ElasticSearchOptions extends Asking, ElasticServer {
  readonly clock: Clock
  /** Opens beside a writer: makes nothing, changes nothing. */
  readonly readOnly?: boolean | undefined
  /** Version of the segmenter's dictionary; with another one a new version of the index fills up beside the old. */
  readonly dictionary?: string | undefined
  /** Which Records this index is a projection of; another's index is refused. */
  readonly of?: string | undefined
  /** What `formerElasticIndex` told when these Records were put in the place of others: that index is replaced, not refused. */
  readonly former?: string | undefined
  /** Told when it was. */
  readonly onAnew?: (() => void) | undefined
  /** Bytes of one bulk request. */
  readonly bulkBytes?: number | undefined
  /** Waits so many ms, when the server asks for patience. */
  readonly wait?: ((ms: number) => Promise<unknown>) | undefined
}

/** Smaller than what suits a server best, so that a batch of posts is several requests at a time. */
const BULK_BYTES = 2 ** 20
const TIMEOUT_MS = 30_000

const createClient = ({ node, apiKey, ca }: ElasticServer): Client =>
  new Client({
    node,
    requestTimeout: TIMEOUT_MS,
    maxRetries: 1,
    ...(apiKey ? { auth: { apiKey } } : {}),
    ...(ca ? { tls: { ca } } : {}),
  })

/**
 * What tells the index that searches read now, '' where there is none. With `only` one that says it is of other Records is
 * refused. Throws AppError `search.*`.
 */
export async function formerElasticIndex(server: ElasticServer, only: string | undefined): Promise<string> {
  const client = createClient(server)
  try {
    return await reaching(addressOf(server.node), () => markIndex(client, namesOf(server.prefix ?? 'lanting'), only))
  } finally {
    await client.close()
  }
}

/**
 * Opens Search on Elasticsearch 9. It means the same as the embedded one: the same documents for a query, the same facets,
 * days and highlights; only the order of nearly equal relevance differs. A process sees its own writes at once, others'
 * within the index's refresh interval (a second). A server that does not answer is no reason not to open: each use tries
 * again. Throws AppError `search.*`.
 */
export async function openElasticSearch(options: ElasticSearchOptions): Promise<SearchStore> {
  const { readOnly = false, wait = delay } = options
  const names = namesOf(options.prefix ?? 'lanting')
  const node = addressOf(options.node)
  const index = {
    names,
    clock: options.clock,
    dictionary: options.dictionary,
    of: options.of,
    former: options.former,
    onAnew: options.onAnew,
  }
  const bulk = {
    node,
    indexed: createTextIndexer(options),
    bytes: options.bulkBytes ?? BULK_BYTES,
    wait: async (ms: number) => {
      await wait(ms)
    },
  }
  const client = createClient(options)
  /** Something was written that searches may not see yet. */
  let dirty = false
  const refresh = async (): Promise<void> => {
    dirty = false
    await client.indices.refresh({ index: names.read })
  }
  const prepare = async (): Promise<void> => {
    if (readOnly) await findIndex(client, index)
    else await prepareIndex(client, index)
    await refresh()
  }
  let prepared: Promise<void> | undefined
  const guard = <T>(work: () => Promise<T>): Promise<T> =>
    reaching(node, async () => {
      prepared ??= prepare()
      try {
        await prepared
      } catch (error) {
        prepared = undefined
        throw error
      }
      return work()
    })
  try {
    await guard(async () => undefined)
  } catch (error) {
    // A server that is away must not keep the program from starting: every use tries again.
    if (!(error instanceof AppError && error.retry !== 'never')) {
      await client.close()
      throw error
    }
  }

  const writing = <T>(work: () => Promise<T>): Promise<T> => {
    if (readOnly) throw failure('search.read-only', { index: names.read })
    return guard(work)
  }
  const filling = {
    index: async (documents: readonly SearchDocument[]) =>
      writing(() => writeDocuments(client, names.write, documents, bulk)),
    lastRev: async () => guard(() => readRev(client, names.write)),
    setLastRev: async (rev: number) => writing(() => writeRev(client, names.write, rev)),
    serve: async () => writing(() => promoteIndex(client, names)),
  }
  return {
    index: async (documents) =>
      writing(async () => {
        dirty = true
        await writeDocuments(client, names.read, documents, bulk)
      }),
    lastRev: async () => guard(() => readRev(client, names.read)),
    setLastRev: async (rev) => writing(() => writeRev(client, names.read, rev)),
    search: async (query) =>
      guard(async () => {
        if (dirty) await refresh()
        return searchElastic(client, names.read, query, options)
      }),
    clear: async () => writing(() => replaceIndex(client, index)),
    purge: async () =>
      writing(async () => {
        for (const index of (await isFilling(client, names)) ? [names.read, names.write] : [names.read])
          await client.indices.forcemerge({ index, only_expunge_deletes: true })
      }),
    rebuild: async () => writing(() => refillIndex(client, index)),
    filling: async () => {
      if (readOnly) return undefined
      return (await guard(() => isFilling(client, names))) ? filling : undefined
    },
    close: () => client.close(),
  }
}
