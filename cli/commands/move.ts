import { resolve } from 'node:path'
import { transferMessages as m } from '../../model/messages/transfer.ts'
import { type Context, createContext } from '../context.ts'
import { moveTo } from '../transfer.ts'
import { carry, settle } from './restore.ts'

interface MoveOptions {
  from: string
  to: string
  over?: boolean
}

/** Carries a data folder to where another config says; the folder itself stays as it is. */
export async function moveCommand(context: Context, options: MoveOptions): Promise<number> {
  const target = createContext({ config: options.to, lang: context.lang, json: context.json }, context)
  const from = { ...context.config, dataDir: resolve(context.cwd, options.from) }
  const done = await carry(target, (onProgress) => moveTo(target, from, { over: options.over ?? false, onProgress }))
  if (!done) return 1
  context.note(done.before ? context.say(m.before) : context.say(m.moved, done.rows, options.to))
  context.note(context.say(m.sourceKept, options.from))
  return settle(target, done)
}
