/** Picks the stores and the queue that the config names. With app.ts the composition root: nobody else in cli opens one. */
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { readDutyList } from '../analyzers/dispatch/duties.ts'
import { generalUnitAt } from '../analyzers/dispatch/local-unit.ts'
import { normalize } from '../analyzers/text/normalize.ts'
import { createPinyin } from '../analyzers/text/pinyin.ts'
import { checkDictionary, USER_DICT } from '../analyzers/text/segment.ts'
import { transferMessages as m } from '../model/messages/transfer.ts'
import type { Cut, Heats, Records, SearchStore } from '../model/ports.ts'
import { systemClock } from '../model/time.ts'
import type { Jobs, JobsOptions } from '../pipeline/jobs/jobs.ts'
import { createLocalJobs } from '../pipeline/jobs/jobs-local.ts'
import type { EndDead } from '../store/records/meta.ts'
import { openRecords } from '../store/records/open.ts'
import { FORMER_INDEX, MOVED_TO } from '../store/records/portable.ts'
import { openSearch } from '../store/search/open.ts'
import type { Context } from './context.ts'
import { elasticServer, postgresUrl, redisUrl } from './servers.ts'
import { endDeadLeases } from './stages.ts'

/** Records where the config says: a server, or the file in the data folder. */
export async function openRecordsOf(context: Context, readOnly: boolean): Promise<Records> {
  const { config, clock } = context
  const url = postgresUrl(context)
  const endDead: EndDead = (meta) => endDeadLeases(meta, context.signal)
  return url
    ? (await import('../store/records/open-postgres.ts')).openPostgresRecords({ url, clock, readOnly, endDead })
    : openRecords({ file: join(config.dataDir, 'records.db'), clock, readOnly, endDead })
}

/** Where these Records were carried; undefined for those in use. */
export const movedTo = ({ meta }: Pick<Records, 'meta'>): Promise<string | undefined> => meta.get(MOVED_TO)

/** An empty store in memory that is gone when closed. */
export const openScratchRecords = ({ clock }: Pick<Context, 'clock'>): Promise<Records> =>
  openRecords({ file: ':memory:', clock })

/** Names these Records, so that an index in a shared cluster is never taken for that of others. */
const installOf = (records: Records, readOnly: boolean): Promise<string | undefined> =>
  readOnly ? records.meta.get('install') : records.meta.setOnce('install', randomUUID())

export interface SearchOfOptions {
  readonly readOnly: boolean
  readonly cut: Cut
  /** Without it a search finds no issue hot. */
  readonly heats?: Heats
  /** Without it a unit's posts are those that name its district or street themselves. */
  readonly issuesOf?: (unit: string) => Promise<readonly string[]>
}

/**
 * Search where the config says: a cluster, or the file in the data folder. One that is still of the Records that were here
 * before a restore is emptied, and people are told that it fills up anew.
 */
export async function openSearchOf(
  context: Context,
  records: Records,
  { readOnly, cut, heats, issuesOf }: SearchOfOptions,
): Promise<SearchStore> {
  const { config, clock } = context
  const engine = {
    cut,
    fold: normalize,
    pinyin: createPinyin(),
    heats,
    generalUnit: generalUnitAt,
    issuesOf,
    subcategories: () => new Set([...readDutyList().duties.values()].map(({ subcategory }) => subcategory)),
    clock,
    dictionary: checkDictionary(USER_DICT),
    readOnly,
    of: await installOf(records, readOnly),
    former: await records.meta.get(FORMER_INDEX),
    onAnew: () => context.note(context.say(m.indexAnew)),
  }
  const server = elasticServer(context)
  return server
    ? // Its client is loaded only where it is used.
      (await import('../store/search/elastic.ts')).openElasticSearch({
        ...engine,
        ...server,
      })
    : openSearch({ ...engine, file: join(config.dataDir, 'search.db') })
}

/**
 * What tells the index that lies here already, for Records about to be put here under the name `install`. Throws AppError
 * `search.foreign` for one that may not be replaced, and what a server throws that cannot be asked.
 */
export async function formerIndexOf(context: Context, install: string, over: boolean): Promise<string> {
  const server = elasticServer(context)
  // The file lies beside the Records and is nobody else's.
  if (!server) return ''
  return (await import('../store/search/elastic.ts')).formerElasticIndex(server, over ? undefined : install)
}

/** Jobs where the config says: on Redis, shared by all processes of these Records, or within this process. */
export async function openJobsOf(context: Context, records: Records, onError: JobsOptions['onError']): Promise<Jobs> {
  const url = redisUrl(context)
  if (!url) return createLocalJobs({ now: () => systemClock.now(), onError })
  const install = (await records.meta.get('install')) ?? (await installOf(records, false))
  // Bull is loaded only where it is used.
  const { createBullJobs } = await import('../pipeline/jobs/jobs-bull.ts')
  return createBullJobs({ url, prefix: `lanting:${install}`, onError })
}
