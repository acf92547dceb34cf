import { digestDay, isDigestHoliday } from '../delivery/digest-rule.ts'
import { isDigestDue, type SendResult, sendDigest } from '../delivery/digest-send.ts'
import { deliverDue } from '../delivery/outbox.ts'
import { redateProvisional } from '../delivery/redate.ts'
import { maskedRecipient, unsentKind } from '../delivery/unsent.ts'
import { type Endpoint, isWebhookSecret } from '../delivery/webhook.ts'
import { AppError } from '../model/error.ts'
import { cliMessages as m } from '../model/messages/cli.ts'
import { unsentMessage } from '../model/messages/delivery.ts'
import type { App } from './app.ts'
import { NO_WEBHOOK_SECRET, readSecret } from './config-file.ts'
import type { Context } from './context.ts'
import { makeDigest } from './digest.ts'

/**
 * Sends the digest of a day to whoever has not got it yet, and says how it went. Needs `digest.smtp`.
 * `force`: asked for by hand, so nobody's wait is kept.
 */
export async function sendDigestOf(context: Context, app: App, day: string, force = false): Promise<SendResult> {
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

/** At the start of a run, when a calendar may have been added: deadlines that had to wait for it get their dates. */
export async function redateCases(context: Context, app: App): Promise<void> {
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

/** Webhooks that are due. */
export async function pushWhatIsDue(context: Context, app: App): Promise<void> {
  if (context.config.dispatch.endpoints.length === 0) return
  const { failed, faulty, dead } = await deliverDue({
    records: app.records,
    endpoints: endpointsOf(context),
    clock: context.clock,
    signal: context.signal,
  })
  if (failed + dead > 0) context.note(context.say(m.pushesFailed, failed - faulty, faulty, dead))
}

/** What `run` sends by itself: webhooks that are due, and the digest once its hour has passed. Never for the sample city. */
export async function deliverWhatIsDue(context: Context, app: App): Promise<void> {
  const { config, clock } = context
  await pushWhatIsDue(context, app)
  const day = digestDay(clock.now(), config.digest.hour)
  const { smtp, to, holidays } = config.digest
  // The first workday's digest covers what a holiday skipped.
  if (holidays === 'merge' && isDigestHoliday(day, app.calendar.isWorkday)) return
  if (!context.loaded.sample && smtp && to.length > 0)
    if (await isDigestDue({ digests: app.records.digests, day, to, clock })) await sendDigestOf(context, app, day)
}
