import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { folderName, keyFile, VOICES_NAME, voicesFile } from '../../cli/key-file.ts'

const named = (name?: string) => ({ get: async (key: string) => (key === VOICES_NAME ? name : undefined) })

it('the file of the voice keys goes by the name in Records, wherever the data folder lies', async () => {
  const first = folderName({ dataDir: '/srv/a/data' })
  for (const dataDir of ['/srv/a/data', '/srv/b/data', './elsewhere'])
    expect(await voicesFile({ dataDir, keysDir: '/kept' }, named(first))).toBe(`/kept/voices-${first}.json`)
})

it('Records that were never given a name have the file that was made for their path', async () => {
  const old = createHash('sha256').update('/srv/a/data').digest('hex').slice(0, 12)
  expect(await voicesFile({ dataDir: '/srv/a/data', keysDir: '/k' }, named())).toBe(`/k/voices-${old}.json`)
  expect(folderName({ dataDir: '/srv/b/data' })).not.toBe(old)
})

it('lets one process at a time change the file, and outlives one that is killed at it', async () => {
  const path = join(mkdtempSync(join(tmpdir(), 'lanting-keys-')), 'kept', 'voices.json')
  const script = fileURLToPath(new URL('key-file-child.ts', import.meta.url))
  const start = (mark: string) => {
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', script, path, mark], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    return { child, ended: once(child, 'exit') }
  }
  const killed = start('hang')
  await once(killed.child.stdout, 'data')
  const others = ['a', 'b', 'c'].map(start)
  killed.child.kill('SIGKILL')
  await Promise.all([killed, ...others].map(({ ended }) => ended))
  expect([...readFileSync(path, 'utf8')].sort().join('')).toBe('a'.repeat(20) + 'b'.repeat(20) + 'c'.repeat(20))
  expect(statSync(path).mode & 0o777).toBe(0o600)
  expect(keyFile(path).update((content) => `${content}!`)).toMatch(/!$/)
  expect(readdirSync(join(path, '..')).sort()).toEqual(['voices.json', 'voices.json.lock'])
})
