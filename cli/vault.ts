/** The vault of an installation: its folder, its keys, and the daily sweep. */
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Config } from '../model/config.ts'
import type { Records } from '../model/ports.ts'
import { type Clock, localDay } from '../model/time.ts'
import { openVault, type Vault, type VaultFolder } from '../pipeline/intake/vault.ts'
import { makeFolder } from './folder.ts'
import { folderName, keyFile } from './key-file.ts'

type Place = Pick<Config, 'dataDir' | 'keysDir'>

const folderOf = (config: Place): string => join(config.dataDir, 'vault')

const filesIn = (dir: string): VaultFolder => ({
  list: () => (existsSync(dir) ? readdirSync(dir) : []),
  read: (name) => (existsSync(join(dir, name)) ? readFileSync(join(dir, name)) : undefined),
  write(name, bytes) {
    makeFolder(dir, 0o700)
    const part = join(dir, `${name}.part`)
    writeFileSync(part, bytes, { mode: 0o600 })
    renameSync(part, join(dir, name))
  },
  remove: (name) => rmSync(join(dir, name), { force: true }),
})

/** The keys lie beside those of the voices, in a file of their own. */
export function vaultOf(config: Place): Vault {
  return openVault(keyFile(join(config.keysDir, `vault-${folderName(config)}.json`)), filesIn(folderOf(config)))
}

/** Sweeps once a day, as often as it is asked: what is older than 30 days, and what no post speaks of any more because it was erased. */
export function vaultSweeper(config: Place, records: Pick<Records, 'evidence'>, clock: Clock): () => Promise<void> {
  let swept = ''
  return async () => {
    const now = clock.now()
    if (swept === localDay(now) || !existsSync(folderOf(config))) return
    const vault = vaultOf(config)
    const there = vault.list()
    const wanted = await records.evidence.inVault(there)
    vault.sweep(now, new Set(there.filter((hash) => !wanted.has(hash))))
    // Only now: what failed is tried again.
    swept = localDay(now)
  }
}
