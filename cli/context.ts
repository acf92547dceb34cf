import type { Say } from '../model/catalogue.ts'
import { type Lang, say } from '../model/catalogue.ts'
import type { Config } from '../model/config.ts'
import { AppError } from '../model/error.ts'
import { type Clock, fixedClock, systemClock } from '../model/time.ts'
import { type Environment, type LoadedConfig, loadConfig, type World } from './config-file.ts'
import { createProgress, type Progress, type Stderr } from './progress.ts'

/** The options every command takes. */
export interface GlobalOptions {
  config?: string
  data?: string
  lang?: string
  json?: boolean
}

/** What the outside world gives a command; tests give their own. */
export interface Outside {
  readonly cwd: string
  readonly out: {
    write(text: string): unknown
    readonly columns?: number | undefined
    readonly isTTY?: boolean | undefined
  }
  readonly err: Stderr
  readonly stdin: AsyncIterable<Uint8Array | string>
  /** Aborted by the first Ctrl-C or SIGTERM: finish the batch in hand and stop. */
  readonly signal: AbortSignal
  /** Variables of the environment that the config may name (`{env: NAME}`). */
  readonly env: Environment
  /** Structured log lines are wanted (LANTING_LOG=1). */
  readonly verbose?: boolean | undefined
}

/** What a command works with. Data goes to `print`, everything else to `note`. */
export interface Context extends Outside {
  readonly loaded: LoadedConfig
  readonly config: Config
  readonly clock: Clock
  readonly lang: Lang
  readonly say: Say
  readonly json: boolean
  /** Columns of the terminal; 80 in a pipe. */
  readonly columns: number
  print(text: string): void
  note(text: string): void
  progress(label: string): Progress
  /** A structured line on stderr: ids and codes, never bodies or personal data. Silent unless LANTING_LOG is set. */
  log(event: string, data: Readonly<Record<string, string | number>>): void
}

/** Language asked for on the command line, before anything else is read. */
export const readLang = (value: string | undefined): Lang => {
  if (value === undefined || value === 'zh' || value === 'en') return value ?? 'zh'
  throw new AppError('usage.lang', `--lang 只能是 zh 或 en（is zh or en）: ${value}`)
}

export function createContext(options: GlobalOptions, outside: Outside, world?: World): Context {
  const loaded = loadConfig({ config: options.config, data: options.data, cwd: outside.cwd, world })
  const lang = options.lang === undefined ? loaded.config.lang : readLang(options.lang)
  return {
    ...outside,
    loaded,
    config: loaded.config,
    clock: loaded.config.clock ? fixedClock(loaded.config.clock) : systemClock,
    lang,
    say: say(lang),
    json: options.json ?? false,
    columns: outside.out.columns ?? 80,
    print: (text) => void outside.out.write(`${text}\n`),
    note: (text) => void outside.err.write(`${text}\n`),
    log: (event, data) => {
      if (outside.verbose) outside.err.write(`${JSON.stringify({ at: new Date().toISOString(), event, ...data })}\n`)
    },
    progress: (label) => createProgress(label, outside.err, () => performance.now()),
  }
}
