import { accessSync, constants, statfsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { checkDictionary, USER_DICT } from '../../analyzers/text/segment.ts'
import { startConsole } from '../../console/api/server.ts'
import { checkLiteral } from '../../delivery/address.ts'
import { createCalendar } from '../../delivery/calendar.ts'
import { AppError } from '../../model/error.ts'
import { cliMessages } from '../../model/messages/cli.ts'
import { doctorMessages as m } from '../../model/messages/doctor.ts'
import { DAY_MS, localDay } from '../../model/time.ts'
import { findBrowser } from '../browser.ts'
import { readSecret } from '../config-file.ts'
import type { Context } from '../context.ts'
import { systemText, textOf } from '../errors.ts'
import { makeFolder } from '../folder.ts'
import { folderName } from '../key-file.ts'
import { checkNamed, fewLabels } from '../models.ts'
import { endpointsOf } from '../outbound.ts'
import { type ElasticServer, elasticServer, postgresUrl, redisUrl } from '../servers.ts'
import { table } from '../table.ts'
import { checkWaiting } from '../waiting.ts'

interface Finding {
  readonly check: string
  /** `warn`: nothing is broken yet, and will be. */
  readonly state: 'ok' | 'bad' | 'skip' | 'warn'
  readonly detail: string
  /** How to mend it, when bad. */
  readonly mend?: string
}

/** What is wrong, said by a check itself. */
class Fault extends Error {}

/** Our own messages whole: each line of one names a thing to mend. A server's own words are marked as such. */
function short(error: unknown, { lang, say }: Context): string {
  if (error instanceof AppError) return textOf(error, lang)
  if (error instanceof Fault) return error.message
  const words = (error instanceof Error ? error.message || error.name : String(error)).split('\n')[0]!.slice(0, 160)
  return systemText(error, lang) ?? say(m.answered, words)
}

/** Runs one check; a throw is a finding, never a crash, and nothing waits longer than five seconds. */
async function attempt(
  context: Context,
  check: string,
  mend: string,
  work: () => Promise<string> | string,
): Promise<Finding> {
  let timer: NodeJS.Timeout | undefined
  try {
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Fault(context.say(m.late))), 5_000)
    })
    return { check, state: 'ok', detail: await Promise.race([Promise.resolve().then(work), late]) }
  } catch (error) {
    return { check, state: 'bad', detail: short(error, context), mend }
  } finally {
    clearTimeout(timer)
  }
}

async function pingRedis(url: string, { say }: Context): Promise<string> {
  const { default: Bull } = await import('bull')
  const queue = new Bull('lanting-doctor', url, {
    redis: { maxRetriesPerRequest: 0, retryStrategy: () => null } as never,
  })
  // Why there is no connection is told here alone; what waits for one hears only that it is closed.
  const failed = new Promise<never>((_, reject) => {
    queue.on('error', reject)
  })
  try {
    const info = await Promise.race([queue.client.info(), failed])
    const told = (name: string): string => new RegExp(`^${name}:(\\S+)`, 'm').exec(info)?.[1] ?? ''
    // 0: no bound of its own.
    const most = Number(told('maxmemory'))
    if (most > 0 && Number(told('used_memory')) >= most) throw new Fault(say(m.redisFull, most / 1e6))
    return told('redis_version') || 'ok'
  } finally {
    await queue.close(true).catch(() => undefined)
  }
}

async function pingPostgres(url: string): Promise<string> {
  const { default: pg } = await import('pg')
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 4_000 })
  await client.connect()
  try {
    return String((await client.query('show server_version')).rows[0]?.server_version)
  } finally {
    await client.end()
  }
}

async function pingElasticsearch({ node, apiKey, ca }: ElasticServer): Promise<string> {
  const { Client } = await import('@elastic/elasticsearch')
  const client = new Client({
    node,
    maxRetries: 0,
    requestTimeout: 4_000,
    ...(apiKey ? { auth: { apiKey } } : {}),
    ...(ca ? { tls: { ca } } : {}),
  })
  try {
    const health = await client.cluster.health()
    return `${health.cluster_name} ${health.status}`
  } finally {
    await client.close()
  }
}

