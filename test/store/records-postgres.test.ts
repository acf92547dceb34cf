/** What belongs to the server itself: versions, strange schemas, rights, lost connections, kills and neighbours. */
import { type ChildProcess, spawn } from 'node:child_process'
import { createServer } from 'node:net'
import { fileURLToPath } from 'node:url'
import { Kysely } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Records } from '../../model/ports.ts'
import { fixedClock } from '../../model/time.ts'
import { take } from '../../store/records/counters.ts'
import { MIGRATIONS, type Migration } from '../../store/records/migrations.ts'
import { openPostgresRecords, type PostgresRecordsOptions } from '../../store/records/open-postgres.ts'
import { createPool, postgresDialect } from '../../store/records/postgres.ts'
import type { Tables } from '../../store/records/schema.ts'
import { hours, makePost, makeScreening, NOW } from './fixtures.ts'
import { createSchema, POSTGRES, type Schema } from './postgres-server.ts'

const clock = fixedClock(NOW)
const LOOP = fileURLToPath(new URL('append-loop.ts', import.meta.url))
const NEWEST = MIGRATIONS.at(-1)!.version
const next: Migration = { version: NEWEST + 1, statements: ['alter table posts add column extra text'] }

const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'fine',
    (error: { code?: string }) => String(error.code),
  )

