import { AppError } from '../../model/error.ts'
import { bundleMessages } from '../../model/messages/bundle.ts'
import { cliMessages as m } from '../../model/messages/cli.ts'
import { openApp } from '../app.ts'
import { writeBundles } from '../bundles.ts'
import type { Context } from '../context.ts'
import { openCrawling } from '../crawling.ts'

/** `--again 3,7`. Throws `usage.again`. */
function readNumbers(text: string | undefined): number[] {
  if (text === undefined) return []
  const numbers = text.split(/[,，、\s]+/).filter(Boolean)
  if (numbers.length === 0 || !numbers.every((one) => /^[1-9]\d{0,8}$/.test(one)))
    throw new AppError('usage.again', `--again 后面是包的编号，如 3,7（are numbers of bundles）: ${text}`)
  return numbers.map(Number)
}

/**
 * Crawls now into the inbox, then processes what waits unless a running process will. Exit 1 when every source failed.
 * `due`: only sources that are due by their rhythm. `out`: this is a crawling zone, which writes bundles for the console's
 * zone instead of processing; `again` writes lost ones once more.
 */
export async function crawlCommand(
  context: Context,
  options: { due?: boolean; out?: string; again?: string },
  ids: string[],
): Promise<number> {
  const again = readNumbers(options.again)
  if (options.again !== undefined && options.out === undefined)
    throw new AppError('usage.again', '--again 要和 --out 一起用（goes with --out）')
  const app = await openApp(context, 'append')
  try {
    const crawling = await openCrawling(context, app)
    try {
      const wanted = options.due && ids.length === 0 ? await crawling.crawler.due() : ids
      const reports = options.due && wanted.length === 0 ? [] : await crawling.crawl(wanted)
      if (context.json) for (const report of reports) context.print(JSON.stringify(report))
      if (options.out !== undefined) {
        const files = await writeBundles(context, app.records, options.out, again)
        for (const file of files) context.note(context.say(bundleMessages.wrote, file))
        if (files.length === 0) context.note(context.say(bundleMessages.nothingNew))
      } else if (!(await app.tryProcess(context))) context.note(context.say(m.appended))
      const bad = reports.filter((r) => ['blocked', 'changed-shape', 'failed'].includes(r.outcome))
      return reports.length > 0 && bad.length === reports.length ? 1 : 0
    } finally {
      await crawling.close()
    }
  } finally {
    await app.close()
  }
}
