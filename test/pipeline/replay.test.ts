import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { redact } from '../../analyzers/redaction/redact.ts'
import type { Screener } from '../../analyzers/screener.ts'
import { openScreener } from '../../cli/screening.ts'
import type { Records } from '../../model/ports.ts'
import type { Delivery, Screening } from '../../model/post.ts'
import { fixedClock } from '../../model/time.ts'
import { createGrouper } from '../../pipeline/grouping/grouper.ts'
import { createInbox } from '../../pipeline/intake/inbox.ts'
import { openVoices } from '../../pipeline/intake/voice.ts'
import { replay, type Scratch } from '../../pipeline/replay/replay.ts'
import type { Difference } from '../../pipeline/replay/replay-difference.ts'
import { createAnalysis } from '../../pipeline/stages/analysis.ts'
import { createGroupStage } from '../../pipeline/stages/group-stage.ts'
import { screenPending } from '../../pipeline/stages/screen-stage.ts'
import { openRecords } from '../../store/records/open.ts'
import { weekdays } from './members.ts'
import { memoryKeys } from './memory-keys.ts'

const clock = fixedClock('2026-01-19T02:00:00Z')
const at = clock.now().toISOString()
const window = { from: '2026-01-12T16:00:00.000Z', to: at, top: 5, isWorkday: weekdays, clock }

/** Letters of our own: two matters, a lone letter, an advertisement, one from before the window. */
const LETTERS: readonly [id: string, at: string, title: string, text: string][] = [
  ['old', '2026-01-02', '雨花台小区工地夜里施工', '城关区雨花台小区北侧工地夜里十一点还在打桩，孩子上学起不来。'],
  ['a1', '2026-01-14', '雨花台小区夜里打桩睡不着', '城关区雨花台小区北侧工地，每天夜里十一点以后还在打桩，请管一管。'],
  ['a2', '2026-01-15', '工地半夜施工', '雨花台小区旁边的工地昨晚又打桩到一点，投诉三次了没有用。'],
  ['b1', '2026-01-15', '银杏家园停暖', '七里河区银杏家园暖气停了两天，家里十二度，老人孩子冻得不行。'],
  ['b2', '2026-01-16', '暖气又停了', '银杏家园三期暖气从昨天早上停到现在，物业说是热力公司的事。'],
  ['c1', '2026-01-16', '109路末班车太早', '榆中县和平镇109路公交末班车六点半就收车，下班回不了家，建议延长到八点。'],
  ['s1', '2026-01-17', '低息贷款当天放款', '无抵押贷款秒批，利息低至三厘，加微信详谈，全城上门办理，名额有限。'],
]
const deliveries = LETTERS.map(
  ([nativeId, day, title, text]): Delivery => ({
    source: 'board',
    nativeId,
    kind: 'letter',
    title,
    text,
    author: `写信者${nativeId}`,
    postedAt: `${day}T02:00:00.000Z`,
  }),
)

const openScratch = async (): Promise<Scratch> => ({
  before: await openRecords({ file: ':memory:', clock }),
  after: await openRecords({ file: ':memory:', clock }),
})
const closeScratch = async ({ before, after }: Scratch): Promise<void> => {
  await before.close()
  await after.close()
}

