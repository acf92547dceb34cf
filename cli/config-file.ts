import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { isAbsolute, join, resolve } from 'node:path'
import { LineCounter, parseDocument } from 'yaml'
import { z } from 'zod'
import { decodeBody } from '../crawlers/charset.ts'
import { isWebhookSecret } from '../delivery/webhook.ts'
import { type Config, configSchema, type Secret } from '../model/config.ts'
import { AppError } from '../model/error.ts'
import { yamlFault } from '../model/messages/validation.ts'
import { nearestName } from './nearest-name.ts'

/** One problem of a config file; `line` counts from 1 and is 0 when the problem has no place in the text. */
export interface ConfigProblem {
  readonly line: number
  readonly path: string
  readonly message: string
}

export interface LoadedConfig {
  readonly config: Config
  /** The file read, or undefined when the built-in defaults are in force. */
  readonly file: string | undefined
  /** The bundled sample city on its fixed clock. */
  readonly sample: boolean
}

/**
 * Whose data a command works on where there is no config file: `sample` (run, crawl, sources) the bundled sample city, `real`
 * (import, restore) letters of one's own, `either` what is there: letters of one's own once some were imported, else the sample.
 */
export type World = 'sample' | 'real' | 'either'

/** Lies in each folder of the sample city, so that nothing real is ever put into it. */
const SAMPLE_MARK = 'SAMPLE.txt'
const REAL_FOLDER = 'data'
const SAMPLE_FOLDER = 'data/sample'

export function markSample(folder: string): void {
  const file = join(folder, SAMPLE_MARK)
  if (!existsSync(file))
    writeFileSync(file, '样例城市的数据，全部为合成内容（data of the sample city, all of it synthetic）\n')
}

/** The sample city's today; deadlines cross the make-up day 02-14 and Spring Festival. */
export const SAMPLE_CLOCK = '2026-01-19T10:00:00+08:00'

export const NO_WEBHOOK_SECRET =
  '不是签名密钥，应为 whsec_ 加 base64，请向对方索取（no Standard Webhooks secret: whsec_ and base64）'

/** Settings that are each fine alone but not together. */
function combinations(config: Config): { path: (string | number)[]; message: string }[] {
  const problems: { path: (string | number)[]; message: string }[] = []
  if (config.digest.to.length > 0 && !config.digest.smtp)
    problems.push({
      path: ['digest', 'to'],
      message: 'digest.to 有收件人，但没有 digest.smtp（has recipients but no digest.smtp）',
    })
  if (config.digest.smtp?.password && !config.digest.smtp.user)
    problems.push({ path: ['digest', 'smtp', 'password'], message: '有密码但没有 user（a password without a user）' })
  if (config.digest.smtp?.secure && config.digest.smtp.port === 25)
    problems.push({
      path: ['digest', 'smtp', 'port'],
      message: 'secure: true 要用 465 等 TLS 端口，不是 25（needs a TLS port such as 465）',
    })
  if (!['127.0.0.1', '::1', 'localhost'].includes(config.console.host))
    problems.push({
      path: ['console', 'host'],
      message: '账户功能上线之前只能绑定本机地址（loopback only until accounts exist）',
    })
  if (`${resolve(config.keysDir)}/`.startsWith(`${resolve(config.dataDir)}/`))
    problems.push({ path: ['keysDir'], message: '密钥文件夹不能放在 dataDir 里（must lie outside dataDir）' })
  const names = new Set<string>()
  config.dispatch.endpoints.forEach((endpoint, i) => {
    if (names.has(endpoint.name))
      problems.push({
        path: ['dispatch', 'endpoints', i, 'name'],
        message: `重复的名称（used twice）: ${endpoint.name}`,
      })
    names.add(endpoint.name)
    if (typeof endpoint.secret === 'string' && !isWebhookSecret(endpoint.secret))
      problems.push({ path: ['dispatch', 'endpoints', i, 'secret'], message: NO_WEBHOOK_SECRET })
  })
  for (const id of config.crawl.enabled)
    if (config.crawl.disabled.includes(id))
      problems.push({
        path: ['crawl', 'disabled'],
        message: `${id} 同时出现在 enabled 和 disabled（is both enabled and disabled）`,
      })
  return problems
}

/** What may stand at a place of the config, so that a misspelt name is told what was probably meant. */
function keysAt(path: readonly PropertyKey[]): string[] {
  const inner = (schema: z.ZodType): z.ZodType[] => {
    let bare = schema
    while (bare instanceof z.ZodPrefault || bare instanceof z.ZodDefault || bare instanceof z.ZodOptional)
      bare = bare.unwrap() as z.ZodType
    return bare instanceof z.ZodUnion ? bare.options.flatMap((option) => inner(option as z.ZodType)) : [bare]
  }
  let here = inner(configSchema)
  for (const key of path)
    here = here.flatMap((schema) => {
      const next =
        schema instanceof z.ZodObject
          ? (schema.shape as Record<string, z.ZodType>)[String(key)]
          : schema instanceof z.ZodArray
            ? schema.element
            : schema instanceof z.ZodRecord
              ? schema.valueType
              : undefined
      return next === undefined ? [] : inner(next as z.ZodType)
    })
  return here.flatMap((schema) => (schema instanceof z.ZodObject ? Object.keys(schema.shape) : []))
}

