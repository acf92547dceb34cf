/** A real SMTP server in the test's own process that keeps what it accepted and fails as told. */
import type { AddressInfo } from 'node:net'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'

interface Accepted {
  readonly to: readonly string[]
  readonly raw: string
}

export interface MailServer {
  readonly port: number
  readonly accepted: Accepted[]
  close(): Promise<void>
}

/** `refuse` names the answer to a recipient, undefined to take it. */
export async function openMailServer(
  refuse: (recipient: string) => { code: number; text: string } | undefined = () => undefined,
  options: SMTPServerOptions = {},
): Promise<MailServer> {
  const accepted: Accepted[] = []
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS', 'AUTH'],
    disableReverseLookup: true,
    logger: false,
    onRcptTo({ address }, _session, done) {
      const no = refuse(address)
      done(no ? Object.assign(new Error(no.text), { responseCode: no.code }) : undefined)
    },
    onData(stream, session, done) {
      const parts: Buffer[] = []
      stream.on('data', (part: Buffer) => parts.push(part))
      stream.on('end', () => {
        const raw = Buffer.concat(parts).toString('utf8')
        accepted.push({ to: session.envelope.rcptTo.map(({ address }) => address), raw })
        done()
      })
    },
    ...options,
  })
  // A client that goes away is part of these tests.
  server.on('error', () => undefined)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.server.address() as AddressInfo).port,
    accepted,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}

/** Headers of a raw mail, unfolded, by lower-case name. */
export function headersOf(raw: string): Map<string, string> {
  const head = raw.slice(0, raw.indexOf('\r\n\r\n')).replace(/\r\n[ \t]+/g, ' ')
  return new Map(
    head
      .split('\r\n')
      .map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
  )
}
