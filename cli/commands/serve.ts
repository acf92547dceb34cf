import { once } from 'node:events'
import { cliMessages as m } from '../../model/messages/cli.ts'
import { openApp } from '../app.ts'
import { openConsole } from '../console.ts'
import type { Context } from '../context.ts'

/** The console only: reads, searches, takes decisions and imports; a running `lanting run` beside it does the rest. */
export async function serveCommand(context: Context): Promise<number> {
  const app = await openApp(context, 'append', { thread: true })
  try {
    const console = await openConsole(context, app, () => undefined)
    context.note(context.say(m.consoleAt, console.url))
    if (!context.signal.aborted) await once(context.signal, 'abort')
    context.note(context.say(m.stopping))
    await console.close()
    return 0
  } finally {
    await app.close()
  }
}
