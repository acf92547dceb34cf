import { transferMessages as m } from '../../model/messages/transfer.ts'
import type { Context } from '../context.ts'
import { backUpTo } from '../transfer.ts'

/** Saves Records into a folder, beside whoever is at work there. */
export async function backupCommand(context: Context, _options: object, dir: string): Promise<number> {
  const { say } = context
  const progress = context.progress(say(m.saving))
  try {
    const { tables, madeAt, schema } = await backUpTo(context, dir, (rows) => progress.update(rows, undefined))
    const posts = tables.find((table) => table.name === 'posts')?.rows ?? 0
    const rows = tables.reduce((sum, table) => sum + table.rows, 0)
    if (context.json) context.print(JSON.stringify({ dir, madeAt, schema, posts, rows }))
    progress.done(say(m.saved, posts, rows, dir))
    return 0
  } catch (error) {
    if (!context.signal.aborted) throw error
    context.note(say(m.begun))
    return 1
  }
}
