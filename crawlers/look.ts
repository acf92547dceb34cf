/** One look at one source: which steps follow from which answer, what is delivered, and what it came to. */
import type { AppError } from '../model/error.ts'
import type { DeliveryCounts } from '../model/ports.ts'
import type { Delivery } from '../model/post.ts'
import { type Clock, DAY_MS, localDay } from '../model/time.ts'
import type { FetchOutcome } from '../model/words.ts'
import { readDate } from './date.ts'
import { checkStatus, type Page } from './document.ts'
import { evidenceOf } from './evidence.ts'
import { createHandover, type Deliver } from './handover.ts'
import { readDetail, readList, toDelivery } from './interpret.ts'
import { forgetOldest, keyHash, OPEN_MAX, type OpenLetter, SEEN_MAX, type SourceMemory } from './memory.ts'
import { changedShape, isDeferred, outcomeOf } from './outcome.ts'
import type { Recipe } from './recipe.ts'
import { readVars } from './select.ts'
import { letterState } from './status.ts'
import { afterWarmup, detailStep, listStep, nextListStep, nextPartStep, type Row, type Step, webFetch } from './step.ts'

export interface LookResult {
  readonly outcome: FetchOutcome
  readonly found: number
  readonly counts: DeliveryCounts
  readonly detail: string | null
  readonly error: AppError | undefined
  readonly memory: SourceMemory
}

export interface Look {
  /** First steps beside the list: letters without an answer that are due to be read again. */
  refreshSteps(): Step[]
  handle(step: Step, page: Page, headers: Readonly<Record<string, string>>): Promise<Step[]>
  /** True ends the look. */
  failed(step: Step, error: AppError): boolean
  finish(stopped: boolean): Promise<LookResult>
  readonly progress: { pages: number; found: number; received: number }
}

type Proof = NonNullable<Delivery['evidence']>

const BATCH = 20
/** Letters between two savings of what the look knows. */
const SAVE_EVERY = 100
/** Rows back in which one that comes again is noticed: a list that goes round in longer circles ends by maxPages. */
const ROWS_BACK = 20_000
/** Asking on would be rude or in vain. */
const endsLook = (error: AppError): boolean => outcomeOf(error) === 'blocked' || isDeferred(error)
/** Letters open longer than this are no longer read again. */
const OPEN_DAYS = 120
/** Letters read again in one look, those first that were longest not read: a look at a slow host must end. */
const REREAD_MAX = 300

