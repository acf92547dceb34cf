import { fileURLToPath } from 'node:url'
import { createApi } from '../console/api/app.ts'
import { startConsole } from '../console/api/server.ts'
import { letterDelivery } from '../crawlers/letter.ts'
import { handOver } from '../delivery/handover.ts'
import { openWords } from '../delivery/open-words.ts'
import type { App } from './app.ts'
import type { Context } from './context.ts'
import { loadSources } from './sources-in-use.ts'
import { PROGRAM_VERSION } from './version.ts'

const WEB_DIR = fileURLToPath(new URL('../console/web/dist/', import.meta.url))

/** Serves API and pages of an open app; `afterWrite` runs when a person or a program has changed something. */
export async function openConsole(
  context: Context,
  app: App,
  afterWrite: () => void,
): Promise<{ url: string; close(): Promise<void> }> {
  const { config, clock } = context
  const sourceNames = Object.fromEntries((await loadSources(context.loaded)).map((s) => [s.recipe.id, s.recipe.name]))
  const api = createApi({
    records: app.records,
    search: app.search,
    hot: app.hot,
    imports: {
      async letters(rows, source, failed) {
        const counts = await app.inbox.append(
          source,
          rows.map((row) => letterDelivery(row, source)),
          failed,
        )
        afterWrite()
        return counts
      },
    },
    handOver: (input) =>
      handOver({
        records: app.records,
        calendar: app.calendar,
        clock,
        endpoints: config.dispatch.endpoints.map((e) => e.name),
        sample: context.loaded.sample,
        ...input,
      }),
    openWords: (issue) => openWords(app.records, issue),
    sourceNames,
    log: (line, error) => context.log(line, { error: String(error).slice(0, 200) }),
    afterWrite,
    clock,
    config,
    sample: context.loaded.sample,
    version: PROGRAM_VERSION,
    webDir: WEB_DIR,
  })
  return startConsole({ app: api, host: config.console.host, port: config.console.port })
}
