import { resumeSource } from '../../crawlers/resume.ts'
import { AppError } from '../../model/error.ts'
import { cliMessages as m } from '../../model/messages/cli.ts'
import { crawlMessages } from '../../model/messages/crawl.ts'
import type { HostState, SourceHealth } from '../../model/ports.ts'
import { localMinute, localMoment } from '../../model/time.ts'
import { openApp } from '../app.ts'
import type { Context } from '../context.ts'
import { openCrawling, reasonOf } from '../crawling.ts'
import { loadCheckable, loadSources, readSources } from '../sources-in-use.ts'
import { openRecordsOf } from '../stores.ts'
import { table } from '../table.ts'

/** What is known of past visits; nothing before the first one. */
async function visited(context: Context): Promise<{ health: SourceHealth[]; hosts: HostState[] }> {
  try {
    const records = await openRecordsOf(context, true)
    try {
      return { health: await records.sources.health(), hosts: await records.sources.hosts() }
    } finally {
      await records.close()
    }
  } catch (error) {
    // No data folder yet, or one of an older version that the next run brings up to date.
    if (error instanceof AppError && ['store.missing', 'store.older'].includes(error.code))
      return { health: [], hosts: [] }
    throw error
  }
}

/** Each source with how and when it is visited and whether it is on. */
export async function listCommand(context: Context): Promise<number> {
  const { describePlan, planVisit } = await import('../../crawlers/plan.ts')
  const { health, hosts } = await visited(context)
  const now = context.clock.now()
  const config = context.config.crawl
  const { sources: inUse, problem } = readSources(context.loaded)
  const sources = inUse.map(({ recipe, enabled }) => {
    const plan = planVisit(recipe, { health: health.find((h) => h.source === recipe.id), hosts, config, now })
    return { recipe, enabled, plan, text: describePlan(recipe, plan, context.lang) }
  })
  const done = (): number => {
    // After the list, in which the right id stands.
    if (problem) throw problem
    return 0
  }
  if (context.json) {
    for (const { recipe, enabled, plan, text } of sources) {
      const { source: _, ...visit } = plan
      const { id, name, kind, verified } = recipe
      context.print(JSON.stringify({ id, name, kind, enabled, verified, plan: text, visit }))
    }
    return done()
  }
  const nextVisit = ({ enabled, plan }: (typeof sources)[number]): string => {
    if (!enabled) return ''
    const why = context.say(crawlMessages.waitsFor, plan.waitsFor)
    const at = plan.nextAt <= now.toISOString() ? context.say(m.due) : localMinute(plan.nextAt).slice(5)
    return why === '' ? at : `${at} ${why}`
  }
  context.print(
    table(
      sources,
      [
        { head: context.say(m.head.source), value: (s) => s.recipe.id },
        { head: context.say(m.head.name), value: (s) => s.recipe.name, shrink: true },
        { head: context.say(m.head.state), value: (s) => context.say(s.enabled ? m.on : m.off) },
        { head: context.say(m.head.standing), value: (s) => context.say(crawlMessages.standing, s.recipe.verified) },
        { head: context.say(m.head.nextVisit), value: nextVisit },
        { head: context.say(m.head.plan), value: (s) => s.text, shrink: true },
      ],
      context.columns,
    ),
  )
  return done()
}

/** Ends the pause of sources and the rest of their hosts: the way back after a failure was mended. */
export async function resumeCommand(context: Context, _options: object, ids: string[]): Promise<number> {
  const known = new Map((await loadSources(context.loaded)).map(({ recipe }) => [recipe.id, recipe]))
  const recipes = ids.map((id) => {
    const recipe = known.get(id)
    if (!recipe) throw new AppError('source.unknown', id, { details: { id } })
    return recipe
  })
  const records = await openRecordsOf(context, false)
  try {
    for (const recipe of recipes) {
      await resumeSource(records.sources, recipe)
      context.note(context.say(m.resumed, recipe.id))
    }
    return 0
  } finally {
    await records.close()
  }
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
    context.say(crawlMessages.standings, all.ok, all.failed, all.shapes.length, all.realPage, all.synthetic, all.live),
  )
  context.note(context.say(crawlMessages.shapes, all.shapes))
  return results.every((r) => r.ok) ? 0 : 1
}

/** Shows what a source would give now: records as they would enter the inbox, redacted, writing nothing. */
export async function tryCommand(context: Context, _options: object, id: string): Promise<number> {
  const { redact } = await import('../../analyzers/redaction/redact.ts')
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
      context.note(
        context.say(m.sourceDone, id, context.say(m.outcome, result.outcome), rows.length, 0, 0) +
          (result.detail ? `（${reasonOf(result, context)}）` : ''),
      )
      return ['new', 'unchanged', 'empty'].includes(result.outcome) ? 0 : 1
    } finally {
      await crawling.close()
    }
  } finally {
    await app.close()
  }
}