async function pingSmtp(smtp: NonNullable<Context['config']['digest']['smtp']>, env: Context['env']): Promise<string> {
  const { createTransport } = await import('nodemailer')
  const transport = createTransport({
    host: smtp.host,
    port: smtp.port,
    secure: smtp.secure,
    connectionTimeout: 4_000,
    greetingTimeout: 4_000,
    ...(smtp.user ? { auth: { user: smtp.user, pass: smtp.password ? readSecret(smtp.password, env) : '' } } : {}),
  })
  try {
    await transport.verify()
    return `${smtp.host}:${smtp.port}`
  } finally {
    transport.close()
  }
}

async function pingBrowser({ say }: Context): Promise<string> {
  const browser = await findBrowser()
  if (!browser) throw new Fault(say(m.noBrowser))
  return browser.executablePath
}

/** A folder that can be written, made where it is missing, with its free space. */
function tryFolder({ say }: Context, path: string, mode?: number): string {
  makeFolder(path, mode)
  accessSync(path, constants.W_OK | constants.R_OK)
  const disk = statfsSync(path)
  const free = say(m.free, (disk.bavail * disk.bsize) / 1e9)
  if (disk.bavail * disk.bsize < 1e9) throw new Fault(free)
  return `${path}${say(m.comma)}${free}`
}

/** Secrets that sign, and no private address that is not allowed. Nothing is sent. */
function tryEndpoints(context: Context): string {
  const endpoints = endpointsOf(context)
  for (const { url, allowPrivate } of endpoints) if (!allowPrivate) checkLiteral(new URL(url).hostname)
  return endpoints.map(({ name }) => name).join(context.say(m.comma))
}

/** The data folder that a console on that port serves; undefined where no console answers. */
async function folderServedAt(host: string, port: number): Promise<string | undefined> {
  try {
    const answer = await fetch(`http://${host.includes(':') ? `[${host}]` : host}:${port}/api/v1/about`, {
      signal: AbortSignal.timeout(2_000),
    })
    return ((await answer.json()) as { folder?: string }).folder
  } catch {
    return undefined
  }
}

/** Days before the calendar ends at which it is told: a unit's time may run for weeks. */
const CALENDAR_AHEAD = 60

/** Whether working days can still be counted for a while. */
function checkCalendar({ config, clock, say }: Context): Finding {
  const check = say(m.calendar)
  const calendar = createCalendar(config.calendar)
  const today = localDay(clock.now())
  const later = localDay(new Date(clock.now().getTime() + CALENDAR_AHEAD * DAY_MS))
  const year = Number((calendar.knows(today) ? later : today).slice(0, 4))
  if (calendar.knows(today) && calendar.knows(later)) return { check, state: 'ok', detail: say(m.calendarKnown, year) }
  return { check, state: 'warn', detail: say(m.calendarEnds, year), mend: say(m.mendCalendar, year) }
}

/** Whether `run` and `serve` could open the console; one that this data folder's own console holds is as good. */
async function tryPort({ config, lang, say }: Context): Promise<string> {
  const { host, port } = config.console
  try {
    const tried = await startConsole({ app: { fetch: () => new Response() }, host, port, lang })
    await tried.close()
    return port === 0 ? say(m.anyPort) : say(m.portFree, port)
  } catch (error) {
    if ((await folderServedAt(host, port)) === folderName(config)) return say(m.portOurs, port)
    throw error
  }
}

