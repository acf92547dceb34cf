import { setTimeout as sleep } from 'node:timers/promises'
import { cliMessages as m } from '../../model/messages/cli.ts'
import { localMinute } from '../../model/time.ts'
import { type App, openApp } from '../app.ts'
import { openConsole } from '../console.ts'
import type { Context } from '../context.ts'
import { type Crawling, openCrawling } from '../crawling.ts'
import { writeTodaysDigest } from '../digest.ts'
import { describeError } from '../errors.ts'
import { deliverWhatIsDue } from '../outbound.ts'
import { hotTable } from './hot.ts'

/** How soon after a write of a person or a program the stages look again. */
const SOON_MS = 500

/** Crawl, screen, group, index, write the digest, deliver what is due; a failing part is named and the others go on. */
async function pass(context: Context, app: App, crawling: Crawling, ids?: readonly string[]): Promise<void> {
  await crawling.crawl(ids)
  if (context.signal.aborted) return
  await app.process(context)
}

async function showResult(context: Context, app: App): Promise<void> {
  const { say } = context
  const counts = (await app.records.posts.counts()).posts
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
  const issues = await app.hot.hot({})
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
 * else the console opens and passes repeat until Ctrl-C.
 */
export async function runCommand(context: Context, options: { once?: boolean }): Promise<number> {
  const { say, signal } = context
  if (context.loaded.sample) context.note(say(m.sampleCity, 'lanting.yaml'))
  const app = await openApp(context, 'write', { thread: true })
  try {
    const crawling = await openCrawling(context, app)
    try {
      await pass(context, app, crawling)
      if (signal.aborted) {
        context.note(say(m.stopped))
        return 1
      }
      await showResult(context, app)
      context.note(say(m.digestAt, await writeTodaysDigest(context, app)))
      await deliverWhatIsDue(context, app)
      if (options.once) return 0
      await serveUntilStopped(context, app, crawling)
      return 0
    } finally {
      await crawling.close()
    }
  } finally {
    await app.close()
  }

  async function serveUntilStopped(context: Context, app: App, crawling: Crawling): Promise<void> {
    let wake: AbortController | undefined
    const console = await openConsole(context, app, () => wake?.abort())
    context.note(say(m.consoleAt, console.url))
    while (!signal.aborted) {
      wake = new AbortController()
      // Outbound rows and decisions are looked at every minute, sources at their own pace.
      await sleep(60_000, undefined, { signal: AbortSignal.any([signal, wake.signal]) }).catch(() => undefined)
      if (signal.aborted) break
      try {
        if (wake.signal.aborted) await sleep(SOON_MS)
        const due = await crawling.crawler.due()
        if (due.length > 0) {
          await pass(context, app, crawling, due)
          await writeTodaysDigest(context, app)
        } else await app.process(context)
        await deliverWhatIsDue(context, app)
      } catch (error) {
        const { code, text } = describeError(error, context.lang)
        // A lost lease means another process writes here now: two writers are worse than none.
        if (code === 'lease.lost') throw error
        context.note(say(m.failed, code, text))
      }
    }
    context.note(say(m.stopping))
    await console.close()
    context.note(say(m.stopped))
  }
}
