/** Looks at sources by their recipes: politely, remembering where it was, telling the six outcomes apart. */

import type { Lang } from '../model/catalogue.ts'
import type { Config } from '../model/config.ts'
import { AppError } from '../model/error.ts'
import type { DeliveryCounts, FailedRow, SourceHealth, SourceStore } from '../model/ports.ts'
import type { Delivery } from '../model/post.ts'
import type { VisitPlan } from '../model/services.ts'
import type { Clock } from '../model/time.ts'
import type { FetchOutcome } from '../model/words.ts'
import type { BrowserChoice } from './browser-page.ts'
import { lookAtFiles } from './file-source.ts'
import { type Deliver, NO_COUNTS } from './handover.ts'
import { healthAfter } from './health.ts'
import { writeMemory } from './memory.ts'
import { bugIn, isDeferred, isOurs, outcomeOf } from './outcome.ts'
import { realWait, type Wait } from './pace.ts'
import { planVisit } from './plan.ts'
import type { Recipe } from './recipe.ts'
import { createSiteLooks, type Progress } from './site-look.ts'

export interface SourceReport {
  readonly source: string
  readonly outcome: FetchOutcome
  /** Rows seen on its lists, each once; received may be fewer (letters read before are not opened again). */
  readonly found: number
  readonly counts: DeliveryCounts
  /** What went wrong or was odd, in technical words; null when nothing. */
  readonly detail: string | null
  /** Code of the AppError that ended the look; null when none did. */
  readonly code: string | null
}

const failedReport = (source: string, error: AppError): SourceReport => ({
  source,
  outcome: outcomeOf(error),
  found: 0,
  counts: NO_COUNTS,
  detail: error.message,
  code: error.code,
})

interface Tryout extends SourceReport {
  readonly deliveries: readonly Delivery[]
  readonly failed: readonly FailedRow[]
}

export interface Crawler {
  /** Ids that are on: enabled by default or by the config, and not disabled. */
  readonly on: readonly string[]
  /** How each source that is on is visited, and when next. */
  plans(stretch?: number): Promise<VisitPlan[]>
  /**
   * Ids that are on and due: by their rhythm (`stretch` times as slow where the index cannot follow), not paused, their
   * host not resting, open and within its budget.
   */
  due(stretch?: number): Promise<string[]>
  /**
   * Looks at the sources given (paused ones too), else at those that are on and not paused. Records health and memory.
   * One failing source never stops another, be it by a bug of ours; where Records fail no further one is begun, and their
   * error is thrown when those in hand have ended. A host that asked us to wait is not asked, even by name (resume.ts lifts that).
   * Throws AppError `source.unknown` for an id without a recipe.
   */
  crawl(
    ids?: readonly string[],
    options?: { onProgress?: (p: Progress) => void; signal?: AbortSignal },
  ): Promise<SourceReport[]>
  /** What one look would bring: one list page, five letters; writes nothing. */
  tryout(id: string, options?: { signal?: AbortSignal }): Promise<Tryout>
}

/** Sources looked at side by side; one host is still asked in turn. */
const SIDE_BY_SIDE = 4

/** Whether a recipe runs unasked: never a synthetic one, since nobody has seen it work on a real page. */
export const onByDefault = (recipe: Recipe): boolean =>
  recipe.enabled && (recipe.verified !== 'synthetic' || recipe.variables.sample === 'true')