describe.skipIf(!POSTGRES)('Records on a PostgreSQL server', () => {
  let schema: Schema
  const opened: Records[] = []
  const open = async (change: Partial<PostgresRecordsOptions> = {}): Promise<Records> => {
    const records = await openPostgresRecords({ url: schema.url, clock, ...change })
    opened.push(records)
    return records
  }
  beforeEach(async () => {
    schema = await createSchema()
  })
  afterEach(async () => {
    for (const records of opened.splice(0)) await records.close()
    await schema.drop()
  })
  const fill = async (): Promise<void> => {
    const posts = Array.from({ length: 300 }, (_, i) => makePost(`p${i}`))
    await (await open()).posts.append(posts, [], NOW)
  }
  const names = (like: string): Promise<string[]> =>
    schema
      .query('select nspname as name from pg_namespace where nspname like $1', [like])
      .then((rows) => rows.map((row) => String(row.name)))

  describe('versions', () => {
    it('copies an older schema, then brings it up to date', async () => {
      await fill()
      const records = await open({ migrations: [...MIGRATIONS, next] })
      expect((await records.posts.counts()).posts.pending).toBe(300)
      expect(await names(`${schema.name}_v%`)).toEqual([`${schema.name}_v${NEWEST}_20260119040000`])
      const copied = await schema.query(`select count(*) as n from ${schema.name}_v${NEWEST}_20260119040000.posts`)
      expect(copied).toEqual([{ n: '300' }])
      // Whoever erases is told of it, and of what a restore left; of nobody else's.
      const others = [`${schema.name}_before_20260119040000`, `${schema.name}_restoring`, `${schema.name}_views`]
      for (const name of others) await schema.query(`create schema ${name}`)
      const own = [`${schema.name}_v${NEWEST}_20260119040000`, ...others.slice(0, 2)]
      expect([...(await records.erasure.copies())].sort()).toEqual(own.sort())
      for (const name of others) await schema.query(`drop schema ${name}`)
      expect(await codeOf(open())).toBe('store.newer')
    })

    it('changes nothing beneath a process at work on the older one', async () => {
      await fill()
      const old = await open()
      const lease = (await old.meta.acquire('process 1', 'elsewhere:1', 30_000, await old.meta.wall())) as {
        token: number
      }
      expect(await codeOf(open({ migrations: [...MIGRATIONS, next] }))).toBe('store.held')
      expect(await names(`${schema.name}_v%`)).toEqual([])
      await open()
      await old.meta.release('process 1', lease.token)
      await open({ migrations: [...MIGRATIONS, next] })
    })

    it('leaves the old version whole, and no copy, when a step fails', async () => {
      await fill()
      const broken: Migration = { version: NEWEST + 1, statements: [...next.statements, 'this is not SQL'] }
      await expect(open({ migrations: [...MIGRATIONS, broken] })).rejects.toThrow()
      expect(await names(`${schema.name}_v%`)).toEqual([])
      const records = await open({ migrations: [...MIGRATIONS, next] })
      expect((await records.posts.counts()).posts.pending).toBe(300)
    })

    it('asks a reader to let a writer go first', async () => {
      expect(await codeOf(open({ readOnly: true }))).toBe('store.missing')
      await fill()
      expect(await codeOf(open({ readOnly: true, migrations: [...MIGRATIONS, next] }))).toBe('store.older')
    })

    it('migrates once when several processes start together', async () => {
      const all = await Promise.all([open(), open(), open(), open()])
      await Promise.all(all.map((records, i) => records.posts.append([makePost(`p${i}`)], [], NOW)))
      expect((await all[0]!.posts.counts()).posts.pending).toBe(4)
    })
  })

  describe('strange servers', () => {
    it('refuses the tables of another program and leaves them alone', async () => {
      await schema.query(`create table ${schema.name}.theirs (x int)`)
      expect(await codeOf(open())).toBe('store.foreign')
      const tables = await schema.query('select tablename from pg_tables where schemaname = $1', [schema.name])
      expect(tables).toEqual([{ tablename: 'theirs' }])
    })

    it('names what is wrong with the address, and never the password', async () => {
      const url = new URL(schema.url)
      url.password = 'geheim'
      const absent = new URL(url)
      absent.pathname = '/no_such_database'
      expect(await codeOf(open({ url: absent.href }))).toBe('store.denied')
      const nowhere = new URL(url)
      nowhere.searchParams.set('options', '-c search_path=no_such_schema')
      expect(await codeOf(open({ url: nowhere.href }))).toBe('store.schema')
      const closed = new URL(url)
      closed.port = String(await freePort())
      const refused = await open({ url: closed.href }).catch((error: unknown) => error as Error & { code: string })
      expect(refused).toMatchObject({ code: 'store.unreachable', retry: 'backoff' })
      expect(JSON.stringify([(refused as Error).message, refused])).not.toContain('geheim')
      expect(await codeOf(open({ url: 'postgres://u:geheim@[/x' }))).toBe('store.denied')
    })

    it('refuses a database that cannot hold Chinese text', async () => {
      await schema.query(`create database ${schema.name} encoding 'LATIN1' locale 'C' template template0`)
      try {
        const url = new URL(schema.url)
        url.pathname = `/${schema.name}`
        url.search = ''
        expect(await codeOf(open({ url: url.href }))).toBe('store.encoding')
      } finally {
        await schema.query(`drop database ${schema.name} with (force)`)
      }
    })

    it('reads beside a writer and refuses to write', async () => {
      const writer = await open()
      const reader = await open({ readOnly: true })
      await writer.posts.append([makePost('a')], [], NOW)
      expect((await reader.posts.get('a'))?.id).toBe('a')
      expect(await codeOf(reader.posts.append([makePost('b')], [], NOW))).toBe('store.read-only')
      expect(await codeOf(reader.meta.set('k', 'v'))).toBe('store.read-only')
    })

    it('goes on after the server has cut its connection in the middle of a transaction', async () => {
      const records = await open()
      await records.posts.append([makePost('a')], [], NOW)
      const release = await schema.hold('lock table revisions in exclusive mode')
      const burst = Array.from({ length: 40 }, (_, i) => makePost(`b${i}`))
      const cut = codeOf(records.posts.append(burst, [], NOW))
      const waiting = `from pg_locks l join pg_class c on c.oid = l.relation
        join pg_namespace n on n.oid = c.relnamespace where n.nspname = $1 and not l.granted`
      while ((await schema.query(`select pg_terminate_backend(l.pid) ${waiting}`, [schema.name])).length === 0);
      expect(await cut).toBe('store.unreachable')
      await release()
      const { posts, delivered } = await records.posts.counts()
      expect(posts.pending).toBe(1)
      expect(delivered).toMatchObject({ received: 1, fresh: 1 })
      expect(await records.posts.append(burst, [], NOW)).toMatchObject({ received: 40, fresh: 40 })
    })

    it('says that it is busy when another writer does not end', async () => {
      await open()
      const release = await schema.hold('lock table counters in exclusive mode')
      const pool = createPool(schema.url, { busyMs: 30 })
      const db = new Kysely<Tables>({ dialect: postgresDialect(pool, 'postgres://here') })
      const write = db.transaction().execute((tx) => take(tx, 'rev'))
      await expect(write).rejects.toMatchObject({
        code: 'store.busy',
        retry: 'backoff',
        details: { file: 'postgres://here' },
      })
      await release()
      // The connection is clean again.
      expect(await db.transaction().execute((tx) => take(tx, 'rev'))).toBe(1)
      const lock = `select pg_advisory_xact_lock(hashtext('lanting.records'), hashtext(current_schema()))`
      const releaseWriter = await schema.hold(lock)
      await expect(db.transaction().execute(async () => 'in')).rejects.toMatchObject({ code: 'store.busy' })
      const read = db.transaction().setAccessMode('read only')
      expect(await read.execute((tx) => tx.selectFrom('posts').select('id').execute())).toEqual([])
      await releaseWriter()
      expect(await db.transaction().execute(async () => 'in')).toBe('in')
      await db.destroy()
    })
  })

  describe('values', () => {
    it('keeps the place of every character of text that PostgreSQL cannot hold', async () => {
      const records = await open()
      await records.posts.append([makePost('a', { title: '前\0后', text: '甲\0\0乙' })], [], NOW)
      expect(await records.posts.get('a')).toMatchObject({ title: '前\ufffd后', text: '甲\ufffd\ufffd乙' })
    })

    it('gives large counts as numbers and compares them as such', async () => {
      const records = await open()
      const post = makePost('a', { likes: 3_000_000_000, views: 9_007_199_254_740_991 })
      await records.posts.append([post], [], NOW)
      const before = await records.posts.get('a')
      expect(before).toMatchObject({ likes: 3_000_000_000, views: 9_007_199_254_740_991 })
      await records.posts.append([post], [], NOW)
      expect((await records.posts.get('a'))?.rev).toBe(before?.rev)
    })

    it('orders by bytes whatever language the database speaks', async () => {
      await open()
      const columns = await schema.query(
        `select table_name, column_name, collation_name from information_schema.columns
          where table_schema = $1 and data_type = 'text' and collation_name is distinct from 'C'`,
        [schema.name],
      )
      expect(columns).toEqual([])
    })
  })

  it('answers rankings and queues from indexes', async () => {
    await fill()
    const plan = async (query: string): Promise<string> => {
      // Without the scan of a small table the planner shows whether an index fits at all.
      const rows = await schema.query(`explain (costs off) ${query}`, [], 'set enable_seqscan = off')
      return rows.map((row) => String(row['QUERY PLAN'])).join('\n')
    }
    expect(await plan('select * from posts where disposition is null order by at, id limit 9')).toMatch(
      /^Limit\n +-> +Index Scan using posts_waiting/,
    )
    expect(await plan('select * from posts where seq > 5 order by seq limit 9')).toContain('using posts_seq')
    expect(await plan(`select * from grouping_state where key >= 't:' and key < 't;'`)).toContain(
      'Index Scan on grouping_state_pkey',
    )
    expect(await plan('select * from posts where rev > 5 order by rev limit 9')).toContain('using posts_rev')
    expect(
      await plan(`select id, issue_id, voice from posts where member = 1 and at >= '2026' order by at, id`),
    ).toContain('Index Only Scan using posts_members')
  })

  describe('several connections', () => {
    it('never puts a verdict on words that changed meanwhile, and numbers every change once', async () => {
      const [a, b, c] = [await open(), await open(), await open()]
      const ids = Array.from({ length: 20 }, (_, i) => `p${i}`)
      await a.posts.append(
        ids.map((id) => makePost(id)),
        [],
        NOW,
      )
      for (let round = 1; round <= 5; round++) {
        const waiting = await b.posts.pending(100)
        const revised = ids.map((id) => makePost(id, { text: `第 ${round} 稿 ${id}`, collectedAt: hours(1 + round) }))
        await Promise.all([
          a.posts.append(revised, [], hours(round)),
          b.posts.saveScreenings(
            waiting.map((post) => ({ post, screening: makeScreening() })),
            NOW,
          ),
          c.posts.append(revised, [], hours(round)),
        ])
        // Whichever came first, the words are new and no verdict on the old ones is in force.
        const { posts, delivered } = await c.posts.counts()
        expect(posts).toMatchObject({ pending: 20, kept: 0 })
        expect(delivered).toMatchObject({ fresh: 20, revised: 20 * round, unchanged: 20 * round })
        const changed = await c.posts.changedSince(0, 100)
        expect(new Set(changed.map((p) => p.rev)).size).toBe(20)
        expect(changed.every((p) => p.revision === round + 1)).toBe(true)
      }
    })

    it('shows changes in the order of their numbers to one who reads along', async () => {
      const [reader, ...writers] = [await open(), await open(), await open(), await open()]
      let done = false
      const seen: string[] = []
      const follow = async (): Promise<void> => {
        let rev = 0
        for (;;) {
          const last = done
          const posts = await reader!.posts.changedSince(rev, 1000)
          seen.push(...posts.map((post) => post.id))
          rev = posts.at(-1)?.rev ?? rev
          if (last && posts.length === 0) return
        }
      }
      const write = async (records: Records, prefix: string): Promise<void> => {
        for (let i = 0; i < 15; i++)
          await records.posts.append([makePost(`${prefix}${i}a`), makePost(`${prefix}${i}b`)], [], NOW)
      }
      const following = follow()
      await Promise.all(writers.map((records, i) => write(records, `w${i}-`)))
      done = true
      await following
      expect(seen).toHaveLength(90)
      expect(new Set(seen).size).toBe(90)
    })

    it('makes one installation of many processes that start on a new database', async () => {
      const given = await Promise.all(
        Array.from({ length: 6 }, async (_, i) => (await open()).meta.setOnce('install', `i${i}`)),
      )
      expect(new Set(given).size).toBe(1)
    })

    it('gives a lease to one of many', async () => {
      const all = [await open(), await open(), await open()]
      for (let round = 0; round < 5; round++) {
        const now = hours(round)
        const answers = await Promise.all(all.map((r, i) => r.meta.acquire('group', `h${i}-${round}`, 60_000, now)))
        const won = answers.filter((answer) => 'token' in answer)
        expect(won).toHaveLength(1)
      }
    })
  })

  describe('other processes', () => {
    const start = (prefix: string, rounds: number): ChildProcess =>
      spawn(process.execPath, [LOOP, schema.url, prefix, String(rounds)], { stdio: ['ignore', 'pipe', 'inherit'] })
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
        const records = await open()
        // This write waits until the server has given up what the dead one held.
        await records.posts.append([], [], NOW)
        const { posts, delivered } = await records.posts.counts()
        expect(posts.kept + posts.pending).toBe(delivered.fresh)
        expect(delivered.received).toBe(delivered.fresh)
        expect(delivered.fresh % 20).toBe(0)
        const mine = (await records.posts.changedSince(0, 100_000)).filter((p) => p.id.startsWith(`${prefix}-`))
        expect(mine.length).toBeGreaterThanOrEqual(acknowledged * 20)
      }
    })

    it('lets two processes write to one database', async () => {
      await open()
      const both = [start('x', 12), start('y', 12)]
      expect(await Promise.all(both.map(exit))).toEqual([0, 0])
      const records = await open()
      expect((await records.posts.counts()).posts.kept).toBe(480)
      const changed = await records.posts.changedSince(0, 1000)
      expect(new Set(changed.map((p) => p.rev)).size).toBe(480)
      expect((await records.grouping.next(0, 1000)).length).toBe(480)
    })
  })
})

/** A port that nobody listens on. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as { port: number }
  await new Promise((resolve) => server.close(resolve))
  return port
}
