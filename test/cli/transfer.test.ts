/** Backup, restore and move as people run them. */
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { available } from '../requirements.ts'
import { dropIndices, ES_URL, freshPrefix } from '../store/elastic-site.ts'
import { createSchema, POSTGRES, type Schema } from '../store/postgres-server.ts'
import { freshFolder, jsonLines, lanting, start } from './program-run.ts'

const letters = (count: number, from = 0): string =>
  Array.from({ length: count }, (_, i) =>
    JSON.stringify({
      id: `x${from + i}`,
      title: `暖气不热 ${from + i}`,
      text: `城关区雁滩街道 ${from + i} 号楼的暖气一直不热，请尽快处理。`,
      author: `读者${from + i}`,
      postedAt: '2026-01-18',
    }),
  ).join('\n')

// One installation for all: only the last test of this file changes it.
let cwd: string
beforeAll(async () => {
  cwd = freshFolder()
  writeFileSync(join(cwd, 'lanting.yaml'), 'dataDir: ./data\nkeysDir: ./keys\n')
  writeFileSync(join(cwd, 'in.jsonl'), letters(40))
  expect(await lanting(['import', 'in.jsonl'], cwd)).toMatchObject({ code: 0 })
}, 120_000)
afterAll(() => rmSync(cwd, { recursive: true, force: true }))

const exported = async (config = 'lanting.yaml'): Promise<{ id: string; voice?: unknown }[]> =>
  jsonLines(await lanting(['export', '--config', config], cwd).then((done) => done.out))
const found = async (query: string, config = 'lanting.yaml'): Promise<number> =>
  jsonLines(await lanting(['search', query, '--json', '--limit', '100', '--config', config], cwd).then((d) => d.out))
    .length

it('no backup goes into the data folder, by whatever way', async () => {
  symlinkSync(join(cwd, 'data'), join(cwd, 'link'))
  for (const dir of ['data', 'data/inside/deep', 'link/inside']) {
    const { code, err } = await lanting(['backup', dir], cwd)
    expect([code, err]).toEqual([1, expect.stringContaining('backup.inside')])
  }
  expect(existsSync(join(cwd, 'data', 'inside'))).toBe(false)
  expect((await lanting(['backup', 'data-copy'], cwd)).code).toBe(0)
}, 60_000)

// Whole processes, one after the other: these belong to the full suites.
const full = Boolean(process.env.LANTING_FULL)
if (!full) console.warn('skipped: move, backup and restore by the command line (LANTING_FULL unset)')

describe.skipIf(!full)('move', () => {
  it('refuses the same place and a folder without data', async () => {
    const same = await lanting(['move', '--from', 'data', '--to', 'lanting.yaml'], cwd)
    expect(same).toMatchObject({ code: 1 })
    expect(same.err).toContain('store.same')
    writeFileSync(join(cwd, 'other.yaml'), 'dataDir: ./other\n')
    const none = await lanting(['move', '--from', 'nothing', '--to', 'other.yaml'], cwd)
    expect(none.err).toContain('store.missing')
    expect(existsSync(join(cwd, 'nothing'))).toBe(false)
  }, 60_000)

  it('takes the keys along, so that nobody counts twice', async () => {
    writeFileSync(join(cwd, 'other.yaml'), 'dataDir: ./other\nkeysDir: ./otherkeys\n')
    const moved = await lanting(['move', '--from', 'data', '--to', 'other.yaml'], cwd)
    expect(moved).toMatchObject({ code: 0 })
    const keys = (dir: string) => readdirSync(join(cwd, dir)).map((name) => readFileSync(join(cwd, dir, name), 'utf8'))
    expect(keys('otherkeys')).toEqual(keys('keys'))
    expect(await exported('other.yaml')).toEqual(await exported())
    const again = await lanting(['move', '--from', 'data', '--to', 'other.yaml'], cwd)
    expect(again).toMatchObject({ code: 0 })
    expect(again.err).toContain('此前')
    // Whoever goes on in the old folder is told, and whoever works in the new one is not.
    expect((await lanting(['run', '--once'], cwd)).err).toContain('数据已迁到')
    expect((await lanting(['doctor'], cwd)).out).toContain('数据已迁到')
    expect((await lanting(['run', '--once', '--config', 'other.yaml'], cwd)).err).not.toContain('已迁到')
  }, 120_000)

  it('waits for no console: one that is open is named, and none that is dead', async () => {
    writeFileSync(join(cwd, 'served.yaml'), 'dataDir: ./data\nkeysDir: ./keys\nconsole: { port: 0 }\n')
    writeFileSync(join(cwd, 'third.yaml'), 'dataDir: ./third\nkeysDir: ./keys\n')
    const move = () => lanting(['move', '--from', 'data', '--to', 'third.yaml'], cwd)
    expect((await lanting(['backup', 'served-copy'], cwd)).code).toBe(0)
    const console = start(['serve', '--config', 'served.yaml'], cwd)
    await new Promise<void>((resolve) => {
      console.child.stderr?.on('data', (d: Buffer) => {
        if (d.toString().includes('http')) resolve()
      })
      console.child.once('exit', () => resolve())
    })
    const refused = await move()
    expect([refused.code, refused.err]).toEqual([1, expect.stringContaining('store.held')])
    expect((await lanting(['restore', 'served-copy', '--over'], cwd)).err).toContain('store.held')
    console.child.kill('SIGKILL')
    await console.done
    expect(await move()).toMatchObject({ code: 0 })
  }, 120_000)
})

