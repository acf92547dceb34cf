/** Backups of both sizes, into both sizes. */

import { createHash } from 'node:crypto'
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openBackup, writeBackup } from '../../store/records/backup.ts'
import { MIGRATIONS } from '../../store/records/migrations.ts'
import type { Place } from '../../store/records/place.ts'
import { digestPages, type Snapshot, snapshotOf } from '../../store/records/portable.ts'
import { type ReplaceOptions, replaceRecords } from '../../store/records/replace.ts'
import { createStores } from '../../store/records/stores.ts'
import { hours, makeCommit, makeIssue, makePost, makeScreening, NOW } from './fixtures.ts'
import { PLACE_BACKENDS, type PlaceSite } from './place-backends.ts'

const storesOf = (db: Parameters<typeof createStores>[0]) =>
  createStores(db, { purge: 'select 1', wall: async () => new Date().toISOString(), copies: async () => [] })

const NEWEST = MIGRATIONS.at(-1)!.version
const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'fine',
    (error: { code?: string }) => String(error.code),
  )

let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'lanting-backup-'))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

/** Records with a bit of everything that has an order or a type of its own. */
async function fill(site: PlaceSite, posts = 450): Promise<void> {
  const records = storesOf(await site.open())
  const ids = Array.from({ length: posts }, (_, i) => `p${i}`)
  await records.posts.append(
    ids.map((id, i) =>
      makePost(id, {
        text: `正文 ${id} 😀\u2028"\\`,
        views: 3_000_000_000 + i,
        channel: i % 2 ? undefined : 'a\0b',
        marks: [{ type: '手机', field: 'text', start: 0, end: 4, camouflaged: true }],
      }),
    ),
    [{ source: 'board', where: 'f.csv', line: 3, code: 'import.row', message: '缺少正文' }],
    NOW,
  )
  const waiting = await records.posts.pending(posts - 50)
  await records.posts.saveScreenings(
    waiting.map((post, i) => ({ post, screening: makeScreening({ spam: 0.1 + i / 3 }) })),
    NOW,
  )
  await records.grouping.commit(
    makeCommit({
      // In the order of their ids each refers to a later one.
      issues: ['i1', 'i2', 'i3'].map((id) => makeIssue(id)),
      assignments: ids.slice(0, 6).map((postId, i) => ({ postId, issueId: `i${1 + (i % 3)}`, duplicateOf: null })),
      state: [{ key: 'k', value: '{"x":1}' }],
    }),
  )
  await records.issues.redirect('i1', 'i2', 'w', NOW)
  await records.issues.redirect('i2', 'i3', 'w', NOW)
  await records.erasure.erase('p9', 'w', NOW)
  await records.meta.setOnce('install', 'the-old-one')
  await records.meta.acquire('writer', 'elsewhere:1', 1, '2020-01-01T00:00:00.000Z')
  await records.close()
}

async function backUp(place: Place, into = join(dir, 'copy')): Promise<string> {
  const db = (await place.current())!
  await db
    .transaction()
    .setAccessMode('read only')
    .execute(async (tx) => {
      await writeBackup(await snapshotOf(tx, NEWEST, ''), { dir: into, program: '1.2.3', madeAt: NOW })
    })
  await db.destroy()
  return into
}

const options = (more: Partial<ReplaceOptions> = {}): ReplaceOptions => ({
  over: false,
  install: 'the-new-one',
  by: 'test',
  action: 'records.restore',
  at: NOW,
  now: () => NOW,
  formerIndex: async () => '',
  ...more,
})
const restore = async (place: Place, from: string, more: Partial<ReplaceOptions> = {}) =>
  replaceRecords(place, await openBackup(from, NEWEST), options(more))

