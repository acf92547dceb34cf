import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { lookAtFiles } from '../../crawlers/file-source.ts'
import { parseRecipe } from '../../crawlers/recipe-file.ts'
import { memoryInbox } from './memory-sources.ts'

const NOW = new Date('2026-01-19T02:00:00Z')

function watched() {
  const folder = join(mkdtempSync(join(tmpdir(), 'lanting-watched-')), 'import')
  mkdirSync(folder)
  const recipe = parseRecipe(
    `id: export\nname: 导出\nkind: letter\nregion: 兰州\nshape: watched-folder\nverified: synthetic\nevery: 5\nfetch: { mode: file, folder: ${folder} }\n`,
    'export.yaml',
  )
  const { deliver } = memoryInbox()
  let state: Record<string, string> = {}
  return {
    put: (name: string, content: string | Uint8Array) => writeFileSync(join(folder, name), content),
    async look(lang?: 'en') {
      const found = await lookAtFiles(recipe, state, deliver, NOW, new AbortController().signal, lang)
      state = found.state
      return found
    },
  }
}

it('names a file of which nothing or not all can be read, in Chinese, until it has changed', async () => {
  const { put, look } = watched()
  put('x.jsonl', '{"id":"1","text":"雁滩路')
  put(
    'y.csv',
    Uint8Array.from({ length: 4000 }, (_, i) => (i * i * 31 + i * 7) % 256),
  )
  const first = await look()
  expect(first).toMatchObject({ outcome: 'failed', found: 1, counts: { fresh: 0, failed: 1 } })
  expect(first.detail).toMatch(/^x\.jsonl 有 1 行读不了，已跳过（第 1 行起）；y\.csv 读不了：[\p{Script=Han}]/u)
  put('z.csv', '编号,内容\nLZ-1,雁滩路停水\n')
  expect(await look()).toMatchObject({
    outcome: 'new',
    detail: expect.stringMatching(/x\.jsonl 有 1 行.*y\.csv 读不了/),
  })
  expect(await look('en')).toMatchObject({ detail: expect.stringMatching(/^x\.jsonl: 1 rows.*; y\.csv: /) })
  put('x.jsonl', '{"id":"1","text":"雁滩路停水两天"}\n')
  put('y.csv', '编号,内容\nLZ-2,安宁区停水\n')
  expect(await look()).toMatchObject({ outcome: 'new', counts: { fresh: 2 }, detail: null })
  expect(await look()).toMatchObject({ outcome: 'unchanged', detail: null })
})
