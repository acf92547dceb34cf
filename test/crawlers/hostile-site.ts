/** A site on loopback that misbehaves on purpose; each path is one way. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'

export type Handler = (request: IncomingMessage, response: ServerResponse, url: URL) => void

export interface HostileSite {
  readonly origin: string
  readonly host: string
  readonly hits: string[]
  /** What answers now; tests change it between two looks. */
  handler: Handler
  robots: Handler
  close(): Promise<void>
}

export const html = (body: string): string =>
  `<!DOCTYPE html><html><head><meta charset="utf-8"></head><body>${body}</body></html>`

/** A list page of rows like those the test recipe reads. */
export const listOf = (ids: readonly number[], next?: string): string =>
  html(
    `<ul class="rows">${ids
      .map(
        (id) =>
          `<li><a href="/letter/${id}">标题 ${id}</a><em>2026-01-${String((id % 18) + 1).padStart(2, '0')}</em></li>`,
      )
      .join('')}</ul>${next === undefined ? '' : `<a class="next" href="${next}">下一页</a>`}`,
  )
export const letter = (id: string | number): string =>
  html(`<h1>标题 ${id}</h1><div class="text">第 ${id} 封信的正文，供暖不热。</div>`)

const send = (
  response: ServerResponse,
  status: number,
  body: string | Buffer,
  headers: Record<string, string> = {},
): void => {
  response.writeHead(status, { 'content-type': 'text/html; charset=utf-8', ...headers }).end(body)
}
export const answer =
  (status: number, body: string | Buffer, headers: Record<string, string> = {}): Handler =>
  (_, response) =>
    send(response, status, body, headers)

/** A well-behaved site of `count` letters, ten a page; `/letter/N` are the letters. */
export const goodSite =
  (count: number): Handler =>
  (_, response, url) => {
    const one = /^\/letter\/(\d+)$/.exec(url.pathname)
    if (one) return send(response, 200, letter(one[1]!))
    const page = Number(url.searchParams.get('page') ?? 1)
    const ids = Array.from({ length: 10 }, (_, i) => count - (page - 1) * 10 - i).filter((id) => id > 0)
    send(response, 200, listOf(ids, page * 10 < count ? `/list?page=${page + 1}` : undefined))
  }

export const bomb = (): Buffer => gzipSync(Buffer.alloc(60_000_000, 'x'))

export async function startHostileSite(): Promise<HostileSite> {
  const hits: string[] = []
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', `http://${request.headers.host}`)
    response.on('error', () => {})
    if (url.pathname === '/robots.txt') site.robots(request, response, url)
    else {
      hits.push(url.pathname + url.search)
      site.handler(request, response, url)
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const site: HostileSite = {
    origin: `http://127.0.0.1:${port}`,
    host: `127.0.0.1:${port}`,
    hits,
    handler: goodSite(3),
    robots: answer(404, ''),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
  return site
}
