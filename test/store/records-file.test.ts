/** What belongs to the file itself: ownership, versions, backups, damage, rights, full disks, kills and neighbours. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { fileURLToPath } from 'node:url'
import { Kysely, sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { fixedClock } from '../../model/time.ts'
import { MIGRATIONS, type Migration } from '../../store/records/migrations.ts'
import { openRecords } from '../../store/records/open.ts'
import { sqliteDialect } from '../../store/records/sqlite.ts'
import { guarded, openDatabase } from '../../store/sqlite-file.ts'
import { makePost, makeScreening, NOW } from './fixtures.ts'

const clock = fixedClock(NOW)
const LOOP = fileURLToPath(new URL('append-loop.ts', import.meta.url))

let dir: string
let file: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'lanting-file-'))
  file = join(dir, 'records.sqlite')
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

const fill = async (): Promise<void> => {
  const records = await openRecords({ file, clock })
  const posts = Array.from({ length: 300 }, (_, i) => makePost(`p${i}`))
  await records.posts.append(posts, [], NOW)
  await records.close()
}

it('keeps the verdict in force and the one before', async () => {
  const records = await openRecords({ file, clock })
  const posts = [makePost('a'), makePost('b')]
  await records.posts.append(posts, [], NOW)
  for (const spam of [0, 0.1, 0.2, 0.3])
    await records.posts.saveScreenings([{ post: posts[0]!, screening: makeScreening({ spam }) }], NOW)
  await records.posts.saveScreenings([{ post: posts[1]!, screening: makeScreening() }], NOW)
  await records.close()
  const database = new DatabaseSync(file)
  const rows = database.prepare('select post_id, version from verdicts order by 1, 2').all()
  database.close()
  expect(rows.map((row) => `${row.post_id}${row.version}`)).toEqual(['a3', 'a4', 'b1'])
})

const NEWEST = MIGRATIONS.at(-1)!.version
const next: Migration = { version: NEWEST + 1, statements: ['alter table posts add column extra text'] }
const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'fine',
    (error: { code?: string }) => String(error.code),
  )

describe('versions', () => {
  it('copies an older file, then brings it up to date', async () => {
    await fill()
    const migrations = [...MIGRATIONS, next]
    const records = await openRecords({ file, clock, migrations })
    expect((await records.posts.counts()).posts.pending).toBe(300)
    await records.close()
    const copies = readdirSync(join(dir, 'backups'))
    expect(copies).toEqual([`records.sqlite.v${NEWEST}.2026-01-19T04-00-00-000Z`])
    const copy = await openRecords({ file: join(dir, 'backups', copies[0] as string), clock })
    expect((await copy.posts.counts()).posts.pending).toBe(300)
    await copy.close()
    expect(await codeOf(openRecords({ file, clock }))).toBe('store.newer')
  })

  it('makes no copy of a file that is up to date', async () => {
    await fill()
    await (await openRecords({ file, clock })).close()
    expect(existsSync(join(dir, 'backups'))).toBe(false)
  })

  it('puts the copy where it is told to', async () => {
    await fill()
    const backupDir = join(dir, 'elsewhere', 'deep')
    await (await openRecords({ file, clock, backupDir, migrations: [...MIGRATIONS, next] })).close()
    expect(readdirSync(backupDir)).toHaveLength(1)
  })

  it('changes nothing when the copy cannot be made', async () => {
    await fill()
    writeFileSync(join(dir, 'backups'), 'a file is in the way')
    expect(await codeOf(openRecords({ file, clock, migrations: [...MIGRATIONS, next] }))).toBe('store.backup')
    await (await openRecords({ file, clock })).close()
  })

  it('changes nothing beneath a process at work on the older one', async () => {
    await fill()
    const old = await openRecords({ file, clock })
    await old.meta.acquire('process 1', 'elsewhere:1', 30_000, await old.meta.wall())
    const update = () => openRecords({ file, clock, migrations: [...MIGRATIONS, next] })
    expect(await codeOf(update())).toBe('store.held')
    expect(existsSync(join(dir, 'backups'))).toBe(false)
    await (await openRecords({ file, clock })).close()
    // Those of the dead are ended by whoever knows them.
    const ended = await openRecords({
      file,
      clock,
      migrations: [...MIGRATIONS, next],
      endDead: async (meta) => {
        for (const { name, until } of await meta.leases(await meta.wall())) {
          const taken = (await meta.acquire(name, 'me', 1, await meta.wall(), until)) as { token: number }
          await meta.release(name, taken.token)
        }
      },
    })
    await ended.close()
    await old.close()
  })

  it('leaves the old version whole when a step fails', async () => {
    await fill()
    const broken: Migration = { version: NEWEST + 1, statements: [...next.statements, 'this is not SQL'] }
    await expect(openRecords({ file, clock, migrations: [...MIGRATIONS, broken] })).rejects.toThrow()
    const records = await openRecords({ file, clock, migrations: [...MIGRATIONS, next] })
    expect((await records.posts.counts()).posts.pending).toBe(300)
    await records.close()
  })

  it('asks a reader to let a writer go first', async () => {
    await fill()
    expect(await codeOf(openRecords({ file, clock, readOnly: true, migrations: [...MIGRATIONS, next] }))).toBe(
      'store.older',
    )
  })
})

describe('strange files', () => {
  it('refuses the database of another program and leaves it alone', async () => {
    const other = new DatabaseSync(file)
    other.exec('create table theirs (x)')
    other.close()
    const before = readFileSync(file)
    expect(await codeOf(openRecords({ file, clock }))).toBe('store.foreign')
    expect(readFileSync(file).equals(before)).toBe(true)
  })

  it('refuses what is no database', async () => {
    writeFileSync(file, 'just some words, long enough to look like a header of something else altogether\n'.repeat(20))
    expect(await codeOf(openRecords({ file, clock }))).toBe('store.foreign')
  })

  it('says that a reader finds nothing, and makes nothing', async () => {
    expect(await codeOf(openRecords({ file, clock, readOnly: true }))).toBe('store.missing')
    expect(existsSync(file)).toBe(false)
  })

  it('says that the folder is missing', async () => {
    expect(await codeOf(openRecords({ file: join(dir, 'no', 'such', 'x.sqlite'), clock }))).toBe('store.open')
  })

  it('names the file and the remedy in both languages', async () => {
    await expect(openRecords({ file, clock, readOnly: true })).rejects.toThrow(/records\.sqlite.*请先.*first/s)
  })

  it('tells a damaged file', async () => {
    await fill()
    truncateSync(file, 40_960)
    const damaged = openRecords({ file, clock }).then(async (records) => {
      await records.posts.counts().finally(() => records.close())
    })
    expect(await codeOf(damaged)).toBe('store.corrupt')
  })

  it('finds hidden damage before it migrates', async () => {
    await fill()
    const bytes = readFileSync(file)
    bytes.fill(0x5a, 40_960, 60_000)
    writeFileSync(file, bytes)
    expect(await codeOf(openRecords({ file, clock, migrations: [...MIGRATIONS, next] }))).toBe('store.corrupt')
    expect(existsSync(join(dir, 'backups'))).toBe(false)
  })

  it('reads beside a writer and refuses to write', async () => {
    const writer = await openRecords({ file, clock })
    const reader = await openRecords({ file, clock, readOnly: true })
    await writer.posts.append([makePost('a')], [], NOW)
    expect((await reader.posts.get('a'))?.id).toBe('a')
    expect(await codeOf(reader.posts.append([makePost('b')], [], NOW))).toBe('store.read-only')
    await reader.close()
    await writer.close()
  })

  it.skipIf(process.getuid?.() === 0)('tells a file it may not write', async () => {
    await fill()
    chmodSync(file, 0o400)
    expect(await codeOf(openRecords({ file, clock, migrations: [...MIGRATIONS, next] }))).toMatch(/store\./)
  })

  it('calls a folder that is mounted read-only so, for readers too', async (test) => {
    await fill()
    const asRoot = (command: string) => spawnSync('sh', ['-c', `${command} "$0"`, dir]).status === 0
    const mounted = asRoot('mount --bind "$0"')
    const readOnly = mounted && asRoot('mount -o remount,ro,bind')
    try {
      if (!readOnly) return test.skip('nothing can be mounted here')
      expect(await codeOf(openRecords({ file, clock, readOnly: true }))).toBe('store.read-only')
      expect(await codeOf(openRecords({ file, clock }))).toBe('store.read-only')
    } finally {
      if (mounted) asRoot('umount')
    }
  })

  it('tells a full disk, loses nothing that was saved, and goes on when there is room', async () => {
    const database = openDatabase(file, 'records', false)
    const db = new Kysely<{ t: { x: string } }>({ dialect: sqliteDialect(database, file) })
    await sql`create table t (x text)`.execute(db)
    await db.insertInto('t').values({ x: 'saved' }).execute()
    database.exec('pragma max_page_count = 10')
    const burst = db.transaction().execute(async (tx) => {
      for (let i = 0; i < 100; i++)
        await tx
          .insertInto('t')
          .values({ x: 'x'.repeat(4000) })
          .execute()
    })
    await expect(burst).rejects.toMatchObject({ code: 'store.full', retry: 'later', details: { file } })
    expect(await db.selectFrom('t').selectAll().execute()).toMatchObject([{ x: 'saved' }])
    database.exec('pragma max_page_count = 10000')
    await db.insertInto('t').values({ x: 'more' }).execute()
    await db.destroy()
  })
})

// A file system without a free block, as /proc says it is: what SQLite says of a full one while it makes the files beside its own.
it.skipIf(process.platform !== 'linux')('tells a failing disk from a full one', () => {
  const broken = (path: string) => () =>
    guarded(path, () => {
      throw Object.assign(new Error('disk I/O error'), { errcode: 4874 })
    })
  expect(broken('/proc/records.db')).toThrow(expect.objectContaining({ code: 'store.full', retry: 'later' }))
  expect(broken(import.meta.filename)).toThrow(expect.objectContaining({ code: 'store.io' }))
})

it('answers rankings and queues from indexes alone', async () => {
  await fill()
  const raw = new DatabaseSync(file)
  const plan = (query: string): string =>
    raw
      .prepare(`explain query plan ${query}`)
      .all()
      .map((row) => String(row.detail))
      .join('; ')
  const facts = 'id, issue_id, source, kind, route, appeal_type, urgency, at, day_precision, voice, likes, replies'
  expect(
    plan(`select ${facts}, views, duplicate_of, answered_at from posts
      where member = 1 and at >= ? and at < ? order by at, id`),
  ).toBe('SEARCH posts USING COVERING INDEX posts_members (at>? AND at<?)')
  expect(plan('select * from posts where disposition is null order by at, id limit 9')).toBe(
    'SCAN posts USING INDEX posts_waiting',
  )
  expect(plan('select disposition, count(*) from posts where disposition is not null group by disposition')).toBe(
    'SEARCH posts USING COVERING INDEX posts_disposition (disposition>?)',
  )
  expect(plan('select id from posts where disposition = ? and decided = ? order by id limit 9')).toBe(
    'SEARCH posts USING COVERING INDEX posts_disposition (disposition=? AND decided=?)',
  )
  expect(plan("select * from posts where coalesce(disposition, '') = ? and at >= ? order by at, id limit 9")).toBe(
    'SEARCH posts USING INDEX posts_at (at>?)',
  )
  expect(plan('select * from posts where seq > ? order by seq limit 9')).toBe(
    'SEARCH posts USING INDEX posts_seq (seq>?)',
  )
  expect(plan('select * from grouping_state where key >= ? and key < ?')).toMatch(
    /^SEARCH grouping_state USING INDEX \S+ \(key>\? AND key<\?\)$/,
  )
  raw.close()
})

describe('other processes', () => {
  const start = (prefix: string, rounds: number): ChildProcess =>
    spawn(process.execPath, [LOOP, file, prefix, String(rounds)], { stdio: ['ignore', 'pipe', 'inherit'] })
  const exit = (child: ChildProcess): Promise<unknown> => new Promise((resolve) => child.once('exit', resolve))
  const lines = (child: ChildProcess, count: number): Promise<number> =>
    new Promise((resolve) => {
      let seen = 0
      child.stdout!.on('data', (data: Buffer) => {
        seen += data.toString().split('\n').length - 1
        if (seen >= count) resolve(seen)
      })
      child.once('exit', () => resolve(seen))
    })

  it('keeps counts true when the writer is killed in the middle', async () => {
    for (const prefix of ['x', 'y', 'z']) {
      const child = start(prefix, 100_000)
      const acknowledged = await lines(child, 4)
      child.kill('SIGKILL')
      await exit(child)
      const records = await openRecords({ file, clock })
      const { posts, delivered } = await records.posts.counts()
      expect(posts.kept + posts.pending).toBe(delivered.fresh)
      expect(delivered.received).toBe(delivered.fresh)
      expect(delivered.fresh % 20).toBe(0)
      const mine = (await records.posts.changedSince(0, 100_000)).filter((p) => p.id.startsWith(`${prefix}-`))
      expect(mine.length).toBeGreaterThanOrEqual(acknowledged * 20)
      await records.close()
    }
  })

  it('lets two processes write to one file', async () => {
    const both = [start('x', 12), start('y', 12)]
    expect(await Promise.all(both.map(exit))).toEqual([0, 0])
    const records = await openRecords({ file, clock })
    expect((await records.posts.counts()).posts.kept).toBe(480)
    const changed = await records.posts.changedSince(0, 1000)
    expect(new Set(changed.map((p) => p.rev)).size).toBe(480)
    expect((await records.grouping.next(0, 1000)).length).toBe(480)
    await records.close()
  })
})