/** Everything that is carried, in lines. */
async function contentOf(place: Place): Promise<Record<string, unknown>> {
  const db = (await place.current())!
  const snapshot = await snapshotOf(db, NEWEST, '')
  const content: Record<string, unknown> = {}
  for (const table of snapshot.tables) content[table.name] = await snapshot.digest(table)
  await db.destroy()
  // The restore itself is on record.
  for (const name of ['audit', 'counters']) delete content[name]
  return content
}

for (const from of PLACE_BACKENDS)
  for (const to of PLACE_BACKENDS)
    it(`carries everything from ${from.name} into ${to.name}`, async () => {
      const [a, b] = [await from.create(), await to.create()]
      try {
        await fill(a)
        const copy = await backUp(a.place)
        const done = await restore(b.place, copy)
        expect(done).toMatchObject({ kept: undefined, erased: 0 })
        expect(await contentOf(b.place)).toEqual(await contentOf(a.place))

        const records = storesOf((await b.place.current())!)
        expect((await records.posts.counts()).posts).toMatchObject({ pending: 49, kept: 400, 'off-topic': 1 })
        expect((await records.issues.get('i1'))?.id).toBe('i3')
        expect(await records.meta.get('install')).toBe('the-new-one')
        // Whoever heard events told after the backup was made misses none of those to come.
        expect(await records.cases.newest()).toBeGreaterThan(999_999)
        // It goes on like any other: numbers rise, and what was erased is refused.
        const counts = await records.posts.append([makePost('p9'), makePost('new')], [], hours(9))
        expect(counts).toMatchObject({ fresh: 1, unchanged: 1 })
        expect(await records.meta.acquire('writer', 'here:2', 1000, NOW)).toHaveProperty('token')
        await records.close()
      } finally {
        await a.destroy()
        await b.destroy()
      }
    })