function unknownKey(path: readonly PropertyKey[]): string {
  const near = nearestName(String(path.at(-1)), keysAt(path.slice(0, -1)))
  return near === undefined ? '未知的设置项（unknown key）' : `未知的设置项，是不是 ${near}（unknown key; ${near}?）`
}

/** The text of a config file, in UTF-8 or as Notepad saves it: UTF-16, GBK. */
const configText = (file: string): string => decodeBody(readFileSync(file)).text

/** The line of a setting, or of the nearest one around it; 0 when nothing of it is in the text. */
function lineIn(document: ReturnType<typeof parseDocument>, lines: LineCounter, path: readonly PropertyKey[]): number {
  if (path.length === 0) {
    const at = document.contents?.range?.[0]
    return at === undefined ? 0 : lines.linePos(at).line
  }
  for (let n = path.length; n > 0; n--) {
    const key = path.slice(0, n) as (string | number)[]
    // The key itself where the parent is a map, so that an unknown key's own line is named.
    const parent = n === 1 ? document.contents : document.getIn(key.slice(0, -1), true)
    const items = (parent as { items?: { key?: { value?: unknown; range?: number[] } }[] } | null)?.items
    const pair = Array.isArray(items) ? items.find((i) => i?.key?.value === key.at(-1)) : undefined
    const at = pair?.key?.range?.[0] ?? (document.getIn(key, true) as { range?: number[] } | undefined)?.range?.[0]
    if (at !== undefined) return lines.linePos(at).line
  }
  return 0
}

const invalid = (name: string, problems: readonly ConfigProblem[]): AppError => {
  const list = problems.map((p) => `  ${name}:${p.line}  ${p.path}  ${p.message}`).join('\n')
  return new AppError('config.invalid', `配置有 ${problems.length} 处问题（config problems）：\n${list}`, {
    cause: problems,
    details: { problems: problems.length },
  })
}

/** The error of problems that show only beside other files: the config's text is read again for their lines. */
export function invalidSettings(
  file: string | undefined,
  problems: readonly { readonly path: readonly (string | number)[]; readonly message: string }[],
): AppError {
  const lines = new LineCounter()
  const document = parseDocument(file === undefined ? '' : configText(file), { lineCounter: lines })
  return invalid(
    file ?? '-',
    problems.map(({ path, message }) => ({ line: lineIn(document, lines, path), path: path.join('.'), message })),
  )
}

/**
 * Parses config text: every problem at once, each with its line.
 * Throws AppError `config.invalid` whose message lists them; `cause` is the ConfigProblem[].
 */
export function parseConfig(text: string, name: string): Config {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const problems: ConfigProblem[] = document.errors.map((e) => ({
    line: lines.linePos(e.pos[0]).line,
    path: '',
    message: `${yamlFault(e.code)}（${e.message}）`,
  }))
  const lineOf = (path: readonly PropertyKey[]): number => lineIn(document, lines, path)
  let config: Config | undefined
  let values: unknown
  try {
    if (problems.length === 0) values = document.toJS()
  } catch (error) {
    // Aliases that name nothing or come to too much: that shows only when they are written out.
    if (!(error instanceof ReferenceError)) throw error
    problems.push({ line: 1, path: '', message: `${yamlFault('ALIASES')}（${error.message}）` })
  }
  if (problems.length === 0) {
    const parsed = configSchema.safeParse(values ?? {})
    if (parsed.success) {
      config = parsed.data
      for (const p of combinations(config))
        problems.push({ line: lineOf(p.path), path: p.path.join('.'), message: p.message })
    } else {
      for (const issue of parsed.error.issues) {
        const keys = issue.code === 'unrecognized_keys' ? issue.keys.map((k) => [...issue.path, k]) : [issue.path]
        for (const path of keys) {
          const message = issue.code === 'unrecognized_keys' ? unknownKey(path) : issue.message
          problems.push({ line: lineOf(path), path: path.join('.'), message })
        }
      }
    }
  }
  if (problems.length > 0 || !config) throw invalid(name, problems)
  return config
}

