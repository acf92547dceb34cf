/**
 * The HTTP client that Crawlee works with: one whole answer within bounds of size and time, redirects checked one by one,
 * private addresses refused, the body decoded to UTF-8 by evidence.
 */
import http from 'node:http'
import https from 'node:https'
import { Readable } from 'node:stream'
import zlib from 'node:zlib'
import type { BaseHttpClient, HttpRequest, HttpResponse, StreamingHttpResponse } from 'crawlee'
import { AppError } from '../model/error.ts'
import { decodeBody } from './charset.ts'
import type { Guard } from './guard.ts'
import { fetchFailed } from './outcome.ts'

interface Answer {
  readonly url: string
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
}

export interface Ask {
  readonly url: string
  readonly method?: string | undefined
  readonly headers?: Readonly<Record<string, string>> | undefined
  readonly body?: string | undefined
  readonly charset?: string | undefined
  /** Asked of every address that a redirect leads to (robots.txt of the other host). */
  readonly allow?: ((url: URL) => Promise<void>) | undefined
}

export interface HttpClient {
  get(ask: Ask, signal?: AbortSignal): Promise<Answer>
  close(): void
}

const MAX_REDIRECTS = 5
const REDIRECTS = new Set([301, 302, 303, 307, 308])

/**
 * @param limits.maxBytes largest body, measured both as sent and as unpacked. @param limits.timeoutMs longest time for one
 * answer, headers and body together, so that a slow drip ends too.
 */
