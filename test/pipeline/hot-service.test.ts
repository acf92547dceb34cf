import { describe, expect, it } from 'vitest'
import type { Outage } from '../../model/services.ts'
import { createHotService } from '../../pipeline/board/hot-service.ts'
import { local, openCity, type Planted } from '../delivery/city.ts'
import { range } from './members.ts'

const day = (n: number): string => new Date(Date.UTC(2025, 10, 20) + n * 86_400_000).toISOString().slice(0, 10)
/** One letter a day for sixty days, and nine on the last of them. */
const planted: Planted[] = [
  ...range(60).map((n) => ({ id: `p${n}`, at: `${day(n)} 09:00`, issue: 'heat' })),
  ...range(8).map((n) => ({ id: `q${n}`, at: `${day(59)} 10:0${n}`, issue: 'heat' })),
]
const LAST = day(59)
const outage = (on: string, more: Partial<Outage> = {}): Outage => ({
  source: 'board',
  day: on,
  why: 'unread',
  share: 0.9,
  recovered: false,
  ...more,
})

describe('the hot service', () => {
  const open = async (outages: readonly Outage[]) => {
    const city = await openCity(planted, [{ id: 'heat' }], local(`${LAST} 23:59`))
    const watch = { outages: async (days: readonly string[]) => outages.filter((o) => days.includes(o.day)) }
    return createHotService({ ...city, days: 7, top: 5, isWorkday: city.calendar.isWorkday, watch })
  }

  it('tells a surge with onset and size, and no outage where none was', async () => {
    const hot = await open([])
    expect(await hot.surges({})).toMatchObject({
      surges: [{ category: '城乡建设', district: '城关区', since: LAST, observed: 9 }],
      unknown: false,
      outages: [],
    })
    expect((await hot.hot({}))[0]?.burst).toMatchObject({ since: LAST, observed: 9 })
  })

  it('finds no word any more in posts that were closed since, though it keeps the words of an hour', async () => {
    const said = (words: string) => ({ post: { title: '', text: words } })
    const letters = range(600).map((n) => ({
      ...{ id: `w${n}`, at: `${day(n % 60)} 09:00`, issue: 'heat' },
      ...said(['小区停车位紧张，物业不管', '公交车等了四十分钟', '路灯坏了没人修'][n % 3]!),
    }))
    const told = [
      '锦绣桥头飞线充电',
      '楼道里飞线充电很危险',
      '又见飞线充电',
      '飞线充电起火了',
      '严查飞线充电',
      '乱拉飞线充电的',
    ]
    const fresh = told.map((text, n) => ({
      id: `f${n}`,
      at: `${day(59)} 11:0${n}`,
      issue: 'heat',
      post: { title: '', text },
    }))
    const city = await openCity([...letters, ...fresh], [{ id: 'heat' }], local(`${LAST} 23:00`))
    const hot = createHotService({ ...city, days: 7, top: 5, isWorkday: city.calendar.isWorkday })
    const words = async () => (await hot.emerging({})).map(({ word }) => word).join(' ')
    expect(await words()).toContain('飞线充电')
    for (const { id } of fresh.slice(0, 3))
      await city.records.review.decide(
        { postId: id, disposition: 'kept', route: 'protected' },
        'x',
        city.clock.now().toISOString(),
      )
    expect(await words()).not.toContain('飞线充电')
    await city.records.close()
  })

  it('tells the same new words at every hour of a day, and none before three weeks', async () => {
    const said = (words: string) => ({ post: { title: '', text: words } })
    const letters = range(600).map((n) => ({
      ...{ id: `w${n}`, at: `${day(n % 60)} 07:00`, issue: 'heat' },
      ...said(['小区停车位紧张，物业不管', '公交车等了四十分钟', '路灯坏了没人修'][n % 3]!),
    }))
    const told = [
      '锦绣桥头飞线充电',
      '楼道飞线充电危险',
      '又见飞线充电',
      '飞线充电起火了',
      '严查飞线充电',
      '乱拉飞线充电',
    ]
    const fresh = told.map((text, n) => ({ id: `f${n}`, at: `${day(52)} 12:00`, issue: 'heat', ...said(text) }))
    const wordsAt = async (from: number, on: number, hour: string) => {
      const young = [...letters.filter(({ at }) => at >= day(from)), ...fresh]
      const city = await openCity(young, [{ id: 'heat' }], local(`${LAST} 23:00`))
      const hot = createHotService({ ...city, days: 7, top: 5, isWorkday: city.calendar.isWorkday })
      return (await hot.emerging({ asOf: local(`${day(on)} ${hour}`) })).map(({ word }) => word)
    }
    for (const hour of ['08:00', '20:00']) {
      expect(await wordsAt(0, 58, hour)).toEqual(['飞线充电'])
      expect(await wordsAt(0, 59, hour)).toEqual([])
      expect(await wordsAt(36, 58, hour)).toEqual([])
    }
  })

  it('takes the silence of a source that was out for no calm, and says which days', async () => {
    const hot = await open([outage(LAST), outage(day(58))])
    expect(await hot.surges({})).toMatchObject({
      unknown: true,
      outages: [{ source: 'board', days: [day(58), LAST] }],
    })
  })

  it('counts a day again whose posts were read later, and one that only a small source missed', async () => {
    const hot = await open([outage(LAST, { recovered: true }), outage(day(57), { share: 0.05, source: 'tiny' })])
    const report = await hot.surges({})
    expect(report.unknown).toBe(false)
    expect(report.surges).toHaveLength(1)
    expect(report.outages).toEqual([{ source: 'tiny', days: [day(57)] }])
  })

  it('tells of a past day its own posts, voices and last post, and today nothing else than what is stored', async () => {
    const later: Planted[] = [
      ...planted,
      { id: 'n', at: `${day(3)} 12:00`, issue: 'heat', post: { kind: 'news' } },
      { id: 'thanks', at: `${day(4)} 12:00`, issue: 'heat', screening: { appealType: '表扬' } },
      { id: 'other', at: `${day(5)} 12:00`, issue: 'heat', screening: { appealType: '其他' } },
    ]
    const stored = {
      id: 'heat',
      posts: 71,
      voices: 68,
      news: 1,
      praise: 1,
      firstSeen: local(`${day(0)} 09:00`),
      lastSeen: local(`${LAST} 10:07`),
    }
    const city = await openCity(later, [stored], local(`${LAST} 23:59`))
    const hot = createHotService({ ...city, days: 7, top: 5, isWorkday: city.calendar.isWorkday })
    const asOf = local(`${day(10)} 00:00`)
    const then = { posts: 13, voices: 10, news: 1, praise: 1, lastSeen: local(`${day(9)} 09:00`) }
    expect((await hot.hot({ asOf }))[0]).toMatchObject(then)
    expect((await hot.detail('heat', { asOf }))?.issue).toMatchObject(then)
    expect((await hot.detail('heat', { asOf, days: 0 }))?.issue).toMatchObject(then)
    expect((await hot.hot({}))[0]).toMatchObject(stored)
    // 其他 is a post and no voice, above the chart and in it.
    const timeline = (await hot.detail('heat', { asOf }))!.timeline
    expect(timeline.map((t) => t.posts).reduce((a, b) => a + b)).toBe(13)
    expect(timeline.map((t) => t.voices).reduce((a, b) => a + b)).toBe(10)
  })

  it('tells of a past day the reasons of 难点 that stood then: no later case, withdrawal or answer', async () => {
    const answered = (at: string, unit: string) => ({ text: '已核实。', unit, at: local(at) })
    const told: Planted[] = [
      ...planted,
      { id: 'a1', at: `${day(1)} 12:00`, issue: 'heat', post: { answer: answered(`${day(5)} 12:00`, '市住建局') } },
      {
        ...{ id: 'a2', at: `${day(2)} 12:00`, issue: 'heat' },
        post: { answer: answered(`${day(40)} 12:00`, '城关区教育局'), sourceState: '已退回' },
      },
    ]
    const city = await openCity(told, [{ id: 'heat', firstSeen: local(`${day(0)} 09:00`) }], local(`${LAST} 23:59`))
    const hot = createHotService({ ...city, days: 7, top: 5, isWorkday: city.calendar.isWorkday })
    const kase = { issueId: 'heat', title: '暖气', units: [], note: '', state: '待签收' as const, urgency: 0 }
    const due = { dueAt: null, dueProvisional: true }
    for (const [id, unit] of [
      ['GD1', '市热管办'],
      ['GD2', '市热馆办'],
    ] as const)
      await city.records.cases.create(
        { ...kase, ...due, id, unit, createdAt: local(`${day(45)} 09:00`) },
        [],
        () => '',
        'x',
      )
    const step = { state: '撤回' as const, at: local(`${day(50)} 09:00`), by: 'x', note: '单位写错' }
    await city.records.cases.step('GD2', 1, step, [], () => '')
    const kinds = async (on: string) => {
      const reasons = (await hot.hard({ asOf: local(on) }))[0]?.reasons ?? []
      expect((await hot.detail('heat', { asOf: local(on) }))?.hard).toEqual(reasons)
      return reasons.map((r) => (r.kind === 'several-units' ? r.units : r.kind === 'sent-back' ? r.times : r.kind))
    }
    expect(await kinds(`${day(30)} 00:00`)).toEqual(['answered-returning'])
    expect(await kinds(`${day(44)} 00:00`)).toEqual(['answered-returning', ['城关区教育局', '市住建局']])
    expect(await kinds(`${day(46)} 00:00`)).toEqual([
      'answered-returning',
      ['城关区教育局', '市住建局', '市热管办', '市热馆办'],
    ])
    expect(await kinds(`${LAST} 23:59`)).toEqual(['answered-returning', 2, ['城关区教育局', '市住建局', '市热管办']])
  })

  it('marks an issue by its most urgent post of the last week, whatever its title', async () => {
    const urgent = (id: string, n: number, urgency: 0 | 2 | 3, kind: 'letter' | 'news' = 'letter'): Planted => ({
      id,
      at: `${day(n)} 11:00`,
      issue: 'heat',
      post: { kind },
      screening: { urgency, appealType: '其他' },
    })
    const mark = async (...more: Planted[]) => {
      const city = await openCity([...planted, ...more], [{ id: 'heat' }], local(`${LAST} 23:59`))
      const hot = createHotService({ ...city, days: 30, top: 5, isWorkday: city.calendar.isWorkday })
      return (await hot.hot({}))[0]?.urgent
    }
    expect(await mark(urgent('u', 58, 0))).toBeNull()
    expect(await mark(urgent('old', 50, 3), urgent('n', 58, 3, 'news'))).toBeNull()
    expect(await mark(urgent('a', 55, 3), urgent('b', 58, 2), urgent('c', 54, 3))).toEqual({
      level: 3,
      posts: 3,
      postId: 'a',
      at: local(`${day(55)} 11:00`),
    })
  })

  describe('shares what it reckons', () => {
    const setUp = async () => {
      const city = await openCity(planted, [{ id: 'heat' }], local(`${LAST} 23:59`))
      let reads = 0
      let now = city.clock.now().getTime()
      const { issues } = city.records
      const hot = createHotService({
        records: {
          ...city.records,
          issues: {
            ...issues,
            members: (...asked) => {
              reads += 1
              return issues.members(...asked)
            },
          },
        },
        clock: { now: () => new Date(now) },
        days: 7,
        top: 5,
        isWorkday: city.calendar.isWorkday,
      })
      const pass = (ms: number): void => {
        now += ms
      }
      return { ...city, hot, pass, reads: () => reads, at: city.clock.now().toISOString() }
    }

    it('reads letters once, and gives the same to all who ask of one moment', async () => {
      const { hot, reads, at } = await setUp()
      const first = await hot.hot({ asOf: at })
      const before = reads()
      expect(before).toBeGreaterThan(0)
      const [again, district, heats, page] = await Promise.all([
        hot.hot({ asOf: at }),
        hot.hot({ asOf: at, district: '城关' }),
        hot.heats({ asOf: at }),
        hot.detail('heat', { asOf: at }),
      ])
      expect([again, district, [page!.issue]]).toEqual([first, first, first])
      expect([...heats]).toEqual([['heat', first[0]!.heat]])
      // The page reads the members of its own issue.
      expect(reads()).toBe(before + 1)
    })

    it('tells at once of a decision, a name, a pin and a new letter', async () => {
      const { hot, records, at } = await setUp()
      const voices = async () => (await hot.hot({ asOf: at }))[0]?.windowVoices
      const areas = async () => (await hot.areas({ asOf: at, by: 'district' })).rows[0]?.voices
      expect([await voices(), await areas()]).toEqual([15, 15])
      await records.review.decide({ postId: 'q0', disposition: 'off-topic' }, 'x', at)
      expect([await voices(), await areas()]).toEqual([14, 14])
      await records.review.undo('q0', 'x', at)
      const { offset } = await records.grouping.load()
      const seq = (await records.grouping.next(offset, 9))[0]!.seq
      const assignments = [{ postId: 'q0', issueId: 'heat', duplicateOf: null }]
      await records.grouping.commit({ fence: 1, offset: seq, assignments, issues: [], state: [], at })
      expect([await voices(), await areas()]).toEqual([15, 15])
      await records.issues.edit('heat', { pinned: true, renamed: '暖气' }, 'x', at)
      expect((await hot.hot({ asOf: at }))[0]).toMatchObject({ pinned: true, renamed: '暖气' })
    })

    it('keeps a moment for a minute, and only while nothing changed', async () => {
      const { hot, records, pass, at } = await setUp()
      expect(await hot.now()).toBe(at)
      pass(59_000)
      expect(await hot.now()).toBe(at)
      await records.issues.edit('heat', { pinned: true }, 'x', at)
      const later = new Date(Date.parse(at) + 59_000).toISOString()
      expect(await hot.now()).toBe(later)
      pass(30_000)
      expect(await hot.now()).toBe(later)
      pass(30_000)
      expect(await hot.now()).toBe(new Date(Date.parse(later) + 60_000).toISOString())
    })

    it('keeps first what a pinned issue was merged into', async () => {
      const at = local(`${LAST} 23:59`)
      const small = ['s', 't', 'u'].map((id, n) => ({ id: `${id}1`, at: `${day(55 + n)} 09:00`, issue: id }))
      const city = await openCity(
        [...planted, ...small],
        ['heat', 's', 't', 'u'].map((id) => ({ id })),
        at,
      )
      const board = createHotService({ ...city, days: 7, top: 5, isWorkday: city.calendar.isWorkday })
      expect((await board.hot({ asOf: at }))[0]?.id).toBe('heat')
      await city.records.issues.edit('s', { pinned: true }, 'x', at)
      expect((await board.hot({ asOf: at }))[0]?.id).toBe('s')
      await city.records.issues.redirect('s', 't', 'x', at)
      expect((await board.hot({ asOf: at }))[0]).toMatchObject({ id: 't', pinned: true })
      await city.records.issues.edit('t', { pinned: false }, 'x', at)
      expect((await board.hot({ asOf: at }))[0]).toMatchObject({ id: 'heat', pinned: false })
    })

    it('orders issues of one heat by the first post of each, though only those shown are read', async () => {
      const twins = ['c', 'a', 'b'].flatMap((id, n): Planted[] => [
        { id: `${id}1`, at: `${day(n)} 09:00`, issue: id },
        { id: `${id}2`, at: `${LAST} 09:00`, issue: id },
      ])
      const city = await openCity(twins, [{ id: 'a' }, { id: 'b' }, { id: 'c' }], local(`${LAST} 23:59`))
      const hot = createHotService({ ...city, days: 7, top: 5, isWorkday: city.calendar.isWorkday })
      const whole = await hot.hot({})
      expect(whole.map(({ id, rank }) => [id, rank])).toEqual([
        ['c', 1],
        ['a', 2],
        ['b', 3],
      ])
      expect(await hot.hot({ top: 1 })).toEqual(whole.slice(0, 1))
      expect((await hot.detail('b', {}))?.issue).toEqual(whole[2])
    })
  })

  it('takes residents from the config where they are given', async () => {
    const city = await openCity(planted, [{ id: 'heat' }], local(`${LAST} 23:59`))
    const population = { year: 2024, source: '年鉴', people: { 城关区: 10_000 } }
    const hot = createHotService({ ...city, days: 7, top: 5, isWorkday: city.calendar.isWorkday, population })
    const { rows, population: told } = await hot.areas({ by: 'district' })
    expect(rows).toMatchObject([{ name: '城关区', perTenThousand: rows[0]?.voices }])
    expect(told).toEqual({ year: 2024, source: '年鉴' })
  })
})
