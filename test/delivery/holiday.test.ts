import { describe, expect, it } from 'vitest'
import { createCalendar } from '../../delivery/calendar.ts'
import { buildDigest } from '../../delivery/digest.ts'
import { renderDigest } from '../../delivery/digest-render.ts'
import { digestSpan, digestWindow, isDigestHoliday } from '../../delivery/digest-rule.ts'
import { handOver } from '../../delivery/handover.ts'
import { expectedDue, redateProvisional } from '../../delivery/redate.ts'
import { local, openCity } from './city.ts'

const { isWorkday } = createCalendar()

describe('the digest over a holiday', () => {
  it.each([
    ['2026-01-19', 1, 'a Monday after a plain weekend'],
    ['2026-02-14', 1, 'a make-up Saturday before the holiday'],
    ['2026-02-24', 10, 'the first workday after Spring Festival'],
    ['2026-02-25', 1, 'the second one'],
    ['2026-01-04', 4, 'a make-up Sunday after New Year'],
    ['2026-04-07', 4, 'Qingming on a Monday, its weekend too'],
    ['2026-02-18', 1, 'a day within the holiday, asked for by hand'],
  ])('%s covers %i day(s): %s', (day, covers) => expect(digestSpan(day, isWorkday)).toBe(covers))

  it('covers every hour of a year once, by the days that are sent', () => {
    let until = digestWindow('2025-12-31', 8).to
    for (let at = Date.UTC(2026, 0, 1); at < Date.UTC(2027, 0, 1); at += 86_400_000) {
      const day = new Date(at).toISOString().slice(0, 10)
      if (isDigestHoliday(day, isWorkday)) continue
      const window = digestWindow(day, 8, digestSpan(day, isWorkday))
      expect(window.from, day).toBe(until)
      until = window.to
    }
  })

  it('counts what came in on the days skipped, and says so', async () => {
    const planted = ['2026-02-14 09:00', '2026-02-17 12:00', '2026-02-24 07:00'].map((at, i) => ({ id: `p${i}`, at }))
    const city = await openCity([...planted, { id: 'before', at: '2026-02-14 07:00' }], [], local('2026-02-24 09:00'))
    const model = await buildDigest({ ...city, day: '2026-02-24', sample: false })
    expect(model).toMatchObject({ covers: 10, intake: { received: 3 } })
    expect(renderDigest(model).text).toContain('假期合刊，共 10 天')
    const daily = { ...city.config, digest: { ...city.config.digest, holidays: 'daily' as const } }
    expect(await buildDigest({ ...city, config: daily, day: '2026-02-24', sample: false })).toMatchObject({
      covers: 1,
      intake: { received: 1 },
    })
  })
})

describe('provisional deadlines', () => {
  const now = local('2026-12-28 10:00')
  const city = async () => {
    const made = await openCity(
      [{ id: 'p', at: '2026-12-28 09:00', issue: 'i', screening: { appealType: '求助' } }],
      [{ id: 'i', title: '标题 p' }],
      now,
    )
    const kase = await handOver({ ...made, issueId: 'i', units: ['市住建局'], note: '', by: 'x', endpoints: [] })
    expect(kase).toMatchObject({ dueAt: null, dueProvisional: true })
    return { made, kase }
  }

  it('stay as they are while the year is not loaded', async () => {
    const { made } = await city()
    expect(await redateProvisional(made)).toEqual([])
  })

  it('are told with a guess beside them, in the push and in the mail, until the notice is loaded', async () => {
    const { made, kase } = await city()
    const dueExpected = await expectedDue(made, kase)
    expect(dueExpected).toBe(local('2027-01-05 18:00'))
    const again = { ...made, issueId: 'i', units: ['市热管办'], note: '', by: 'x', endpoints: ['e'] }
    await handOver(again)
    const [row] = await made.records.outbox.due(now, 9)
    expect(JSON.parse(row!.body).data).toMatchObject({ dueAt: null, dueProvisional: true, dueExpected })
    await made.records.issues.edit('i', { pinned: true }, 'x', now)
    const model = await buildDigest({ ...made, day: '2026-12-29', sample: false })
    expect(renderDigest(model).text).toMatch(/^ *1\. .*〔置顶〕/m)
    expect(renderDigest(model).text.replace(/\s+/g, '')).toContain(
      '2027-01-0518:00（暂定：按周末推算，2027年节假日待公布）',
    )
    const calendar = createCalendar({ complete: [2027], off: ['2027-01-01'] })
    const [dated] = await redateProvisional({ ...made, calendar })
    expect(await expectedDue({ ...made, calendar }, dated!)).toBeNull()
  })

  it('become dates, once, when its notice is loaded', async () => {
    const { made, kase } = await city()
    const calendar = createCalendar({ complete: [2027], off: ['2027-01-01'] })
    const [redated] = await redateProvisional({ ...made, calendar })
    expect(redated).toMatchObject({ id: kase.id, dueAt: local('2027-01-05 18:00'), dueProvisional: false })
    expect(await redateProvisional({ ...made, calendar })).toEqual([])
    const events = await made.records.cases.feed(0, 100)
    expect(events.filter((e) => e.type === 'case.redated').map((e) => e.subject)).toEqual([kase.id])
    await expect(made.records.cases.redate('GD0', now, 'x', now)).rejects.toMatchObject({ code: 'store.no-case' })
  })
})
