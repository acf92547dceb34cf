import { describe, expect, it } from 'vitest'
import { handOver } from '../../delivery/handover.ts'
import type { AppError } from '../../model/error.ts'
import { fixedClock } from '../../model/time.ts'
import { type City, openCity, type Planted } from './city.ts'

const heating: Planted[] = [
  { id: 'a', at: '2026-01-18 09:00', post: { title: '雁滩小区暖气不热' }, issue: 'heat' },
  { id: 'b', at: '2026-01-18 10:00', post: { title: '家里才十二度' }, issue: 'heat' },
]
const issue = { id: 'heat', title: '雁滩小区暖气不热', keywords: ['暖气', '小区'] }

const hand = (city: City, change: Partial<Parameters<typeof handOver>[0]> = {}) =>
  handOver({
    ...city,
    issueId: 'heat',
    units: ['市住建局', '城关区政府'],
    note: '请核实并答复',
    by: 'console',
    endpoints: ['city', 'district'],
    ...change,
  })

const codeOf = async (promise: Promise<unknown>): Promise<string | undefined> =>
  promise.then(
    () => undefined,
    (error: AppError) => error.code,
  )

describe('handOver', () => {
  it('writes case, event and one outbox row an endpoint, and counts the deadline from now', async () => {
    const city = await openCity(heating, [issue])
    const kase = await hand(city)
    // A complaint: ten workdays from Monday 01-19.
    expect(kase).toMatchObject({
      issueId: 'heat',
      title: '雁滩小区暖气不热',
      unit: '市住建局',
      units: ['市住建局', '城关区政府'],
      state: '待签收',
      urgency: 0,
      dueAt: '2026-02-02T10:00:00.000Z',
      dueProvisional: false,
    })
    expect(await city.records.cases.get(kase.id)).toEqual(kase)
    const [event] = (await city.records.cases.feed(0, 1000)).filter((e) => e.type === 'case.created')
    const rows = await city.records.outbox.due(city.clock.now().toISOString(), 10)
    expect(rows.map((row) => row.endpoint)).toEqual(['city', 'district'])
    const body = JSON.parse(rows[0]?.body ?? '')
    expect(body).toMatchObject({
      specversion: '1.0',
      id: event?.id,
      source: '/lanting',
      type: 'lanting.case.created',
      subject: kase.id,
      time: '2026-01-19T02:00:00.000Z',
      datacontenttype: 'application/json',
      dataschema: 'urn:lanting:schema:case:1',
      sequence: String(event?.seq).padStart(16, '0'),
      correlationid: 'heat',
      dataclassification: 'internal',
      data: { caseId: kase.id, posts: 2, voices: 2, appealType: '投诉', keywords: ['暖气', '小区'], sample: false },
    })
    // No voice, no body of a letter.
    expect(rows[0]?.body).not.toMatch(/v-a|正文|家里才十二度/)
  })

  it('gives the same case for the same again, and writes nothing new', async () => {
    const city = await openCity(heating, [issue])
    const first = await hand(city)
    expect(await hand(city, { note: ' 请核实并答复 ' })).toEqual(first)
    expect(await city.records.outbox.list('pending', 10)).toHaveLength(2)
  })

  it('says so when the same unit got it today with other words, or has it open since an earlier day', async () => {
    const city = await openCity(heating, [issue])
    await hand(city)
    expect(await codeOf(hand(city, { note: '另一件事' }))).toBe('dispatch.changed')
    expect(await codeOf(hand(city, { clock: fixedClock('2026-01-20T02:00:00Z') }))).toBe('dispatch.open')
    expect((await hand(city, { units: ['市生态环境局'] })).unit).toBe('市生态环境局')
  })

  it('is urgent when a member of the last week is, and not for one of last month', async () => {
    const old = { id: 'c', at: '2025-12-10 09:00', screening: { urgency: 3 as const }, issue: 'heat' }
    expect((await hand(await openCity([...heating, old], [issue]))).urgency).toBe(0)
    const recent = { ...old, at: '2026-01-18 23:00' }
    const kase = await hand(await openCity([...heating, recent], [issue]))
    expect([kase.urgency, kase.dueAt]).toEqual([3, '2026-01-19T03:00:00.000Z'])
  })

  it('leaves the deadline provisional when it runs into a year that is not loaded', async () => {
    const city = await openCity(heating, [issue], '2026-12-28T02:00:00.000Z')
    expect(await hand(city)).toMatchObject({ dueAt: null, dueProvisional: true })
  })

  it('refuses no units, an unknown issue, and one without an open post', async () => {
    const closed = heating.map((p) => ({ ...p, screening: { route: 'protected' as const } }))
    expect(await codeOf(hand(await openCity(heating, [issue]), { units: [' '] }))).toBe('dispatch.units')
    expect(await codeOf(hand(await openCity(heating, [issue]), { issueId: 'none' }))).toBe('dispatch.issue')
    expect(await codeOf(hand(await openCity(closed, [issue])))).toBe('dispatch.issue')
  })

  it('does not repeat a title or keyword that only a protected post gave', async () => {
    const secret: Planted = {
      id: 's',
      at: '2026-01-18 08:00',
      post: { title: '某局长收受热力公司贿赂' },
      screening: { route: 'protected' },
      issue: 'heat',
    }
    const named = { ...issue, title: '某局长收受热力公司贿赂', keywords: ['暖气', '贿赂'] }
    const city = await openCity([...heating, secret], [named])
    const kase = await hand(city)
    expect(kase.title).toBe('城关区 城乡建设')
    const [row] = await city.records.outbox.list('pending', 1)
    expect(row?.body).not.toMatch(/局长|贿赂/)
  })
})
