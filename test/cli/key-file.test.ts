import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import { folderName, VOICES_NAME, voicesFile } from '../../cli/key-file.ts'

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
