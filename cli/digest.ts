import { join } from 'node:path'
import { buildDigest } from '../delivery/digest.ts'
import { writeDigest } from '../delivery/digest-files.ts'
import { renderDigest } from '../delivery/digest-render.ts'
import { digestDay } from '../delivery/digest-rule.ts'
import type { App } from './app.ts'
import type { Context } from './context.ts'
import { loadSources } from './sources-in-use.ts'

/** Builds and renders the digest of a day. */
export async function makeDigest(context: Context, app: App, day: string) {
  const sources = await loadSources(context.loaded)
  const model = await buildDigest({
    records: app.records,
    hot: app.hot,
    watch: app.watch,
    calendar: app.calendar,
    clock: context.clock,
    config: context.config,
    day,
    sample: context.loaded.sample,
    sourceNames: Object.fromEntries(sources.map(({ recipe }) => [recipe.id, recipe.name])),
  })
  return renderDigest(model, context.lang)
}

/** Writes today's digest beside the data and returns the path of its HTML. */
export async function writeTodaysDigest(context: Context, app: App): Promise<string> {
  const day = digestDay(context.clock.now(), context.config.digest.hour)
  const files = await writeDigest(join(context.config.dataDir, 'digests'), day, await makeDigest(context, app, day))
  return files.html
}