export function createHttpClient(deps: {
  guard: Guard
  userAgent: string
  limits: { maxBytes: number; timeoutMs: number }
}): HttpClient {
  const { guard, limits } = deps
  const agents = {
    'http:': new http.Agent({ keepAlive: true, maxSockets: 16 }),
    'https:': new https.Agent({ keepAlive: true, maxSockets: 16 }),
  }

  const once = (
    url: URL,
    ask: Ask,
    signal: AbortSignal,
  ): Promise<{ status: number; headers: Record<string, string>; bytes: Buffer }> =>
    new Promise((resolve, reject) => {
      guard.check(url)
      const secure = url.protocol === 'https:'
      const request = (secure ? https : http).request(url, {
        method: ask.method ?? 'GET',
        agent: secure ? agents['https:'] : agents['http:'],
        lookup: guard.lookup(url),
        signal,
        headers: {
          'user-agent': deps.userAgent,
          accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,application/json;q=0.9,*/*;q=0.5',
          'accept-language': 'zh-CN,zh;q=0.9',
          'accept-encoding': 'gzip, deflate, br',
          ...ask.headers,
          ...(ask.body === undefined ? {} : { 'content-length': String(Buffer.byteLength(ask.body)) }),
        },
      })
      request.on('error', reject)
      request.on('response', (response) => {
        const headers = Object.fromEntries(
          Object.entries(response.headers).map(([k, v]) => [k, Array.isArray(v) ? v.join(', ') : (v ?? '')]),
        )
        const tooLarge = (): AppError =>
          fetchFailed('too-large', `${url.href} is larger than ${limits.maxBytes} bytes`, 'never')
        if (Number(headers['content-length']) > limits.maxBytes) {
          response.destroy()
          reject(tooLarge())
          return
        }
        const decoder = decoderOf(headers['content-encoding'])
        if (decoder === 'unknown') {
          response.destroy()
          reject(
            fetchFailed(
              'encoding',
              `${url.href}: content-encoding ${headers['content-encoding']} is not known`,
              'never',
            ),
          )
          return
        }
        const parts: Buffer[] = []
        let size = 0
        let raw = 0
        const fail = (error: Error): void => {
          // First the reason: destroying tells the other listeners that the body broke off.
          reject(error)
          response.destroy()
          decoder?.destroy()
        }
        const take = (part: Buffer): void => {
          size += part.length
          if (size > limits.maxBytes) fail(tooLarge())
          else parts.push(part)
        }
        const done = (): void => resolve({ status: response.statusCode ?? 0, headers, bytes: Buffer.concat(parts) })
        response.on('error', fail)
        response.on('aborted', () => fail(fetchFailed('cut', `${url.href} broke off in the middle`)))
        if (decoder) {
          response.on('data', (part: Buffer) => {
            raw += part.length
            if (raw > limits.maxBytes) fail(tooLarge())
          })
          decoder.on('error', (cause) =>
            fail(fetchFailed('cut', `${url.href}: compressed body is broken`, 'backoff', cause)),
          )
          decoder.on('data', take)
          decoder.on('end', done)
          response.pipe(decoder)
        } else {
          response.on('data', take)
          response.on('end', done)
        }
      })
      request.end(ask.body)
    })

  /** The answer at the end of the redirects. */
  async function follow(
    ask: Ask,
    both: AbortSignal,
    late: () => boolean,
    signal: AbortSignal | undefined,
  ): Promise<Answer> {
    let url = new URL(ask.url)
    let step: Ask = ask
    for (let hop = 0; ; hop++) {
      try {
        const { status, headers, bytes } = await once(url, step, both)
        const location = headers.location
        if (REDIRECTS.has(status) && location !== undefined) {
          if (hop >= MAX_REDIRECTS)
            throw fetchFailed('redirects', `${ask.url} redirects more than ${MAX_REDIRECTS} times`, 'never')
          const next = URL.parse(location, url)
          if (!next) throw fetchFailed('redirects', `${ask.url} redirects to an address that is none`, 'never')
          guard.check(next)
          await ask.allow?.(next)
          url = next
          if (status < 307) step = { url: next.href, headers: dropBodyHeaders(ask.headers), charset: ask.charset }
          continue
        }
        const { text } = decodeBody(bytes, { override: ask.charset, contentType: headers['content-type'] })
        return { url: url.href, status, headers, text }
      } catch (error) {
        if (error instanceof AppError) throw error
        if (late())
          throw fetchFailed('timeout', `${url.href} took longer than ${limits.timeoutMs / 1000} s`, 'backoff', error)
        signal?.throwIfAborted()
        const code = (error as NodeJS.ErrnoException).code ?? ''
        // The parser's own codes: there was an answer, and it was none of HTTP.
        const kind = code.startsWith('HPE_') ? 'answer' : 'network'
        throw fetchFailed(kind, `${url.href}: ${code || (error as Error).message}`, 'backoff', error)
      }
    }
  }

  return {
    async get(ask, signal) {
      // Not AbortSignal.timeout: it would hold the whole answer until its time is up, long after the answer came.
      const stop = new AbortController()
      let late = false
      const timer = setTimeout(() => {
        late = true
        stop.abort()
      }, limits.timeoutMs)
      const stopped = (): void => stop.abort(signal?.reason)
      if (signal?.aborted) stopped()
      signal?.addEventListener('abort', stopped, { once: true })
      try {
        return await follow(ask, stop.signal, () => late, signal)
      } finally {
        clearTimeout(timer)
        signal?.removeEventListener('abort', stopped)
      }
    },
    close() {
      for (const agent of Object.values(agents)) agent.destroy()
    },
  }
}

const dropBodyHeaders = (headers: Ask['headers']): Record<string, string> =>
  Object.fromEntries(Object.entries(headers ?? {}).filter(([k]) => k !== 'content-type'))

function decoderOf(encoding: string | undefined): zlib.BrotliDecompress | zlib.Unzip | 'unknown' | undefined {
  const name = encoding?.trim().toLowerCase()
  if (name === 'gzip' || name === 'x-gzip' || name === 'deflate') return zlib.createUnzip()
  if (name === 'br') return zlib.createBrotliDecompress()
  return name === undefined || name === '' || name === 'identity' ? undefined : 'unknown'
}

/** The same client in Crawlee's shape. Bodies come out as UTF-8, with the content type saying so. */
export function crawleeClient(
  client: HttpClient,
  askOf: (request: HttpRequest) => Ask,
  signal?: AbortSignal,
): BaseHttpClient {
  const whole = async (
    request: HttpRequest,
  ): Promise<{ data: Omit<StreamingHttpResponse, 'stream' | 'downloadProgress' | 'uploadProgress'>; body: Buffer }> => {
    const answer = await client.get(askOf(request), signal)
    const type = (answer.headers['content-type'] ?? 'text/html').split(';')[0]!.trim() || 'text/html'
    const body = Buffer.from(answer.text, 'utf8')
    const { 'content-encoding': _, 'content-length': __, ...headers } = answer.headers
    return {
      body,
      data: {
        request: request as HttpRequest<never>,
        redirectUrls: [],
        url: answer.url,
        statusCode: answer.status,
        headers: { ...headers, 'content-type': `${type}; charset=utf-8` },
        trailers: {},
        complete: true,
      },
    }
  }
  return {
    async sendRequest(request) {
      const { data, body } = await whole(request as HttpRequest)
      return { ...data, body: body.toString('utf8') } as unknown as HttpResponse<never>
    },
    async stream(request) {
      const { data, body } = await whole(request)
      const stream = Object.assign(Readable.from([body], { objectMode: false }), data)
      const progress = { percent: 1, transferred: body.length, total: body.length }
      return { ...data, stream, downloadProgress: progress, uploadProgress: progress }
    },
  }
}
