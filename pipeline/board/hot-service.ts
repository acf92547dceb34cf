import { type EmergingWord, HARD_DAYS, type PopulationTable } from '../../model/board.ts'
import type { Issue, Member } from '../../model/issue.ts'
import type { IssueLabel, Records, StoredPost } from '../../model/ports.ts'
import { isShared } from '../../model/post.ts'
import type { HotQuery, HotService, Outage, SourceWatch } from '../../model/services.ts'
import { type Clock, DAY_MS, dayPassed, localDay, localDays, readInstant } from '../../model/time.ts'
import { outageDays } from '../intake/outages.ts'
import { atOnce, inTurns, type Turns } from '../turns.ts'
import { areaRows, findSurges, isComparable } from './areas.ts'
import { issueAsOf } from './as-of.ts'
import { emergingWords, readOf, type Utterance } from './emerging.ts'
import { rankHard } from './hard.ts'
import { busiestOf, hardFacts } from './hard-facts.ts'
import { isVoice } from './heat.ts'
import { representativeOf, sourcesOf, timelineOf } from './issue-detail.ts'
import { createMemberShelf } from './member-shelf.ts'
import { POPULATION } from './population.ts'
import { BURST_HISTORY_DAYS, heatsOf, type Ranking, rankingOf, toldOf, wholeRows } from './rank.ts'
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
/** A board changes little in a minute. */
const FRESH_MS = 60_000
/** Answers kept for whoever asks the same: several windows and filters of a few people. */
const KEPT = 12

/** The midnight, in ms, that ends the local day of the moment. */
const endOfDay = (at: string): number => Date.parse(`${localDay(at)}T00:00:00+08:00`) + DAY_MS

const before = (at: string, days: number): string => new Date(Date.parse(at) - days * DAY_MS).toISOString()
/** Members looked at before others have their turn. */
const STEP = 2_000

/** Issues whose past is read one by one rather than everybody's at once. */
const FEW = 100

