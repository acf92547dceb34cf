import { transferMessages as m } from '../../model/messages/transfer.ts'
import { openApp } from '../app.ts'
import type { Context } from '../context.ts'
import { type Carried, restoreFrom } from '../transfer.ts'

/** Puts a backup back and fills the search index from it. */
export async function restoreCommand(context: Context, options: { over?: boolean }, dir: string): Promise<number> {
  const { say } = context
  const done = await carry(context, (onProgress) =>
    restoreFrom(context, dir, { over: options.over ?? false, onProgress }),
  )
  if (!done) return 1
  context.note(done.before ? say(m.before) : say(m.restored, done.rows))
  return settle(context, done)
}

/** Undefined when it was stopped on request. */
export async function carry(
  context: Context,
  work: (onProgress: (rows: number) => void) => Promise<Carried>,
): Promise<Carried | undefined> {
  const progress = context.progress(context.say(m.loading))
  try {
    return await work((rows) => progress.update(rows, undefined))
  } catch (error) {
    if (!context.signal.aborted) throw error
    context.note(context.say(m.goOn))
    return undefined
  }
}

/** Says what became of what was there, and brings grouping and search up to the new Records. */
export async function settle(context: Context, done: Carried): Promise<number> {
  const { say } = context
  if (done.kept !== undefined) context.note(say(m.kept, done.kept))
  if (done.erased > 0) context.note(say(m.erased, done.erased))
  if (context.json) context.print(JSON.stringify({ ...done, kept: done.kept ?? null }))
  const app = await openApp(context, 'write')
  try {
    await app.process(context)
  } finally {
    await app.close()
  }
  return context.signal.aborted ? 1 : 0
}
