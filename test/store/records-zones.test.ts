/** Ports of sources, zones and pushes, over every real backend of Records. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Records, SourceHealth } from '../../model/ports.ts'
import { makePost, NOW } from './fixtures.ts'
import { RECORDS_BACKENDS, type RecordsSite } from './records-backends.ts'

const at = (minutes: number): string => new Date(Date.parse(NOW) + minutes * 60_000).toISOString()
const health = (change: Partial<SourceHealth> = {}): SourceHealth => ({
  source: 'board',
  outcome: 'new',
  at: NOW,
  lastSuccessAt: NOW,
  lastNewAt: NOW,
  consecutiveFailures: 0,
  pausedUntil: null,
  found: 3,
  detail: null,
  ...change,
})

describe.each(RECORDS_BACKENDS)('sources, zones and pushes over $name', (backend) => {
  let site: RecordsSite
  let records: Records
  beforeEach(async () => {
    site = await backend.create()
    records = await site.open()
  })
  afterEach(async () => {
    await records.close()
    await site.destroy()
  })

  it('keeps every look, a repeated one once, and counts them by hour and outcome', async () => {
    const { sources } = records
    await sources.record(health(), 3)
    await sources.record(health({ outcome: 'unchanged' }), 0)
    await sources.record(health({ at: at(15), outcome: 'blocked' }))
    await sources.record(health({ at: at(30), outcome: 'blocked' }))
    await sources.record(health({ at: at(61), outcome: 'new' }), 2)
    await sources.record(health({ source: 'news', at: at(61) }), 1)
    expect(await sources.visits(NOW, at(120))).toEqual([
      { source: 'board', hour: '2026-01-19T04:00:00.000Z', outcome: 'blocked', visits: 2, fresh: 0 },
      { source: 'board', hour: '2026-01-19T04:00:00.000Z', outcome: 'unchanged', visits: 1, fresh: 3 },
      { source: 'board', hour: '2026-01-19T05:00:00.000Z', outcome: 'new', visits: 1, fresh: 2 },
      { source: 'news', hour: '2026-01-19T05:00:00.000Z', outcome: 'new', visits: 1, fresh: 1 },
    ])
    expect(await sources.visits(at(30), at(61))).toHaveLength(1)
    expect((await sources.health()).find((h) => h.source === 'board')).toMatchObject({ outcome: 'new', at: at(61) })
    // Older than 400 days goes with the next look.
    await sources.record(health({ at: at(401 * 24 * 60) }))
    expect(await sources.visits(NOW, at(120))).toEqual([expect.objectContaining({ source: 'news' })])
  })

  it('adds up what a host was asked on a day over all processes, and keeps its rest', async () => {
    const other = await site.open()
    const sums = await Promise.all([
      ...Array.from({ length: 10 }, () => records.sources.spend('a.cn', '2026-01-19', 3)),
      ...Array.from({ length: 10 }, () => other.sources.spend('a.cn', '2026-01-19', 2)),
    ])
    await other.close()
    expect(Math.max(...sums)).toBe(50)
    expect(new Set(sums).size).toBe(20)
    await records.sources.rest('a.cn', at(60), 2)
    await records.sources.rest('b.cn', at(5), 1)
    expect(await records.sources.hosts()).toEqual([
      { host: 'a.cn', day: '2026-01-19', used: 50, restUntil: at(60), strikes: 2 },
      { host: 'b.cn', day: '', used: 0, restUntil: at(5), strikes: 1 },
    ])
    expect(await records.sources.spend('a.cn', '2026-01-20', 1)).toBe(1)
    expect((await records.sources.hosts())[0]).toMatchObject({ used: 1, strikes: 2 })
  })

  it('takes each bundle once, whatever the order, and no older state over a newer one', async () => {
    const { bundles, posts } = records
    const bundle = (seq: number, rev: number, change: Parameters<typeof makePost>[1] = {}) => ({
      zone: 'zone-one',
      seq,
      posts: [{ rev, post: makePost('p', change) }],
      erased: [],
      health: [health({ at: at(seq), detail: `${seq}` })],
      visits: [{ source: 'board', at: at(seq), outcome: 'new' as const, found: 1, fresh: 1 }],
    })
    const newest = { text: '改过的正文', sourceState: '已回复', likes: 9 }
    expect(await bundles.take(bundle(3, 30, newest), NOW)).toMatchObject({ received: 1, fresh: 1 })
    expect(await bundles.take(bundle(3, 30, newest), NOW)).toBeUndefined()
    expect(await bundles.take(bundle(1, 10, { sourceState: '待回复', likes: 1 }), NOW)).toMatchObject({
      received: 1,
      unchanged: 1,
    })
    expect(await posts.get('p')).toMatchObject({ text: '改过的正文', sourceState: '已回复', likes: 9, revision: 1 })
    expect(await bundles.take(bundle(5, 31, { ...newest, likes: 12 }), NOW)).toMatchObject({ unchanged: 1 })
    expect(await posts.get('p')).toMatchObject({ likes: 12 })
    expect(await bundles.taken('zone-one')).toEqual([1, 3, 5])
    expect(await bundles.taken('zone-two')).toEqual([])
    expect((await records.sources.health())[0]).toMatchObject({ at: at(5), detail: '5' })
    expect(await records.sources.visits(NOW, at(60))).toMatchObject([{ visits: 3, fresh: 3 }])
    const { delivered } = await posts.counts()
    expect(delivered.received).toBe(delivered.fresh + delivered.revised + delivered.unchanged + delivered.failed)
  })

  it('gives out posts with their voice in order of revision, up to a bound', async () => {
    await records.posts.append([makePost('a'), makePost('b'), makePost('c')], [], NOW)
    const all = await records.bundles.outgoing(0, Number.MAX_SAFE_INTEGER, 10)
    expect(all.map((post) => [post.id, post.voice])).toEqual([
      ['a', 'voice-a'],
      ['b', 'voice-b'],
      ['c', 'voice-c'],
    ])
    const [first, second] = all
    expect((await records.bundles.outgoing(first!.rev, second!.rev, 10)).map((p) => p.id)).toEqual(['b'])
    expect((await records.bundles.outgoing(0, Number.MAX_SAFE_INTEGER, 2)).map((p) => p.id)).toEqual(['a', 'b'])
  })

  it('answers a request sent again instead of doing it again', async () => {
    const { answers } = records
    expect(await answers.begin('k', 'hash-1', NOW)).toEqual({ state: 'new' })
    expect(await answers.begin('k', 'hash-1', NOW)).toEqual({ state: 'running' })
    expect(await answers.begin('k', 'hash-2', NOW)).toEqual({ state: 'other' })
    await answers.finish('k', '{"received":1}')
    expect(await answers.begin('k', 'hash-1', NOW)).toEqual({ state: 'done', answer: '{"received":1}' })
    expect(await answers.begin('k', 'hash-2', NOW)).toEqual({ state: 'other' })
    await answers.drop('k')
    expect(await answers.begin('k', 'hash-1', NOW)).toMatchObject({ state: 'done' })
    // A claim whose process died is free again, and so is everything after a week.
    await answers.begin('dead', 'h', NOW)
    expect(await answers.begin('dead', 'h', at(11))).toEqual({ state: 'new' })
    await answers.drop('dead')
    expect(await answers.begin('dead', 'other', at(12))).toEqual({ state: 'new' })
    expect(await answers.begin('k', 'hash-2', at(8 * 24 * 60))).toEqual({ state: 'new' })
  })
})
