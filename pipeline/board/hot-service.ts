import { type EmergingWord, HARD_DAYS, type PopulationTable } from '../../model/board.ts'
import type { HotIssue, Issue, Member } from '../../model/issue.ts'
import type { Records, StoredPost } from '../../model/ports.ts'
import { isShared } from '../../model/post.ts'
import type { HotQuery, HotService, Outage, SourceWatch } from '../../model/services.ts'
import { type Clock, DAY_MS, dayPassed, localDay, localDays } from '../../model/time.ts'
import { outageDays } from '../intake/outages.ts'
import { areaRows, findSurges, isComparable } from './areas.ts'
import { issueAsOf } from './as-of.ts'
import { emergingWords, type Utterance } from './emerging.ts'
import { rankHard } from './hard.ts'
import { hardFacts } from './hard-facts.ts'
import { isVoice } from './heat.ts'
import { representativeOf, sourcesOf, timelineOf } from './issue-detail.ts'
import { POPULATION } from './population.ts'
import { BURST_HISTORY_DAYS, rank } from './rank.ts'
import { wantedOf } from './wanted.ts'

/** More posts of one issue than anybody reads on one page. */
const SHOWN = 200
/** Every issue that a post could still belong to. */
const EVER = '0000'
/** 难点 last: how far back their posts are looked at. */
const HARD_HISTORY_DAYS = 365
/** A year and the weeks before it, so that the season is known. */
const SURGE_DAYS = 364 + BURST_HISTORY_DAYS + 10
/** Outages that are told beside the board. */
const TOLD_DAYS = 14
const WORD_DAYS = 7
const WORD_SPANS = 8
const WORDS = 10

/** The midnight, in ms, that ends the local day of the moment. */
const endOfDay = (at: string): number => Date.parse(`${localDay(at)}T00:00:00+08:00`) + DAY_MS

const before = (at: string, days: number): string => new Date(Date.parse(at) - days * DAY_MS).toISOString()

/** Ranks issues from their members' facts in a window; nothing is stored, so any past day can be asked again. */
/** Issues whose past is read one by one rather than everybody's at once. */
const FEW = 100

