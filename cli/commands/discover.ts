import { AppError } from '../../model/error.ts'
import { cliMessages as m } from '../../model/messages/cli.ts'
import { discoverMessages as d } from '../../model/messages/discover.ts'
import { localMoment } from '../../model/time.ts'
import { findBrowser } from '../browser.ts'
import type { Context } from '../context.ts'
import { openSampleSite } from '../crawling.ts'
import { table } from '../table.ts'

/** A path alone means the sample city's site, where the sample is in use. */
function addressOf(context: Context, given: string, origin: string | undefined): string {
  const url = given.startsWith('/') && origin !== undefined ? URL.parse(given, origin) : URL.parse(given)
  if (url && (url.protocol === 'http:' || url.protocol === 'https:')) return url.href
  throw new AppError('usage.address', context.say(d.address, given))
}

/**
 * Proposes a recipe for an address: YAML on stdout, what it gives now and what is open on stderr (redacted, nothing is
 * stored). `browser`: read it in a browser at once, instead of only where the source holds no list. Exit 1 when no complete
 * record comes out yet.
 */
export async function discoverCommand(
  context: Context,
  options: { browser?: boolean },
  given: string,
): Promise<number> {
  const [{ discover }, { createVisit }, { redact }] = await Promise.all([
    import('../../crawlers/discover/discover.ts'),
    import('../../crawlers/visit.ts'),
    import('../../analyzers/redaction/redact.ts'),
  ])
  const { site, crawl } = await openSampleSite(context)
  try {
    const url = addressOf(context, given, site?.origin)
    // The sample city's own site need not be spared.
    const wait = site && url.startsWith(site.origin) ? async () => undefined : undefined
    const visit = createVisit({
      config: crawl,
      clock: context.clock,
      signal: context.signal,
      wait,
      browser: findBrowser,
    })
    try {
      const progress = context.progress(context.say(d.reading))
      let pages = 0
      const get: typeof visit.get = (ask) => {
        progress.update(++pages, undefined, ask.url)
        return visit.get(ask)
      }
      const render: typeof visit.render = (address, clickMore) => {
        progress.update(++pages, undefined, address)
        return visit.render(address, clickMore)
      }
      const found = await discover(url, {
        get,
        render,
        browser: options.browser,
        now: context.clock.now(),
        tell: context.say,
      })
      progress.done()
      const rows = (found.trial?.deliveries ?? []).map(({ author: _author, ...row }) => ({
        ...row,
        ...redact(row.title ?? '', row.text),
      }))
      if (context.json)
        context.print(JSON.stringify({ id: found.id, recipe: found.yaml ?? null, gaps: found.gaps, records: rows }))
      else if (found.yaml !== undefined) context.print(found.yaml.trimEnd())
      for (const gap of found.gaps) context.note(context.say(d.gap, gap))
      const good = rows.length > 0 && found.trial?.result.error === undefined
      if (found.trial && !context.json) {
        const { result } = found.trial
        context.note(good ? context.say(d.trial, rows.length, result.found) : context.say(d.trialEmpty))
        if (result.detail) context.note(result.detail)
        if (rows.length > 0)
          context.note(
            table(
              rows,
              [
                {
                  head: context.say(m.head.posted),
                  value: (r) => (r.postedAt ? localMoment(r.postedAt, r.postedPrecision) : ''),
                },
                { head: context.say(m.head.title), value: (r) => r.title || r.text.slice(0, 40), shrink: true },
                { head: 'id', value: (r) => r.nativeId ?? r.url ?? '', shrink: true },
              ],
              context.columns,
            ),
          )
        context.note(context.say(d.next, found.id))
      }
      return good ? 0 : 1
    } finally {
      visit.close()
    }
  } finally {
    await site?.close()
  }
}
