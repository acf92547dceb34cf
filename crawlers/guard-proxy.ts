/**
 * The only way out of a browser: a forward proxy on loopback that checks each address at the socket. Watching the browser's
 * requests is not enough, since redirects, web sockets and its own look-up of names happen behind that watch.
 */
import { randomBytes } from 'node:crypto'
import http from 'node:http'
import net from 'node:net'
import type { Duplex } from 'node:stream'
import { AppError } from '../model/error.ts'
import type { Guard } from './guard.ts'

export interface GuardProxy {
  /** For the browser's proxy setting; nobody else on this machine can use it. */
  readonly server: string
  readonly username: string
  readonly password: string
  close(): Promise<void>
}

/** A connection may carry a page and what it loads. */
const ANSWERS = 5
const HOP_BY_HOP = new Set(['proxy-authorization', 'proxy-connection', 'connection', 'keep-alive', 'te', 'upgrade'])

/** @param maxBytes largest answer of one file; a connection that brings more than a few of them is cut. */
export async function openGuardProxy(guard: Guard, maxBytes: number): Promise<GuardProxy> {
  const username = 'lanting'
  const password = randomBytes(18).toString('base64url')
  const ticket = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`
  const sockets = new Set<Duplex>()
  const keep = (socket: Duplex): void => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    // A browser that goes away in the middle is no failure; the page says what did not come.
    socket.on('error', () => socket.destroy())
  }
  const bounded = (socket: Duplex, most: number): void => {
    let size = 0
    socket.on('data', (part: Buffer) => {
      size += part.length
      if (size > most) socket.destroy()
    })
  }
  const allowed = (url: URL | null): url is URL => {
    if (!url) return false
    try {
      guard.check(url)
      return true
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      return false
    }
  }

  const server = http.createServer((request, response) => {
    if (request.headers['proxy-authorization'] !== ticket) {
      response.writeHead(407, { 'proxy-authenticate': 'Basic realm="lanting"' }).end()
      return
    }
    const url = URL.parse(request.url ?? '')
    if (!allowed(url) || url.protocol !== 'http:') {
      response.writeHead(403).end()
      return
    }
    const headers = Object.fromEntries(Object.entries(request.headers).filter(([name]) => !HOP_BY_HOP.has(name)))
    const onward = http.request(
      url,
      { method: request.method, headers, lookup: guard.lookup(url), agent: false },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers)
        bounded(answer as unknown as Duplex, maxBytes)
        answer.on('error', () => response.destroy())
        answer.on('close', () => {
          if (!answer.complete) response.destroy()
        })
        answer.pipe(response)
      },
    )
    onward.on('error', () => {
      if (response.headersSent) response.destroy()
      else response.writeHead(502).end()
    })
    response.on('close', () => onward.destroy())
    request.pipe(onward)
  })
  server.on('connection', keep)
  server.on('connect', (request: http.IncomingMessage, socket: Duplex, head: Buffer) => {
    keep(socket)
    if (request.headers['proxy-authorization'] !== ticket) {
      socket.end('HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm="lanting"\r\n\r\n')
      return
    }
    const url = URL.parse(`https://${request.url}`)
    if (!allowed(url)) {
      socket.end('HTTP/1.1 403 Forbidden\r\n\r\n')
      return
    }
    const host = url.hostname.replace(/^\[|\]$/g, '')
    const onward = net.connect({ host, port: Number(url.port || 443), lookup: guard.lookup(url) }, () => {
      socket.write('HTTP/1.1 200 Connection Established\r\n\r\n')
      onward.write(head)
      onward.pipe(socket)
      socket.pipe(onward)
    })
    keep(onward)
    bounded(onward, maxBytes * ANSWERS)
    onward.on('close', () => socket.destroy())
    socket.on('close', () => onward.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as net.AddressInfo
  return {
    server: `http://127.0.0.1:${port}`,
    username,
    password,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
        for (const socket of sockets) socket.destroy()
      }),
  }
}