export function createHotService(deps: {
  records: Pick<Records, 'issues' | 'posts' | 'cases'>
  clock: Clock
  days: number
  top: number
  isWorkday: (day: string) => boolean
  /** Tells which days a source was out; without it every day counts as seen. */
  watch?: Pick<SourceWatch, 'outages'> | undefined
  population?: PopulationTable | undefined
}): HotService {
  const { records, isWorkday } = deps
  const population = deps.population ?? POPULATION
  const endOf = (query: Pick<HotQuery, 'asOf'>): string => query.asOf ?? deps.clock.now().toISOString()
  const windowOf = (query: HotQuery, days = deps.days): { from: string; to: string } => {
    const to = endOf(query)
    return { to, from: before(to, query.days ?? days) }
  }
  const outagesOf = async (days: readonly string[]): Promise<readonly Outage[]> =>
    deps.watch ? deps.watch.outages(days) : []
  const issuesOf = (members: readonly Member[]): Promise<Issue[]> =>
    records.issues.getMany([...new Set(members.map((m) => m.issueId))])
  /** The same as they were at `to`; the past is read of those alone to which something came later (a letter of today without a time counts at noon). */
  const issuesAt = async (members: readonly Member[], to: string): Promise<Issue[]> => {
    const issues = await issuesOf(members)
    const later = issues.filter((issue) => issue.lastSeen >= to)
    if (later.length === 0) return issues
    const since = later.map((issue) => issue.firstSeen).sort()[0] as string
    const told =
      later.length <= FEW
        ? (await Promise.all(later.map(({ id }) => records.issues.members(EVER, to, id)))).flat()
        : await records.issues.members(since, to)
    const past = Map.groupBy(told, (m) => m.issueId)
    return issues.map((issue) => issueAsOf(issue, past.get(issue.id) ?? [], to))
  }

  const ranked = async (query: HotQuery, top: number): Promise<HotIssue[]> => {
    const { from, to } = windowOf(query)
    const history = before(from, BURST_HISTORY_DAYS)
    const members = await records.issues.members(history, to)
    const wanted = wantedOf(await issuesAt(members, to), query)
    const outages = outageDays(await outagesOf(localDays(history, to)))
    return rank(members, wanted, { from, to, top, isWorkday, outages, population, order: query.order })
  }

  /**
   * The words of a week change slowly, and reading nine weeks of letters is dear: kept until an hour or many posts later, or until a
   * post that they were found in was closed to view or erased.
   */
  let words: { key: string; members: number; posts: readonly string[]; found: EmergingWord[] } | undefined
  const wasClosed = async (posts: readonly string[], members: readonly Member[]): Promise<boolean> => {
    const there = new Set(members.map((member) => member.postId))
    const gone = await records.posts.getMany(posts.filter((id) => !there.has(id)))
    return gone.some(({ screening }) => screening !== undefined && !isShared(screening))
  }
  const emerging = async (to: string): Promise<EmergingWord[]> => {
    // In whole days, so that a post moves to an earlier week at midnight and no verdict changes with the hour.
    const ended = endOfDay(new Date(Date.parse(to) - 1).toISOString())
    const start = before(new Date(ended).toISOString(), WORD_DAYS * (WORD_SPANS + 1))
    const members = await records.issues.members(start, to)
    const key = to.slice(0, 13)
    const few = words?.key === key && Math.abs(members.length - words.members) * 50 < members.length
    if (words && few && !(await wasClosed(words.posts, members))) return words.found
    const voiced = new Map(members.filter(isVoice).map((m) => [m.postId, m]))
    const spans = Array.from({ length: WORD_SPANS + 1 }, (): Utterance[] => [])
    const newest: string[] = []
    for await (const post of records.posts.iterate({ from: start, to, openRoutesOnly: true })) {
      const member = voiced.get(post.id)
      if (member === undefined) continue
      const age = Math.floor((ended - Date.parse(member.at)) / (WORD_DAYS * DAY_MS))
      const { voice, issueId } = member
      if (age === 0) newest.push(post.id)
      spans[Math.min(WORD_SPANS, age)]?.push({ voice, issueId, words: `${post.title}\n${post.text}` })
    }
    const [recent = [], ...past] = spans
    // The week in which the first letter came is none to compare with, but where it came on the first day.
    const first = members.find(isVoice)
    const weeks = first === undefined ? 0 : Math.floor((ended - endOfDay(first.at) + DAY_MS) / (WORD_DAYS * DAY_MS))
    const known = past.slice(0, Math.max(0, weeks - 1))
    words = { key, members: members.length, posts: newest, found: emergingWords(recent, known, 3 * WORDS) }
    return words.found
  }

  return {
    hot: (query) => ranked(query, query.top ?? deps.top),
    async detail(id, query) {
      const issue = await records.issues.get(id)
      if (!issue) return undefined
      const { to } = windowOf(query)
      const hot = (await ranked(query, Number.MAX_SAFE_INTEGER)).find((h) => h.id === issue.id)
      const members = await records.issues.members(EVER, to, issue.id)
      const posts: StoredPost[] = []
      for await (const post of records.posts.iterate({ issueId: issue.id, openRoutesOnly: true, to })) posts.push(post)
      posts.reverse()
      const facts = await hardFacts(records, [issue], members)
      return {
        issue: hot ?? issueAsOf(issue, members, to),
        posts: posts.slice(0, SHOWN),
        representative: representativeOf(issue.title, posts, hot?.urgent?.postId),
        timeline: timelineOf(members),
        sources: sourcesOf(members),
        hard: rankHard(facts, { ...windowOf(query, HARD_DAYS), isWorkday })[0]?.reasons ?? [],
      }
    },
    async hard(query) {
      const { from, to } = windowOf(query, HARD_DAYS)
      const members = await records.issues.members(before(to, HARD_HISTORY_DAYS), to)
      const current = new Set(members.filter((m) => m.at >= from && isVoice(m)).map((m) => m.issueId))
      const issues = wantedOf(await issuesAt(members, to), query).filter((issue) => current.has(issue.id))
      const facts = await hardFacts(records, issues, members)
      return rankHard(facts, { from, to, isWorkday }).slice(0, query.top ?? deps.top)
    },
    emerging: async (query) => (await emerging(endOf(query))).slice(0, query.top ?? WORDS),
    async surges(query) {
      const to = endOf(query)
      const start = before(to, SURGE_DAYS)
      const days = localDays(start, to)
      const members = await records.issues.members(start, to)
      const issues = (await issuesOf(members)).filter((issue) => issue.mergedInto === null)
      const outages = await outagesOf(days.slice(-(BURST_HISTORY_DAYS + TOLD_DAYS)))
      const told = new Set(days.slice(-TOLD_DAYS))
      const bySource = Map.groupBy(
        outages.filter((outage) => told.has(outage.day) && !outage.recovered),
        (outage) => outage.source,
      )
      return {
        ...findSurges({ members, issues, days, isWorkday, outages: outageDays(outages), passed: dayPassed(to) }),
        outages: [...bySource].map(([source, own]) => ({ source, days: own.map((outage) => outage.day).sort() })),
      }
    },
    async areas(query) {
      const { from, to } = windowOf(query)
      const length = Date.parse(to) - Date.parse(from)
      const members = await records.issues.members(new Date(Date.parse(from) - length).toISOString(), to)
      const issues = wantedOf(await issuesOf(members), query)
      const { year, source } = population
      return {
        by: query.by,
        rows: areaRows(members, issues, query.by, { from, to }, population),
        comparable: isComparable(members, { from, to }),
        population: { year, source },
      }
    },
  }
}