/**
 * Ranks issues from their members' facts in a window; nothing is stored, so any past day can be asked again. What is reckoned for one
 * window is kept until a member or an issue changes, and shared by all who ask meanwhile.
 */
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
  const { records, isWorkday, clock } = deps
  const population = deps.population ?? POPULATION
  const shelf = createMemberShelf(records.issues, clock)
  const endOf = ({ asOf }: Pick<HotQuery, 'asOf'>): string =>
    (asOf === undefined ? clock.now() : new Date(asOf)).toISOString()
  const windowOf = (query: HotQuery, days = deps.days): { from: string; to: string } => {
    const to = endOf(query)
    return { to, from: before(to, query.days ?? days) }
  }
  /** The moment, where it is over. Who asks for now is told of a case of this minute too. */
  const pastOf = (to: string): string | undefined =>
    Date.parse(to) <= clock.now().getTime() - FRESH_MS ? to : undefined
  const outagesOf = async (days: readonly string[]): Promise<readonly Outage[]> =>
    deps.watch ? deps.watch.outages(days) : []

  const kept = new Map<string, Promise<unknown>>()
  let state = -1
  const shared = async <T>(asked: readonly unknown[], make: () => Promise<T>): Promise<T> => {
    const now = await shelf.look()
    if (now > state) kept.clear()
    state = Math.max(state, now)
    const key = JSON.stringify(asked)
    const made = (kept.get(key) as Promise<T> | undefined) ?? make()
    kept.delete(key)
    kept.set(key, made)
    made.catch(() => {
      if (kept.get(key) === made) kept.delete(key)
    })
    if (kept.size > KEPT) kept.delete(kept.keys().next().value as string)
    return made
  }
  let moment: { readonly at: string; readonly state: number } | undefined

  /** Issues of the members that a query asks for. */
  const wantedIn = async (members: readonly Member[], query: HotQuery = {}): Promise<IssueLabel[]> =>
    wantedOf(await inTurns(labelsIn(members)), query)
  function* labelsIn(members: readonly Member[]): Turns<IssueLabel[]> {
    const ids = new Set<string>()
    for (let i = 0; i < members.length; i += 1) {
      if (i % STEP === STEP - 1) yield
      ids.add((members[i] as Member).issueId)
    }
    return yield* shelf.labelsOf(ids)
  }

  /** What an answer depends on beside the window. */
  const filtersOf = ({ district, category, department, order }: HotQuery) => [district, category, department, order]
  const rankingIn = async (query: HotQuery): Promise<Ranking> => {
    const { from, to } = windowOf(query)
    const history = before(from, BURST_HISTORY_DAYS)
    const outages = outageDays(await outagesOf(localDays(history, to)))
    return shared(['rank', from, to, filtersOf(query), [...outages]], async () => {
      const members = await shelf.members(history, to)
      const wanted = await wantedIn(members, query)
      const options = { from, to, top: deps.top, isWorkday, outages, population, order: query.order }
      return inTurns(rankingOf(members, wanted, options))
    })
  }
  /** Issues as they were at `to`; the past is read of those alone to which something came later (a letter of today without a time counts at noon). */
  const issuesAt = async (ids: readonly string[], to: string): Promise<Issue[]> => {
    const issues = await records.issues.getMany(ids)
    const later = issues.filter((issue) => issue.lastSeen >= to)
    if (later.length === 0) return issues
    const since = later.map((issue) => issue.firstSeen).sort()[0] as string
    const told =
      later.length <= FEW
        ? (await Promise.all(later.map(({ id }) => records.issues.members(EVER, to, id)))).flat()
        : await shelf.members(since, to)
    const past = Map.groupBy(told, (m) => m.issueId)
    return issues.map((issue) => issueAsOf(issue, past.get(issue.id) ?? [], to))
  }
  /** Rows of a ranking as they are shown. */
  const shownOf = async (ranking: Ranking, rows: { start: number; end: number }) => {
    const whole = wholeRows(ranking, rows)
    const ids = ranking.rows.slice(whole.start, whole.end).map(({ issue }) => issue.id)
    return toldOf(ranking, await issuesAt(ids, ranking.options.to), whole)
  }

  /**
   * The words of a week change slowly, and reading nine weeks of letters is dear: kept until an hour or many posts later, or until a
   * post that they were found in was closed to view or erased.
   */
  let words: { key: string; members: number; posts: readonly string[]; found: Promise<EmergingWord[]> } | undefined
  const wasClosed = async (posts: readonly string[], members: readonly Member[]): Promise<boolean> => {
    const there = new Set(members.map((member) => member.postId))
    const gone = await records.posts.getMany(posts.filter((id) => !there.has(id)))
    return gone.some(({ screening }) => screening !== undefined && !isShared(screening))
  }
  const findWords = async (spans: readonly (readonly Member[])[]): Promise<EmergingWord[]> => {
    const [newest = [], ...past] = spans
    const read = readOf(newest, past)
    const texts = await records.posts.words([...read.recent, ...read.past.flat()].map((member) => member.postId))
    const said = (members: readonly Member[]): Utterance[] =>
      members.flatMap(({ postId, voice, issueId }) => {
        const post = texts.get(postId)
        return post ? [{ voice, issueId, words: `${post.title}\n${post.text}` }] : []
      })
    return inTurns(emergingWords(said(read.recent), read.past.map(said), 3 * WORDS))
  }
  const emerging = async (to: string): Promise<EmergingWord[]> => {
    await shelf.look()
    // In whole days, so that a post moves to an earlier week at midnight and no verdict changes with the hour.
    const ended = endOfDay(new Date(Date.parse(to) - 1).toISOString())
    const start = before(new Date(ended).toISOString(), WORD_DAYS * (WORD_SPANS + 1))
    const members = await shelf.members(start, to)
    const key = to.slice(0, 13)
    const few = words?.key === key && Math.abs(members.length - words.members) * 50 < members.length
    if (words && few && !(await wasClosed(words.posts, members))) return words.found
    const spans = Array.from({ length: WORD_SPANS + 1 }, (): Member[] => [])
    let first = ended
    for (const member of members) {
      if (!isVoice(member)) continue
      const at = readInstant(member.at)
      first = Math.min(first, at)
      spans[Math.min(WORD_SPANS, Math.floor((ended - at) / (WORD_DAYS * DAY_MS)))]?.push(member)
    }
    // The week in which the first letter came is none to compare with, but where it came on the first day.
    const weeks = Math.floor((ended - endOfDay(new Date(first).toISOString()) + DAY_MS) / (WORD_DAYS * DAY_MS))
    const posts = (spans[0] ?? []).map((member) => member.postId)
    const mine = { key, members: members.length, posts, found: findWords(spans.slice(0, Math.max(1, weeks))) }
    words = mine
    mine.found.catch(() => {
      if (words === mine) words = undefined
    })
    return mine.found
  }

  return {
    async now() {
      const seen = await shelf.look()
      const at = clock.now()
      const age = moment ? at.getTime() - Date.parse(moment.at) : 0
      if (moment?.state !== seen || age < 0 || age >= FRESH_MS) moment = { at: at.toISOString(), state: seen }
      return moment.at
    },
    heats: async (query) => heatsOf(await rankingIn(query)),
    async hot(query) {
      const top = query.top ?? deps.top
      return (await shownOf(await rankingIn(query), { start: 0, end: top })).slice(0, top)
    },
    async detail(id, query) {
      const issue = await records.issues.get(id)
      if (!issue) return undefined
      const { to } = windowOf(query)
      const ranking = await rankingIn(query)
      const row = ranking.rows.findIndex((one) => one.issue.id === issue.id)
      const rivals = row < 0 ? [] : await shownOf(ranking, { start: row, end: row + 1 })
      const hot = rivals.find((h) => h.id === issue.id)
      const members = await records.issues.members(EVER, to, issue.id)
      const posts: StoredPost[] = []
      for await (const post of records.posts.iterate({ issueId: issue.id, openRoutesOnly: true, to })) posts.push(post)
      posts.reverse()
      const facts = await hardFacts(records, atOnce(busiestOf([issue.id], members)), [issue], pastOf(to))
      return {
        issue: hot ?? issueAsOf(issue, members, to),
        posts: posts.slice(0, SHOWN),
        representative: representativeOf(issue.title, posts, hot?.urgent?.postId),
        timeline: timelineOf(members),
        sources: sourcesOf(members),
        hard: atOnce(rankHard(facts, { ...windowOf(query, HARD_DAYS), isWorkday }))[0]?.reasons ?? [],
      }
    },
    async hard(query) {
      const { from, to } = windowOf(query, HARD_DAYS)
      const cases = await records.cases.newest()
      const ranked = await shared(['hard', from, to, filtersOf(query), cases], async () => {
        const members = await shelf.members(before(to, HARD_HISTORY_DAYS), to)
        const current = new Set(members.filter((m) => m.at >= from && isVoice(m)).map((m) => m.issueId))
        const wanted = await wantedIn(members, query)
        const ids = wanted.map(({ id }) => id).filter((id) => current.has(id))
        const busiest = await inTurns(busiestOf(ids, members))
        const issues = await issuesAt(
          busiest.map(({ id }) => id),
          to,
        )
        return inTurns(rankHard(await hardFacts(records, busiest, issues, pastOf(to)), { from, to, isWorkday }))
      })
      return ranked.slice(0, query.top ?? deps.top)
    },
    emerging: async (query) => (await emerging(endOf(query))).slice(0, query.top ?? WORDS),
    async surges(query) {
      const to = endOf(query)
      const start = before(to, SURGE_DAYS)
      const days = localDays(start, to)
      const outages = await outagesOf(days.slice(-(BURST_HISTORY_DAYS + TOLD_DAYS)))
      const told = new Set(days.slice(-TOLD_DAYS))
      const bySource = Map.groupBy(
        outages.filter((outage) => told.has(outage.day) && !outage.recovered),
        (outage) => outage.source,
      )
      const unseen = outageDays(outages)
      const found = await shared(['surges', start, to, [...unseen]], async () => {
        const members = await shelf.members(start, to)
        const issues = await wantedIn(members)
        return inTurns(findSurges({ members, issues, days, isWorkday, outages: unseen, passed: dayPassed(to) }))
      })
      return {
        ...found,
        outages: [...bySource].map(([source, own]) => ({ source, days: own.map((outage) => outage.day).sort() })),
      }
    },
    async areas(query) {
      const { from, to } = windowOf(query)
      const length = Date.parse(to) - Date.parse(from)
      const found = await shared(['areas', from, to, filtersOf(query), query.by], async () => {
        const members = await shelf.members(new Date(Date.parse(from) - length).toISOString(), to)
        const issues = await wantedIn(members, query)
        return {
          rows: await inTurns(areaRows(members, issues, query.by, { from, to }, population)),
          comparable: isComparable(members, { from, to }),
        }
      })
      const { year, source } = population
      return { by: query.by, ...found, population: { year, source } }
    },
  }
}
