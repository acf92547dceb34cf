import { fixedClock } from '../../model/time.ts'
import { openPostgresRecords } from '../../store/records/open-postgres.ts'
import { openRecords } from '../../store/records/open.ts'
import { makeCommit, makeIssue, makePost, makeScreening, NOW } from './fixtures.ts'
import { createSchema } from './postgres-server.ts'
import { rmSync } from 'node:fs'

const schema = await createSchema()
rmSync('/tmp/rate.db', { force: true })
for (const [name, records] of [['sqlite', await openRecords({ file: '/tmp/rate.db', clock: fixedClock(NOW) })], ['postgres', await openPostgresRecords({ url: schema.url, clock: fixedClock(NOW) })]] as const) {
  const N = 5000
  const lap = async (what: string, work: () => Promise<unknown>) => {
    const t = performance.now(), c = process.cpuUsage()
    await work()
    const s = (performance.now() - t) / 1000, u = process.cpuUsage(c)
    console.log(name, what, Math.round(N / s), 'posts/s', ((u.user + u.system) / 1e3 / N).toFixed(3), 'cpu ms/post')
  }
  const posts = Array.from({ length: N }, (_, i) => makePost(`${i}`))
  const batches = Array.from({ length: N / 500 }, (_, i) => posts.slice(i * 500, i * 500 + 500))
  await lap('append', async () => { for (const b of batches) await records.posts.append(b, [], NOW) })
  await lap('append again', async () => { for (const b of batches) await records.posts.append(b, [], NOW) })
  await lap('screen', async () => { for (const b of batches) await records.posts.saveScreenings(b.map((post) => ({ post, screening: makeScreening() })), NOW) })
  await lap('group', async () => {
    let offset = 0
    for (;;) {
      const q = await records.grouping.next(offset, 500)
      if (q.length === 0) break
      offset = q.at(-1)!.seq
      await records.grouping.commit(makeCommit({ offset, issues: [makeIssue('i1')], assignments: q.map(({ post }) => ({ postId: post.id, issueId: 'i1', duplicateOf: null })) }))
    }
  })
  await lap('read', async () => { let r = 0; for (;;) { const p = await records.posts.changedSince(r, 500); if (!p.length) break; r = p.at(-1)!.rev } })
  await records.close()
}
await schema.drop()
