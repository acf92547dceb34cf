/** When and how a source is visited: the politeness that anybody may check. Pure. */
import { createHash } from 'node:crypto'
import type { Lang } from '../model/catalogue.ts'
import { say } from '../model/catalogue.ts'
import type { Config } from '../model/config.ts'
import { crawlMessages } from '../model/messages/crawl.ts'
import type { HostState, SourceHealth } from '../model/ports.ts'
import type { VisitPlan } from '../model/services.ts'
import { DAY_MS, dayStart, localDay } from '../model/time.ts'
import { nextOpen, readHours } from './hours.ts'
import { openNeeds } from './needs.ts'
import type { HostRate } from './pace.ts'
import type { Recipe, WebFetch } from './recipe.ts'
import { fill } from './template.ts'

/** Looks drift apart by up to a tenth of their rhythm, so that they do not all fall on one minute. */
const DRIFT = 0.1

/** Host of the source's list; undefined for a watched folder and for an address that only a page will tell. */
export function hostOf(recipe: Recipe): string | undefined {
  if (recipe.fetch.mode === 'file') return undefined
  const { url } = recipe.fetch
  return URL.parse(url.replace(/\{\{(\w+)[^}]*\}\}/g, (_, name: string) => recipe.variables[name] ?? name))?.host
}

/** The recipe's rate, made stricter by what the config says of the host, with its port or for all its ports. */
export function rateOf(fetch: WebFetch, host: string, config: Pick<Config['crawl'], 'hosts'>): HostRate {
  const own = config.hosts[host] ?? config.hosts[host.replace(/:\d+$/, '')]
  const { minDelay, jitter, maxPerDay, hours } = fetch.rate
  return {
    minDelay: Math.max(minDelay, own?.minDelay ?? 0),
    jitter,
    maxPerDay: Math.min(maxPerDay, own?.maxPerDay ?? maxPerDay),
    hours: own?.hours ?? hours,
  }
}

const driftOf = (id: string, at: string): number =>
  createHash('sha256').update(`${id} ${at}`).digest().readUInt16BE() / 65_536

/** The next look as health, host and rate have it: the latest of rhythm, pause, rest, hours and budget. */
export function planVisit(
  recipe: Recipe,
  known: {
    health?: SourceHealth | undefined
    hosts: readonly HostState[]
    config: Config['crawl']
    now: Date
    /** Looks this many times as seldom. */
    stretch?: number | undefined
  },
): VisitPlan {
  const { health, config, now } = known
  const every = (recipe.every ?? config.every) * (known.stretch ?? 1)
  const host = hostOf(recipe)
  const state = known.hosts.find((one) => one.host === host)
  const rate = host === undefined ? undefined : rateOf(recipe.fetch as WebFetch, host, config)
  let at = health ? Date.parse(health.at) + every * 60_000 * (1 + DRIFT * driftOf(recipe.id, health.at)) : now.getTime()
  let waitsFor: VisitPlan['waitsFor'] = 'rhythm'
  const later = (until: number, why: VisitPlan['waitsFor']): void => {
    if (until <= Math.max(at, now.getTime())) return
    at = until
    waitsFor = why
  }
  if (health?.pausedUntil) later(Date.parse(health.pausedUntil), 'pause')
  if (state?.restUntil) later(Date.parse(state.restUntil), 'rest')
  const usedToday = state?.day === localDay(now) ? state.used : 0
  if (rate && usedToday >= rate.maxPerDay) later(dayStart(localDay(now)).getTime() + DAY_MS, 'budget')
  const hours = rate?.hours === undefined ? undefined : readHours(rate.hours)
  if (hours) later(nextOpen(hours, new Date(Math.max(at, now.getTime()))).getTime(), 'hours')
  return {
    source: recipe.id,
    host: host ?? null,
    everyMinutes: every,
    minDelay: rate?.minDelay ?? 0,
    maxDelay: rate ? rate.minDelay + rate.jitter : 0,
    hours: rate?.hours ?? null,
    perDay: rate?.maxPerDay ?? null,
    leftToday: rate ? Math.max(0, rate.maxPerDay - usedToday) : null,
    nextAt: new Date(at).toISOString(),
    waitsFor,
  }
}

/** The plan in one line for people; robots.txt may slow it further, never hasten it. */
export function describePlan(recipe: Recipe, plan: VisitPlan, lang: Lang = 'zh'): string {
  const tell = say(lang)
  const [need] = openNeeds(recipe)
  if (need) return tell(crawlMessages.planNeeds, need.setting.split('.').at(-1) ?? '')
  if (recipe.fetch.mode === 'file')
    return tell(crawlMessages.planFolder, plan.everyMinutes, fill(recipe.fetch.folder, recipe.variables))
  return tell(crawlMessages.planSite, plan, recipe.fetch.mode)
}
