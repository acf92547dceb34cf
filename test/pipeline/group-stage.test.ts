import { MessageChannel } from 'node:worker_threads'
import { beforeAll, describe, expect, it } from 'vitest'
import { redact } from '../../analyzers/redaction/redact.ts'
import type { Screener } from '../../analyzers/screener.ts'
import { openScreener } from '../../cli/screening.ts'
import type { Records, StoredPost } from '../../model/ports.ts'
import type { Delivery } from '../../model/post.ts'
import { fixedClock } from '../../model/time.ts'
import { createHotService } from '../../pipeline/board/hot-service.ts'
import { createExplanationService } from '../../pipeline/grouping/explanation-service.ts'
import { createGrouper } from '../../pipeline/grouping/grouper.ts'
import { createInbox } from '../../pipeline/intake/inbox.ts'
import { openVoices } from '../../pipeline/intake/voice.ts'
import { connectAnalysis, createAnalysis, serveAnalysis } from '../../pipeline/stages/analysis.ts'
import { createGroupStage } from '../../pipeline/stages/group-stage.ts'
import { screenPending } from '../../pipeline/stages/screen-stage.ts'
import { openRecords } from '../../store/records/open.ts'
import { memoryKeys } from './memory-keys.ts'

const clock = fixedClock('2026-01-19T02:00:00Z')

/** Letters of three matters, written for this test. */
const LETTERS: readonly [string, string, string][] = [
  [
    'a1',
    '雨花台小区夜里打桩睡不着',
    '城关区雨花台小区北侧工地，每天夜里十一点以后还在打桩，孩子上学起不来，请管一管。',
  ],
  ['a2', '工地半夜施工', '雨花台小区旁边的工地昨晚又打桩到一点，投诉三次了没有用。'],
  ['a3', '夜间施工噪声扰民', '我家住雨花台小区7栋，夜间施工噪声太大，老人心脏受不了。'],
  ['b1', '银杏家园停暖', '七里河区银杏家园暖气停了两天，家里十二度，老人孩子冻得不行。'],
  ['b2', '暖气又停了', '银杏家园三期暖气从昨天早上停到现在，物业说是热力公司的事。'],
  ['c1', '109路末班车太早', '榆中县和平镇109路公交末班车六点半就收车，下班回不了家，建议延长到八点。'],
]
const deliveries: Delivery[] = LETTERS.map(([nativeId, title, text], i) => ({
  source: 'board',
  nativeId,
  kind: 'letter',
  title,
  text,
  author: `写信者${nativeId}`,
  postedAt: new Date(Date.parse('2026-01-15T01:00:00Z') + i * 3_600_000).toISOString(),
}))

