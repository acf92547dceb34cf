import type { Crawler, SourceReport } from '../crawlers/crawler.ts'
import type { Config } from '../model/config.ts'
import { AppError } from '../model/error.ts'
import { cliMessages as m } from '../model/messages/cli.ts'
import type { App } from './app.ts'
import { findBrowser } from './browser.ts'
import { watchBundles } from './bundle-inbox.ts'
import type { Context } from './context.ts'
import { textOf } from './errors.ts'
import { loadSources, type SourceInUse } from './sources-in-use.ts'

export interface Crawling {
  readonly sources: readonly SourceInUse[]
  /** Crawls the named sources, or all that are on and not paused, and says what each came to. */
  crawl(ids?: readonly string[]): Promise<SourceReport[]>
  readonly crawler: Crawler
  /** Takes what the crawling zone has sent into `bundles.folder`; true when there was something new. */
  takeBundles(): Promise<boolean>
  close(): Promise<void>
}

/** The reader's words for what went wrong, then the technical ones. */
export const reasonOf = ({ code, detail }: Pick<SourceReport, 'code' | 'detail'>, { lang }: Context): string =>
  code === null || detail === null
    ? (detail ?? '')
    : textOf(new AppError(code, detail, { details: { why: detail } }), lang)

const rendersPages = ({ recipe }: SourceInUse): boolean => recipe.fetch.mode === 'browser'

/** The sample city's site, where the sample is in use, and the crawl settings that let it be read on loopback. */
export async function openSampleSite(
  context: Context,
): Promise<{ site: { origin: string; close(): Promise<void> } | undefined; crawl: Config['crawl'] }> {
  const { crawl } = context.config
  if (!context.loaded.sample) return { site: undefined, crawl }
  const [{ startSampleSite }, { loadSamplePosts }] = await Promise.all([
    import('../samples/site.ts'),
    import('../samples/load.ts'),
  ])
  const site = await startSampleSite({ posts: loadSamplePosts(), now: context.clock.now() })
  return { site, crawl: { ...crawl, allowPrivate: [...crawl.allowPrivate, new URL(site.origin).host] } }
}

/** Starts the sample city's site where the sample is in use, and a crawler whose posts go to the inbox. */
export async function openCrawling(context: Context, app: App): Promise<Crawling> {
  // Crawlee takes two seconds to load, so it is asked for only where something is crawled.
  const { createCrawler } = await import('../crawlers/crawler.ts')
  const { site, crawl } = await openSampleSite(context)
  const sources = await loadSources(context.loaded, site?.origin)
  const crawler = createCrawler({
    recipes: sources.map((s) => s.recipe),
    sources: app.records.sources,
    clock: context.clock,
    config: crawl,
    browser: sources.some(rendersPages) ? await findBrowser() : undefined,
    log: (event, data) => context.log(event, data),
    deliver: (source, deliveries, failed) => app.inbox.append(source, deliveries, failed),
    raw: context.config.evidence.raw,
    lang: context.lang,
  })
  return {
    sources,
    crawler,
    takeBundles: watchBundles(context, app),
    async crawl(ids) {
      const known = new Set(sources.map((s) => s.recipe.id))
      const unknown = (ids ?? []).filter((id) => !known.has(id))
      if (unknown.length > 0)
        throw new AppError(
          'usage.source',
          `没有这个来源（no such source）：${unknown.join('、')}。可用：${[...known].join('、')}`,
        )
      const wanted = ids?.length ? ids : undefined
      const progress = context.progress(context.say(m.crawling, wanted?.length ?? crawler.on.length))
      const reports = await crawler.crawl(wanted, {
        signal: context.signal,
        onProgress: (p) => progress.update(p.found, undefined, p.source),
      })
      progress.done()
      await app.sweepVault()
      for (const r of reports)
        context.note(
          context.say(
            m.sourceDone,
            r.source,
            context.say(m.outcome, r.outcome),
            r.found,
            r.counts.fresh,
            r.counts.revised,
          ) + (r.detail ? `（${reasonOf(r, context)}）` : ''),
        )
      return reports
    },
    async close() {
      await site?.close()
    },
  }
}
