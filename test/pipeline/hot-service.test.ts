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

  it('takes residents from the config where they are given', async () => {
    const city = await openCity(planted, [{ id: 'heat' }], local(`${LAST} 23:59`))
    const population = { year: 2024, source: '年鉴', people: { 城关区: 10_000 } }
    const hot = createHotService({ ...city, days: 7, top: 5, isWorkday: city.calendar.isWorkday, population })
    const { rows, population: told } = await hot.areas({ by: 'district' })
    expect(rows).toMatchObject([{ name: '城关区', perTenThousand: rows[0]?.voices }])
    expect(told).toEqual({ year: 2024, source: '年鉴' })
  })
})