describe('the grouping stage', () => {
  let screener: Screener
  beforeAll(() => {
    screener = openScreener({ city: 'lanzhou', models: {} })
  }, 60_000)

  const begin = async (): Promise<Records> => openRecords({ file: ':memory:', clock })
  const take = async (records: Records, part: readonly Delivery[]): Promise<void> => {
    const voices = openVoices(memoryKeys('{"2026Q1":"00"}'))
    await createInbox({ posts: records.posts, redact, voices, clock }).append('board', part)
    await screenPending(records, async (posts) => posts.map((p) => screener.screen(p).screening), { clock })
  }
  /** A fresh grouper each time, as after a restart. */
  const group = async (records: Records): Promise<number> => {
    const lease = await records.meta.acquire('writer', 'test', 60_000, clock.now().toISOString())
    if (!('token' in lease)) throw new Error('no lease')
    const analysis = createAnalysis(
      () => screener,
      () => createGrouper(),
    )
    const stage = createGroupStage({ grouping: records.grouping, posts: records.posts, analysis, fence: lease.token })
    const done = await stage.run({ clock })
    await records.meta.release('writer', lease.token)
    return done
  }
  const issuesOf = async (records: Records): Promise<Map<string, string | null>> => {
    const out = new Map<string, string | null>()
    for await (const post of records.posts.iterate({})) out.set(post.nativeId!, post.issueId)
    return out
  }

  it('joins letters of one matter at one place and keeps different matters apart', async () => {
    const records = await begin()
    await take(records, deliveries)
    expect(await group(records)).toBe(deliveries.length)
    const issues = await issuesOf(records)
    expect(issues.get('a1')).toBe(issues.get('a2'))
    expect(issues.get('a1')).toBe(issues.get('a3'))
    expect(issues.get('b1')).toBe(issues.get('b2'))
    expect(new Set([issues.get('a1'), issues.get('b1'), issues.get('c1')]).size).toBe(3)
    await records.close()
  })

  it('gives the same issues when the process ends after every letter', async () => {
    const whole = await begin()
    await take(whole, deliveries)
    await group(whole)
    const pieces = await begin()
    for (const one of deliveries) {
      await take(pieces, [one])
      await group(pieces)
    }
    expect(await issuesOf(pieces)).toEqual(await issuesOf(whole))
    await whole.close()
    await pieces.close()
  })

  it('does nothing when nothing is new, and refuses a writer whose lease is gone', async () => {
    const records = await begin()
    await take(records, deliveries.slice(0, 2))
    await group(records)
    expect(await group(records)).toBe(0)
    await take(records, deliveries.slice(2, 4))
    const analysis = createAnalysis(
      () => screener,
      () => createGrouper(),
    )
    const late = createGroupStage({ grouping: records.grouping, posts: records.posts, analysis, fence: 1 })
    await expect(late.run({ clock })).rejects.toMatchObject({ code: 'lease.lost' })
    await records.close()
  })

  it("acts on people's links, and undoes them as easily", async () => {
    const records = await begin()
    await take(records, deliveries)
    await group(records)
    const before = await issuesOf(records)
    const idOf = new Map<string, string>()
    for await (const post of records.posts.iterate({})) idOf.set(post.nativeId!, post.id)
    const pair = { a: idOf.get('c1')!, b: idOf.get('b1')!, kind: 'must' as const }
    await records.issues.link([pair], 'test', clock.now().toISOString())
    await group(records)
    const linked = await issuesOf(records)
    expect(linked.get('c1')).toBe(linked.get('b1'))
    expect((await records.issues.get(before.get('c1')!))?.id).toBe(linked.get('b1'))
    await records.issues.unlink([pair], 'test', clock.now().toISOString())
    await group(records)
    const after = await issuesOf(records)
    expect(after.get('c1')).not.toBe(after.get('b1'))
    await records.close()
  })

  it('names an issue anew without an erased letter, also one that people had tied', async () => {
    const records = await begin()
    await take(records, deliveries)
    await group(records)
    const idOf = new Map<string, string>()
    for await (const post of records.posts.iterate({})) idOf.set(post.nativeId!, post.id)
    const at = clock.now().toISOString()
    await records.issues.link([{ a: idOf.get('c1')!, b: idOf.get('a1')!, kind: 'must' }], 'test', at)
    await group(records)
    const issue = (await issuesOf(records)).get('a1')!
    for (const name of ['a1', 'c1']) await records.erasure.erase(idOf.get(name)!, 'test', at)
    expect(await group(records)).toBe(2)
    const named = (await records.issues.get(issue))!
    expect(named).toMatchObject({ posts: 2, mergedInto: null })
    expect(['工地半夜施工', '夜间施工噪声扰民']).toContainEqual(expect.stringContaining(named.title.split(' ').at(-1)!))
    const { state } = await records.grouping.load()
    expect([...state.values()].filter((row) => /雨花台小区夜里打桩|109路/.test(row))).toEqual([])
    await records.close()
  })

  it('keeps no word, place or date of a letter whose route was closed since', async () => {
    const records = await begin()
    await take(records, deliveries)
    await group(records)
    const idOf = new Map<string, string>()
    for await (const post of records.posts.iterate({})) idOf.set(post.nativeId!, post.id)
    const issue = (await issuesOf(records)).get('a1')!
    const at = clock.now().toISOString()
    const close = () =>
      records.review.decide({ postId: idOf.get('a1')!, disposition: 'kept', route: 'protected' }, 'test', at)
    await close()
    // Said twice before the writer came: it still hears of it.
    await close()
    expect(await group(records)).toBe(1)
    const named = (await records.issues.get(issue))!
    expect(named).toMatchObject({ posts: 2, firstSeen: deliveries[1]!.postedAt })
    expect(`${named.title} ${named.keywords.join(' ')}`).not.toContain('睡不着')
    const { state } = await records.grouping.load()
    expect([...state.values()].filter((row) => row.includes('雨花台小区夜里打桩'))).toEqual([])
    // Of what was never let in the writer hears nothing.
    await close()
    expect(await group(records)).toBe(0)
    await records.close()
  })

  it('explains from committed rows, in a process that has grouped nothing', async () => {
    const records = await begin()
    const copy: Delivery = { ...deliveries[0]!, nativeId: 'a9', author: '另一人' }
    await take(records, [...deliveries, copy])
    await group(records)
    const posts = new Map<string, StoredPost>()
    const read = async () => {
      for await (const post of records.posts.iterate({})) posts.set(post.nativeId!, post)
    }
    await read()
    // The same words over a thread's port: what is asked and answered can be cloned.
    const { port1, port2 } = new MessageChannel()
    serveAnalysis(
      port2,
      createAnalysis(
        () => screener,
        () => createGrouper(),
      ),
    )
    const analysis = connectAnalysis(Object.assign(port1, { terminate: async () => 0 }) as never)
    const { explain } = createExplanationService({ records, analysis })
    const why = (name: string) => explain(posts.get(name)!.id, posts.get(name)!.issueId!)
    const a2 = await why('a2')
    expect(a2).toMatchObject({ copyOf: null, byPeople: false })
    expect(a2?.probability).toBeGreaterThan(0.5)
    expect(a2?.words.map((w) => w.word)).toContain('打桩')
    expect(a2?.words.length).toBeLessThanOrEqual(10)
    expect(a2?.figures.map((f) => f.name)).toEqual(expect.arrayContaining(['words', 'topic', 'sites']))
    expect(JSON.stringify(a2)).not.toContain('voice')
    const copied = [await why('a1'), await why('a9')].filter((one) => one?.copyOf !== null)
    expect(copied).toMatchObject([{ probability: null }])
    expect(await why('c1')).toEqual({
      probability: null,
      copyOf: null,
      byPeople: false,
      words: [],
      places: [],
      figures: [],
    })

    const pair = { a: posts.get('c1')!.id, b: posts.get('b1')!.id, kind: 'must' as const }
    await records.issues.link([pair], 'test', clock.now().toISOString())
    await group(records)
    await read()
    expect(await why('c1')).toMatchObject({ byPeople: true, probability: null })
    expect(await why('b1')).toMatchObject({ byPeople: false })
    // Rows that are gone, and a post nobody knows.
    expect(await explain(posts.get('a2')!.id, 'inone')).toMatchObject({ probability: null, words: [] })
    expect(await explain('nothere', 'inone')).toBeUndefined()
    port1.close()
    await records.close()
  })

  it('ranks what is grouped, with a timeline and posts to read first', async () => {
    const records = await begin()
    await take(records, deliveries)
    await group(records)
    const hot = createHotService({ records, clock, days: 30, top: 10, isWorkday: () => true })
    const board = await hot.hot({})
    expect(board.map((h) => h.rank)).toEqual(board.map((_, i) => i + 1))
    const noise = board.find((h) => h.windowPosts === 3)!
    expect(noise.category).toBe('环境保护')
    expect(board.every((h) => h.terms.length === 5)).toBe(true)
    const detail = await hot.detail(noise.id, {})
    expect(detail!.posts).toHaveLength(3)
    expect(detail!.representative.length).toBeGreaterThan(0)
    expect(detail!.timeline.reduce((n, d) => n + d.posts, 0)).toBe(3)
    expect(await hot.hot({ district: '永登县' })).toEqual([])
    await records.close()
  })
})
