import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { takeCaseStep } from '../../delivery/case-step.ts'
import { buildDigest } from '../../delivery/digest.ts'
import { renderDigest } from '../../delivery/digest-render.ts'
import { countIntake, digestDay, digestWindow } from '../../delivery/digest-rule.ts'
import { handOver } from '../../delivery/handover.ts'
import type { StoredPost } from '../../model/ports.ts'
import { type CaseState, DISPOSITIONS, ROUTES, type Route } from '../../model/words.ts'
import { makeScreening } from '../store/fixtures.ts'
import { type City, local, openCity, type Planted } from './city.ts'

const build = (city: City, day = '2026-01-19', sample = false) => buildDigest({ ...city, day, sample })

const voicesAt = (issue: string, times: readonly string[], title: string): Planted[] =>
  times.map((at, i) => ({ id: `${issue}${i}`, at, issue, post: { title } }))

const heat = voicesAt('heat', ['2026-01-14 09:00', '2026-01-18 09:00', '2026-01-18 20:00'], '雁滩小区暖气不热')
const lone = voicesAt('lone', ['2026-01-18 09:30'], '路灯不亮')
const issues = [
  { id: 'heat', title: '雁滩小区暖气不热' },
  { id: 'lone', title: '路灯不亮', place: { name: '城关区', level: 'district' as const } },
]

describe('digestWindow and digestDay', () => {
  it('covers D−1 08:00 to D 08:00, and the newest day is the one whose window is over', () => {
    expect(digestWindow('2026-01-19', 8)).toEqual({ from: '2026-01-18T00:00:00.000Z', to: '2026-01-19T00:00:00.000Z' })
    expect(digestDay(new Date(local('2026-01-19 07:59')), 8)).toBe('2026-01-18')
    expect(digestDay(new Date(local('2026-01-19 08:00')), 8)).toBe('2026-01-19')
  })
})