describe.each(PLACE_BACKENDS)('restore into $name', (backend) => {
  let site: PlaceSite
  beforeEach(async () => {
    site = await backend.create()
  })
  afterEach(() => site.destroy())

  it('replaces nothing without a word, and keeps aside what it replaces', async () => {
    await fill(site, 60)
    const copy = await backUp(site.place)
    const records = storesOf((await site.place.current())!)
    await records.posts.append([makePost('later')], [], NOW)
    await records.erasure.erase('p1', 'w', NOW)
    await records.close()
    const before = await contentOf(site.place)
    expect(await codeOf(restore(site.place, copy))).toBe('store.filled')
    expect(await contentOf(site.place)).toEqual(before)

    const done = await restore(site.place, copy, { over: true })
    expect(done.kept).toContain('before')
    expect(done.erased).toBe(1)
    const after = storesOf((await site.place.current())!)
    expect(await after.posts.get('later')).toBeUndefined()
    // Erased after the backup was made: its words do not come back.
    expect((await after.posts.get('p1'))?.text).toBe('')
    await after.close()
    expect(await site.leftovers()).toEqual([done.kept])
  })

  it('leaves a place alone in which a process is at work', async () => {
    await fill(site, 60)
    const copy = await backUp(site.place)
    const records = storesOf((await site.place.current())!)
    await records.meta.acquire('writer', 'other:7', 60_000, new Date().toISOString())
    expect(await codeOf(restore(site.place, copy, { over: true }))).toBe('store.held')
    await records.close()
  })

  it('goes on where it was stopped, and begins anew with another backup', async () => {
    const source = await PLACE_BACKENDS[0]!.create()
    await fill(source, 60)
    const [one, two] = [await backUp(source.place, join(dir, 'one')), join(dir, 'two')]
    const more = storesOf((await source.place.current())!)
    await more.posts.append([makePost('later')], [], NOW)
    await more.close()
    await backUp(source.place, two)

    // Stopped at the last moment, all is loaded and the place is as it was.
    await expect(
      restore(site.place, one, {
        formerIndex: async () => {
          throw new Error('killed')
        },
      }),
    ).rejects.toThrow('killed')
    expect(
      await site.place.current().then(async (db) => db && (await storesOf(db).posts.counts()).posts.kept),
    ).toBeFalsy()
    await restore(site.place, two)
    expect(await contentOf(site.place)).toEqual(await contentOf(source.place))
    expect(await site.leftovers()).toEqual([])
    await source.destroy()
  })

  it('leaves the Records in force where the last step fails', async () => {
    await fill(site, 60)
    const before = await contentOf(site.place)
    // Nothing lies beside that could take the place.
    await expect(site.place.swap(true, NOW)).rejects.toThrow()
    expect(await contentOf(site.place)).toEqual(before)
  })

  it('goes on within a table, and reads no row twice that it has', async () => {
    const source = await PLACE_BACKENDS[0]!.create()
    const db = await source.open()
    for (let i = 0; i < 60; i++)
      await db
        .insertInto('tombstones')
        .values(Array.from({ length: 200 }, (_, n) => ({ hash: `h${String(i * 200 + n).padStart(6, '0')}`, at: NOW })))
        .execute()
    const whole = await snapshotOf(db, NEWEST, 'here')
    let left = 40
    const starts: (number | undefined)[] = []
    const breaking: Snapshot = {
      ...whole,
      pages: async function* (table, after) {
        if (table.name === 'tombstones') starts.push(after?.rows)
        for await (const page of whole.pages(table, after)) {
          if (table.name === 'tombstones' && left-- === 0) throw new Error('killed')
          yield page
        }
      },
    }
    await expect(replaceRecords(site.place, breaking, options())).rejects.toThrow('killed')
    left = 1000
    const done = await replaceRecords(site.place, breaking, options())
    expect(starts).toEqual([undefined, 5000])
    expect(done.rows).toBeGreaterThan(12_000)
    expect(await contentOf(site.place)).toEqual(await contentOf(source.place))
    // Once more is once too many, and changes nothing.
    expect(await replaceRecords(site.place, breaking, options())).toMatchObject({ before: true })
    await db.destroy()
    await source.destroy()
  })

  it('brings the rows of an older program up to date', async () => {
    const at = hours(1)
    const tables = [
      { name: 'meta', key: ['key'], columns: ['key', 'value'], rows: [['k', 'v']] },
      { name: 'tombstones', key: ['hash'], columns: ['hash', 'at'], rows: [['x', at]] },
      { name: 'counters', key: ['name'], columns: ['name', 'value'], rows: [['audit', 7]] },
    ]
    const rowsOf = (name: string) => tables.find((table) => table.name === name)!.rows
    const old: Snapshot = {
      origin: 'old',
      schema: 1,
      tables: tables.map(({ name, key, columns }) => ({ name, key, columns })),
      pages: async function* ({ name }) {
        yield rowsOf(name)
      },
      digest: async ({ name }) => digestPages(old.pages({ name, key: [], columns: [] })),
    }
    await replaceRecords(site.place, old, options())
    const db = await site.open()
    expect(await db.selectFrom('tombstones').selectAll().execute()).toEqual([{ hash: 'x', at }])
    // A table that the old program did not know.
    expect(await db.selectFrom('bundles').selectAll().execute()).toEqual([])
    await db.destroy()
    expect(await site.leftovers()).toEqual([])
  })
})