export function createCrawler(deps: {
  recipes: readonly Recipe[]
  sources: SourceStore
  clock: Clock
  config: Config['crawl']
  deliver: Deliver
  /** One line an event: what happened to which source; ids and codes, no bodies. */
  log: (event: string, data: Readonly<Record<string, string | number>>) => void
  browser?: BrowserChoice | undefined
  /** Hand over the answers that brought posts too, for the vault. */
  raw?: boolean | undefined
  /** What files in a watched folder came to is told in; default Chinese. */
  lang?: Lang | undefined
  wait?: Wait | undefined
  random?: (() => number) | undefined
}): Crawler {
  const { recipes, sources, clock, config, log } = deps
  const byId = new Map(recipes.map((recipe) => [recipe.id, recipe]))
  const on = recipes
    .filter((r) => (onByDefault(r) || config.enabled.includes(r.id)) && !config.disabled.includes(r.id))
    .map((r) => r.id)
  const lookAtSite = createSiteLooks({ ...deps, wait: deps.wait ?? realWait, random: deps.random ?? Math.random })

  const recipeOf = (id: string): Recipe => {
    const recipe = byId.get(id)
    if (!recipe)
      throw new AppError('source.unknown', `No source ${id}; lanting sources list shows them`, { details: { id } })
    return recipe
  }

  const healthOf = async (id: string): Promise<SourceHealth | undefined> =>
    (await sources.health()).find((health) => health.source === id)

  async function crawlOne(
    id: string,
    options: { onProgress?: ((p: Progress) => void) | undefined; signal: AbortSignal },
  ): Promise<SourceReport> {
    const recipe = recipeOf(id)
    const state = await sources.getState(id)
    let report: SourceReport
    let error: AppError | undefined
    let restUntil: string | null = null
    try {
      if (recipe.fetch.mode === 'file') {
        const { state: next, ...look } = await lookAtFiles(
          recipe,
          state,
          deps.deliver,
          clock.now(),
          options.signal,
          deps.lang,
        )
        await sources.setState(id, next)
        report = { source: id, ...look, code: null }
      } else {
        const looked = await lookAtSite(recipe, state, deps.deliver, options)
        restUntil = looked.restUntil
        error = looked.result.error
        await sources.setState(id, writeMemory(looked.result.memory))
        const { outcome, found, counts, detail } = looked.result
        report = { source: id, outcome, found, counts, detail, code: error?.code ?? null }
      }
    } catch (thrown) {
      if (options.signal.aborted)
        return {
          source: id,
          outcome: 'unchanged',
          found: 0,
          counts: NO_COUNTS,
          detail: 'stopped before its end',
          code: null,
        }
      if (isOurs(thrown)) throw thrown
      error = thrown instanceof AppError ? thrown : bugIn(thrown)
      report = failedReport(id, error)
    }
    if (options.signal.aborted) return report
    // Nothing was asked of the source, so nothing is known of it.
    if (isDeferred(error) && report.found + report.counts.received === 0)
      return error?.code === 'crawl.resting' ? { ...report, outcome: 'blocked' } : report
    const health = healthAfter(
      await healthOf(id),
      { ...report, error },
      { now: clock.now(), everyMinutes: recipe.every ?? config.every, restUntil },
    )
    await sources.record(health, report.counts.fresh + report.counts.revised)
    log('crawl.source', {
      source: id,
      outcome: report.outcome,
      found: report.found,
      fresh: report.counts.fresh,
      ...(error ? { code: error.code } : {}),
    })
    return report
  }

  const plansAt = async (now: Date, stretch = 1): Promise<VisitPlan[]> => {
    const [healths, hosts] = await Promise.all([sources.health(), sources.hosts()])
    const known = new Map(healths.map((health) => [health.source, health]))
    return on.map((id) => planVisit(recipeOf(id), { health: known.get(id), hosts, config, now, stretch }))
  }
  const unpaused = async (ids: readonly string[]): Promise<string[]> => {
    const now = clock.now().toISOString()
    const paused = new Set(
      (await sources.health()).filter((h) => h.pausedUntil !== null && h.pausedUntil > now).map((h) => h.source),
    )
    return ids.filter((id) => !paused.has(id))
  }

  return {
    on,
    plans: (stretch) => plansAt(clock.now(), stretch),
    async due(stretch) {
      // Of one moment: what was never looked at is planned for now.
      const now = clock.now()
      return (await plansAt(now, stretch)).filter((plan) => plan.nextAt <= now.toISOString()).map((plan) => plan.source)
    },
    async crawl(ids, options = {}) {
      const wanted = ids && ids.length > 0 ? [...ids] : await unpaused(on)
      for (const id of wanted) recipeOf(id)
      const signal = options.signal ?? new AbortController().signal
      const reports = new Map<string, SourceReport>()
      const waiting = [...wanted]
      let failure: unknown
      const worker = async (): Promise<void> => {
        while (failure === undefined && !signal.aborted) {
          const id = waiting.shift()
          if (id === undefined) return
          try {
            reports.set(id, await crawlOne(id, { signal, onProgress: options.onProgress }))
          } catch (error) {
            failure ??= error
          }
        }
      }
      await Promise.all(Array.from({ length: SIDE_BY_SIDE }, worker))
      if (failure !== undefined) throw failure
      return wanted.flatMap((id) => reports.get(id) ?? [])
    },
    async tryout(id, options = {}) {
      const recipe = recipeOf(id)
      const deliveries: Delivery[] = []
      const failed: FailedRow[] = []
      const take: Deliver = async (_, good, bad) => {
        deliveries.push(...good)
        failed.push(...bad)
        return { received: good.length + bad.length, fresh: good.length, revised: 0, unchanged: 0, failed: bad.length }
      }
      const signal = options.signal ?? new AbortController().signal
      try {
        if (recipe.fetch.mode === 'file') {
          const { state: _, ...look } = await lookAtFiles(recipe, {}, take, clock.now(), signal, deps.lang)
          return { source: id, ...look, code: null, deliveries, failed }
        }
        const { result } = await lookAtSite(recipe, {}, take, { signal, limits: { pages: 1, details: 5 } })
        const { outcome, found, counts, detail } = result
        return { source: id, outcome, found, counts, detail, code: result.error?.code ?? null, deliveries, failed }
      } catch (thrown) {
        if (!(thrown instanceof AppError)) throw thrown
        return { ...failedReport(id, thrown), deliveries, failed }
      }
    },
  }
}
