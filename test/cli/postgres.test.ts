/** The setting `postgres`: the same program, its Records on a server. */
import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createSchema, POSTGRES } from '../store/postgres-server.ts'
import { freshFolder, jsonLines, lanting } from './program-run.ts'

describe.skipIf(!POSTGRES)('Records on PostgreSQL', () => {
  it('imports, screens and reads there, and leaves no file of Records', async () => {
    const cwd = freshFolder()
    const schema = await createSchema()
    try {
      writeFileSync(join(cwd, 'c.yaml'), `dataDir: ./data\nkeysDir: ./keys\npostgres: ${schema.url}\n`)
      const letter = {
        id: 'x1',
        title: '暖气不热',
        text: '雁滩街道的暖气一直不热，请尽快处理。',
        postedAt: '2026-01-18',
      }
      writeFileSync(join(cwd, 'in.jsonl'), JSON.stringify(letter))
      const empty = await lanting(['export', '--config', 'c.yaml'], cwd)
      expect(empty.code).toBe(1)
      expect(empty.err).toContain('postgres://')
      const run = await lanting(['import', 'in.jsonl', '--config', 'c.yaml'], cwd)
      expect(run).toMatchObject({ code: 0 })
      const out = await lanting(['export', '--config', 'c.yaml'], cwd)
      expect(jsonLines<{ nativeId: string; disposition: string }>(out.out)).toMatchObject([
        { nativeId: 'x1', disposition: 'kept' },
      ])
      expect(await schema.query('select disposition from posts')).toEqual([{ disposition: 'kept' }])
      expect(existsSync(join(cwd, 'data', 'records.db'))).toBe(false)
      // What a restore puts aside in the database holds the words still, and whoever erases them is told.
      for (const args of [
        ['backup', 'copy'],
        ['restore', 'copy', '--over'],
      ])
        expect(await lanting([...args, '--config', 'c.yaml'], cwd)).toMatchObject({ code: 0 })
      const erased = await lanting(['erase', 'x1', '--config', 'c.yaml'], cwd)
      const [, aside = ''] = /drop schema "(\w+)" cascade;/.exec(erased.err) ?? []
      expect(aside).toMatch(new RegExp(`^${schema.name}_before_\\d{14}$`))
      expect(await schema.query(`select text from ${aside}.revisions`)).toEqual([{ text: letter.text }])
    } finally {
      await schema.drop()
      rmSync(cwd, { recursive: true, force: true })
    }
  }, 120_000)
})
