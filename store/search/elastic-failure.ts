/** What the failures of Elasticsearch mean. */
import { errors } from '@elastic/elasticsearch'
import { AppError } from '../../model/error.ts'
import { failure } from '../failure.ts'
import { broken } from './syntax.ts'

/** The address without what must not be logged. */
export function addressOf(node: string): string {
  const url = new URL(node)
  return `${url.protocol}//${url.host}${url.pathname.replace(/\/$/, '')}`
}

/** The type of an Elasticsearch error, such as `resource_already_exists_exception`; undefined for any other error. */
export const typeOf = (error: unknown): string | undefined => {
  if (!(error instanceof errors.ResponseError)) return undefined
  const { body } = error
  return typeof body?.error === 'object' ? body.error.type : undefined
}

export const isMissing = (error: unknown): boolean => error instanceof errors.ResponseError && error.statusCode === 404

/** What Node says of a certificate it does not trust. */
const CERTIFICATE = /certificate|altnames/i

/** Expected failures as AppError `search.*`; anything else is passed through as it is. */
function asSearchError(error: unknown, node: string): unknown {
  if (error instanceof AppError || !(error instanceof errors.ElasticsearchClientError)) return error
  const as = (code: 'unavailable' | 'certificate' | 'busy' | 'denied' | 'full', retry: 'never' | 'backoff' | 'later') =>
    failure(`search.${code}`, { node }, { cause: error, retry })
  if (!(error instanceof errors.ResponseError))
    return CERTIFICATE.test(error.message) ? as('certificate', 'never') : as('unavailable', 'backoff')
  const status = error.statusCode ?? 0
  if (status === 429 && typeOf(error) === 'cluster_block_exception') return as('full', 'later')
  if (status === 429) return as('busy', 'backoff')
  if (typeOf(error) === 'cluster_block_exception') return as('full', 'later')
  if (status === 401 || status === 403) return as('denied', 'never')
  if (status === 502 || status === 503 || status === 504) return as('unavailable', 'backoff')
  return error
}

/** Runs `work` and turns Elasticsearch's expected failures into AppErrors. */
export async function reaching<T>(node: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw asSearchError(error, node)
  }
}

const TOO_LARGE = /too_many_(nested_)?clauses|nested depth|maxClauseCount/u

/** A query beyond the server's bounds is the asker's to shorten; a point in time that is gone asks for the first page. */
export function asQueryError(error: unknown, text: string, paging: boolean): unknown {
  if (!(error instanceof errors.ResponseError)) return error
  const said = JSON.stringify(error.body ?? '')
  if (TOO_LARGE.test(said)) return broken(text.length, '检索式太复杂', 'the query is too complex')
  if (paging && (error.statusCode === 404 || error.statusCode === 400))
    return failure('search.cursor', {}, { cause: error })
  return error
}