/** Checks each dependency and says how to mend it. Exit 1 when something in use is broken. */
export async function doctorCommand(context: Context): Promise<number> {
  const { config, say } = context
  const findings: Finding[] = []
  const add = async (finding: Promise<Finding> | Finding): Promise<void> => void findings.push(await finding)
  const skip = (check: string, detail: string): Finding => ({ check, state: 'skip', detail })

  await add(
    attempt(context, 'Node', say(m.mendNode), () => {
      if (Number(process.versions.node.split('.')[0]) < 24) throw new Fault(process.versions.node)
      return process.versions.node
    }),
  )
  await add(
    attempt(context, 'node:sqlite', say(m.mendNode), async () => {
      const { DatabaseSync } = await import('node:sqlite')
      const db = new DatabaseSync(':memory:')
      db.exec("create virtual table t using fts5(a, content='', contentless_delete=1)")
      return String(db.prepare('select sqlite_version() v').get()?.v)
    }),
  )
  await add(
    attempt(context, 'nodejieba', say(m.mendNative), () => {
      const require = createRequire(import.meta.url)
      require('nodejieba')
      return require('nodejieba/package.json').version
    }),
  )
  await add(attempt(context, say(m.dictionary), say(m.mendDictionary), () => checkDictionary(USER_DICT).slice(0, 12)))
  await add(
    attempt(context, say(m.models), say(m.mendModels), () => {
      checkNamed(config.models)
      const told = fewLabels(say, config.models.category)
      if (told !== undefined) throw new Fault(told)
      return say(
        m.modelsInUse,
        Object.values(config.models)
          .filter((file) => file !== undefined)
          .join(say(m.comma)),
      )
    }),
  )
  await add(attempt(context, say(m.store), say(m.mendStore, config.dataDir), () => tryFolder(context, config.dataDir)))
  await add(
    attempt(context, say(m.keys), say(m.mendKeys, config.keysDir), () => tryFolder(context, config.keysDir, 0o700)),
  )
  await add(attempt(context, say(m.console), say(m.mendConsole), () => tryPort(context)))
  await add(
    attempt(context, say(m.sources), say(m.mendSources), async () => {
      const { loadSources } = await import('../sources-in-use.ts')
      const sources = await loadSources(context.loaded)
      return say(m.sourceCount, sources.length, sources.filter((s) => s.enabled).length)
    }),
  )
  await add(
    attempt(context, say(m.clock), say(m.mendClock), () => {
      const year = context.clock.now().getUTCFullYear()
      if (year < 2024 || year > 2100) throw new Fault(context.clock.now().toISOString())
      return config.clock ? say(m.fixedClock, config.clock) : context.clock.now().toISOString()
    }),
  )
  findings.push(checkCalendar(context))
  await add(
    config.digest.smtp
      ? attempt(context, 'SMTP', say(m.mendSmtp), () => pingSmtp(config.digest.smtp!, context.env))
      : skip('SMTP', 'digest.smtp'),
  )
  await add(
    config.dispatch.endpoints.length > 0
      ? attempt(context, say(m.endpoints), say(m.mendEndpoints), () => tryEndpoints(context))
      : skip(say(m.endpoints), 'dispatch.endpoints'),
  )
  await add(
    config.redis
      ? attempt(context, 'Redis', say(m.mendServer, 'redis'), () => pingRedis(redisUrl(context)!, context))
      : skip('Redis', 'redis'),
  )
  await add(
    config.postgres
      ? attempt(context, 'PostgreSQL', say(m.mendServer, 'postgres'), () => pingPostgres(postgresUrl(context)!))
      : skip('PostgreSQL', 'postgres'),
  )
  await add(
    config.elasticsearch
      ? attempt(context, 'Elasticsearch', say(m.mendServer, 'elasticsearch'), () =>
          pingElasticsearch(elasticServer(context)!),
        )
      : skip('Elasticsearch', 'elasticsearch'),
  )
  const browser = await attempt(context, say(m.browser), say(m.mendBrowser), () => pingBrowser(context))
  // Only recipes that render pages need one, and none of those is on by default.
  findings.push(
    browser.state === 'bad'
      ? { ...browser, state: 'skip', detail: `${browser.detail}${say(m.comma)}${browser.mend}` }
      : browser,
  )

  findings.push(...(await checkWaiting(context)))

  if (context.json) {
    for (const f of findings) context.print(JSON.stringify(f))
  } else {
    const word = {
      ok: cliMessages.doctorOk,
      bad: cliMessages.doctorBad,
      skip: cliMessages.doctorSkip,
      warn: cliMessages.doctorWarn,
    }
    context.print(
      table(
        findings,
        [
          { head: say(cliMessages.head.check), value: (f) => f.check },
          { head: say(cliMessages.head.result), value: (f) => say(word[f.state]) },
          { head: '', value: (f) => f.detail.split('\n', 1)[0]!, shrink: true },
        ],
        context.columns,
      ),
    )
    // Whole, where the table cut it; our own messages may name several things, a line each.
    for (const f of findings)
      if (f.state === 'bad' || f.state === 'warn') context.print(`\n${f.check}: ${f.detail}\n→ ${f.mend}`)
  }
  return findings.some((f) => f.state === 'bad') ? 1 : 0
}