describe('a backup', () => {
  let site: PlaceSite
  let copy: string
  beforeEach(async () => {
    site = await PLACE_BACKENDS[0]!.create()
    await fill(site, 60)
    copy = await backUp(site.place)
  })
  afterEach(() => site.destroy())
  const manifest = (): { tables: { name: string; rows: number; sha256: string }[]; schema: number; version: number } =>
    JSON.parse(readFileSync(join(copy, 'manifest.json'), 'utf8'))
  const refusal = async (): Promise<string> => {
    const target = await PLACE_BACKENDS[0]!.create()
    try {
      const code = await codeOf(restore(target.place, copy))
      if (code !== 'fine') expect(await target.place.current()).toBeUndefined()
      return code
    } finally {
      await target.destroy()
    }
  }

  it('can be checked with zcat and sha256sum', async () => {
    for (const table of manifest().tables) {
      const text = gunzipSync(readFileSync(join(copy, `${table.name}.jsonl.gz`)))
      expect(createHash('sha256').update(text).digest('hex')).toBe(table.sha256)
      expect(text.toString().split('\n').length - 1).toBe(table.rows)
    }
  })

  it('holds neither leases nor what names the place', async () => {
    expect(readdirSync(copy)).not.toContain('leases.jsonl.gz')
    expect(gunzipSync(readFileSync(join(copy, 'meta.jsonl.gz'))).toString()).not.toContain('the-old-one')
  })

  it('is of one moment, whatever is written meanwhile', async () => {
    const db = (await site.place.current())!
    const into = join(dir, 'running')
    await db
      .transaction()
      .setAccessMode('read only')
      .execute(async (tx) => {
        const snapshot = await snapshotOf(tx, NEWEST, '')
        const writer = storesOf((await site.place.current())!)
        await writer.posts.append([makePost('meanwhile')], [], NOW)
        await writer.close()
        await writeBackup(snapshot, { dir: into, program: '1', madeAt: NOW })
      })
    await db.destroy()
    expect(readFileSync(join(into, 'posts.jsonl.gz')).equals(readFileSync(join(copy, 'posts.jsonl.gz')))).toBe(true)
  })

  it('goes into a new or empty folder, or anew where half a one lies', async () => {
    expect(await codeOf(backUp(site.place, copy))).toBe('backup.folder')
    const other = join(dir, 'other')
    const db = (await site.place.current())!
    const stop = AbortSignal.abort(new Error('stopped'))
    await expect(
      writeBackup(await snapshotOf(db, NEWEST, ''), { dir: other, program: '1', madeAt: NOW, signal: stop }),
    ).rejects.toThrow('stopped')
    await db.destroy()
    expect(await codeOf(openBackup(other, NEWEST))).toBe('backup.half')
    await backUp(site.place, other)
    expect((await openBackup(other, NEWEST)).manifest.tables).toEqual(manifest().tables)
    expect(await codeOf(openBackup(join(dir, 'nothing'), NEWEST))).toBe('backup.missing')
    expect(await codeOf(openBackup(dir, NEWEST))).toBe('backup.missing')
  })

  it('is refused when half of it is missing, cut, changed, or of a newer program', async () => {
    const file = join(copy, 'posts.jsonl.gz')
    const whole = readFileSync(file)
    writeFileSync(file, whole.subarray(0, whole.length / 2))
    expect(await refusal()).toBe('backup.damaged')
    rmSync(file)
    expect(await refusal()).toBe('backup.damaged')
    writeFileSync(file, whole)
    appendFileSync(file, 'x')
    expect(await refusal()).toBe('backup.damaged')
    // Whole, but another table's.
    writeFileSync(file, readFileSync(join(copy, 'links.jsonl.gz')))
    expect(await refusal()).toBe('backup.damaged')
    writeFileSync(file, whole)

    const text = readFileSync(join(copy, 'manifest.json'), 'utf8')
    writeFileSync(join(copy, 'manifest.json'), text.replace('"posts"', '"postz"'))
    expect(await refusal()).toBe('backup.damaged')
    writeFileSync(join(copy, 'manifest.json'), JSON.stringify({ ...(JSON.parse(text) as object), schema: NEWEST + 1 }))
    expect(await refusal()).toBe('backup.newer')
    writeFileSync(join(copy, 'manifest.json'), '{"format":')
    expect(await refusal()).toBe('backup.damaged')
    rmSync(join(copy, 'manifest.json'))
    expect(await refusal()).toBe('backup.half')
    writeFileSync(join(copy, 'manifest.json'), text)
    expect(await refusal()).toBe('fine')
  })
})
