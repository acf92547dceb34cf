import { accessSync, constants, mkdirSync, statfsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { checkDictionary, USER_DICT } from '../../analyzers/text/segment.ts'
import { AppError } from '../../model/error.ts'
import { cliMessages } from '../../model/messages/cli.ts'
import { doctorMessages as m } from '../../model/messages/doctor.ts'
import { findBrowser } from '../browser.ts'
import { readSecret } from '../config-file.ts'
import type { Context } from '../context.ts'
import { type ElasticServer, elasticServer, postgresUrl, redisUrl } from '../servers.ts'
import { table } from '../table.ts'
import { checkWaiting } from '../waiting.ts'

interface Finding {
  readonly check: string
  readonly state: 'ok' | 'bad' | 'skip'
  readonly detail: string
  /** How to mend it, when bad. */
  readonly mend?: string
}

/** Our own messages whole: each line of one names a thing to mend. */
const short = (error: unknown): string =>
  error instanceof AppError
    ? error.message
    : (error instanceof Error ? error.message || error.name : String(error)).split('\n')[0]!.slice(0, 160)

/** Runs one check; a throw is a finding, never a crash, and nothing waits longer than five seconds. */
async function attempt(check: string, mend: string, work: () => Promise<string> | string): Promise<Finding> {
  let timer: NodeJS.Timeout | undefined
  try {
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error('timeout after 5 s')), 5_000)
    })
    return { check, state: 'ok', detail: await Promise.race([Promise.resolve().then(work), late]) }
  } catch (error) {
    return { check, state: 'bad', detail: short(error), mend }
  } finally {
    clearTimeout(timer)
  }
}

async function pingRedis(url: string): Promise<string> {
  const { default: Bull } = await import('bull')
  const queue = new Bull('lanting-doctor', url, {
    redis: { maxRetriesPerRequest: 0, retryStrategy: () => null } as never,
  })
  // Bull repeats the connection error on the queue; the promise below already carries it.
  queue.on('error', () => undefined)
  try {
    await queue.isReady()
    return (await queue.client.info('server')).match(/redis_version:(\S+)/)?.[1] ?? 'ok'
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

async function pingBrowser(): Promise<string> {
  const browser = await findBrowser()
  if (!browser) throw new Error('no Chromium found')
  return browser.executablePath
}

/** Checks each dependency and says how to mend it. Exit 1 when something in use is broken. */
export async function doctorCommand(context: Context): Promise<number> {
  const { config, say } = context
  const findings: Finding[] = []
  const add = async (finding: Promise<Finding> | Finding): Promise<void> => void findings.push(await finding)
  const skip = (check: string, detail: string): Finding => ({ check, state: 'skip', detail })

  await add(
    attempt('Node', say(m.mendNode), () => {
      if (Number(process.versions.node.split('.')[0]) < 24) throw new Error(process.versions.node)
      return process.versions.node
    }),
  )
  await add(
    attempt('node:sqlite', say(m.mendNode), async () => {
      const { DatabaseSync } = await import('node:sqlite')
      const db = new DatabaseSync(':memory:')
      db.exec("create virtual table t using fts5(a, content='', contentless_delete=1)")
      return String(db.prepare('select sqlite_version() v').get()?.v)
    }),
  )
  await add(
    attempt('nodejieba', say(m.mendNative), () => {
      const require = createRequire(import.meta.url)
      require('nodejieba')
      return require('nodejieba/package.json').version
    }),
  )
  await add(attempt(say(m.dictionary), say(m.mendDictionary), () => checkDictionary(USER_DICT).slice(0, 12)))
  await add(
    attempt(say(m.store), say(m.mendStore, config.dataDir), () => {
      mkdirSync(config.dataDir, { recursive: true })
      accessSync(config.dataDir, constants.W_OK | constants.R_OK)
      const disk = statfsSync(config.dataDir)
      const free = (disk.bavail * disk.bsize) / 1e9
      if (free < 1) throw new Error(`${free.toFixed(2)} GB free`)
      return `${config.dataDir}, ${free.toFixed(0)} GB free`
    }),
  )
  await add(
    attempt(say(m.sources), say(m.mendSources), async () => {
      const { loadSources } = await import('../sources-in-use.ts')
      const sources = await loadSources(context.loaded)
      return say(m.sourceCount, sources.length, sources.filter((s) => s.enabled).length)
    }),
  )
  await add(
    attempt(say(m.clock), say(m.mendClock), () => {
      const year = context.clock.now().getUTCFullYear()
      if (year < 2024 || year > 2100) throw new Error(context.clock.now().toISOString())
      return config.clock ? say(m.fixedClock, config.clock) : context.clock.now().toISOString()
    }),
  )
  await add(
    config.digest.smtp
      ? attempt('SMTP', say(m.mendSmtp), () => pingSmtp(config.digest.smtp!, context.env))
      : skip('SMTP', 'digest.smtp'),
  )
  await add(
    config.redis
      ? attempt('Redis', say(m.mendServer, 'redis'), () => pingRedis(redisUrl(context)!))
      : skip('Redis', 'redis'),
  )
  await add(
    config.postgres
      ? attempt('PostgreSQL', say(m.mendServer, 'postgres'), () => pingPostgres(postgresUrl(context)!))
      : skip('PostgreSQL', 'postgres'),
  )
  await add(
    config.elasticsearch
      ? attempt('Elasticsearch', say(m.mendServer, 'elasticsearch'), () => pingElasticsearch(elasticServer(context)!))
      : skip('Elasticsearch', 'elasticsearch'),
  )
  const browser = await attempt(say(m.browser), say(m.mendBrowser), pingBrowser)
  // Only recipes that render pages need one, and none of those is on by default.
  findings.push(
    browser.state === 'bad' ? { ...browser, state: 'skip', detail: `${browser.detail}. ${browser.mend}` } : browser,
  )

  findings.push(await checkWaiting(context))

  if (context.json) {
    for (const f of findings) context.print(JSON.stringify(f))
  } else {
    const word = { ok: cliMessages.doctorOk, bad: cliMessages.doctorBad, skip: cliMessages.doctorSkip }
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
    // Our own messages may name several things, a line each.
    const rest = (f: Finding): string =>
      f.detail
        .split('\n')
        .slice(1)
        .map((line) => `\n${line}`)
        .join('')
    for (const f of findings) if (f.state === 'bad') context.print(`\n${f.check}: ${f.mend}${rest(f)}`)
  }
  return findings.some((f) => f.state === 'bad') ? 1 : 0
}
