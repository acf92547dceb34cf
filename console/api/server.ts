import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
import { type Say, say } from '../../model/catalogue.ts'
import { AppError } from '../../model/error.ts'
import { consoleMessages } from '../../model/messages/console.ts'
import { isLoopback } from './guard.ts'

export interface RunningConsole {
  /** Where people open it: the port really bound. */
  readonly url: string
  /** Stops listening and ends open streams; resolves when all are closed. */
  close(): Promise<void>
}

const CODES: Readonly<Record<string, (tell: Say, host: string, port: number) => [string, string]>> = {
  EADDRINUSE: (tell, _, port) => ['console.port-in-use', tell(consoleMessages.portInUse, port)],
  EACCES: (tell, _, port) => ['console.port-denied', tell(consoleMessages.portDenied, port)],
}

/**
 * Listens with the app. Throws AppError `console.not-loopback`, `console.port-in-use`, `console.port-denied`,
 * `console.listen`. Port 0 picks a free one.
 */
export async function startConsole(options: {
  app: { fetch(request: Request): Response | Promise<Response> }
  host: string
  port: number
  lang?: 'zh' | 'en'
}): Promise<RunningConsole> {
  const { app, host, port } = options
  const tell = say(options.lang ?? 'zh')
  if (!isLoopback(host))
    throw new AppError('console.not-loopback', tell(consoleMessages.notLoopback, host), { details: { host } })
  const server = createAdaptorServer({ fetch: app.fetch }) as Server
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const [code, text] = CODES[cause.code ?? '']?.(tell, host, port) ?? [
        'console.listen',
        tell(consoleMessages.cannotListen, host, port),
      ]
      reject(new AppError(code, text, { cause, details: { host, port } }))
    })
    server.listen(port, host.replace(/^\[|\]$/g, ''), resolve)
  })
  const bound = (server.address() as AddressInfo).port
  const name = host.includes(':') && !host.startsWith('[') ? `[${host}]` : host
  return {
    url: `http://${name}:${bound}/`,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()))
        server.closeAllConnections()
      }),
  }
}