export function createLook(deps: {
  recipe: Recipe
  memory: SourceMemory
  clock: Clock
  deliver: Deliver
  /** Keeps what the look knows half way, so that one that is killed does not read everything again. */
  save?: ((memory: SourceMemory) => Promise<void>) | undefined
  /** Hand over what each letter was read from: its hash, or the answer too, for the vault. Nothing for what is only shown. */
  evidence?: 'hash' | 'raw' | undefined
  /** Most list pages and most details; for try. */
  limits?: { pages: number; details: number } | undefined
  onProgress?: ((progress: Look['progress']) => void) | undefined
}): Look {
  const { recipe, memory, clock } = deps
  const now = clock.now()
  const progress = { pages: 0, found: 0, received: 0 }
  const here = new Set<string>()
  const seen = new Map(memory.seen)
  const open = new Map(
    memory.open
      .filter((letter) => Date.parse(letter.since) + OPEN_DAYS * DAY_MS >= now.getTime())
      .map((letter) => [letter.key, letter]),
  )
  const warnings = new Map<string, number>()
  let saved = 0
  let error: AppError | undefined
  let incomplete = false
  let bad = 0
  let forbidden: AppError | undefined
  let details = 0
  let newest = memory.watermark
  let etag: string | undefined
  let modified: string | undefined
  let notModified = false

  const rereadDue =
    recipe.stop.reread !== undefined &&
    (memory.rereadAt === undefined ||
      Date.parse(memory.rereadAt) + recipe.stop.reread.everyHours * 3_600_000 <= now.getTime())
  const back = rereadDue ? new Date(now.getTime() - recipe.stop.reread!.days * DAY_MS).toISOString() : undefined
  const mark = recipe.stop.watermark ? memory.watermark : undefined
  const watermark = mark !== undefined && back !== undefined && back < mark ? back : mark
  const oldest =
    recipe.stop.olderThan === undefined
      ? undefined
      : new Date(now.getTime() - recipe.stop.olderThan * DAY_MS).toISOString()

  const warn = (what: string): void => {
    warnings.set(what, (warnings.get(what) ?? 0) + 1)
  }

  const handover = createHandover(recipe.id, deps.deliver, async ({ received }) => {
    progress.received = received
    deps.onProgress?.({ ...progress })
    if (received - saved < SAVE_EVERY) return
    saved = received
    await deps.save?.({
      ...memory,
      complete: false,
      seen,
      open: [...open.values()],
      etag: undefined,
      modified: undefined,
    })
  })

  // A row given up is reported once, marked with the day, and tried again on another day or after a bad look.
  const givenUp = `!${localDay(now)}`
  const fail = (row: Row, code: string, message: string): void => {
    if (code === 'crawl.row') bad++
    const hash = keyHash(row.key)
    const reported = seen.get(hash)?.startsWith('!') ?? false
    const act = (): void => void seen.set(hash, givenUp)
    if (reported) {
      act()
      return
    }
    handover.add({ failed: { source: recipe.id, where: row.values.url ?? row.key, code, message } }, act)
  }

  /** It was this one's turn, whatever came of it: one that cannot be read must not stand before all others. */
  const askedAgain = (key: string): void => {
    const letter = open.get(key)
    if (letter) open.set(key, { ...letter, at: now.toISOString() })
  }

  // What the next look compares with is the word on the list, not the one on the letter's page.
  const stateOf = (row: Row): string => row.listState ?? row.values.sourceState ?? ''
  const accept = (row: Row, proof: () => Proof, refreshed = false): void => {
    const made = toDelivery(recipe, row, now)
    if ('missing' in made) {
      if (refreshed) warn(`letters read again lack ${made.missing.join(', ')}`)
      else fail(row, 'crawl.row', `Lacks ${made.missing.join(', ')}`)
      return
    }
    for (const warning of made.warnings) warn(warning)
    const { delivery } = made
    handover.add({ delivery: deps.evidence ? { ...delivery, evidence: proof() } : delivery }, () => {
      const hash = keyHash(row.key)
      const mark = refreshed ? (seen.get(hash) ?? '') : stateOf(row)
      seen.delete(hash)
      seen.set(hash, mark)
      forgetOldest(seen, 2 * SEEN_MAX)
      if (delivery.postedAt !== undefined && (newest === undefined || delivery.postedAt > newest))
        newest = delivery.postedAt
      if (recipe.detail?.refreshOpenAfter === undefined || delivery.sourceState === undefined) return
      const replied = letterState(delivery.sourceState, recipe) === 'replied' || delivery.answer !== undefined
      const since = open.get(row.key)?.since ?? now.toISOString()
      if (replied) open.delete(row.key)
      else open.set(row.key, { key: row.key, url: row.values.url, at: now.toISOString(), since })
    })
  }

  const wantsReading = (known: string | undefined, row: Row): boolean =>
    known === undefined || (known.startsWith('!') ? !memory.complete || known !== givenUp : known !== stateOf(row))
  const wantsDetail = (row: Row): boolean => {
    const when = recipe.detail?.when
    return recipe.detail !== undefined && (!when || new RegExp(when.matches, 's').test(row.values[when.field] ?? ''))
  }
  const postedAt = (row: Row): string | undefined => readDate(row.values.postedAt, now)?.at

  async function list(step: Step, page: Page, proof: () => Proof): Promise<Step[]> {
    const got = readList(recipe, step, page)
    progress.pages++
    const fresh = got.rows.filter((row) => !here.has(keyHash(row.key)))
    for (const row of fresh) here.add(keyHash(row.key))
    forgetOldest(here, ROWS_BACK)
    const wanted = fresh.filter((row) => {
      const at = postedAt(row)
      return oldest === undefined || at === undefined || at >= oldest
    })
    progress.found += wanted.length
    const next: Step[] = []
    for (const row of wanted) {
      const known = seen.get(keyHash(row.key))
      if (!wantsDetail(row)) accept(row, proof)
      else if (wantsReading(known, row)) {
        if (details >= (deps.limits?.details ?? Number.POSITIVE_INFINITY)) continue
        const detail = detailStep(recipe, row, got.vars)
        if (detail) {
          details++
          next.push(detail)
        } else accept(row, proof)
      }
    }
    await handover.flush()
    deps.onProgress?.({ ...progress })
    // Pages that repeat themselves for ever end here: nothing on this one was new to this look.
    if (got.rows.length > 0 && fresh.length === 0) return next
    if (step.turn + 1 >= (deps.limits?.pages ?? Number.POSITIVE_INFINITY) || got.items === 0) return next
    const dated = fresh.map(postedAt)
    const pastMark =
      watermark !== undefined && dated.length > 0 && dated.every((at) => at !== undefined && at < watermark)
    const tooOld = oldest !== undefined && dated.length > 0 && dated.every((at) => at !== undefined && at < oldest)
    const allSeen =
      memory.complete &&
      !rereadDue &&
      fresh.length > 0 &&
      fresh.every((row) => memory.seen.get(keyHash(row.key)) === stateOf(row))
    if (pastMark || tooOld || allSeen) return next
    const following = nextListStep(recipe, { ...step, vars: got.vars }, got.doc, got.rows, page.url)
    if (following) next.push(following)
    else if (step.turn + 1 >= recipe.stop.maxPages && memory.complete)
      warn('maxPages reached before the last look was met')
    return next
  }

  async function detail(step: Step, page: Page, proof: () => Proof): Promise<Step[]> {
    const row = readDetail(recipe, step, page, now)
    const part = nextPartStep(recipe, step, page.text, row)
    if (part) return [part]
    if (step.turn < 0) askedAgain(row.key)
    accept(row, proof, step.turn < 0)
    if (handover.waiting >= BATCH) await handover.flush()
    return []
  }

  return {
    progress,
    refreshSteps() {
      const hours = recipe.detail?.refreshOpenAfter
      if (hours === undefined || deps.limits) return []
      return [...open.values()]
        .filter((letter: OpenLetter) => Date.parse(letter.at) + hours * 3_600_000 <= now.getTime())
        .sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
        .slice(0, REREAD_MAX)
        .flatMap((letter) => {
          const values: Record<string, string> = {
            nativeId: letter.key,
            ...(letter.url === undefined ? {} : { url: letter.url }),
          }
          if (letter.key === letter.url) delete values.nativeId
          const step = detailStep(recipe, { key: letter.key, values }, {})
          // turn -1 marks a letter read again: no row of a list stands behind it.
          return step ? [{ ...step, turn: -1 }] : []
        })
    },
    async handle(step, page, headers) {
      if (page.status === 304 && step.kind === 'list') {
        notModified = true
        return []
      }
      checkStatus(page, recipe.fetch.mode === 'file' ? [] : webFetch(recipe).rate.backoffOn)
      if (step.kind === 'warmup') return [afterWarmup(recipe)]
      if (step.kind === 'seed') {
        const vars = readVars(recipe, page.text)
        for (const name of Object.keys(recipe.vars))
          if (vars[name] === undefined) throw changedShape(`${name} was not found on ${page.url}`)
        return [listStep(recipe, vars)]
      }
      // One answer may bring many rows: it is hashed once, and only when it brings any.
      let known: Proof | undefined
      const proof = (): Proof => {
        known ??= evidenceOf(page, headers, clock.now(), deps.evidence === 'raw')
        return known
      }
      if (step.kind === 'detail') return detail(step, page, proof)
      if (step.turn === 0) {
        etag = headers.etag
        modified = headers['last-modified']
      }
      return list(step, page, proof)
    },
    failed(step, problem) {
      if (step.kind === 'detail') {
        if (problem.code === 'crawl.gone' || problem.code === 'crawl.too-large') {
          if (step.row && step.turn >= 0) fail(step.row, problem.code, problem.message)
          open.delete(step.row?.key ?? '')
          return false
        }
        // A rule about one letter's page says nothing of the others.
        if (problem.code === 'crawl.robots') {
          forbidden ??= problem
          if (step.row && step.turn >= 0) fail(step.row, problem.code, problem.message)
          else if (step.row) askedAgain(step.row.key)
          warn(problem.message)
          return false
        }
        // A letter that could not be had now is had next time: the watermark stays where it is.
        incomplete = true
        if (endsLook(problem)) {
          error ??= problem
          return true
        }
        if (step.row && step.turn < 0) askedAgain(step.row.key)
        warn(problem.message)
        return false
      }
      // Further pages that are not there are the end of the list.
      if (step.kind === 'list' && step.turn > 0 && problem.code === 'crawl.gone') return false
      incomplete = true
      error ??= problem
      return endsLook(problem)
    },
    async finish(stopped) {
      await handover.flush()
      const { counts } = handover
      if (!error && bad >= 3 && bad * 2 > progress.found)
        error = changedShape(`${bad} of ${progress.found} rows lack what the recipe requires`)
      // Where no letter was ever had the rules forbid the source.
      if (forbidden && ![...seen.values()].some((mark) => !mark.startsWith('!'))) error ??= forbidden
      if (open.size > OPEN_MAX) warn(`${open.size - OPEN_MAX} letters without an answer are not read again any more`)
      const complete = !stopped && !incomplete && !error
      const notes = [...warnings].slice(0, 5).map(([what, n]) => (n > 1 ? `${what} (×${n})` : what))
      if (error) notes.unshift(error.message)
      if (stopped) notes.unshift('stopped before its end')
      const outcome: FetchOutcome =
        error && !isDeferred(error)
          ? outcomeOf(error)
          : counts.fresh + counts.revised > 0
            ? 'new'
            : progress.found === 0 && !notModified && !stopped && !error
              ? 'empty'
              : incomplete && !error
                ? 'failed'
                : 'unchanged'
      return {
        outcome,
        found: progress.found,
        counts,
        detail: notes.length > 0 ? notes.join('; ').slice(0, 500) : null,
        error,
        memory: {
          watermark: complete ? newest : memory.watermark,
          complete: notModified && !error ? memory.complete : complete,
          seen,
          open: [...open.values()],
          etag: complete ? (notModified ? memory.etag : etag) : undefined,
          modified: complete ? (notModified ? memory.modified : modified) : undefined,
          rereadAt: complete && rereadDue ? now.toISOString() : memory.rereadAt,
        },
      }
    },
  }
}
