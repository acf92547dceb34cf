/** What PostgreSQL's failures mean: postgresql.org/docs/current/errcodes-appendix.html. */
import type { Retry } from '../../model/error.ts'
import type { StoreCode } from '../../model/messages/store.ts'
import { failure } from '../failure.ts'

type Meaning = readonly [code: StoreCode, retry: Retry]

/** By SQLSTATE or, two characters long, by its class. */
const BY_STATE: Readonly<Record<string, Meaning>> = {
  '08': ['store.unreachable', 'backoff'],
  // A server that is shut down, that crashed or starts up; a session ended for standing idle in a transaction.
  '57P01': ['store.unreachable', 'backoff'],
  '57P02': ['store.unreachable', 'backoff'],
  '57P03': ['store.unreachable', 'backoff'],
  '57P05': ['store.unreachable', 'backoff'],
  '25P03': ['store.unreachable', 'backoff'],
  '28': ['store.denied', 'never'],
  '3D000': ['store.denied', 'never'],
  '42501': ['store.denied', 'never'],
  '25006': ['store.read-only', 'never'],
  '40': ['store.busy', 'backoff'],
  '53': ['store.busy', 'backoff'],
  '53100': ['store.full', 'later'],
  '55P03': ['store.busy', 'backoff'],
  '57014': ['store.busy', 'backoff'],
  '58': ['store.io', 'backoff'],
  XX001: ['store.corrupt', 'never'],
  XX002: ['store.corrupt', 'never'],
}

/** What the sockets of Node, `pg` and its pool say when there is no server behind them. */
const NO_CONNECTION =
  /^(ECONN|ENOTFOUND|EAI_|ETIMEDOUT|EPIPE|EHOSTUNREACH|ENETUNREACH)|connection terminated|timeout exceeded|not queryable|timeout expired|client was closed/i

function meaningOf(error: unknown): Meaning | undefined {
  const { code, message } = (error ?? {}) as { code?: unknown; message?: unknown }
  const state = typeof code === 'string' ? code : ''
  const known = BY_STATE[state] ?? (/^[0-9A-Z]{5}$/.test(state) ? BY_STATE[state.slice(0, 2)] : undefined)
  if (known) return known
  return NO_CONNECTION.test(state) || NO_CONNECTION.test(String(message)) ? ['store.unreachable', 'backoff'] : undefined
}

/** Runs `work` and turns PostgreSQL's expected failures into AppError `store.*` that names the server, never the user. */
export async function guarded<T>(server: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    const meaning = meaningOf(error)
    if (!meaning) throw error
    const [code, retry] = meaning
    throw failure(code, { file: server }, { cause: error, retry })
  }
}