describe('buildDigest', () => {
  it('tells hot issues of two voices and more, with what is new in the window', async () => {
    const model = await build(await openCity([...heat, ...lone], issues))
    expect(model.hot).toHaveLength(1)
    expect(model.hot[0]).toMatchObject({
      rank: 1,
      issueId: 'heat',
      title: '雁滩小区暖气不热',
      place: '城关区 雁滩',
      category: '城乡建设',
      voices: 3,
      newVoices: 2,
      handed: null,
    })
    expect(model).toMatchObject({ complete: true, sample: false, days: 30 })
  })

  it('is made on a day without anything too', async () => {
    const model = await build(await openCity([]))
    expect(model.hot).toEqual([])
    expect(model.intake.received).toBe(0)
    expect(renderDigest(model).subject).toContain('今日无热点')
  })

  it('counts what was posted in the window by disposition: received is the sum', async () => {
    const planted: Planted[] = [
      { id: 'a', at: '2026-01-18 08:00' },
      { id: 'b', at: '2026-01-19 07:59', screening: { disposition: 'quarantined' } },
      { id: 'c', at: '2026-01-19 08:00' },
      { id: 'd', at: '2026-01-18 07:59' },
      { id: 'e', at: '2026-01-18 12:00', screening: { disposition: 'review' } },
      { id: 'f', at: '2026-01-18 12:00', screening: { disposition: 'off-topic' } },
    ]
    const { intake } = await build(await openCity(planted))
    expect(intake).toEqual({
      received: 4,
      byDisposition: { kept: 1, review: 1, quarantined: 1, duplicate: 0, 'off-topic': 1, failed: 0 },
    })
  })

  it('lists urgent matters by level, also those found late, and counts those under review', async () => {
    const urgency = 2 as const
    const planted: Planted[] = [
      { id: 'g', at: '2026-01-18 10:00', issue: 'gas', post: { title: '楼道煤气味' }, screening: { urgency: 3 } },
      { id: 'w', at: '2026-01-18 11:00', post: { title: '工地拖欠工资' }, screening: { urgency } },
      {
        id: 'late',
        at: '2026-01-15 11:00',
        post: { title: '深坑无围挡', collectedAt: local('2026-01-18 15:00') },
        screening: { urgency },
      },
      { id: 'old', at: '2026-01-15 11:00', screening: { urgency } },
      { id: 'n', at: '2026-01-18 11:00', post: { kind: 'news' }, screening: { urgency } },
      { id: 'r', at: '2026-01-18 11:00', screening: { urgency, disposition: 'review' } },
      { id: 'spam', at: '2026-01-18 11:00', screening: { urgency, disposition: 'quarantined' } },
    ]
    const { urgent } = await build(await openCity(planted, [{ id: 'gas', title: '楼道煤气味' }]))
    expect(urgent.matters.map((m) => [m.title, m.urgency, m.posts, m.issueId])).toEqual([
      ['楼道煤气味', 3, 1, 'gas'],
      ['工地拖欠工资', 2, 1, null],
      ['深坑无围挡', 2, 1, null],
    ])
    expect(urgent.inReview).toBe(1)
  })

  describe('tells a danger in the digest after it was found', () => {
    const screening = { urgency: 3 as const }
    const collectedAt = local('2026-01-19 07:55')
    const at = '2026-01-19 07:50'
    const told = async (city: City, now: string, day: string): Promise<string[]> => {
      const { urgent } = await build({ ...city, clock: { now: () => new Date(local(now)) } }, day)
      return urgent.matters.map((m) => m.postId)
    }
    const send = (city: City, day: string, now: string) => city.records.digests.open(day, ['a@x'], local(now))

    it('when its verdict came after the hour', async () => {
      const late = { id: 'late', at, post: { collectedAt }, screening, screenedAt: '2026-01-19 08:01' }
      const early = { id: 'early', at, post: { collectedAt }, screening, screenedAt: '2026-01-19 07:59' }
      const city = await openCity([late, early])
      await send(city, '2026-01-19', '2026-01-19 08:00')
      // What was sent is what is told of that day for ever.
      expect(await told(city, '2026-01-19 08:02', '2026-01-19')).toEqual(['early'])
      expect(await told(city, '2026-01-20 08:00', '2026-01-20')).toEqual(['late'])
      await send(city, '2026-01-20', '2026-01-20 08:00')
      expect(await told(city, '2026-01-21 08:00', '2026-01-21')).toEqual([])
    })

    it('when the digest waited for its verdict', async () => {
      const city = await openCity([{ id: 'a', at, post: { collectedAt }, screening, screenedAt: '2026-01-19 08:10' }])
      expect(await told(city, '2026-01-19 08:11', '2026-01-19')).toEqual(['a'])
      await send(city, '2026-01-19', '2026-01-19 08:11')
      expect(await told(city, '2026-01-20 08:00', '2026-01-20')).toEqual([])
    })

    it('when a person kept it after the hour, and not again when a person only agreed', async () => {
      const review = { ...screening, disposition: 'review' as const }
      const planted: Planted[] = [
        { id: 'r', at, post: { collectedAt }, screening: review },
        { id: 'k', at, post: { collectedAt }, screening },
      ]
      const city = await openCity(planted)
      expect(await told(city, '2026-01-19 08:00', '2026-01-19')).toEqual(['k'])
      await send(city, '2026-01-19', '2026-01-19 08:00')
      for (const postId of ['r', 'k'])
        await city.records.review.decide({ postId, disposition: 'kept' }, 'x', local('2026-01-19 09:00'))
      expect(await told(city, '2026-01-20 08:00', '2026-01-20')).toEqual(['r'])
    })

    it('written without mail: until the hour of the next one', async () => {
      const city = await openCity([{ id: 'a', at, post: { collectedAt }, screening, screenedAt: '2026-01-19 14:00' }])
      expect(await told(city, '2026-01-19 14:01', '2026-01-19')).toEqual(['a'])
      expect(await told(city, '2026-01-20 08:00', '2026-01-20')).toEqual(['a'])
      expect(await told(city, '2026-01-21 08:00', '2026-01-21')).toEqual([])
    })
  })

  /** An urgent post: its words, its danger, the site it names. */
  const danger = (id: string, title: string, kind: string, site?: string, route: Route = 'emergency'): Planted => ({
    id,
    at: '2026-01-18 10:00',
    issue: 'debts',
    post: { title },
    screening: {
      urgency: 3,
      route,
      reasons: [{ rule: `urgency.${kind}`, weight: 3, field: 'title', start: 0, end: title.length, text: title }],
      places: site === undefined ? [] : [{ name: site, level: 'site', district: '城关区' }],
      departments: [{ name: `管${kind}的单位`, level: '市', role: '主办', score: 0.9 }],
    },
  })
  const tellsOf = async (...posts: Planted[]) => {
    const calls = voicesAt('debts', ['2026-01-18 09:00', '2026-01-18 09:30'], '网贷催收骚扰家人')
    const issue = { id: 'debts', title: '网贷催收骚扰家人', place: { name: '榆中县', level: 'district' as const } }
    return (await build(await openCity([...calls, ...posts], [issue]))).urgent.matters
  }

  it('tells an emergency by its own words, place and unit, not by those of the issue it was grouped into', async () => {
    const matters = await tellsOf(danger('u', '我不想活了', 'self-harm', '中山桥'))
    expect(matters).toMatchObject([
      { postId: 'u', issueId: 'debts', title: '我不想活了', place: '城关区 中山桥', department: '管self-harm的单位' },
    ])
    expect(JSON.stringify(matters)).not.toMatch(/网贷|榆中|市住建局/)
  })

  it('can be found from a printed line: level in words, number and source, and more than a bare title', async () => {
    const bare = danger('u', '拖欠工资', 'wages')
    const posts = [
      {
        ...bare,
        post: {
          title: '拖欠工资',
          text: '我们四个人干完活三个月没有结到钱。孩子开学了',
          nativeId: 'XJ7',
          source: 'mayor',
        },
      },
      { ...danger('v', '我不想活了，站在中山桥上', 'self-harm'), post: { title: '我不想活了，站在中山桥上' } },
    ]
    const issue = { id: 'debts', title: '欠薪', place: null }
    const city = await openCity(posts, [issue])
    const options = { ...city, day: '2026-01-19', sample: false, sourceNames: { mayor: '市长信箱' } }
    const { text } = renderDigest(await buildDigest(options))
    expect(text).toContain('〔特急〕拖欠工资：我们四个人干完活三个月没有结到钱')
    expect(text).toContain('来源：市长信箱，编号 XJ7')
    // A day is told as a day: nobody wrote at noon.
    const days = posts.map((one) => ({ ...one, post: { ...one.post, postedPrecision: 'day' as const } }))
    const dayText = renderDigest(await buildDigest({ ...options, ...(await openCity(days, [issue])) })).text
    expect([text, dayText].map((all) => /最近 [\d-]+ \d\d:\d\d/.test(all))).toEqual([true, false])
    expect(dayText).toMatch(/最近 2026-01-1\d/)
    expect(text).toMatch(/〔特急〕我不想活了，站在中山桥上\n/)
    expect(text).not.toContain('3 级')
  })

  it.each([
    [
      'two dangers of one issue',
      2,
      danger('a', '孩子掉井里了', 'trapped', '西站'),
      danger('b', '着火了', 'fire', '西站'),
    ],
    ['one danger at two places', 2, danger('a', '着火了', 'fire', '西站'), danger('b', '楼着火', 'fire', '雁滩')],
    ['lives in danger who knows where', 2, danger('a', '不想活了', 'self-harm'), danger('b', '要跳河', 'self-harm')],
    [
      'one danger at one place',
      1,
      danger('a', '有煤气味', 'gas', '天庆丽舍'),
      danger('b', '煤气漏了', 'gas', '天庆丽舍'),
    ],
    [
      'an outage of many',
      1,
      danger('a', '全停水了', 'outage', undefined, 'case'),
      danger('b', '没水', 'outage', undefined, 'lead'),
    ],
  ])('makes of %s so many lines: %i', async (_, lines, ...posts) => {
    const matters = await tellsOf(...posts)
    expect(matters).toHaveLength(lines)
    expect(matters.reduce((sum, m) => sum + m.posts, 0)).toBe(2)
  })

  it('does not call an emergency handed over by a case of its issue that is older than it', async () => {
    const calls = voicesAt('debts', ['2026-01-17 09:00', '2026-01-17 09:30'], '网贷催收骚扰家人')
    const city = await openCity(
      [...calls, danger('u', '我不想活了', 'self-harm')],
      [{ id: 'debts', title: '网贷催收骚扰家人' }],
    )
    const hand = (at: string) => {
      const clock = { now: () => new Date(local(at)) }
      return handOver({ ...city, clock, issueId: 'debts', units: ['市公安局'], note: at, by: 'x', endpoints: [] })
    }
    const handed = async () => (await build(city)).urgent.matters.map((m) => m.handed?.unit ?? null)
    await hand('2026-01-17 12:00')
    expect(await handed()).toEqual([null])
  })

  it('says who has an issue, and which cases are overdue', async () => {
    const city = await openCity([...heat, ...lone], issues)
    const hand = (issueId: string, at: string, unit: string) =>
      handOver({
        ...city,
        clock: { now: () => new Date(at) },
        issueId,
        units: [unit],
        note: '',
        by: 'x',
        endpoints: [],
      })
    await hand('lone', local('2026-01-04 09:00'), '市城管委')
    const kase = await hand('heat', local('2026-01-18 23:00'), '市住建局')
    const model = await build(city)
    expect(model.hot[0]?.handed).toEqual({
      caseId: kase.id,
      unit: '市住建局',
      state: '待签收',
      dueAt: kase.dueAt,
    })
    expect(model.cases).toMatchObject({
      handedOver: 1,
      overdueTotal: 1,
      overdue: [{ title: '路灯不亮', unit: '市城管委', state: '待签收', dueAt: '2026-01-16T10:00:00.000Z' }],
    })
  })

  it('calls no case overdue whose time is still to come, though the window ends behind it', async () => {
    const cold = voicesAt('heat', ['2026-01-03 09:00', '2026-01-14 09:00', '2026-01-15 09:00'], '雁滩小区暖气不热')
    const city = await openCity(cold, issues.slice(0, 1), local('2026-01-16 17:00'))
    const clock = { now: () => new Date(local('2026-01-04 09:00')) }
    await handOver({ ...city, clock, issueId: 'heat', units: ['市热管办'], note: '', by: 'x', endpoints: [] })
    const overdue = async (now: string) => {
      const { cases, hard } = await build({ ...city, clock: { now: () => new Date(local(now)) } }, '2026-01-17')
      return [cases.overdueTotal, hard.length]
    }
    // Due on the 16th at 18:00.
    expect(await overdue('2026-01-16 17:00')).toEqual([0, 0])
    expect(await overdue('2026-01-16 18:01')).toEqual([1, 1])
  })

  it('lists no case as overdue that was answered, and no withdrawn one as handed over', async () => {
    const city = await openCity([...heat, ...lone], issues)
    const hand = (issueId: string) =>
      handOver({
        ...city,
        clock: { now: () => new Date(local('2026-01-04 09:00')) },
        issueId,
        units: ['市热管办'],
        note: '',
        by: 'x',
        endpoints: [],
      })
    const clock = { now: () => new Date(local('2026-01-19 07:30')) }
    const step = (id: string, state: CaseState) =>
      takeCaseStep({ ...city, clock, id, state, note: '话', by: 'x', endpoints: [] })
    const [answered, withdrawn] = [await hand('heat'), await hand('lone')]
    expect((await build(city)).cases.overdueTotal).toBe(2)
    await step(answered.id, '办理中')
    await step(answered.id, '已答复')
    await step(withdrawn.id, '撤回')
    const model = await build(city)
    expect(model.cases).toMatchObject({ overdue: [], overdueTotal: 0, handedOver: 0 })
    expect(model.hot[0]?.handed).toMatchObject({ caseId: answered.id, state: '已答复' })
    expect(renderDigest(model, 'zh').text).toContain('已交办 市热管办，已答复')
    await step((await hand('heat')).id, '撤回')
    expect((await build(city)).hot[0]?.handed).toMatchObject({ caseId: answered.id, state: '已答复' })
  })

  it('tells of a past day what stood then, whatever came of it since', async () => {
    const city = await openCity([...heat, ...lone], issues)
    const at = (time: string) => ({ ...city, clock: { now: () => new Date(local(time)) } })
    const hand = (time: string, unit: string) =>
      handOver({ ...at(time), issueId: 'heat', units: [unit], note: '', by: 'x', endpoints: [] })
    const before = await build(city)
    expect(before.hot[0]?.handed).toBeNull()
    const first = await hand('2026-01-19 09:00', '市住建局')
    expect(await build(city)).toEqual(before)
    await hand('2026-01-19 09:30', '市热管办')
    const step = (time: string, state: CaseState) =>
      takeCaseStep({ ...at(time), id: first.id, state, note: '话', by: 'x', endpoints: [] })
    await step('2026-01-20 07:00', '办理中')
    await step('2026-01-20 08:30', '已答复')
    const later = at('2026-01-20 09:00')
    const next = await build(later, '2026-01-20')
    expect(next.hot[0]?.handed).toMatchObject({ unit: '市热管办', state: '待签收', others: ['市住建局'] })
    expect(next.cases.handedOver).toBe(2)
    expect(renderDigest(next, 'zh').text).toMatch(/已交办 市热管办，时限 .*；另交办 市住建局/)
    // The sources' troubles of today are not those of then.
    await city.records.sources.record({
      source: 'board',
      outcome: 'failed',
      at: local('2026-01-20 08:00'),
      lastSuccessAt: local('2026-01-19 09:00'),
      lastNewAt: null,
      consecutiveFailures: 3,
      pausedUntil: local('2026-01-21 08:00'),
      found: 0,
      detail: null,
    })
    expect((await build(later)).sources.down).toEqual([])
    expect({ ...(await build(later)), generatedAt: '', sources: null }).toEqual({
      ...before,
      generatedAt: '',
      sources: null,
    })
  })

  it('names sources that are down', async () => {
    const city = await openCity([])
    const health = { at: '2026-01-18T23:00:00.000Z', lastSuccessAt: null, lastNewAt: null, pausedUntil: null, found: 0 }
    const record = (source: string, outcome: 'blocked' | 'new', n: number) =>
      city.records.sources.record({ ...health, source, outcome, consecutiveFailures: n, detail: '正文片段' })
    await record('fine', 'new', 0)
    await record('board', 'blocked', 4)
    const { sources } = await build(city)
    expect(sources.total).toBe(2)
    expect(sources.down).toMatchObject([{ source: 'board', outcome: 'blocked', failures: 4 }])
    expect(JSON.stringify(sources)).not.toContain('正文片段')
  })

  it('lets nothing of a protected or restricted post out', async () => {
    for (const route of ['protected', 'restricted'] as const) {
      const secret: Planted = {
        id: 'secret',
        at: '2026-01-18 10:00',
        issue: 'heat',
        post: { title: '密告某处长', text: '密告内容' },
        screening: { route, urgency: 3 },
      }
      const city = await openCity(
        [...heat, secret],
        [{ ...issues[0], id: 'heat', title: '密告某处长', keywords: ['密告'] }],
      )
      const model = await build(city)
      const { html, text, json, subject } = renderDigest(model)
      expect(html + text + json + subject).not.toContain('密告')
      expect(model.intake.received).toBe(2)
      expect(model.urgent).toEqual({ matters: [], more: 0, inReview: 0 })
      expect(model.hot).toHaveLength(1)
    }
  })

  it('carries no voice', async () => {
    const model = await build(await openCity([...heat, ...lone], issues))
    expect(JSON.stringify(model)).not.toContain('v-heat')
  })

  it('is unfinished before its hour, and refuses a day that does not exist', async () => {
    const city = await openCity(heat, issues)
    expect((await build(city, '2026-01-20')).complete).toBe(false)
    // The window of the 21st begins tomorrow.
    for (const day of ['2026-02-30', '2026-1-9', 'today', '2026-01-21', '2027-05-01'])
      await expect(build(city, day)).rejects.toMatchObject({ code: 'digest.day' })
  })
})

