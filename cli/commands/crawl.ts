import { cliMessages as m } from '../../model/messages/cli.ts'
import { openApp } from '../app.ts'
import type { Context } from '../context.ts'
import { openCrawling } from '../crawling.ts'

/** Crawls now into the inbox, then processes what waits unless a running process will. Exit 1 when every source failed. */
export async function crawlCommand(context: Context, _options: object, ids: string[]): Promise<number> {
  const app = await openApp(context, 'append')
  try {
    const crawling = await openCrawling(context, app)
    try {
      const reports = await crawling.crawl(ids)
      if (context.json) for (const report of reports) context.print(JSON.stringify(report))
      if (!(await app.tryProcess(context))) context.note(context.say(m.appended))
      const bad = reports.filter((r) => ['blocked', 'changed-shape', 'failed'].includes(r.outcome))
      return reports.length > 0 && bad.length === reports.length ? 1 : 0
    } finally {
      await crawling.close()
    }
  } finally {
    await app.close()
  }
}
