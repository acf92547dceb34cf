import { mkdirSync, mkdtempSync, readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { vaultOf, vaultSweeper } from '../../cli/vault.ts'
import { DAY_MS } from '../../model/time.ts'

it('lets go of raw answers once a day, and tries again what failed', async () => {
  const root = mkdtempSync(join(tmpdir(), 'lanting-vault-'))
  const place = { dataDir: join(root, 'data'), keysDir: join(root, 'keys') }
  mkdirSync(place.dataDir)
  let now = new Date('2026-01-19T02:00:00Z')
  let asked = 0
  const evidence = {
    async inVault(hashes: readonly string[]) {
      if (asked++ === 0) throw new Error('busy')
      return new Set(hashes)
    },
  }
  const sweep = vaultSweeper(place, { evidence } as never, { now: () => now })
  await sweep()
  expect(asked).toBe(0)
  vaultOf(place).put('a'.repeat(64), 'raw', new Date(now.getTime() - 40 * DAY_MS))
  const files = () => readdirSync(join(place.dataDir, 'vault')).length
  await expect(sweep()).rejects.toThrow('busy')
  expect(files()).toBe(1)
  await sweep()
  expect(files()).toBe(0)
  await sweep()
  expect(asked).toBe(2)
  now = new Date(now.getTime() + DAY_MS)
  await sweep()
  expect(asked).toBe(3)
})
