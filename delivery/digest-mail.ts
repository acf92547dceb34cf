import { createHash } from 'node:crypto'
import { mailAddressOf } from '../model/address.ts'
import { AppError } from '../model/error.ts'

/** One mail of a digest to one recipient, ready for the transport. */
export interface DigestMail {
  readonly from: string
  readonly to: string
  readonly date: Date
  readonly messageId: string
  readonly subject: string
  readonly html: string
  readonly text: string
  readonly headers: Readonly<Record<string, string>>
}

/** The bare address of "Name <local@domain>". Throws `digest.address`. */
function addressOf(mailbox: string): string {
  const address = mailAddressOf(mailbox)
  if (address !== undefined) return address
  throw new AppError(
    'digest.address',
    `不是邮件地址（not a mail address）：${mailbox}；请检查 digest.from 和 digest.to`,
    {
      details: { address: mailbox },
    },
  )
}

/**
 * List-Unsubscribe and, for an https address, its one-click form (RFC 8058): the server must act on POST only, since
 * mail scanners follow links. `{recipient}` in the configured address becomes the recipient's. A mail to the sender is
 * always offered too.
 */
function unsubscribeHeaders(unsubscribe: string | undefined, from: string, recipient: string): Record<string, string> {
  const mailto = `<mailto:${from}?subject=unsubscribe>`
  const own = unsubscribe?.replaceAll('{recipient}', encodeURIComponent(recipient))
  if (own === undefined) return { 'List-Unsubscribe': mailto }
  if (own.startsWith('https://'))
    return { 'List-Unsubscribe': `<${own}>, ${mailto}`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' }
  return { 'List-Unsubscribe': `<${own.startsWith('mailto:') ? own : `mailto:${own}`}>` }
}

/**
 * The mail with the headers of INTERFACES: List-Id, List-Unsubscribe, Auto-Submitted, and a Message-ID that is the same
 * for one digest, day and recipient, so that a copy sent twice by a crash can be known for one.
 */
export function digestMail(options: {
  readonly day: string
  readonly subject: string
  readonly html: string
  readonly text: string
  readonly from: string
  readonly recipient: string
  readonly unsubscribe?: string | undefined
  readonly date: Date
}): DigestMail {
  const { day, subject, html, text, from, recipient, date } = options
  const sender = addressOf(from)
  const address = addressOf(recipient)
  const domain = sender.slice(sender.indexOf('@') + 1)
  const hash = createHash('sha256').update(`digest\0${day}\0${address.toLowerCase()}`).digest('hex').slice(0, 24)
  return {
    from,
    to: recipient,
    date,
    messageId: `<digest.${day}.${hash}@${domain}>`,
    subject,
    html,
    text,
    headers: {
      'List-Id': `Lanting daily digest <digest.lanting.${domain}>`,
      ...unsubscribeHeaders(options.unsubscribe, sender, address),
      'Auto-Submitted': 'auto-generated',
      // Exchange answers lists with out-of-office notes unless told not to.
      'X-Auto-Response-Suppress': 'All',
      'Content-Language': 'zh-CN',
    },
  }
}
