import { cliMessages as m } from '../../model/messages/cli.ts'
import { openApp } from '../app.ts'
import type { Context } from '../context.ts'

/** Rebuilds the search index from Records. Killed in between, the same command starts over, or goes on in a cluster. */
export async function reindexCommand(context: Context): Promise<number> {
  const app = await openApp(context, 'write')
  try {
    if (app.search.rebuild) await app.search.rebuild()
    else {
      await app.search.clear()
      await app.search.setLastRev(0)
    }
    await app.process(context)
    context.note(context.say(m.found, (await app.search.search({ text: '', sort: 'time', limit: 1 })).total))
    return context.signal.aborted ? 1 : 0
  } finally {
    await app.close()
  }
}
