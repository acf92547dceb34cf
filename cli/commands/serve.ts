import { once } from 'node:events'
import { cliMessages as m } from '../../model/messages/cli.ts'
import { type Aftermath, startAftermath } from '../aftermath.ts'
import { openApp } from '../app.ts'
import { openConsole } from '../console.ts'
import type { Context } from '../context.ts'
import { endpointsOf } from '../outbound.ts'
import { createTeller } from '../working.ts'

/**
 * The console without crawling and mail: reads, searches, takes decisions and letters, and does what follows from them,
 * unless a `lanting run` beside it does.
 */
export async function serveCommand(context: Context): Promise<number> {
  endpointsOf(context)
  const app = await openApp(context, 'append', { thread: true, stays: true })
  let aftermath: Aftermath | undefined
  try {
    const console = await openConsole(context, app, () => aftermath?.wake())
    aftermath = await startAftermath(context, app, createTeller(context))
    context.note(context.say(m.consoleAt, console.url))
    if (!context.signal.aborted) await once(context.signal, 'abort')
    context.note(context.say(m.stopping))
    await console.close()
    return 0
  } finally {
    await aftermath?.end()
    await app.close()
  }
}