describe('countIntake', () => {
  it('counts each open post of the window exactly once, whatever comes', () => {
    const window = digestWindow('2026-01-19', 8)
    const post = fc.record({
      minute: fc.integer({ min: -600, max: 2400 }),
      disposition: fc.constantFrom(undefined, ...DISPOSITIONS),
      route: fc.constantFrom(...ROUTES),
      screened: fc.boolean(),
    })
    fc.assert(
      fc.property(fc.array(post), (rows) => {
        const posts = rows.map((r) => ({
          ...({ id: 'x', title: '', text: '', kind: 'letter', issueId: null } as unknown as StoredPost),
          postedAt: new Date(Date.parse(window.from) + r.minute * 60_000).toISOString(),
          firstCollectedAt: window.from,
          ruledAt: window.from,
          disposition: r.disposition,
          screening: r.screened ? makeScreening({ route: r.route }) : undefined,
        }))
        const { received, byDisposition } = countIntake(posts, window)
        expect(received).toBe(Object.values(byDisposition).reduce((a, b) => a + b, 0))
        const expected = rows.filter(
          (r) =>
            r.disposition &&
            r.screened &&
            !['protected', 'restricted'].includes(r.route) &&
            r.minute >= 0 &&
            r.minute < 1440,
        )
        expect(received).toBe(expected.length)
      }),
    )
  })
})
