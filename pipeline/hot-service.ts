import type { HotIssue, Member } from '../model/issue.ts'
import type { Records, StoredPost } from '../model/ports.ts'
import type { HotQuery, HotService, IssueDetail } from '../model/services.ts'
import { type Clock, DAY_MS, localDay } from '../model/time.ts'
import { BURST_HISTORY_DAYS, rank } from './rank.ts'

/** More posts of one issue than anybody reads on one page. */
const SHOWN = 200
/** Every issue that a post could still belong to. */
const EVER = '0000'

function timelineOf(members: readonly Member[]): IssueDetail['timeline'] {
  const days = new Map<string, { posts: number; voices: Set<string>; answers: number }>()
  const of = (day: string): { posts: number; voices: Set<string>; answers: number } => {
    const found = days.get(day) ?? { posts: 0, voices: new Set<string>(), answers: 0 }
    days.set(day, found)
    return found
  }
  for (const m of members) {
    const day = of(localDay(m.at))
    day.posts++
    day.voices.add(m.voice)
    if (m.answeredAt) of(localDay(m.answeredAt)).answers++
  }
  return [...days]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([day, d]) => ({ day, posts: d.posts, voices: d.voices.size, answers: d.answers }))
}

/** Central (the one the title comes from), newest and most supported, each once. */
function representativeOf(title: string, posts: readonly StoredPost[]): string[] {
  const originals = posts.filter((p) => p.duplicateOf === null)
  const central = originals.find((p) => p.title === title) ?? originals.at(-1)
  const liked = originals.reduce<StoredPost | undefined>(
    (best, p) => (p.likes > (best?.likes ?? 0) ? p : best),
    undefined,
  )
  return [...new Set([central, originals[0], liked].filter((p) => p !== undefined).map((p) => p.id))]
}

/** Ranks issues from their members' facts in a window; nothing is stored, so any past day can be asked again. */
export function createHotService(deps: {
  records: Pick<Records, 'issues' | 'posts'>
  clock: Clock
  days: number
  top: number
  isWorkday: (day: string) => boolean
}): HotService {
  const { records } = deps
  const windowOf = (query: HotQuery): { from: string; to: string } => {
    const to = query.asOf ?? deps.clock.now().toISOString()
    return { to, from: new Date(Date.parse(to) - (query.days ?? deps.days) * DAY_MS).toISOString() }
  }
  const ranked = async (query: HotQuery, top: number): Promise<HotIssue[]> => {
    const { from, to } = windowOf(query)
    const history = new Date(Date.parse(from) - BURST_HISTORY_DAYS * DAY_MS).toISOString()
    const members = await records.issues.members(history, to)
    const issues = await records.issues.getMany([...new Set(members.map((m) => m.issueId))])
    const wanted = issues.filter(
      (i) =>
        i.mergedInto === null &&
        (query.district === undefined || i.district === query.district) &&
        (query.category === undefined || i.category === query.category) &&
        (query.department === undefined || i.department === query.department),
    )
    return rank(members, wanted, { from, to, top, isWorkday: deps.isWorkday })
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
      const sources = new Map<string, number>()
      for (const m of members) sources.set(m.source, (sources.get(m.source) ?? 0) + 1)
      return {
        issue: hot ?? issue,
        posts: posts.slice(0, SHOWN),
        representative: representativeOf(issue.title, posts),
        timeline: timelineOf(members),
        sources: [...sources].map(([source, n]) => ({ source, posts: n })).sort((a, b) => b.posts - a.posts),
      }
    },
  }
}
