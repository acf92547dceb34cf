import { createHash } from 'node:crypto'
import { chmodSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import type { Config } from '../model/config.ts'
import type { KeyFile } from '../pipeline/intake/voice.ts'
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

/** A 0600 file replaced as a whole, so that a crash leaves the old keys or the new ones, never half. */
export const keyFile = (path: string): KeyFile => ({
  read: () => (existsSync(path) ? readFileSync(path, 'utf8') : undefined),
  write(content) {
    makeFolder(dirname(path), 0o700)
    const next = `${path}.new`
    writeFileSync(next, content, { mode: 0o600, flush: true })
    chmodSync(next, 0o600)
    renameSync(next, path)
  },
})
