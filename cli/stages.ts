import { AppError } from '../model/error.ts'
import type { Held, MetaStore, Records, SearchStore } from '../model/ports.ts'
import type { Post, Tokens } from '../model/post.ts'
import { type Clock, systemClock } from '../model/time.ts'
import { clearPressure, reportPressure } from '../pipeline/intake/pressure.ts'
import { endDead, type Lease, takeLease } from '../pipeline/jobs/lease.ts'
import type { Analysis } from '../pipeline/stages/analysis.ts'
import { createGroupStage, type GroupStage } from '../pipeline/stages/group-stage.ts'
import { indexChanged } from '../pipeline/stages/index-stage.ts'
import { type StageOptions, screenById, screenPending } from '../pipeline/stages/screen-stage.ts'
import { holder, isGone } from './holder.ts'

/** The stages over the stores of one app, whoever drives them: a pass, the jobs of a queue, the writer's loop. */
export interface Stages {
  /** Loads the dictionary and the models now instead of at the first post. */
  warm(): Promise<void>
  /** Screens whatever waits; how many posts got a verdict. */
  screen(options: StageOptions): Promise<number>
  /** Screens those of the posts that still wait. */
  screenById(ids: readonly string[]): Promise<number>
  /** Takes the writer lease, or says who has it. Nothing to do while it is held. */
  hold(): Promise<Held | undefined>
  release(): Promise<void>
  isHeld(): boolean
  /** Places what was screened; the caller holds the lease. */
  group(options: StageOptions): Promise<number>
  /** Brings the index up to Records; a refusal is told to the crawl (pipeline/intake/pressure.ts) and thrown. */
  index(options: StageOptions): Promise<number>
}

/** The lease of the one process that writes issues. */
export const WRITER = 'writer'

const leaseOf = (records: Records, name: string, signal?: AbortSignal): Promise<Lease | Held> =>
  takeLease({ meta: records.meta, name, holder: holder(), isGone, signal })

/** Says that this process is at work on these Records, whatever it does: under the first name of a row that is free. */
export async function announce(records: Records): Promise<Lease> {
  for (let n = 1; ; n++) {
    // There are names enough: nobody's is watched.
    const lease = await leaseOf(records, `process ${n}`, AbortSignal.abort())
    if (!('heldBy' in lease)) return lease
  }
}

/** Ends the leases of processes that will not come back. */
export const endDeadLeases = (meta: MetaStore, signal?: AbortSignal): Promise<void> =>
  endDead({ meta, holder: holder(), isGone, signal })

/** Does the work under a lease, which tells it when the lease is lost; while another part or process holds it, says who. */
export async function withLease<T>(
  records: Records,
  name: string,
  work: (lost: AbortSignal) => Promise<T>,
): Promise<T | Held> {
  const lease = await leaseOf(records, name)
  if ('heldBy' in lease) return lease
  try {
    return await work(lease.lost)
  } finally {
    await lease.release()
  }
}

export function createStages(deps: {
  records: Records
  search: () => SearchStore
  /** Started when first asked. */
  analyse: () => Analysis
  clock: Clock
  signal: AbortSignal
}): Stages {
  const { records, analyse, clock, signal } = deps
  const { posts, grouping, meta } = records
  let lease: Lease | undefined
  let stage: GroupStage | undefined
  let pressing = false
  const screen = (batch: readonly Post[]) => analyse().screen(batch)
  const tokens = (batch: readonly Post[]): Promise<Tokens[]> => analyse().tokens(batch)

  const release = async (): Promise<void> => {
    const held = lease
    lease = undefined
    stage = undefined
    await held?.release()
  }
  return {
    warm: () => analyse().ready(),
    screen: (options) => screenPending(records, screen, options),
    screenById: (ids) => screenById(records, ids, screen, clock),
    isHeld: () => lease !== undefined && !lease.lost.aborted,
    async hold() {
      if (lease && !lease.lost.aborted) return undefined
      await release()
      const taken = await leaseOf(records, WRITER, signal)
      if ('heldBy' in taken) return taken
      lease = taken
      return undefined
    },
    release,
    async group(options) {
      stage ??= createGroupStage({
        grouping,
        posts,
        // Asked only when there is something to place: a run without news loads no dictionary.
        analysis: {
          restoreGroups: (state) => analyse().restoreGroups(state),
          linkGroups: (links) => analyse().linkGroups(links),
          group: (batch) => analyse().group(batch),
          settleGroups: () => analyse().settleGroups(),
        },
        fence: lease!.token,
      })
      try {
        return await stage.run(options)
      } catch (error) {
        // Told by the commit before the renewal could: the lease is somebody else's.
        if (error instanceof AppError && error.code === 'lease.lost') await release()
        throw error
      }
    },
    async index(options) {
      try {
        const done = await indexChanged(posts, deps.search(), tokens, options)
        if (pressing) await clearPressure(meta)
        pressing = false
        return done
      } catch (error) {
        if (error instanceof AppError && error.retry !== 'never' && error.code.startsWith('search.')) {
          pressing = true
          await reportPressure(meta, error.code, systemClock.now())
        }
        throw error
      }
    },
  }
}
