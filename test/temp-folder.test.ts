import { execFileSync } from 'node:child_process'
import { tmpdir } from 'node:os'
import { expect, it } from 'vitest'

it('gives each run of the tests, and the programs it starts, one temp folder that ends with the run', () => {
  const folder = process.env.LANTING_TEST_FOLDER
  expect(folder).toMatch(/lanting-tests-/)
  expect(tmpdir()).toBe(folder)
  const inner = execFileSync(process.execPath, ['-p', 'require("node:os").tmpdir()'], { encoding: 'utf8' })
  expect(inner.trim()).toBe(folder)
})
