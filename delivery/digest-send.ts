/** Sending the day's digest: one run a day, one row a recipient, marked after the mail server has accepted. */
import { createTransport } from 'nodemailer'
import { AppError } from '../model/error.ts'
import type { DigestStore } from '../model/ports.ts'
import type { Clock } from '../model/time.ts'
import { type DigestMail, digestMail } from './digest-mail.ts'
import type { RenderedDigest } from './digest-render.ts'
import { isGivenUp, REFUSED, triedAt } from './unsent.ts'

interface SmtpSettings {
  readonly host: string
  readonly port: number
  /** TLS from the first byte. */
  readonly secure: boolean
  readonly user?: string | undefined
  /** As text: who calls has read it from its file. */
  readonly password?: string | undefined
}

export interface SendOptions {
  readonly digests: DigestStore
  readonly digest: RenderedDigest
  readonly from: string
  readonly to: readonly string[]
  readonly unsubscribe?: string | undefined
  readonly smtp: SmtpSettings
  readonly clock: Clock
  /** Longest silence of the server, milliseconds; default 15,000. */
  readonly timeoutMs?: number | undefined
  /** By hand: at once, and also to recipients refused for good or failed too often. */
  readonly force?: boolean | undefined
  /** Aborted: the mail in hand is finished, no other begins. */
  readonly signal?: AbortSignal | undefined
}

export interface SendResult {
  readonly day: string
  readonly sent: readonly string[]
  readonly failed: readonly { readonly recipient: string; readonly detail: string }[]
  /** Not tried in this call: their wait is not over, given up, or the server was out of reach. */
  readonly waiting: readonly string[]
}

const TIMEOUT_MS = 15_000
/** Wait after the first failure; four times longer after each further one, up to LONGEST_WAIT_MS: about a day in all. */
const FIRST_WAIT_MS = 60_000
const LONGEST_WAIT_MS = 4 * 3_600_000
/** The server, not the recipient: no use asking it for the others now. */
const OUT_OF_REACH = ['ECONNECTION', 'ETIMEDOUT', 'ESOCKET', 'EDNS', 'ETLS', 'EAUTH', 'EPROXY', 'ECONNREFUSED']

/**
 * Sends what is pending for the digest's day; what was sent is never sent again. The first call settles the recipients of the
 * day: later ones send to those who are still in `to`, and what they send is the digest as built by then, for what was closed
 * to view or erased since must not be told. A failed recipient is tried again after a growing wait. A crash between the server's acceptance and the mark can repeat one mail, under the
 * same Message-ID. Throws `digest.recipients` (nobody in `to`), `digest.address`, `digest.early`.
 */
export async function sendDigest(options: SendOptions): Promise<SendResult> {
  const { digests, digest, to, clock, force = false } = options
  const { day } = digest
  if (to.length === 0)
    throw new AppError('digest.recipients', 'digest.to 没有收件人，日报未发送（no recipients in digest.to）')
  if (!digest.complete)
    throw new AppError('digest.early', `${day} 的日报统计期还没结束，请到时再发（its window is not over）`, {
      retry: 'later',
      details: { day },
    })
  // Every address is read before anything is written: a typing error must not settle the day's recipients.
  for (const recipient of to) toMail(options, recipient)
  await digests.open(day, to, digest.generatedAt)

  const sent: string[] = []
  const failed: { recipient: string; detail: string }[] = []
  const waiting: string[] = []
  let outOfReach = false
  const transport = openTransport(options)
  try {
    for (const { recipient, due } of await unsent(digests, day, to, clock)) {
      if (outOfReach || options.signal?.aborted || !(due || force)) {
        waiting.push(recipient)
        continue
      }
      const failure = await transport.send(toMail(options, recipient))
      const at = clock.now().toISOString()
      if (failure === undefined) {
        await digests.mark(day, recipient, 'sent', null, at)
        sent.push(recipient)
        continue
      }
      await digests.mark(day, recipient, 'failed', `${failure.detail} @${at}`, at)
      failed.push({ recipient, detail: failure.detail })
      outOfReach = failure.outOfReach
    }
  } finally {
    transport.close()
  }
  return { day, sent, failed, waiting }
}

/** Whether a call of sendDigest would try anybody now: asked before a digest is built for nothing. */
export async function isDigestDue(
  options: Pick<SendOptions, 'digests' | 'to' | 'clock'> & { readonly day: string },
): Promise<boolean> {
  const { digests, day, to, clock } = options
  if ((await digests.list(day)).length === 0) return to.length > 0
  return (await unsent(digests, day, to, clock)).some((row) => row.due)
}

/** Who has not got the mail, and whether it is time to try. */
async function unsent(
  digests: DigestStore,
  day: string,
  to: readonly string[],
  clock: Clock,
): Promise<{ recipient: string; due: boolean }[]> {
  const details = new Map((await digests.list(day)).map((row) => [row.recipient, row.detail]))
  const rows = (await digests.pending(day)).filter((row) => to.includes(row.recipient))
  return rows.map(({ recipient, attempts }) => {
    const detail = details.get(recipient)
    if (!detail) return { recipient, due: true }
    const wait = Math.min(FIRST_WAIT_MS * 4 ** (attempts - 1), LONGEST_WAIT_MS)
    const next = Date.parse(triedAt(detail)) + wait
    return { recipient, due: !isGivenUp(attempts, detail) && !(clock.now().getTime() < next) }
  })
}

const toMail = (options: SendOptions, recipient: string): DigestMail =>
  digestMail({
    ...options.digest,
    from: options.from,
    recipient,
    unsubscribe: options.unsubscribe,
    date: options.clock.now(),
  })

interface Failure {
  readonly detail: string
  readonly outOfReach: boolean
}

function openTransport(options: SendOptions): { send(mail: DigestMail): Promise<Failure | undefined>; close(): void } {
  const { smtp, timeoutMs = TIMEOUT_MS } = options
  const transport = createTransport({
    host: smtp.host,
    port: smtp.port,
    secure: smtp.secure,
    ...(smtp.user === undefined ? {} : { auth: { user: smtp.user, pass: smtp.password ?? '' } }),
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    dnsTimeout: timeoutMs,
    // The content is ours, but nothing in it may make the mailer read files or pages.
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  return {
    async send(mail) {
      try {
        await transport.sendMail({ ...mail, headers: { ...mail.headers } })
        return undefined
      } catch (error) {
        return toFailure(error as Error & { code?: string; responseCode?: number })
      }
    },
    close: () => transport.close(),
  }
}

/** Codes only: a server's words may quote addresses or our login. */
function toFailure(error: { code?: string; responseCode?: number; name: string }): Failure {
  const { responseCode } = error
  const code = error.code ?? error.name
  // 421: the server closes for now; a failed login (EAUTH, 535) is no fault of the recipient either.
  const outOfReach = OUT_OF_REACH.includes(code) || responseCode === 421
  const permanent = responseCode !== undefined && responseCode >= 500 && !outOfReach
  const what = responseCode === undefined ? code : `${responseCode} ${code}`
  return { detail: permanent ? `${REFUSED} ${what}` : what, outOfReach }
}
