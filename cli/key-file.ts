import { createHash } from 'node:crypto'
import { chmodSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Config } from '../model/config.ts'
import { AppError } from '../model/error.ts'
import type { MetaStore, Records } from '../model/ports.ts'
import { type KeyFile, printsOf } from '../pipeline/intake/voice.ts'
import { makeFolder } from './folder.ts'

/** Name of the setting in Records that holds under which name the keys of their voices lie. */
export const VOICES_NAME = 'voices'

/** Names a data folder without telling where it is. Records are given the first one's once, so that, restored or moved, they find their keys in any `keysDir`. */
export const folderName = ({ dataDir }: Pick<Config, 'dataDir'>): string =>
  createHash('sha256').update(resolve(dataDir)).digest('hex').slice(0, 12)

/** The keys of the voices of these Records: a file of its own outside the data folder. */
export async function voicesFile(
  config: Pick<Config, 'dataDir' | 'keysDir'>,
  meta: { get(key: string): Promise<string | undefined> },
): Promise<string> {
  return join(config.keysDir, `voices-${(await meta.get(VOICES_NAME)) ?? folderName(config)}.json`)
}

const printName = (key: string): string => `${VOICES_NAME}.${key}`

/** `missing`: letters were taken in, and their keys are not here; `other`: a key here is not the one they were taken in by. */
export type KeysAmiss = 'missing' | 'other'

/** Whether these are the keys of the voices in Records, which hold the print of each. */
export async function amissIn(
  file: KeyFile,
  { meta, posts }: Pick<Records, 'meta' | 'posts'>,
): Promise<KeysAmiss | undefined> {
  const content = file.read()
  if (content === undefined) return (await posts.counts()).delivered.received > 0 ? 'missing' : undefined
  for (const [key, print] of printsOf(content)) {
    const known = await meta.get(printName(key))
    if (known !== undefined && known !== print) return 'other'
  }
  return undefined
}

/** From now on these are the keys of these Records: whoever comes with others is told, and keys exchanged on purpose are told once. */
export async function notePrints(file: KeyFile, meta: MetaStore): Promise<void> {
  for (const [key, print] of printsOf(file.read()))
    if ((await meta.get(printName(key))) !== print) await meta.set(printName(key), print)
}

/** A 0600 file replaced as a whole, so that a crash leaves the old keys or the new ones, never half. */
export function keyFile(path: string): KeyFile {
  const read = (): string | undefined => (existsSync(path) ? readFileSync(path, 'utf8') : undefined)
  return {
    read,
    update(change) {
      makeFolder(dirname(path), 0o700)
      return alone(path, () => {
        const known = read()
        const content = change(known)
        if (content !== known) replace(path, content)
        return content
      })
    },
  }
}

function replace(path: string, content: string): void {
  const next = `${path}.new`
  writeFileSync(next, content, { mode: 0o600, flush: true })
  chmodSync(next, 0o600)
  renameSync(next, path)
}

/** How long one waits for the others, who need some milliseconds each. */
const WAIT_MS = 30_000

/**
 * Does the work while no other process does any on this file. The lock is an empty SQLite database beside it: the operating
 * system lets go of it with the process, however that ends, and it holds over shared storage too. Throws `keys.locked`.
 */
function alone<T>(path: string, work: () => T): T {
  let lock: DatabaseSync | undefined
  try {
    lock = new DatabaseSync(`${path}.lock`, { timeout: WAIT_MS })
    lock.exec('begin exclusive')
  } catch (cause) {
    lock?.close()
    throw new AppError('keys.locked', `${path} cannot be locked`, { cause, details: { file: path } })
  }
  try {
    return work()
  } finally {
    lock.close()
  }
}
