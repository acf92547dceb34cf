import { type Lang, say, spoken } from '../model/catalogue.ts'
import { AppError } from '../model/error.ts'
import { type AnalyzerCode, analyzerMessages } from '../model/messages/analyzers.ts'
import { bundleMessages } from '../model/messages/bundle.ts'
import { cliMessages } from '../model/messages/cli.ts'
import { crawlMessages } from '../model/messages/crawl.ts'
import { type JobsCode, jobMessages } from '../model/messages/jobs.ts'
import { type StoreCode, storeMessages } from '../model/messages/store.ts'
import { type SystemCode, systemMessages } from '../model/messages/system.ts'

/** The errno behind an error: its own, its cause's, one of several tries', or one that a library only wrote into its words. */
function errnoOf(error: unknown): SystemCode | undefined {
  const { code, cause, errors, message } = (error ?? {}) as NodeJS.ErrnoException & { errors?: unknown[] }
  const known = [code, ...(/\bE[A-Z_]{3,}\b/.exec(message ?? '') ?? [])].find((one) => one && one in systemMessages)
  if (known) return known as SystemCode
  const inner = cause ?? errors?.[0]
  return inner === undefined ? undefined : errnoOf(inner)
}

/** What the machine or the network answered, in the reader's language with its code; undefined for any other error. */
export function systemText(error: unknown, lang: Lang): string | undefined {
  const code = errnoOf(error)
  return code && `${say(lang)(systemMessages[code])}${lang === 'zh' ? `（${code}）` : ` (${code})`}`
}

/** An expected error in the reader's language where the catalogue has its code; its own message names the thing. */
export function textOf(error: AppError, lang: Lang): string {
  const t = say(lang)
  if (Object.hasOwn(storeMessages, error.code)) return t(storeMessages[error.code as StoreCode], error.details)
  if (Object.hasOwn(analyzerMessages, error.code)) return t(analyzerMessages[error.code as AnalyzerCode], error.details)
  if (Object.hasOwn(bundleMessages.problem, error.code))
    return t(bundleMessages.problem[error.code as keyof typeof bundleMessages.problem])
  if (error.code === 'folder.unusable') {
    const { path = '', reason = '' } = error.details
    // The folder above is there and takes none.
    const why = reason === 'ENOENT' ? t(cliMessages.takesNoFolder) : systemText({ code: reason }, lang)
    return t(cliMessages.folderUnusable, String(path), why ?? String(reason))
  }
  if (Object.hasOwn(jobMessages.failed, error.code))
    return t(jobMessages.failed[error.code as JobsCode], error.details.host)
  if (error.code === 'file.row')
    return t(crawlMessages.row, String(error.details.field), error.details.lacks !== undefined)
  if (error.code === 'file.source' || error.code === 'usage.source-name')
    return t(crawlMessages.sourceName, error.details.fault === 'personal')
  const { problem } = crawlMessages
  if (Object.hasOwn(problem, error.code)) {
    const thing = lang === 'zh' ? thingOf(error) : error.message
    return t(problem[error.code as keyof typeof problem]) + (thing === '' ? '' : `（${thing}）`)
  }
  return spoken(error.message, lang)
}

/** Failures of the network, whose details are English sentences of our own about an address. */
const OF_NETWORK = new Set(
  'robots robots-unreachable private network answer timeout cut redirects too-large http gone'
    .split(' ')
    .map((name) => `crawl.${name}`),
)

/** What such a sentence tells beside the catalogue's words: the address, the status, what the system answered. */
function factsIn(detail: string): string {
  const forbidden = /^robots\.txt of (\S+) does not allow (\S+)/.exec(detail)
  const place = forbidden
    ? `${forbidden[1]}${forbidden[2]}`
    : (/https?:\/\/[^\s;()]*[^\s;():,.]/.exec(detail) ?? /^[\w.:[\]-]+(?= is a private address)/.exec(detail))?.[0]
  const status = /\bHTTP \d{3}\b/.exec(detail)?.[0]
  return [place, status, systemText(new Error(detail), 'zh')].filter((fact) => fact !== undefined).join('，')
}

/** What it was about. English sentences of our own are left out; what a site or a recipe said stays, as technical words. */
function thingOf({ code, message, details }: AppError): string {
  if (OF_NETWORK.has(code)) return factsIn(String(details.why ?? message)) || factsIn(message)
  const { why, problems, what, line: _, ...things } = details
  // A recipe's own words, with the setting they are about.
  if (what !== undefined) return message
  return String(why ?? problems ?? Object.values(things).join('，'))
}

/** Faults of what was typed that bear no `usage.` in their code: a query, a cursor, a path, a field. */
const TYPED: ReadonlySet<string> = new Set(['search.syntax', 'search.cursor', 'file.not-found', 'file.map'])

/** What happened, to which thing, and what to do next, in one line; and the exit code (2: usage or config). */
export function describeError(error: unknown, lang: Lang = 'zh'): { code: string; text: string; exit: 1 | 2 } {
  if (error instanceof AppError) {
    const usage = /^(?:usage|config)\./.test(error.code) || TYPED.has(error.code)
    return { code: error.code, text: textOf(error, lang), exit: usage ? 2 : 1 }
  }
  const system = error as NodeJS.ErrnoException
  if (typeof system?.code === 'string' && system.code in systemMessages)
    return {
      code: system.code,
      text: `${system.path ?? ''} ${say(lang)(systemMessages[system.code as SystemCode])}`.trim(),
      exit: 1,
    }
  return { code: 'internal', text: error instanceof Error ? (error.stack ?? error.message) : String(error), exit: 1 }
}
