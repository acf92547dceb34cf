import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { amissIn, folderName, keyFile, notePrints, VOICES_NAME, voicesFile } from '../../cli/key-file.ts'
import { fixedClock } from '../../model/time.ts'
import { openVoices } from '../../pipeline/intake/voice.ts'
import { openRecords } from '../../store/records/open.ts'
import { makePost, NOW } from '../store/fixtures.ts'

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

it('tells keys that are missing, or others than the letters were taken in by, and none that were exchanged on purpose twice', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'lanting-prints-'))
  const at = (name: string) => keyFile(join(dir, name))
  const records = await openRecords({ file: ':memory:', clock: fixedClock(NOW) })
  const take = (name: string) => openVoices(at(name)).voice('board', '王某', 'p1', new Date(NOW))
  expect(await amissIn(at('a.json'), records)).toBeUndefined()
  take('a.json')
  await records.posts.append([makePost('p1')], [], NOW)
  await notePrints(at('a.json'), records.meta)
  expect(await amissIn(at('a.json'), records)).toBeUndefined()
  expect(await amissIn(at('b.json'), records)).toBe('missing')
  take('b.json')
  expect(await amissIn(at('b.json'), records)).toBe('other')
  await notePrints(at('b.json'), records.meta)
  expect(await amissIn(at('b.json'), records)).toBeUndefined()
  expect(await amissIn(at('a.json'), records)).toBe('other')
  await records.close()
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
