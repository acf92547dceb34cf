import { cliMessages as m } from '../../model/messages/cli.ts'
import { openApp } from '../app.ts'
import type { Context } from '../context.ts'

/**
 * Rebuilds the search index from Records beside the one that is searched, which stays in use until the new one holds as much.
 * Killed in between, the same command, or a running `lanting run`, goes on where it was.
 */
export async function reindexCommand(context: Context): Promise<number> {
  const app = await openApp(context, 'append')
  try {
    await app.search.rebuild()
    const writer = await app.stages.hold()
    if (writer) {
      context.note(context.say(m.reindexHandedOver, writer.heldBy))
      return 0
    }
    await app.process(context)
    if (await app.search.filling()) {
      context.note(context.say(m.reindexUnfinished))
      return 1
    }
    context.note(context.say(m.found, (await app.search.search({ text: '', sort: 'time', limit: 0 })).total))
    return 0
  } finally {
    await app.close()
  }
}
