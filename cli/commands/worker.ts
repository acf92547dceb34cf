import { AppError } from '../../model/error.ts'
import { cliMessages } from '../../model/messages/cli.ts'
import { jobMessages as m } from '../../model/messages/jobs.ts'
import { openApp } from '../app.ts'
import type { Context } from '../context.ts'
import { openCrawling } from '../crawling.ts'
import { endpointsOf } from '../outbound.ts'
import { createTeller, openWorkingJobs, ROLES, type Role, startWork } from '../working.ts'

/** `crawl,screen` → roles. Throws `usage.queues`. */
function readRoles(text: string | undefined): readonly Role[] {
  if (text === undefined) return ROLES
  const names = text.split(',').map((name) => name.trim())
  const unknown = names.filter((name) => !(ROLES as readonly string[]).includes(name))
  if (unknown.length > 0)
    throw new AppError(
      'usage.queues',
      `--queues 只能取 ${ROLES.join('、')}，逗号分隔（by commas）: ${unknown.join('、') || text}`,
    )
  return ROLES.filter((role) => names.includes(role))
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })

/** Takes jobs from Redis until it is stopped; the jobs in hand are finished first. */
export async function workerCommand(context: Context, options: { queues?: string }): Promise<number> {
  const roles = readRoles(options.queues)
  if (!context.config.redis)
    throw new AppError(
      'config.redis',
      'lanting worker 需要配置 redis；只有一台主机时用 lanting run 即可（needs the setting redis; one host alone: lanting run）',
    )
  const { say } = context
  if (roles.includes('deliver')) endpointsOf(context)
  const app = await openApp(context, 'append', { thread: true, stays: true })
  try {
    const crawling = roles.includes('crawl') ? await openCrawling(context, app) : undefined
    try {
      const tell = createTeller(context)
      // A job taken while the dictionary loads would only wait here, where another worker could have done it. What
      // cannot be loaded is the jobs' to fail by, so that `lanting jobs` lists them with the reason.
      if (roles.includes('screen'))
        await Promise.race([
          app.stages.warm().catch((error: unknown) => {
            if (!context.signal.aborted) tell('screen', error)
          }),
          aborted(context.signal),
        ])
      // Asked to stop before it took anything: nothing is in hand.
      if (context.signal.aborted) {
        context.note(say(cliMessages.stopped))
        return 0
      }
      const jobs = await openWorkingJobs(app, tell)
      const work = startWork(context, app, jobs, { roles, crawling, standby: true, tell })
      context.note(say(m.working, roles.map((role) => say(m.role, role)).join(' ')))
      context.signal.addEventListener('abort', () => context.note(say(cliMessages.stopping)), { once: true })
      await work.done
      context.note(say(cliMessages.stopped))
      return 0
    } finally {
      await crawling?.close()
    }
  } finally {
    await app.close()
  }
}
