import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { expect, it } from 'vitest'
import { readIdf } from '../../analyzers/text/idf.ts'

it('gives every word of the table its own figure, and none to a word that is not there', () => {
  const idfOf = readIdf()
  const file = createRequire(import.meta.url).resolve('nodejieba/submodules/cppjieba/dict/idf.utf8')
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n')
  const wrong = lines.filter((line) => {
    const [word, figure] = line.split(' ') as [string, string]
    return idfOf(word) !== Number(figure)
  })
  expect(lines.length).toBeGreaterThan(200_000)
  expect(wrong).toEqual([])
  for (const word of ['', '没有这个词呢', '劳动防', '劳动防护 ', 'qzqzqz', '𠮷野']) expect(idfOf(word)).toBeUndefined()
})
