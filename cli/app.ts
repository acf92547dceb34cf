/**
 * The composition root: the only place that picks adapters. Commands ask for what they need by mode, and everything
 * dear (dictionary, models, worker thread) is started when first used.
 */
import { Worker } from 'node:worker_threads'
import { redact } from '../analyzers/redaction/redact.ts'
import { type Calendar, createCalendar } from '../delivery/calendar.ts'
import { AppError } from '../model/error.ts'
import { cliMessages as m } from '../model/messages/cli.ts'
import { transferMessages as transfer } from '../model/messages/transfer.ts'
import type { Records, SearchStore } from '../model/ports.ts'
import type { ExplanationService, HotService, ReviewService, SourceWatch } from '../model/services.ts'
import { localSecond, systemClock } from '../model/time.ts'
import { createHotService } from '../pipeline/board/hot-service.ts'
import { createIssueHeats } from '../pipeline/board/issue-heats.ts'
import { createExplanationService } from '../pipeline/grouping/explanation-service.ts'
import { createGrouper } from '../pipeline/grouping/grouper.ts'
import { createInbox, type Inbox } from '../pipeline/intake/inbox.ts'
import { createSourceWatch } from '../pipeline/intake/source-watch.ts'
import { openVoices } from '../pipeline/intake/voice.ts'
import type { Jobs, JobsOptions } from '../pipeline/jobs/jobs.ts'
import { createReviewService } from '../pipeline/review/review-service.ts'
import { type Analysis, type AnalysisThread, connectAnalysis, createAnalysis } from '../pipeline/stages/analysis.ts'
import { markSample } from './config-file.ts'
import type { Context } from './context.ts'
import { describeError } from './errors.ts'
import { makeFolder } from './folder.ts'
import { placeOf } from './holder.ts'
import { amissIn, folderName, keyFile, notePrints, VOICES_NAME, voicesFile } from './key-file.ts'
import { screeningSpec } from './live-models.ts'
import { checkNamed, tellFewLabels } from './models.ts'
import { openScreeners } from './screening.ts'
import { announce, createStages, type Stages } from './stages.ts'
import { movedTo, openJobsOf, openRecordsOf, openSearchOf } from './stores.ts'
import { vaultOf, vaultSweeper } from './vault.ts'

/** `read`: beside a running writer. `append`: the inbox too. `write`: holds the folder's writer lease or fails. */
export type Mode = 'read' | 'append' | 'write'

export interface App {
  readonly records: Records
  readonly search: SearchStore
  readonly inbox: Inbox
  readonly hot: HotService
  /** Tells why a post is in its issue. */
  readonly explanations: ExplanationService
  readonly review: ReviewService
  /** Tells the silence of a source from calm. */
  readonly watch: SourceWatch
  readonly calendar: Calendar
  readonly stages: Stages
  /** Jobs on Redis where the config names one, else in this process. */
  openJobs(onError: JobsOptions['onError']): Promise<Jobs>
  /** Screens, groups and indexes what waits; the caller holds the lease (mode `write`). */
  process(context: Context): Promise<void>
  /** The same under a lease taken for the occasion; false when another process holds it and will do the work. */
  tryProcess(context: Context): Promise<boolean>
  /** Lets go of raw answers whose time is up (cli/vault.ts): asked by whatever goes on for long, done once a day. */
  sweepVault(): Promise<void>
  close(): Promise<void>
}

export interface AppOptions {
  /** Analyses in a thread of its own, beside what must answer. */
  readonly thread?: boolean
  /** Goes on until it is stopped: whoever may not work beside anybody is told of it, also while it writes nothing. */
  readonly stays?: boolean
}

