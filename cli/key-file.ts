import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { KeyFile } from '../pipeline/voice.ts'

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
