import { needsMending } from '../../delivery/outbox.ts'
import { AppError } from '../../model/error.ts'
import { pushReason } from '../../model/messages/delivery.ts'
import { jobMessages as m } from '../../model/messages/jobs.ts'
import type { OutboxRow } from '../../model/ports.ts'
import { localMinute } from '../../model/time.ts'
import {
  JOB_STATES,
  type JobReason,
  type JobReport,
  type JobState,
  type Jobs,
  QUEUES,
} from '../../pipeline/jobs/jobs.ts'
import { openApp } from '../app.ts'
import type { Context } from '../context.ts'
import { systemText, textOf } from '../errors.ts'
import { table } from '../table.ts'
import { createTeller } from '../working.ts'

/** Jobs read of each queue and state. */
const MOST = 1000
/** Rows of the table; the counts above it are of all. */
const SHOWN = 20

/** A push is a job too, kept in Records: given up, waiting for its next try, or not tried yet. */
function toReport(row: OutboxRow): JobReport {
  const { id, endpoint, attempts, nextAt, lastError } = row
  const reason = lastError === null ? undefined : { code: lastError, message: `${endpoint}: ${lastError}`, details: {} }
  const state = row.state === 'dead' ? 'failed' : reason ? 'delayed' : 'waiting'
  return { queue: 'deliver', state, id, ids: [endpoint], attempts, since: nextAt, reason }
}

/** Lists the jobs, or queues failed ones again. Exit 1 when an id to retry is not a failed job. */
export async function jobsCommand(
  context: Context,
  options: { all?: boolean },
  action = 'list',
  ids: string[] = [],
): Promise<number> {
  if (action !== 'list' && action !== 'retry')
    throw new AppError('usage.jobs', `jobs 之后写 list 或 retry（is list or retry）: ${action}`)
  if (action === 'retry' && ids.length === 0 && !options.all)
    throw new AppError('usage.jobs', 'retry 之后写任务编号，或加 --all（name the jobs, or --all）')
  const app = await openApp(context, action === 'list' ? 'read' : 'append')
  const shared = context.config.redis !== undefined
  const jobs = shared ? await app.openJobs(createTeller(context)) : undefined
  try {
    const { outbox, posts } = app.records
    if (action === 'list') {
      const known = jobs ? await listAll(jobs, JOB_STATES) : []
      const undelivered = (await outbox.list('dead', MOST)).map(toReport)
      const waiting = (await outbox.list('pending', MOST)).map(toReport)
      show(context, [...known, ...undelivered, ...waiting], (await posts.counts()).posts.pending, shared)
      return 0
    }
    const places = [
      {
        dead: async () => (await outbox.list('dead', MOST)).map(({ id }) => id),
        retry: (id: string) => outbox.retry(id, context.clock.now().toISOString()),
      },
      ...(jobs ? QUEUES : []).map((queue) => ({
        dead: async () => (await jobs!.list(queue, ['failed'], MOST)).map(({ id }) => id),
        retry: (id: string) => jobs!.retry(queue, id),
      })),
    ]
    const found = new Set<string>()
    let retried = 0
    for (const { dead, retry } of places) {
      const again = async (wanted: readonly string[]): Promise<number> => {
        let n = 0
        for (const id of wanted)
          if (await retry(id)) {
            n++
            found.add(id)
          }
        return n
      }
      // Page by page: what was queued again is no longer in the list.
      if (options.all) for (let n = 1; n > 0; retried += n) n = await again(await dead())
      else retried += await again(ids)
    }
    context.note(context.say(m.retried, retried))
    const missing = ids.filter((id) => !found.has(id))
    if (missing.length > 0)
      throw new AppError('jobs.unknown', `没有这个失败的任务（no such failed job）：${missing.join('、')}`)
    return 0
  } finally {
    await jobs?.close()
    await app.close()
  }
}

const listAll = async (jobs: Jobs, states: readonly JobState[]): Promise<JobReport[]> =>
  (await Promise.all(QUEUES.map((queue) => jobs.list(queue, states, MOST)))).flat()

/** In the reader's language where the catalogue has the code. */
function reasonText({ say, lang }: Context, { queue, ids }: JobReport, { code, message, details }: JobReason): string {
  if (queue !== 'deliver') return textOf(new AppError(code, message, { details }), lang)
  const [kind = code, system] = code.startsWith('HTTP') ? [code] : code.split(' ')
  const why = say(pushReason, kind, system && systemText({ code: system }, lang))
  return lang === 'zh' ? `${ids[0]}：${why}（${code}）` : `${ids[0]}: ${why} (${code})`
}

function show(context: Context, jobs: readonly JobReport[], pending: number, shared: boolean): void {
  const { say, print } = context
  if (context.json) {
    for (const job of jobs) print(JSON.stringify(job))
    return
  }
  if (!shared) context.note(say(m.noQueue))
  print(say(m.waitingPosts, pending))
  for (const queue of QUEUES) {
    const counts = JOB_STATES.map((state) => {
      const n = jobs.filter((job) => job.queue === queue && job.state === state).length
      return `${say(m.state, state)} ${n}`
    })
    print(`${say(m.role, queue)}  ${counts.join('  ')}`)
  }
  const troubled = jobs.filter((job) => job.reason !== undefined).reverse()
  if (troubled.length === 0) {
    context.note(say(m.none))
    return
  }
  print('')
  print(
    table(
      troubled.slice(0, SHOWN),
      [
        { head: say(m.head.queue), value: (job) => `${say(m.role, job.queue)} ${say(m.state, job.state)}` },
        { head: say(m.head.size), value: (job) => String(job.ids.length), align: 'right' },
        { head: say(m.head.attempts), value: (job) => String(job.attempts), align: 'right' },
        { head: say(m.head.since), value: (job) => localMinute(job.since) },
        { head: say(m.head.id), value: (job) => job.id },
        // Whole on a narrow screen too: it is what the table is looked at for.
        { head: say(m.head.reason), value: (job) => reasonText(context, job, job.reason!) },
      ],
      context.columns,
    ),
  )
  const delayed = troubled.filter((job) => job.queue === 'deliver' && job.state === 'delayed')
  if (delayed.some((job) => !needsMending(job.reason!.code))) context.note(say(m.nextTry))
  if (delayed.some((job) => needsMending(job.reason!.code))) context.note(say(m.mendFirst))
  if (troubled.some((job) => job.state === 'failed')) context.note(say(m.retryHint))
}
