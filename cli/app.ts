/**
 * The composition root: the only place that picks adapters. Commands ask for what they need by mode, and everything
 * dear (dictionary, models, worker thread) is started when first used.
 */
import { createHash, randomUUID } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { hostname } from 'node:os'
import { join, resolve } from 'node:path'
import { Worker } from 'node:worker_threads'
import { normalize } from '../analyzers/normalize.ts'
import { redact } from '../analyzers/redact.ts'
import { checkDictionary, USER_DICT } from '../analyzers/segment.ts'
import { type Calendar, createCalendar } from '../delivery/calendar.ts'
import { AppError } from '../model/error.ts'
import { cliMessages as m } from '../model/messages/cli.ts'
import type { Records, SearchStore } from '../model/ports.ts'
import type { HotService } from '../model/services.ts'
import { systemClock } from '../model/time.ts'
import { type Analysis, type AnalysisThread, connectAnalysis, createAnalysis } from '../pipeline/analysis.ts'
import { createGroupStage, type GroupStage } from '../pipeline/group-stage.ts'
import { createGrouper } from '../pipeline/grouper.ts'
import { createHotService } from '../pipeline/hot-service.ts'
import { createInbox, type Inbox } from '../pipeline/inbox.ts'
import { indexChanged } from '../pipeline/index-stage.ts'
import { screenPending } from '../pipeline/screen-stage.ts'
import { openVoices } from '../pipeline/voice.ts'
import { openRecords } from '../store/records/open.ts'
import { openSearch } from '../store/search/open.ts'
import type { Context } from './context.ts'
import { describeError } from './errors.ts'
import { keyFile } from './key-file.ts'
import { openScreener, type ScreeningSpec } from './screening.ts'

/** `read`: beside a running writer. `append`: the inbox too. `write`: holds the folder's writer lease or fails. */
export type Mode = 'read' | 'append' | 'write'

export interface App {
  readonly records: Records
  readonly search: SearchStore
  readonly inbox: Inbox
  readonly hot: HotService
  readonly calendar: Calendar
  /** Screens, groups and indexes what waits; the caller holds the lease (mode `write`). */
  process(context: Context): Promise<void>
  /** The same under a lease taken for the occasion; false when another process holds it and will do the work. */
  tryProcess(context: Context): Promise<boolean>
  close(): Promise<void>
}

const LEASE = 'writer'
const LEASE_MS = 30_000
const RENEW_MS = 10_000
const holder = (): string => `${hostname()}:${process.pid}`

/** A holder on this host whose process is gone will not come back for its lease. */
function isGone(heldBy: string): boolean {
  const [host, pid] = heldBy.split(':')
  if (host !== hostname()) return false
  try {
    process.kill(Number(pid), 0)
    return false
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH'
  }
}

/** Takes the writer lease with wall time, since a sample's clock stands still. */
async function takeLease(records: Records): Promise<{ token: number } | { heldBy: string; until: string }> {
  const first = await records.meta.acquire(LEASE, holder(), LEASE_MS, systemClock.now().toISOString())
  if ('token' in first || !isGone(first.heldBy)) return first
  // Provably dead: its lease counts as run out.
  return records.meta.acquire(LEASE, holder(), LEASE_MS, new Date(Date.parse(first.until) + 1).toISOString())
}

/** Names these Records, so that an index in a shared cluster is never taken for that of others. */
async function installOf(records: Records, readOnly: boolean): Promise<string | undefined> {
  const known = await records.meta.get('install')
  if (known !== undefined || readOnly) return known
  const install = randomUUID()
  await records.meta.set('install', install)
  return install
}

