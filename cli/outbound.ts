import { digestDay, digestWindow, isDigestHoliday } from '../delivery/digest-rule.ts'
import { isDigestDue, type SendResult, sendDigest } from '../delivery/digest-send.ts'
import { deliverDue } from '../delivery/outbox.ts'
import { redateProvisional } from '../delivery/redate.ts'
import { maskedRecipient, unsentKind } from '../delivery/unsent.ts'
import { type Endpoint, isWebhookSecret } from '../delivery/webhook.ts'
import { AppError } from '../model/error.ts'
import { cliMessages as m } from '../model/messages/cli.ts'
import { unsentMessage } from '../model/messages/delivery.ts'
import type { Held } from '../model/ports.ts'
import { localDay } from '../model/time.ts'
import type { App } from './app.ts'
import { NO_WEBHOOK_SECRET, readSecret } from './config-file.ts'
import type { Context } from './context.ts'
import { makeDigest } from './digest.ts'
import { withLease } from './stages.ts'

/**
 * Whatever goes out does so under one lease, or some would get it twice; once another process has taken over nothing more
 * begins. Says who is at it where somebody is.
 */
const alone = <T>(context: Context, app: App, send: (context: Context) => Promise<T>): Promise<T | Held> =>
  withLease(app.records, 'deliver', (lost) => send({ ...context, signal: AbortSignal.any([context.signal, lost]) }))

/**
 * Sends the digest of a day by hand to whoever has not got it yet: nobody's wait is kept. Needs `digest.smtp`. Throws
 * AppError `digest.busy` while another process sends.
 */
export async function sendDigestNow(context: Context, app: App, day: string): Promise<SendResult> {
  const result = await alone(context, app, (inner) => sendDigestOf(inner, app, day, true))
  if ('heldBy' in result) throw new AppError('digest.busy', context.say(m.sending, result.heldBy), { retry: 'later' })
  const { sent, failed, waiting } = result
  if (sent.length + failed.length + waiting.length === 0) context.note(context.say(m.digestAllSent, day))
  const settled = new Set((await app.records.digests.list(day)).map(({ recipient }) => recipient))
  const later = context.config.digest.to.filter((recipient) => !settled.has(recipient)).map(maskedRecipient)
  if (later.length > 0) context.note(context.say(m.digestNotListed, day, later))
  return result
}

/** Sends the digest of a day to whoever is due, and says how it went. */
async function sendDigestOf(context: Context, app: App, day: string, force: boolean): Promise<SendResult> {
  const { from, to, unsubscribe, smtp } = context.config.digest
  if (!smtp) throw new AppError('config.digest', context.say(m.noRecipients))
  const result = await sendDigest({
    digests: app.records.digests,
    digest: await makeDigest(context, app, day),
    from,
    to,
    unsubscribe,
    smtp: { ...smtp, password: smtp.password ? readSecret(smtp.password, context.env) : undefined },
    clock: context.clock,
    force,
    signal: context.signal,
  })
  if (result.sent.length + result.failed.length > 0)
    context.note(context.say(m.digestSent, result.sent.length, result.failed.length))
  for (const { recipient, detail } of result.failed) {
    const place = to.indexOf(recipient) + 1
    const kind = unsentKind(detail)
    const why = context.say(unsentMessage, kind, kind !== 'refused', day)
    context.note(context.say(m.digestUnsent, day, place, maskedRecipient(recipient), why, detail))
  }
  return result
}

/** A calendar may have been added: deadlines that had to wait for it get their dates. */
async function redateCases(context: Context, app: App): Promise<void> {
  const redated = await redateProvisional({ records: app.records, calendar: app.calendar, clock: context.clock })
  if (redated.length > 0) context.note(context.say(m.redated, redated.length))
}

/** The endpoints with their secrets. Throws AppError `config.secret` for one that is not there or signs nothing. */
export const endpointsOf = ({ config, env }: Pick<Context, 'config' | 'env'>): Endpoint[] =>
  config.dispatch.endpoints.map((endpoint) => {
    const secret = readSecret(endpoint.secret, env)
    if (isWebhookSecret(secret)) return { ...endpoint, secret }
    throw new AppError('config.secret', `dispatch.endpoints 中 ${endpoint.name} 的 secret ${NO_WEBHOOK_SECRET}`)
  })

/**
 * How long a pass of pushes begins new ones: an endpoint that takes its time keeps what came meanwhile for the others, and the
 * digest, waiting for this and one answer.
 */
const PUSH_FOR_MS = 10_000

/** Webhooks that are due, as many as one pass has time for, unless another process sends: it takes them along, or the next call does. */
export async function pushWhatIsDue(context: Context, app: App): Promise<void> {
  await alone(context, app, (inner) => pushDue(inner, app, PUSH_FOR_MS))
}

async function pushDue(context: Context, app: App, forMs?: number): Promise<void> {
  if (context.config.dispatch.endpoints.length === 0) return
  const { failed, faulty, dead } = await deliverDue({
    records: app.records,
    endpoints: endpointsOf(context),
    clock: context.clock,
    signal: context.signal,
    forMs,
  })
  if (failed + dead > 0) context.note(context.say(m.pushesFailed, failed - faulty, faulty, dead))
}

/**
 * What goes out by itself, again and again: webhooks that are due, and the digest once its hour has passed; before them, first
 * thing of each day, the dates of deadlines that waited for a calendar; raw answers whose time is up are let go of, whether
 * anything is crawled here or not. Says who is at it where another process is.
 * `hasty`: this call may be the only one, so that the digest does not wait for letters that are still to be screened, and every
 * push that is due is tried.
 */
export function createDeliver(
  context: Context,
  app: App,
  options: { hasty?: boolean | undefined } = {},
): () => Promise<Held | undefined> {
  let redatedOn = ''
  return async () => {
    const today = localDay(context.clock.now())
    return alone(context, app, async (inner): Promise<undefined> => {
      if (redatedOn !== today) await redateCases(inner, app)
      redatedOn = today
      await pushDue(inner, app, PUSH_FOR_MS)
      await mailDigest(inner, app, options.hasty)
      // What the first had no time for.
      if (options.hasty) await pushDue(inner, app)
      await app.sweepVault()
    })
  }
}

/** Never a mail for the sample city. */
async function mailDigest(context: Context, app: App, hasty = false): Promise<void> {
  const { config, clock } = context
  const day = digestDay(clock.now(), config.digest.hour)
  const { smtp, to, holidays } = config.digest
  // The first workday's digest covers what a holiday skipped.
  if (holidays === 'merge' && isDigestHoliday(day, app.calendar.isWorkday)) return
  if (!hasty && (await isIncomplete(context, app, day))) return
  if (!context.loaded.sample && smtp && to.length > 0)
    if (await isDigestDue({ digests: app.records.digests, day, to, clock }))
      await sendDigestOf(context, app, day, false)
}

/** How long after its hour a digest waits for the letters of its window that are not screened yet. */
const SETTLING_MS = 30 * 60_000

async function isIncomplete({ config, clock }: Context, { records }: App, day: string): Promise<boolean> {
  const { to } = digestWindow(day, config.digest.hour)
  if (clock.now().getTime() >= Date.parse(to) + SETTLING_MS) return false
  const [oldest] = await records.posts.pendingIds(1)
  return oldest !== undefined && oldest.at < to
}
