import { writeDigest } from '../../delivery/digest-files.ts'
import { digestDay } from '../../delivery/digest-rule.ts'
import { AppError } from '../../model/error.ts'
import { cliMessages as m } from '../../model/messages/cli.ts'
import { openApp } from '../app.ts'
import type { Context } from '../context.ts'
import { makeDigest } from '../digest.ts'
import { makeFolder } from '../folder.ts'
import { sendDigestNow } from '../outbound.ts'

/** The day's digest: written to files, sent, or, without either option, printed as text. Exit 1 when a mail failed. */
export async function digestCommand(
  context: Context,
  options: { date?: string; dryRun?: string; send?: boolean },
): Promise<number> {
  if (options.send && options.dryRun)
    throw new AppError('usage.digest', '--send 和 --dry-run 只能选一个（choose one of the two）')
  const day = options.date ?? digestDay(context.clock.now(), context.config.digest.hour)
  if (options.send && (context.config.digest.to.length === 0 || !context.config.digest.smtp))
    throw new AppError('config.digest', context.say(m.noRecipients))
  const app = await openApp(context, options.send ? 'append' : 'read')
  try {
    if (options.send) {
      const { failed, waiting } = await sendDigestNow(context, app, day)
      return failed.length + waiting.length > 0 ? 1 : 0
    }
    const rendered = await makeDigest(context, app, day)
    if (options.dryRun) {
      makeFolder(options.dryRun)
      const files = await writeDigest(options.dryRun, day, rendered)
      for (const path of Object.values(files)) context.note(context.say(m.wrote, path))
    } else context.print(context.json ? rendered.json : rendered.text)
    return 0
  } finally {
    await app.close()
  }
}
