import { cliMessages as m } from '../../model/messages/cli.ts'
import { localMinute } from '../../model/time.ts'
import { type App, openApp } from '../app.ts'
import { openIssuesOf } from '../board.ts'
import { openConsole } from '../console.ts'
import type { Context } from '../context.ts'
import { type Crawling, openCrawling } from '../crawling.ts'
import { writeTodaysDigest } from '../digest.ts'
import { createDeliver, endpointsOf } from '../outbound.ts'
import { tellClosed } from '../waiting.ts'
import { createTeller, openWorkingJobs, ROLES, startWork, type Work } from '../working.ts'
import { hotTable } from './hot.ts'

/**
 * Sources to look at when the program starts: sites by their rhythm only, however often it is started, and every folder, which
 * is nobody else's.
 */
async function wantedOf({ sources, crawler }: Crawling): Promise<string[]> {
  const due = new Set(await crawler.due())
  return sources
    .map(({ recipe }) => recipe)
    .filter(({ id, fetch }) => due.has(id) || (fetch.mode === 'file' && crawler.on.includes(id)))
    .map(({ id }) => id)
}

/** Crawl, screen, group, index, write the digest, deliver what is due; a failing part is named and the others go on. */
async function pass(context: Context, app: App, crawling: Crawling): Promise<void> {
  await crawling.takeBundles()
  const wanted = await wantedOf(crawling)
  if (wanted.length > 0) await crawling.crawl(wanted)
  if (context.signal.aborted) return
  await app.process(context)
}

async function showResult(context: Context, app: App): Promise<void> {
  const { say } = context
  const counts = (await app.records.posts.counts({ openRoutesOnly: true })).posts
  context.note(
    say(
      m.dispositions,
      counts.kept,
      counts.review,
      counts.quarantined,
      counts.duplicate,
      counts['off-topic'],
      counts.failed,
    ),
  )
  await tellClosed(context, app.records)
  const issues = await openIssuesOf(app, await app.hot.hot({}))
  if (context.json) {
    for (const issue of issues) context.print(JSON.stringify(issue))
    return
  }
  context.note(say(m.hotTitle, localMinute(context.clock.now()), context.config.hot.days))
  if (issues.length === 0) context.note(say(m.hotNone))
  else context.print(hotTable(context, issues))
}

/**
 * The main job. One pass, the hot table, today's digest; with `--once` that is all (exit 1 when stopped in between),
 * else the console opens and the jobs go on until Ctrl-C.
 */
export async function runCommand(context: Context, options: { once?: boolean }): Promise<number> {
  const { say, signal } = context
  if (context.loaded.sample) context.note(say(m.sampleCity, 'lanting.yaml'))
  endpointsOf(context)
  // With a queue that others share, this is one process of several: it stands by while another one writes.
  const shared = context.config.redis !== undefined && !options.once
  const app = await openApp(context, shared ? 'append' : 'write', { thread: true, stays: !options.once })
  try {
    const crawling = await openCrawling(context, app)
    try {
      if (!shared) {
        await pass(context, app, crawling)
        if (signal.aborted) {
          context.note(say(m.stopped))
          return 1
        }
        await showResult(context, app)
        const other = await createDeliver(context, app, { hasty: options.once })()
        if (other) context.note(say(m.sending, other.heldBy))
        context.note(say(m.digestAt, await writeTodaysDigest(context, app)))
        if (options.once) return 0
      }
      await serveAndWork(context, app, crawling, shared)
      return 0
    } finally {
      await crawling.close()
    }
  } finally {
    await app.close()
  }
}

/**
 * The console, and every role of the work, until Ctrl-C. The console opens first: where its port is taken nothing has been
 * started that would have to be stopped.
 */
async function serveAndWork(context: Context, app: App, crawling: Crawling, shared: boolean): Promise<void> {
  const tell = createTeller(context)
  let work: Work | undefined
  const console = await openConsole(context, app, () => work?.wake())
  try {
    const jobs = await openWorkingJobs(app, tell)
    work = startWork(context, app, jobs, { roles: ROLES, crawling, standby: shared, tell })
    context.note(context.say(m.consoleAt, console.url))
    context.signal.addEventListener('abort', () => context.note(context.say(m.stopping)), { once: true })
    await work.done
  } finally {
    await console.close()
  }
  context.note(context.say(m.stopped))
}
