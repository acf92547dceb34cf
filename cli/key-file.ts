import { createHash } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import type { Config } from '../model/config.ts'
import type { KeyFile } from '../pipeline/intake/voice.ts'

/** The keys of the voices of one data folder: a file of its own outside it. */
export function voicesFile(config: Pick<Config, 'dataDir' | 'keysDir'>): string {
  const name = createHash('sha256').update(resolve(config.dataDir)).digest('hex').slice(0, 12)
  return join(config.keysDir, `voices-${name}.json`)
}

/** A 0600 file replaced as a whole, so that a crash leaves the old keys or the new ones, never half. */
export const keyFile = (path: string): KeyFile => ({
  read: () => (existsSync(path) ? readFileSync(path, 'utf8') : undefined),
  write(content) {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
    const next = `${path}.new`
    writeFileSync(next, content, { mode: 0o600, flush: true })
    chmodSync(next, 0o600)
    renameSync(next, path)
  },
})
