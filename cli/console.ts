import { fileURLToPath } from 'node:url'
import { createApi } from '../console/api/app.ts'
import { startConsole } from '../console/api/server.ts'
import { letterDelivery } from '../crawlers/letter.ts'
import { handOver } from '../delivery/handover.ts'
import type { App } from './app.ts'
import type { Context } from './context.ts'
import { PROGRAM_VERSION } from './version.ts'

const WEB_DIR = fileURLToPath(new URL('../console/web/dist/', import.meta.url))

/** Serves API and pages of an open app; `afterWrite` runs when a person or a program has changed something. */
export async function openConsole(
  context: Context,
  app: App,
  afterWrite: () => void,
): Promise<{ url: string; close(): Promise<void> }> {
  const { config, clock } = context
  const api = createApi({
    records: app.records,
    search: app.search,
    hot: app.hot,
    imports: {
      async letters(rows, source) {
        const counts = await app.inbox.append(
          source,
          rows.map((row) => letterDelivery(row, source)),
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
    afterWrite,
    clock,
    config,
    sample: context.loaded.sample,
    version: PROGRAM_VERSION,
    webDir: WEB_DIR,
  })
  return startConsole({ app: api, host: config.console.host, port: config.console.port })
}
