/** One signed POST to one endpoint: Standard Webhooks signature, no redirects, no private addresses, bounded time. */
import { type ClientRequest, request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { Webhook } from 'standardwebhooks'
import { AppError } from '../model/error.ts'
import { checkLiteral, publicLookup } from './address.ts'

export interface Endpoint {
  readonly name: string
  readonly url: string
  /** `whsec_…`; several parted by white space while one is being replaced: each signs. */
  readonly secret: string
  readonly allowPrivate?: boolean | undefined
}

export interface Answer {
  readonly status: number
  /** The header as sent: seconds or an HTTP date. */
  readonly retryAfter: string | undefined
}

interface PostRequest {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly allowPrivate: boolean
  readonly timeoutMs: number
}
export type Post = (request: PostRequest) => Promise<Answer>

/** Each of the secrets that a setting holds; none where one of them is no secret of Standard Webhooks. */
function signersOf(secret: string): readonly Webhook[] {
  try {
    return secret
      .split(/\s+/)
      .filter((one) => one !== '')
      .map((one) => new Webhook(one))
  } catch {
    // The library's message may quote the secret.
    return []
  }
}

/** Whether a push can be signed with it. */
export const isWebhookSecret = (secret: string): boolean => signersOf(secret).length > 0

/**
 * The three headers of Standard Webhooks. `id` stays the same over retries, `at` is the time of this attempt.
 * Throws `webhook.secret`, which names the endpoint and never the secret.
 */
export function signedHeaders(endpoint: Endpoint, id: string, at: Date, body: string): Record<string, string> {
  const signatures = signersOf(endpoint.secret).map((signer) => signer.sign(id, at, body))
  if (signatures.length === 0)
    throw new AppError(
      'webhook.secret',
      `接口 ${endpoint.name} 的 secret 无效，应为 whsec_ 加 base64（not a Standard Webhooks secret）`,
      { retry: 'backoff', details: { endpoint: endpoint.name } },
    )
  return {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': signatures.join(' '),
  }
}

/**
 * Posts and waits for the status. Redirects are answers like any other and are not followed. Rejects with AppError
 * `address.private`, `webhook.url`, `webhook.timeout` (the whole exchange took longer than `timeoutMs`),
 * `webhook.connection` (details.reason: the system's code).
 */
export const post: Post = (options) =>
  new Promise((resolve, reject) => {
    const url = URL.parse(options.url)
    if (url?.protocol !== 'http:' && url?.protocol !== 'https:')
      throw new AppError('webhook.url', '接口地址无效，应以 http:// 或 https:// 开头（not an http address）', {
        retry: 'backoff',
      })
    if (!options.allowPrivate) checkLiteral(url.hostname)
    const send = url.protocol === 'https:' ? httpsRequest : httpRequest
    const body = Buffer.from(options.body)
    const request: ClientRequest = send(
      url,
      {
        method: 'POST',
        agent: false,
        headers: { ...options.headers, 'content-length': body.length },
        ...(options.allowPrivate ? {} : { lookup: publicLookup() }),
      },
      (response) => {
        const { statusCode: status = 0, headers } = response
        clearTimeout(timer)
        // The status is the whole answer; a body without an end must not hold us.
        response.destroy()
        resolve({ status, retryAfter: headers['retry-after'] })
      },
    )
    const timer = setTimeout(
      () =>
        request.destroy(new AppError('webhook.timeout', '接口没有按时应答（no answer in time）', { retry: 'backoff' })),
      options.timeoutMs,
    )
    request.on('error', (cause: NodeJS.ErrnoException) => {
      clearTimeout(timer)
      if (cause instanceof AppError) return reject(cause)
      const reason = cause.code ?? cause.name
      reject(
        new AppError('webhook.connection', `连接失败（connection failed）：${reason}`, {
          retry: 'backoff',
          cause,
          details: { reason },
        }),
      )
    })
    request.end(body)
  })