describe('replay', () => {
  let screener: Screener
  beforeAll(() => {
    screener = openScreener({ city: 'lanzhou', models: {} })
  }, 60_000)

  /** A data file with everything screened and grouped, import by import, closed again. */
  const grow = async (
    then: (records: Records, id: (nativeId: string) => string) => Promise<void> = async () => {},
    imports: readonly (readonly Delivery[])[] = [deliveries],
  ) => {
    const file = join(mkdtempSync(join(tmpdir(), 'lanting-replay-')), 'records.db')
    const records = await openRecords({ file, clock })
    const voices = openVoices(memoryKeys('{"2026Q1":"00"}'))
    const lease = await records.meta.acquire('writer', 'test', 60_000, at)
    if (!('token' in lease)) throw new Error('no lease')
    const analysis = createAnalysis(
      () => screener,
      () => createGrouper(),
    )
    const stage = createGroupStage({ grouping: records.grouping, posts: records.posts, analysis, fence: lease.token })
    for (const part of imports) {
      await createInbox({ posts: records.posts, redact, voices, clock }).append('board', part)
      await screenPending(records, async (posts) => posts.map((p) => screener.screen(p).screening), { clock })
      const ids = new Map<string, string>()
      for await (const post of records.posts.iterate({})) ids.set(post.nativeId as string, post.id)
      await then(records, (nativeId) => ids.get(nativeId) as string)
      await stage.run({ clock })
    }
    await records.close()
    return file
  }
  /** Replays the file under these rules and proves that not a byte of it changed. */
  const run = async (
    file: string,
    change: (s: Screening, nativeId: string) => Screening = (s) => s,
  ): Promise<Difference> => {
    const digest = () => createHash('sha256').update(readFileSync(file)).digest('hex')
    const before = digest()
    const records = await openRecords({ file, clock, readOnly: true })
    const scratch = await openScratch()
    const analysis = {
      ...createAnalysis(
        () => screener,
        () => createGrouper(),
      ),
      screen: async (posts: readonly Parameters<Screener['screen']>[0][]) =>
        posts.map((p) => change(screener.screen(p).screening, (p as { nativeId?: string }).nativeId ?? '')),
    }
    const difference = await replay(records, scratch, analysis, window)
    expect(await records.outbox.list('pending', 10)).toEqual([])
    await records.close()
    await closeScratch(scratch)
    expect(digest()).toBe(before)
    return difference
  }

  it('finds no difference under the same rules, though the window opens in the middle of a matter', async () => {
    const difference = await run(await grow())
    expect(difference).toMatchObject({ posts: 6, changes: [], board: [] })
    expect(difference.issuesBefore).toBe(difference.issuesAfter)
  })

  it('does not take for the rules what comes of imports in an odd order', async () => {
    const comment: Delivery = {
      source: 'board',
      nativeId: 'x1',
      kind: 'comment',
      text: '物业说的也一样，手都伸不出来',
      postedAt: '2026-01-16T03:00:00.000Z',
    }
    const file = await grow(async () => {}, [[comment], deliveries])
    expect(await run(file)).toMatchObject({ posts: 7, regrouped: 1, changes: [], board: [] })
    const changed = await run(file, (s, id) => (id === 'c1' ? { ...s, disposition: 'quarantined' } : s))
    expect(changed.changes.map((c) => c.nativeId)).toEqual(['c1'])
    expect(changed).toMatchObject({ regrouped: 1 })
  })

  it('tells which posts would be judged otherwise, and what that does to the board', async () => {
    const difference = await run(await grow(), (s, id) =>
      id === 'c1'
        ? { ...s, disposition: 'quarantined' }
        : id === 'b1'
          ? { ...s, category: '政法', departments: [] }
          : s,
    )
    const changed = new Map(difference.changes.map((c) => [c.nativeId, c.changed]))
    expect(changed.get('c1')).toEqual(['disposition', 'issue'])
    expect(changed.get('b1')).toEqual(expect.arrayContaining(['category', 'department']))
    expect(changed.has('a1')).toBe(false)
    expect(difference.board.find((b) => b.kind === 'lost')).toMatchObject({ title: '109路末班车太早', rankAfter: null })
  })

  it('keeps what people decided and linked', async () => {
    const file = await grow(async (records, id) => {
      await records.review.decide({ postId: id('c1'), disposition: 'off-topic' }, 'x', at)
      await records.issues.link([{ a: id('a1'), b: id('b1'), kind: 'must' }], 'x', at)
    })
    expect(await run(file)).toMatchObject({ changes: [], board: [] })
    expect((await run(file, (s) => ({ ...s, spam: 0 }))).changes.filter((c) => c.nativeId === 'c1')).toEqual([])
  })

  it('tells nothing of a letter that is closed under either set of rules, not even that it is there', async () => {
    const closes = (s: Screening, id: string): Screening =>
      id === 'a2' ? { ...s, route: 'protected', category: '政法' } : s
    const closed = await run(await grow(), closes)
    const opened = await run(
      await grow(async (records, id) => {
        await records.review.decide({ postId: id('b2'), disposition: 'kept', route: 'restricted' }, 'x', at)
      }),
      (s, id) => (id === 'b2' ? { ...s, category: '政法' } : s),
    )
    for (const difference of [closed, opened]) expect(difference.posts).toBe(5)
    expect(JSON.stringify(closed.changes)).not.toMatch(/a2|工地半夜施工/)
    expect(JSON.stringify(opened.changes)).not.toMatch(/b2|暖气又停了/)
  })

  it('has nothing to say of days without posts', async () => {
    const file = await grow()
    const records = await openRecords({ file, clock, readOnly: true })
    const scratch = await openScratch()
    const analysis = createAnalysis(
      () => screener,
      () => createGrouper(),
    )
    const empty = { ...window, from: '2024-01-01T00:00:00.000Z', to: '2024-01-02T00:00:00.000Z' }
    expect(await replay(records, scratch, analysis, empty)).toMatchObject({ posts: 0, changes: [], board: [] })
    await records.close()
    await closeScratch(scratch)
  })
})
