import { join } from 'node:path'
import { buildDigest } from '../delivery/digest.ts'
import { writeDigest } from '../delivery/digest-files.ts'
import { renderDigest } from '../delivery/digest-render.ts'
import { digestDay } from '../delivery/digest-rule.ts'
import { AppError } from '../model/error.ts'
import type { App } from './app.ts'
import type { Context } from './context.ts'
import { readSources } from './sources-in-use.ts'

/** A recipe that cannot be read must not keep a mail back: it then names sources by their ids. */
function sourceNames({ loaded }: Context): Readonly<Record<string, string>> {
  try {
    return Object.fromEntries(readSources(loaded).sources.map(({ recipe }) => [recipe.id, recipe.name]))
  } catch (error) {
    if (error instanceof AppError) return {}
    throw error
  }
}

/** Builds and renders the digest of a day. */
export async function makeDigest(context: Context, app: App, day: string) {
  const model = await buildDigest({
    records: app.records,
    hot: app.hot,
    watch: app.watch,
    calendar: app.calendar,
    clock: context.clock,
    config: context.config,
    day,
    sample: context.loaded.sample,
    sourceNames: sourceNames(context),
  })
  return renderDigest(model, context.lang)
}

/** Writes today's digest beside the data and returns the path of its HTML. */
export async function writeTodaysDigest(context: Context, app: App): Promise<string> {
  const day = digestDay(context.clock.now(), context.config.digest.hour)
  const files = await writeDigest(join(context.config.dataDir, 'digests'), day, await makeDigest(context, app, day))
  return files.html
}