export async function openApp(context: Context, mode: Mode, options: { thread?: boolean } = {}): Promise<App> {
  const { config, clock } = context
  if (mode !== 'read') mkdirSync(config.dataDir, { recursive: true })
  const readOnly = mode === 'read'
  const records = config.postgres
    ? await (await import('../store/records/open-postgres.ts')).openPostgresRecords({
        url: config.postgres,
        clock,
        readOnly,
      })
    : await openRecords({ file: join(config.dataDir, 'records.db'), clock, readOnly })

  let analysis: Analysis | undefined
  const spec: ScreeningSpec = { city: config.city, models: config.models }
  const analyse = (): Analysis => {
    if (!analysis) {
      analysis = options.thread
        ? connectAnalysis(
            new Worker(new URL('./analysis-worker.ts', import.meta.url), { workerData: spec }) as AnalysisThread,
          )
        : createAnalysis(openScreener(spec), () => createGrouper())
    }
    return analysis
  }

  let lease: { token: number } | undefined
  let stage: GroupStage | undefined
  let renewal: NodeJS.Timeout | undefined
  let lost = false
  const release = async (): Promise<void> => {
    clearInterval(renewal)
    if (lease && !lost) await records.meta.release(LEASE, lease.token)
    lease = undefined
    stage = undefined
  }
  const acquire = async (): Promise<{ heldBy: string; until: string } | undefined> => {
    const taken = await takeLease(records)
    if (!('token' in taken)) return taken
    lease = taken
    lost = false
    renewal = setInterval(() => {
      records.meta
        .renew(LEASE, taken.token, LEASE_MS, systemClock.now().toISOString())
        .then((kept) => {
          if (!kept) lost = true
        })
        // A busy database is tried again at the next beat; the fencing token guards every commit meanwhile.
        .catch(() => undefined)
    }, RENEW_MS)
    renewal.unref()
    return undefined
  }

  let search: SearchStore
  try {
    if (mode === 'write') {
      const other = await acquire()
      if (other) throw new AppError('lease.held', context.say(m.heldBy, other.heldBy, other.until))
    }
    const engine = {
      cut: (texts: readonly string[]) => analyse().cut(texts),
      fold: normalize,
      clock,
      dictionary: checkDictionary(USER_DICT),
      readOnly,
    }
    search = config.elasticsearch
      ? // Its client is loaded only where it is used.
        await (await import('../store/search/elastic.ts')).openElasticSearch({
          ...engine,
          node: config.elasticsearch,
          of: await installOf(records, readOnly),
        })
      : await openSearch({ ...engine, file: join(config.dataDir, 'search.db') })
  } catch (error) {
    await release()
    await records.close()
    throw error
  }

  const calendar = createCalendar()
  // A 0600 file of its own outside the data folder, one for each data folder.
  const keyName = createHash('sha256').update(resolve(config.dataDir)).digest('hex').slice(0, 12)
  let inbox: Inbox | undefined

  const work = async (outer: Context): Promise<void> => {
    const stageOptions = (label: string, total: number | undefined) => {
      const progress = outer.progress(label)
      let last = 0
      return {
        clock,
        signal: outer.signal,
        onProgress: (done: number) => {
          last = done
          progress.update(done, total)
        },
        end: () => last > 0 && progress.done(String(last)),
      }
    }
    const waiting = (await records.posts.counts()).posts.pending
    const screening = stageOptions(outer.say(m.screening), waiting)
    await screenPending(records.posts, (batch) => analyse().screen(batch), screening)
    screening.end()
    if (outer.signal.aborted) return
    stage ??= createGroupStage({
      grouping: records.grouping,
      posts: records.posts,
      // Asked only when there is something to place: a run without news loads no dictionary.
      analysis: {
        restoreGroups: (state) => analyse().restoreGroups(state),
        linkGroups: (links) => analyse().linkGroups(links),
        group: (posts) => analyse().group(posts),
        settleGroups: () => analyse().settleGroups(),
      },
      fence: lease!.token,
    })
    const grouping = stageOptions(outer.say(m.grouping), undefined)
    await stage.run(grouping)
    grouping.end()
    if (outer.signal.aborted) return
    const indexing = stageOptions(outer.say(m.indexing), undefined)
    try {
      await indexChanged(records.posts, search, (batch) => analyse().tokens(batch), indexing)
    } catch (error) {
      // Search that is away for a while holds up nothing else; it is caught up with at the next pass.
      if (!(error instanceof AppError) || error.retry === 'never') throw error
      const { code, text } = describeError(error, outer.lang)
      outer.note(outer.say(m.failed, code, text))
    }
    indexing.end()
  }

  return {
    records,
    search,
    calendar,
    get inbox() {
      inbox ??= createInbox({
        posts: records.posts,
        redact,
        voices: openVoices(keyFile(join(config.keysDir, `voices-${keyName}.json`)), clock.now()),
        clock,
      })
      return inbox
    },
    hot: createHotService({
      records,
      clock,
      days: config.hot.days,
      top: config.hot.top,
      isWorkday: calendar.isWorkday,
    }),
    process: work,
    async tryProcess(outer) {
      if (lease) {
        await work(outer)
        return true
      }
      if (await acquire()) return false
      try {
        await work(outer)
        return true
      } finally {
        await release()
      }
    },
    async close() {
      await release()
      await analysis?.close()
      await search.close()
      await records.close()
    },
  }
}