const cluster = available('services', POSTGRES && ES_URL !== '', 'POSTGRES_URL or ES_URL unset')
describe.skipIf(!cluster)('to a cluster', () => {
  let schema: Schema
  let prefix: string
  beforeEach(async () => {
    schema = await createSchema()
    prefix = freshPrefix()
    const servers = `postgres: ${schema.url}\nelasticsearch: { url: "${ES_URL}", prefix: ${prefix} }\n`
    writeFileSync(join(cwd, 'cluster.yaml'), `dataDir: ./cluster\nkeysDir: ./keys\n${servers}`)
  })
  afterEach(async () => {
    await schema.drop()
    await dropIndices(prefix)
  })

  it('goes on after kill -9, whenever it comes, and back with a backup', async () => {
    const before = await exported()
    for (const words of ['写入', '已迁移']) {
      const run = start(['move', '--from', 'data', '--to', 'cluster.yaml'], cwd)
      await new Promise<void>((resolve) => {
        run.child.stderr?.on('data', (d: Buffer) => {
          if (d.toString().includes(words)) resolve()
        })
        run.child.once('exit', () => resolve())
      })
      run.child.kill('SIGKILL')
      await run.done
    }
    expect(await lanting(['move', '--from', 'data', '--to', 'cluster.yaml'], cwd)).toMatchObject({ code: 0 })
    expect(await exported('cluster.yaml')).toEqual(before)
    expect(await found('暖气', 'cluster.yaml')).toBe(40)
    const schemas = await schema.query('select nspname from pg_namespace where nspname like $1', [`${schema.name}_%`])
    expect(schemas).toEqual([])

    // Back to one machine: the same form.
    expect(await lanting(['backup', 'cluster-copy', '--config', 'cluster.yaml'], cwd)).toMatchObject({ code: 0 })
    writeFileSync(join(cwd, 'back.yaml'), 'dataDir: ./back\nkeysDir: ./keys\n')
    expect(await lanting(['restore', 'cluster-copy', '--config', 'back.yaml'], cwd)).toMatchObject({ code: 0 })
    expect(await exported('back.yaml')).toEqual(before)
  }, 180_000)

  it('leaves the index of another installation alone', async () => {
    expect(await lanting(['move', '--from', 'data', '--to', 'cluster.yaml'], cwd)).toMatchObject({ code: 0 })
    mkdirSync(join(cwd, 'second'))
    const servers = `elasticsearch: { url: "${ES_URL}", prefix: ${prefix} }\n`
    writeFileSync(join(cwd, 'second.yaml'), `dataDir: ./second\nkeysDir: ./keys\n${servers}`)
    await lanting(['backup', 'second-copy'], cwd)
    const refused = await lanting(['restore', 'second-copy', '--config', 'second.yaml'], cwd)
    expect(refused).toMatchObject({ code: 1 })
    expect(refused.err).toContain('search.foreign')
    expect(existsSync(join(cwd, 'second', 'records.db'))).toBe(false)
    expect(await found('暖气', 'cluster.yaml')).toBe(40)

    const other = freshPrefix()
    writeFileSync(join(cwd, 'second.yaml'), `dataDir: ./second\nkeysDir: ./keys\n${servers.replace(prefix, other)}`)
    expect(await lanting(['restore', 'second-copy', '--config', 'second.yaml'], cwd)).toMatchObject({ code: 0 })
    expect([await found('暖气', 'cluster.yaml'), await found('暖气', 'second.yaml')]).toEqual([40, 40])
    await dropIndices(other)
  }, 180_000)
})

