/** What may be said of a mail that did not arrive: in a log who by place and masked address, on a page to whom; why by kind. */
import type { DigestStore } from '../model/ports.ts'
import type { UnsentDigest, UnsentKind } from '../model/services.ts'
import { type Clock, DAY_MS } from '../model/time.ts'
import { digestDay } from './digest-rule.ts'

/** How long an undelivered digest is told of. */
const TOLD_DAYS = 7
const MOST_ATTEMPTS = 10
/** Begins the detail of a row that the server refused for good (5xx). */
export const REFUSED = 'refused'

/** The place in `digest.to` finds the recipient in the config; the name and the local part stay out of the log. */
export function maskedRecipient(recipient: string): string {
  const address = /<([^<>]*)>\s*$/.exec(recipient)?.[1] ?? recipient
  const at = address.lastIndexOf('@')
  // A code point, not half of one.
  const [first = ''] = address.trim()
  return at < 1 ? `${first}***` : `${first}***${address.slice(at).trim()}`
}

/** Of the detail of a row, `451 EENVELOPE` or `refused 550 EENVELOPE` (digest-send.ts). */
export function unsentKind(detail: string): Exclude<UnsentKind, 'untried'> {
  if (/\bEAUTH\b|\b53[0458]\b/.test(detail)) return 'login'
  if (detail.startsWith(REFUSED)) return 'refused'
  return /^\d{3} /.test(detail) && !detail.startsWith('421 ') ? 'later' : 'unreachable'
}

/** The row has no column for the time of the last try, so its detail ends in it: `451 EENVELOPE @2026-01-19T02:00:00.000Z`. */
export const triedAt = (detail: string): string => detail.slice(detail.lastIndexOf('@') + 1)

/** Not tried again unless somebody sends by hand. */
export const isGivenUp = (attempts: number, detail: string): boolean =>
  attempts >= MOST_ATTEMPTS || detail.startsWith(REFUSED)

/** The digests of the last week that have not reached somebody who is still in `to`, newest first. */
export async function unsentDigests(options: {
  readonly digests: Pick<DigestStore, 'unsent'>
  readonly to: readonly string[]
  readonly clock: Clock
  /** Local hour at which a day's digest is sent. */
  readonly hour: number
}): Promise<UnsentDigest[]> {
  const { digests, to, hour } = options
  const now = options.clock.now()
  // Only the newest day's digest is sent by itself.
  const current = digestDay(now, hour)
  const rows = await digests.unsent(digestDay(new Date(now.getTime() - (TOLD_DAYS - 1) * DAY_MS), hour))
  return rows
    .filter(({ recipient }) => to.includes(recipient))
    .map(({ day, recipient, attempts, detail, since }) => ({
      ...{ day, recipient, attempts, since },
      kind: detail === null ? 'untried' : unsentKind(detail),
      code: detail === null ? null : detail.slice(0, detail.lastIndexOf(' @')).replace(`${REFUSED} `, ''),
      triedAt: detail === null ? null : triedAt(detail),
      again: day === current && !isGivenUp(attempts, detail ?? ''),
    }))
}
