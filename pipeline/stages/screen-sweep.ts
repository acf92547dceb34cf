import type { PostStore } from '../../model/ports.ts'
import { JOB_STATES, type Job, type Jobs } from '../jobs/jobs.ts'

interface Limits {
  /** Posts of one job: under half a second of work, so that a lost one costs little and a stop waits little. */
  readonly batch: number
  /** Jobs that wait at once. The rest stays in Records, where it is safe. */
  readonly queued: number
}
const LIMITS: Limits = { batch: 200, queued: 200 }
/** Dead jobs at which nothing new is issued: something is wrong with more than single posts. */
const MOST_DEAD = 1000

/**
 * Issues jobs for the posts that wait to be screened and that no job knows: after an import, and after a queue that lost
 * what it held. A dead job of many posts is taken apart, so that the posts beside the one that cannot be read go on.
 * Returns how many jobs it issued.
 */
export async function sweepPending(
  posts: Pick<PostStore, 'getMany' | 'pendingIds'>,
  jobs: Jobs,
  { batch: size, queued: most }: Limits = LIMITS,
): Promise<number> {
  const known = await jobs.list('screen', JOB_STATES, MOST_DEAD)
  const dead = known.filter((job) => job.state === 'failed')
  let issued = 0
  const issue = async (batch: readonly Job[]): Promise<void> => {
    await jobs.add('screen', batch)
    issued += batch.length
  }
  const waiting = new Set(
    (await posts.getMany(dead.flatMap((job) => job.ids))).filter((p) => p.disposition === undefined).map((p) => p.id),
  )
  for (const job of dead) {
    const left = job.ids.filter((id) => waiting.has(id))
    if (job.ids.length === 1 && left.length === 1) continue
    await issue(left.map((id) => ({ id, ids: [id] })))
    await jobs.remove('screen', job.id)
  }
  const queued = known.length - dead.length
  if (dead.length >= MOST_DEAD) return issued
  const taken = new Set(known.flatMap((job) => job.ids))
  let after: { at: string; id: string } | undefined
  for (let room = most - queued; room > 0; ) {
    const page = await posts.pendingIds(room * size, after)
    const fresh = page.filter(({ id }) => !taken.has(id)).map(({ id }) => id)
    const batch: Job[] = []
    for (let i = 0; i < fresh.length; i += size) batch.push(toJob(fresh.slice(i, i + size)))
    await issue(batch)
    if (page.length < room * size) break
    room -= batch.length
    after = page.at(-1)
  }
  return issued
}

/** Named by its first post, which no other job holds. */
const toJob = (ids: readonly string[]): Job => ({ id: `${ids[0]}+${ids.length - 1}`, ids })
