/** What may be said, in a log too, of a mail that did not arrive: who by place and masked address, why by kind. */

/** The place in `digest.to` finds the recipient in the config; the name and the local part stay out of the log. */
export function maskedRecipient(recipient: string): string {
  const address = /<([^<>]*)>\s*$/.exec(recipient)?.[1] ?? recipient
  const at = address.lastIndexOf('@')
  // A code point, not half of one.
  const [first = ''] = address.trim()
  return at < 1 ? `${first}***` : `${first}***${address.slice(at).trim()}`
}

export type UnsentKind = 'login' | 'unreachable' | 'refused' | 'later'

/** Of the detail of a row, `451 EENVELOPE` or `refused 550 EENVELOPE` (digest-send.ts). */
export function unsentKind(detail: string): UnsentKind {
  if (/\bEAUTH\b|\b53[0458]\b/.test(detail)) return 'login'
  if (detail.startsWith('refused')) return 'refused'
  return /^\d{3} /.test(detail) && !detail.startsWith('421 ') ? 'later' : 'unreachable'
}
