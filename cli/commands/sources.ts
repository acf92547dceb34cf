import { cliMessages as m } from '../../model/messages/cli.ts'
import { crawlMessages } from '../../model/messages/crawl.ts'
import { openApp } from '../app.ts'
import type { Context } from '../context.ts'
import { openCrawling } from '../crawling.ts'
import { loadCheckable, loadSources } from '../sources-in-use.ts'
import { table } from '../table.ts'

/** Each source with how it is visited and whether it is on. */
export async function listCommand(context: Context): Promise<number> {
  const { describePlan } = await import('../../crawlers/plan.ts')
  const sources = await loadSources(context.loaded)
  if (context.json) {
    for (const { recipe, enabled } of sources)
      context.print(
        JSON.stringify({
          id: recipe.id,
          name: recipe.name,
          kind: recipe.kind,
          enabled,
          verified: recipe.verified,
          plan: describePlan(recipe, context.lang),
        }),
      )
    return 0
  }
  context.print(
    table(
      sources,
      [
        { head: context.say(m.head.source), value: (s) => s.recipe.id },
        { head: context.say(m.head.name), value: (s) => s.recipe.name, shrink: true },
        { head: context.say(m.head.kind), value: (s) => s.recipe.kind },
        { head: context.say(m.head.state), value: (s) => context.say(s.enabled ? m.on : m.off) },
        { head: context.say(m.head.standing), value: (s) => s.recipe.verified },
        { head: context.say(m.head.plan), value: (s) => describePlan(s.recipe, context.lang), shrink: true },
      ],
      context.columns,
    ),
  )
  return 0
}

/** Replays every recipe on its saved page, offline. Exit 1 when one gives something else than expected. */
export async function checkCommand(context: Context, _options: object, ids: string[]): Promise<number> {
  const { checkRecipes, standings } = await import('../../crawlers/check.ts')
  const wanted = (await loadCheckable(context.loaded)).filter((r) => ids.length === 0 || ids.includes(r.id))
  const results = await checkRecipes(wanted)
  if (context.json) for (const r of results) context.print(JSON.stringify(r))
  else
    context.print(
      table(
        results,
        [
          { head: context.say(m.head.source), value: (r) => r.id },
          { head: context.say(m.head.standing), value: (r) => r.verified },
          {
            head: context.say(m.head.result),
            value: (r) => (r.ok ? context.say(m.doctorOk) : context.say(m.doctorBad)),
          },
          { head: context.say(m.head.records), value: (r) => r.detail, shrink: true },
        ],
        context.columns,
      ),
    )
  const all = standings(results)
  context.note(
    context.say(crawlMessages.standings, all.ok, all.failed, all.shapes, all.realPage, all.synthetic, all.live),
  )
  return results.every((r) => r.ok) ? 0 : 1
}

/** Shows what a source would give now: records as they would enter the inbox, redacted, writing nothing. */
export async function tryCommand(context: Context, _options: object, id: string): Promise<number> {
  const { redact } = await import('../../analyzers/redact.ts')
  const app = await openApp(context, 'append')
  try {
    const crawling = await openCrawling(context, app)
    try {
      const result = await crawling.crawler.tryout(id, { signal: context.signal })
      const rows = result.deliveries.map((d) => ({ ...d, ...redact(d.title ?? '', d.text) }))
      if (context.json) for (const { author: _author, ...row } of rows) context.print(JSON.stringify(row))
      else
        context.print(
          table(
            rows.slice(0, 30),
            [
              { head: context.say(m.head.posted), value: (r) => r.postedAt?.slice(0, 16) ?? '' },
              { head: context.say(m.head.title), value: (r) => r.title || r.text.slice(0, 40), shrink: true },
              { head: 'id', value: (r) => r.nativeId ?? r.url ?? '', shrink: true },
            ],
            context.columns,
          ),
        )
      context.note(
        context.say(m.sourceDone, id, context.say(m.outcome, result.outcome), rows.length, 0, 0) +
          (result.detail ? `（${result.detail}）` : ''),
      )
      return ['new', 'unchanged', 'empty'].includes(result.outcome) ? 0 : 1
    } finally {
      await crawling.close()
    }
  } finally {
    await app.close()
  }
}
