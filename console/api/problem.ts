import type { Context } from 'hono'
import { HTTPException } from 'hono/http-exception'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { type Lang, say, spoken } from '../../model/catalogue.ts'
import { AppError } from '../../model/error.ts'
import { consoleMessages } from '../../model/messages/console.ts'
import { type StoreCode, storeMessages } from '../../model/messages/store.ts'
import type { ConsoleDeps } from './deps.ts'

/** RFC 9457 problem details. `code` is the AppError's; `at` is the UTF-16 offset in a broken query. */
export interface Problem {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly detail: string
  readonly code: string
  readonly instance: string
  readonly at?: number
  readonly errors?: readonly { readonly path: string; readonly message: string }[]
}

const STATUS: Readonly<Record<string, ContentfulStatusCode>> = {
  'api.not-found': 404,
  'api.foreign-host': 421,
  'api.cross-site': 403,
  'api.too-large': 413,
  'api.media-type': 415,
  'api.renamed': 409,
  'api.same-issue': 409,
  'api.token': 401,
  'api.key-reused': 422,
  'api.key-running': 409,
  'api.split-all': 409,
  'dispatch.issue': 404,
  'dispatch.case': 404,
  'dispatch.changed': 409,
  'dispatch.open': 409,
  'dispatch.step': 409,
  'search.syntax': 400,
  'search.cursor': 400,
  'store.no-post': 404,
  'store.no-issue': 404,
  'store.case-changed': 409,
  'store.erased': 410,
  'store.not-screened': 409,
  'store.redirect': 409,
  'store.link': 409,
  'keys.clock': 503,
  'keys.locked': 503,
  'store.busy': 503,
  'store.read-only': 503,
  'store.full': 507,
}
/** Rooms whose failures are the asker's. Others of the stores may name a path of this machine and stay inside. */
const ASKER = ['api.', 'dispatch.', 'delivery.', 'import.', 'inbox.']

function statusOf(error: AppError): ContentfulStatusCode {
  const known = STATUS[error.code]
  if (known) return known
  if (error.retry !== 'never') return 503
  return ASKER.some((room) => error.code.startsWith(room)) ? 400 : 500
}

/** In the reader's language where the catalogue has the code; such errors carry both in their own message. */
const textOf = (error: AppError, lang: Lang): string =>
  Object.hasOwn(storeMessages, error.code)
    ? say(lang)(storeMessages[error.code as StoreCode], error.details)
    : spoken(error.message, lang)

const TITLES: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  409: 'Conflict',
  410: 'Gone',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  421: 'Misdirected Request',
  422: 'Unprocessable Content',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
  507: 'Insufficient Storage',
}

/** One problem answer. Also used by the validation hook, which gives its own `errors`. */
export function problem(
  c: Context,
  status: ContentfulStatusCode,
  code: string,
  detail: string,
  extra: Pick<Problem, 'at' | 'errors'> = {},
): Response {
  const body: Problem = {
    type: `urn:lanting:problem:${code}`,
    title: TITLES[status] ?? 'Error',
    status,
    detail,
    code,
    instance: c.req.path,
    ...extra,
  }
  if (status === 503) c.header('Retry-After', '5')
  if (status === 401) c.header('WWW-Authenticate', 'Bearer')
  return c.body(JSON.stringify(body), status, { 'Content-Type': 'application/problem+json; charset=utf-8' })
}

/** Turns whatever a handler threw into a problem; what nobody expected is logged and told without its text. */
export const problemOf =
  ({ config, log }: Pick<ConsoleDeps, 'config' | 'log'>) =>
  (error: unknown, c: Context): Response => {
    const tell = say(config.lang)
    if (error instanceof HTTPException) {
      // What the router itself refuses: a body that is no JSON, or of another type.
      return /json/i.test(c.req.header('content-type') ?? '')
        ? problem(c, error.status, 'api.json', tell(consoleMessages.brokenJson))
        : problem(c, error.status, 'api.media-type', tell(consoleMessages.notJson))
    }
    const known = error instanceof AppError ? error : undefined
    const status = known ? statusOf(known) : 500
    if (known && status < 500) {
      const at = known.details.at
      return problem(c, status, known.code, textOf(known, config.lang), typeof at === 'number' ? { at } : {})
    }
    log?.(`console ${c.req.method} ${c.req.path}: ${known?.code ?? 'unexpected'}`, error)
    return problem(
      c,
      status,
      known?.code ?? 'api.internal',
      tell(
        status === 507 ? consoleMessages.diskFull : status === 503 ? consoleMessages.later : consoleMessages.internal,
      ),
    )
  }
