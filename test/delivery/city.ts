/** A small city in Records for the tests of delivery: posts screened, grouped and ranked by the real store and ranking. */
import { createCalendar } from '../../delivery/calendar.ts'
import { configSchema } from '../../model/config.ts'
import type { GroupingCommit, Records } from '../../model/ports.ts'
import type { Post, Screening } from '../../model/post.ts'
import type { HotService, SourceWatch } from '../../model/services.ts'
import { type Clock, fixedClock } from '../../model/time.ts'
import { createHotService } from '../../pipeline/board/hot-service.ts'
import { createSourceWatch } from '../../pipeline/intake/source-watch.ts'
import { openRecords } from '../../store/records/open.ts'
import { makeCommit, makeIssue, makePost, makeScreening } from '../store/fixtures.ts'

/** Monday 2026-01-19, 10:00 in Lanzhou. */
export const NOW = '2026-01-19T02:00:00.000Z'

export interface Planted {
  readonly id: string
  /** "YYYY-MM-DD HH:mm" in Lanzhou. */
  readonly at: string
  readonly post?: Partial<Post>
  readonly screening?: Partial<Screening>
  readonly issue?: string
  /** "YYYY-MM-DD HH:mm" in Lanzhou; without it when it was collected. */
  readonly screenedAt?: string
}

export const local = (at: string): string => new Date(`${at.replace(' ', 'T')}:00+08:00`).toISOString()

export interface City {
  readonly records: Records
  readonly hot: HotService
  readonly watch: SourceWatch
  readonly clock: Clock
  readonly calendar: ReturnType<typeof createCalendar>
  readonly config: ReturnType<typeof configSchema.parse>
}

/** Opens a city in memory with these posts and issues. */
export async function openCity(
  planted: readonly Planted[],
  issues: readonly Partial<GroupingCommit['issues'][number]>[] = [],
  now = NOW,
): Promise<City> {
  const clock = fixedClock(now)
  const calendar = createCalendar()
  const records = await openRecords({ file: ':memory:', clock })
  const posts = planted.map((p) =>
    makePost(p.id, { postedAt: local(p.at), collectedAt: local(p.at), voice: `v-${p.id}`, ...p.post }),
  )
  for (const post of posts) await records.posts.append([post], [], post.collectedAt)
  for (const [i, post] of posts.entries()) {
    const { screening, screenedAt } = planted[i] as Planted
    const row = { post, screening: makeScreening({ urgency: 0, ...screening }) }
    await records.posts.saveScreenings([row], screenedAt ? local(screenedAt) : post.collectedAt)
  }
  const waiting = await records.grouping.next(0, 10_000)
  const assignments = waiting
    .map(({ post }) => ({ postId: post.id, issueId: planted.find((p) => p.id === post.id)?.issue ?? null }))
    .map((a) => ({ ...a, duplicateOf: null }))
  await records.grouping.commit(
    makeCommit({
      offset: waiting.at(-1)?.seq ?? 0,
      assignments,
      issues: issues.map((issue) => makeIssue(issue.id as string, issue)),
      at: now,
    }),
  )
  const hot = createHotService({ records, clock, days: 7, top: 15, isWorkday: calendar.isWorkday })
  const watch = createSourceWatch({ sources: records.sources, clock, isWorkday: calendar.isWorkday })
  return { records, hot, watch, clock, calendar, config: configSchema.parse({}) }
}