describe.skipIf(!full)('backup and restore', () => {
  it('bring everything back, search included, and never overwrite unasked', async () => {
    const before = await exported()
    const saved = await lanting(['backup', 'copy', '--json'], cwd)
    expect(saved).toMatchObject({ code: 0 })
    expect(saved.err).toContain('密钥')
    expect(jsonLines(saved.out)).toMatchObject([{ posts: 40 }])
    expect(statSync(join(cwd, 'copy')).mode & 0o777).toBe(0o700)
    expect(statSync(join(cwd, 'copy', 'posts.jsonl.gz')).mode & 0o777).toBe(0o600)
    // Keys stay where they are.
    const key = readFileSync(join(cwd, 'keys', readdirSync(join(cwd, 'keys'))[0]!), 'utf8')
    for (const secret of Object.values(JSON.parse(key) as Record<string, string>))
      for (const name of readdirSync(join(cwd, 'copy')))
        expect(readFileSync(join(cwd, 'copy', name)).includes(secret), name).toBe(false)

    writeFileSync(join(cwd, 'more.jsonl'), letters(5, 40))
    await lanting(['import', 'more.jsonl'], cwd)
    const refused = await lanting(['restore', 'copy'], cwd)
    expect(refused.code).toBe(1)
    expect(refused.err).toContain('--over')

    const restored = await lanting(['restore', 'copy', '--over'], cwd)
    expect(restored).toMatchObject({ code: 0 })
    expect(restored.err).toContain('records.db.before-')
    expect(await exported()).toEqual(before)
    expect(await found('暖气')).toBe(40)

    // One that fails at its last step takes nothing away from search.
    const reader = new DatabaseSync(join(cwd, 'data', 'records.db'))
    reader.exec('begin; select count(*) from posts')
    reader.prepare('select count(*) from posts').get()
    const busy = await lanting(['restore', 'copy', '--over'], cwd)
    reader.close()
    expect([busy.code, busy.err.includes('store.busy')]).toEqual([1, true])
    expect(await found('暖气')).toBe(40)

    // One that was killed right behind it: a reader is told, and whoever may write makes the index anew.
    const index = new DatabaseSync(join(cwd, 'data', 'search.db'))
    index.exec("update meta set value = 'of those before' where key = 'of'")
    index.close()
    expect((await lanting(['search', '暖气'], cwd)).err).toContain('search.former')
    expect((await lanting(['import', 'in.jsonl'], cwd)).err).toContain('现按现有数据重建')
    expect(await found('暖气')).toBe(40)

    // In another place the keys are those of the kept folder, under the name the Records know; where none lie it says so.
    writeFileSync(join(cwd, 'there.yaml'), 'dataDir: ./there\nkeysDir: ./kept\n')
    cpSync(join(cwd, 'keys'), join(cwd, 'kept'), { recursive: true })
    const there = await lanting(['restore', 'copy', '--config', 'there.yaml'], cwd)
    expect([there.code, there.err.includes('反映人密钥')]).toEqual([0, false])
    const more = await lanting(['import', 'more.jsonl', '--config', 'there.yaml'], cwd)
    expect(more.code).toBe(0)
    expect(readdirSync(join(cwd, 'kept'))).toEqual(readdirSync(join(cwd, 'keys')))
    writeFileSync(join(cwd, 'other.yaml'), 'dataDir: ./lost\nkeysDir: ./lostkeys\n')
    const elsewhere = await lanting(['restore', 'copy', '--config', 'other.yaml'], cwd)
    expect(elsewhere).toMatchObject({ code: 0 })
    expect(elsewhere.err).toContain(join('lostkeys', readdirSync(join(cwd, 'keys'))[0]!))
  }, 120_000)
})
