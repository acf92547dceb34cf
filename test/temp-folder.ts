/**
 * One folder for everything that a run of the tests puts into the system's temp folder, by whatever test, program or browser;
 * gone when the run ends. Of several projects the first one's stands for all.
 */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const MARK = 'LANTING_TEST_FOLDER'

export default function setup(): (() => void) | undefined {
  if (process.env[MARK] !== undefined) return undefined
  const outer = process.env.TMPDIR
  const folder = mkdtempSync(join(tmpdir(), 'lanting-tests-'))
  // Servers that tests start run as nobody, who has to get through to a folder of its own.
  chmodSync(folder, 0o711)
  // Workers and what they start inherit both.
  process.env[MARK] = folder
  process.env.TMPDIR = folder
  return () => {
    delete process.env[MARK]
    if (outer === undefined) delete process.env.TMPDIR
    else process.env.TMPDIR = outer
    // A browser or a server may still be writing its last.
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
}