/** The folder a command works in without a config file, and whether it is the sample city's. */
function withoutConfig(
  rooted: (path: string) => string,
  data: string | undefined,
  world: World,
): { folder: string; sample: boolean } {
  const holds = (folder: string, name: string): boolean => existsSync(join(folder, name))
  const real = rooted(REAL_FOLDER)
  const folder = rooted(
    data ?? (world === 'real' || (world === 'either' && holds(real, 'records.db')) ? REAL_FOLDER : SAMPLE_FOLDER),
  )
  const marked = folder === rooted(SAMPLE_FOLDER) || holds(folder, SAMPLE_MARK)
  if (world === 'real' && marked)
    throw new AppError(
      'usage.world',
      `${folder} 是样例城市的数据，不放真实信件，请用 --data 换一个文件夹（belongs to the sample city; choose another folder with --data）`,
    )
  if (world === 'sample' && !marked && holds(folder, 'records.db'))
    throw new AppError(
      'usage.world',
      `${folder} 里是真实信件，样例城市不用它；正式使用请先执行 lanting init（holds real letters; run lanting init to work on them）`,
    )
  return { folder, sample: world === 'sample' || marked || (world === 'either' && !holds(folder, 'records.db')) }
}

/**
 * Where settings come from: `--config`, else ./lanting.yaml, else the defaults, for the world of the command. `--data` overrides
 * dataDir. Throws AppError `usage.world` where real letters would get into the sample city or the other way round.
 */
export function loadConfig(options: {
  config?: string | undefined
  data?: string | undefined
  cwd: string
  world?: World | undefined
}): LoadedConfig {
  const file =
    options.config ?? (existsSync(join(options.cwd, 'lanting.yaml')) ? join(options.cwd, 'lanting.yaml') : undefined)
  const rooted = (path: string): string => (isAbsolute(path) ? path : resolve(options.cwd, path))
  if (!file) {
    const { folder, sample } = withoutConfig(rooted, options.data, options.world ?? 'either')
    const config = configSchema.parse({ dataDir: folder, ...(sample ? { clock: SAMPLE_CLOCK } : {}) })
    return { config: { ...config, keysDir: rooted(config.keysDir) }, file: undefined, sample }
  }
  let text: string
  try {
    text = configText(file)
  } catch (cause) {
    throw new AppError('config.unreadable', `读不到配置文件 ${file}，请检查路径和权限（cannot read it）`, { cause })
  }
  const config = parseConfig(text, file)
  return {
    config: {
      ...config,
      dataDir: rooted(options.data ?? config.dataDir),
      keysDir: rooted(config.keysDir),
      crawl: { ...config.crawl, recipes: config.crawl.recipes.map(rooted) },
      bundles: { ...config.bundles, folder: config.bundles.folder && rooted(config.bundles.folder) },
    },
    file,
    sample: false,
  }
}

export type Environment = Readonly<Record<string, string | undefined>>

/** A secret as text: given in place, the trimmed content of its file, or a variable. Throws AppError `config.secret`. */
export function readSecret(secret: Secret, env: Environment): string {
  if (typeof secret === 'string') return secret
  if ('env' in secret) {
    const value = env[secret.env]
    if (!value) throw new AppError('config.secret', `环境变量 ${secret.env} 没有设置（the variable is not set）`)
    return value
  }
  try {
    return readFileSync(secret.file, 'utf8').trim()
  } catch (cause) {
    throw new AppError('config.secret', `读不到密钥文件 ${secret.file}（cannot read the secret file）`, { cause })
  }
}

const defaultText = (schema: z.ZodType): string => {
  const parsed = schema.safeParse(undefined)
  return parsed.success && parsed.data !== undefined ? JSON.stringify(parsed.data) : ''
}

/** The settings of a section that is left out by default, with their defaults. */
const partsOf = (section: z.ZodObject): string =>
  Object.entries(section.shape)
    .map(([key, schema]) => `${key} ${defaultText(schema as z.ZodType)}`.trimEnd())
    .join(', ')

/** A commented config file made from the schema itself, so that it cannot fall behind. */
export function configTemplate(): string {
  const lines: string[] = []
  const walk = (object: z.ZodObject, depth: number): void => {
    for (const [key, value] of Object.entries(object.shape)) {
      const schema = value as z.ZodType
      let inner: z.ZodType = schema
      while (inner instanceof z.ZodPrefault || inner instanceof z.ZodDefault || inner instanceof z.ZodOptional)
        inner = inner.unwrap() as z.ZodType
      const pad = '  '.repeat(depth)
      if (inner instanceof z.ZodObject && schema instanceof z.ZodPrefault) {
        lines.push(`${pad}# ${key}:`)
        walk(inner, depth + 1)
      } else {
        if (schema.description) lines.push(`${pad}## ${schema.description}`)
        const parts = inner instanceof z.ZodArray ? inner.element : inner
        if (parts instanceof z.ZodObject) lines.push(`${pad}## 包含（holds）：${partsOf(parts)}`)
        lines.push(`${pad}# ${key}: ${defaultText(schema)}`.trimEnd())
      }
    }
  }
  walk(configSchema, 0)
  return lines.join('\n')
}
