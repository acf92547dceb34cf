import { fileURLToPath } from 'node:url'
import { handedUnits } from '../analyzers/dispatch/handed-units.ts'
import { redact } from '../analyzers/redaction/redact.ts'
import { createApi } from '../console/api/app.ts'
import { startConsole } from '../console/api/server.ts'
import { createPushedRows } from '../crawlers/json-row.ts'
import { letterDelivery } from '../crawlers/letter.ts'
import { planVisit } from '../crawlers/plan.ts'
import { resumeSource } from '../crawlers/resume.ts'
import { takeCaseStep } from '../delivery/case-step.ts'
import { handOver } from '../delivery/handover.ts'
import { openCase, openWords } from '../delivery/open-words.ts'
import { expectedDue } from '../delivery/redate.ts'
import { unsentDigests } from '../delivery/unsent.ts'
import { AppError } from '../model/error.ts'
import { appendInBatches } from '../pipeline/intake/append-in-batches.ts'
import { createBeside } from '../pipeline/intake/beside.ts'
import type { App } from './app.ts'
import { readSecret } from './config-file.ts'
import type { Context } from './context.ts'
import { folderName } from './key-file.ts'
import { loadSources } from './sources-in-use.ts'
import { PROGRAM_VERSION } from './version.ts'
import { waitingIn } from './waiting.ts'

const WEB_DIR = fileURLToPath(new URL('../console/web/dist/', import.meta.url))

const LEAST_TOKEN = 16

/** A token that nobody guesses. Throws AppError `config.secret`. */
function tokenOf(name: string, secret: string): string {
  if (secret.length >= LEAST_TOKEN) return secret
  throw new AppError(
    'config.secret',
    `push.tokens 中 ${name} 的密钥不足 ${LEAST_TOKEN} 个字符（the secret of ${name} is shorter than ${LEAST_TOKEN} characters）`,
  )
}

/** Serves API and pages of an open app; `afterWrite` runs when a person or a program has changed something. */
export async function openConsole(
  context: Context,
  app: App,
  afterWrite: () => void,
): Promise<{ url: string; close(): Promise<void> }> {
  const { config, clock } = context
  const inUse = await loadSources(context.loaded)
  const sourceNames = Object.fromEntries(inUse.map((s) => [s.recipe.id, s.recipe.name]))
  const { sources } = app.records
  const dispatch = {
    records: app.records,
    clock,
    endpoints: config.dispatch.endpoints.map((e) => e.name),
    sample: context.loaded.sample,
  }
  const withoutPersonalData = (text: string): string => redact('', text).text
  /** What people and systems write on a case is kept and pushed: without personal data, like a letter. */
  const redacted = <T extends { readonly note: string }>(input: T): T => ({
    ...input,
    note: withoutPersonalData(input.note),
  })
  const api = createApi({
    records: app.records,
    search: app.search,
    hot: app.hot,
    explanations: app.explanations,
    review: app.review,
    watch: app.watch,
    async visitPlans() {
      const [healths, hosts] = await Promise.all([sources.health(), sources.hosts()])
      const now = clock.now()
      return inUse
        .filter((source) => source.enabled)
        .map(({ recipe }) => {
          const health = healths.find((one) => one.source === recipe.id)
          return planVisit(recipe, { health, hosts, config: config.crawl, now })
        })
    },
    unsentDigests: () =>
      unsentDigests({ digests: app.records.digests, to: config.digest.to, hour: config.digest.hour, clock }),
    async resumeSource(id) {
      const known = inUse.find(({ recipe }) => recipe.id === id)
      if (known) await resumeSource(sources, known.recipe)
      return known !== undefined
    },
    pushTokens: config.push.tokens.map(({ name, secret }) => ({
      name,
      secret: tokenOf(name, readSecret(secret, context.env)),
    })),
    imports: {
      namer: createPushedRows,
      async letters(rows, source, failed) {
        const deliveries = rows.map((row) => letterDelivery(row, source))
        try {
          return await appendInBatches(app.inbox, source, deliveries, failed)
        } finally {
          // What came in before a failure is there.
          afterWrite()
        }
      },
    },
    withoutPersonalData,
    namesPerson: createBeside(redact).namesPerson,
    units: handedUnits(),
    handOver: (input) => handOver({ ...dispatch, calendar: app.calendar, ...redacted(input) }),
    takeCaseStep: (input) => takeCaseStep({ ...dispatch, ...redacted(input) }),
    waiting: () => waitingIn(app.records),
    openCase: (kase) => openCase(app.records, kase),
    expectedDue: (kase) => expectedDue({ records: app.records, calendar: app.calendar }, kase),
    openWords: (issue) => openWords(app.records, issue),
    sourceNames,
    log: (line, error) => context.log(line, { error: String(error).slice(0, 200) }),
    afterWrite,
    clock,
    config,
    sample: context.loaded.sample,
    version: PROGRAM_VERSION,
    folder: folderName(config),
    webDir: WEB_DIR,
  })
  const console = await startConsole({ app: api, host: config.console.host, port: config.console.port })
  const closing = new AbortController()
  const warming = warmUp(app, AbortSignal.any([context.signal, closing.signal])).catch((error: unknown) =>
    context.log('console.warm-up', { error: String(error).slice(0, 200) }),
  )
  return {
    url: console.url,
    async close() {
      closing.abort()
      await console.close()
      await warming
    },
  }
}

/** Whoever comes first finds the year read and the dictionary loaded; others are answered meanwhile. */
async function warmUp({ hot, search }: App, signal: AbortSignal): Promise<void> {
  const steps = [
    async () => hot.hot({ asOf: await hot.now() }),
    () => search.search({ text: '兰州', sort: 'time', limit: 1 }),
    async () => hot.surges({ asOf: await hot.now() }),
    async () => hot.hard({ asOf: await hot.now() }),
    async () => hot.emerging({ asOf: await hot.now() }),
  ]
  for (const step of steps) if (!signal.aborted) await step()
}