export async function openApp(context: Context, mode: Mode, options: AppOptions = {}): Promise<App> {
  const { config, clock } = context
  // What is stored is screened by them: a missing one is told before, not after.
  if (mode !== 'read') checkNamed(config.models)
  if (mode !== 'read') makeFolder(config.dataDir)
  if (mode !== 'read' && context.loaded.sample) markSample(config.dataDir)
  const readOnly = mode === 'read'
  const records = await openRecordsOf(context, readOnly)
  if (!readOnly) await records.meta.setOnce(VOICES_NAME, folderName(config))
  const to = readOnly ? undefined : await movedTo(records)
  if (to !== undefined) context.note(context.say(transfer.movedAway, to))
  const presence = options.stays ? await announce(records) : undefined
  const voices = await voicesFile(config, records.meta)
  if (!readOnly) {
    const amiss = await amissIn(keyFile(voices), records)
    if (amiss !== undefined) context.note(context.say(transfer.keys[amiss], voices))
    await notePrints(keyFile(voices), records.meta)
  }

  let analysis: Analysis | undefined
  const spec = await screeningSpec(config, records)
  if (mode !== 'read') tellFewLabels(context, spec.models.category)
  const analyse = (): Analysis => {
    if (analysis) return analysis
    if (!options.thread) {
      analysis = createAnalysis(openScreeners(spec), () => createGrouper())
      return analysis
    }
    const thread = new Worker(new URL('./analysis-worker.ts', import.meta.url), { workerData: spec })
    // One that ran out of memory is replaced when next asked for; the calls it had open have failed.
    thread.once('exit', () => {
      analysis = undefined
    })
    analysis = connectAnalysis(thread as AnalysisThread)
    return analysis
  }

  const calendar = createCalendar(config.calendar)
  const watch = createSourceWatch({ sources: records.sources, clock, isWorkday: calendar.isWorkday })
  const hot = createHotService({
    records,
    clock,
    days: config.hot.days,
    top: config.hot.top,
    isWorkday: calendar.isWorkday,
    watch,
    population: config.hot.population,
  })
  const heats = createIssueHeats(hot, clock, systemClock)
  const stages = createStages({ records, search: () => search, analyse, clock, signal: context.signal })
  let search: SearchStore
  try {
    if (mode === 'write') {
      const other = await stages.hold()
      if (other) {
        const { host, pid } = placeOf(other.heldBy)
        throw new AppError('lease.held', context.say(m.heldBy, host, pid, localSecond(other.until)))
      }
    }
    search = await openSearchOf(context, records, {
      readOnly,
      cut: (texts) => analyse().cut(texts),
      heats,
      issuesOf: async (unit) => {
        const issues = await hot.hot({ department: unit, top: Number.MAX_SAFE_INTEGER })
        return issues.filter(({ department }) => department === unit).map(({ id }) => id)
      },
    })
  } catch (error) {
    await stages.release()
    await presence?.release()
    await records.close()
    throw error
  }

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
    await stages.screen(screening)
    screening.end()
    if (outer.signal.aborted) return
    const grouping = stageOptions(outer.say(m.grouping), undefined)
    await stages.group(grouping)
    grouping.end()
    if (outer.signal.aborted) return
    const indexing = stageOptions(outer.say(m.indexing), undefined)
    try {
      await stages.index(indexing)
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
    watch,
    stages,
    calendar,
    openJobs: (onError) => openJobsOf(context, records, onError),
    get inbox() {
      inbox ??= createInbox({
        posts: records.posts,
        redact,
        voices: openVoices(keyFile(voices)),
        clock,
        vault: config.evidence.raw ? vaultOf(config) : undefined,
      })
      return inbox
    },
    review: createReviewService({ records, clock }),
    hot,
    explanations: createExplanationService({
      records,
      // Asked only when somebody wants to know: a console nobody asks loads no dictionary.
      analysis: { explain: (post, issueId, state) => analyse().explain(post, issueId, state) },
    }),
    process: work,
    async tryProcess(outer) {
      if (stages.isHeld()) {
        await work(outer)
        return true
      }
      if (await stages.hold()) return false
      try {
        await work(outer)
        return true
      } finally {
        await stages.release()
      }
    },
    sweepVault: vaultSweeper(config, records, clock),
    async close() {
      await stages.release()
      await analysis?.close()
      await search.close()
      await presence?.release()
      await records.close()
    },
  }
}
