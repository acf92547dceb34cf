import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { Webhook } from 'standardwebhooks'
import { afterEach, describe, expect, it } from 'vitest'
import { takeCaseStep } from '../../delivery/case-step.ts'
import { handOver } from '../../delivery/handover.ts'
import { deliverDue, judge, RETRY_DELAYS_MS } from '../../delivery/outbox.ts'
import type { Endpoint } from '../../delivery/webhook.ts'
import { say } from '../../model/catalogue.ts'
import { pushReason } from '../../model/messages/delivery.ts'
import type { OutboxRow } from '../../model/ports.ts'
import { type Clock, systemClock } from '../../model/time.ts'
import { makeCommit, makeIssue, makePost, makeScreening } from '../store/fixtures.ts'
import { type City, openCity } from './city.ts'
import { openEndpoint } from './endpoint.ts'

const newSecret = (): string => `whsec_${randomBytes(24).toString('base64')}`
const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

/** A city that has handed one issue over, and an endpoint `city` that answers as told. */
async function setUp(answer: Parameters<typeof openEndpoint>[0], names = ['city']) {
  const server = await openEndpoint(answer)
  closers.push(server.close)
  const city = await openCity([{ id: 'a', at: '2026-01-18 09:00', issue: 'heat' }], [{ id: 'heat', title: '标题 a' }])
  const units = ['市住建局']
  const kase = await handOver({ ...city, issueId: 'heat', units, note: '', by: 'x', endpoints: names })
  const endpoint: Endpoint = { name: 'city', url: server.url, secret: newSecret(), allowPrivate: true }
  return { ...server, city, kase, endpoint, outbox: city.records.outbox }
}

const at = (iso: string): Clock => ({ now: () => new Date(iso) })
const later = (city: City, ms: number): Clock => ({ now: () => new Date(city.clock.now().getTime() + ms) })
const ok = (response: { writeHead(n: number): { end(): void } }): void => {
  response.writeHead(204).end()
}

describe('deliverDue', () => {
  it('posts a signed CloudEvent that the Standard Webhooks library verifies, and marks it after the 2xx', async () => {
    const t = await setUp(ok)
    const result = await deliverDue({ records: t.city.records, endpoints: [t.endpoint], clock: systemClock })
    expect(result).toEqual({ sent: 1, failed: 0, faulty: 0, dead: 0, waiting: 0 })
    const [got] = t.received
    const headers = got?.headers as Record<string, string>
    expect(new Webhook(t.endpoint.secret).verify(got?.body ?? '', headers)).toMatchObject({
      specversion: '1.0',
      subject: t.kase.id,
    })
    expect(headers['content-type']).toContain('application/cloudevents+json')
    const [row] = await t.outbox.list('sent', 10)
    expect(headers['webhook-id']).toBe(row?.id)
    expect(await deliverDue({ records: t.city.records, endpoints: [t.endpoint], clock: systemClock })).toMatchObject({
      sent: 0,
    })
    expect(t.received).toHaveLength(1)
  })

  it('tells the letters of the issue by number and extract, as they may be shown when it is sent', async () => {
    const server = await openEndpoint(ok)
    closers.push(server.close)
    const long = '楼道灯不亮。'.repeat(60)
    const places = [{ name: '雁滩路', level: 'road' as const, district: '城关区' }]
    const post = (id: string, text: string) => ({ nativeId: id, title: '灯', text })
    const city = await openCity(
      [
        { id: 'a', at: '2026-01-18 09:00', issue: 'l', post: post('RX1', '三单元楼道灯不亮'), screening: { places } },
        {
          id: 'b',
          at: '2026-01-18 10:00',
          issue: 'l',
          post: { ...post('RX2', long), nativeId: undefined, postedPrecision: 'day' },
        },
        {
          id: 'c',
          at: '2026-01-18 11:00',
          issue: 'l',
          post: post('RX3', '举报某人'),
          screening: { route: 'protected' },
        },
        { id: 'n', at: '2026-01-18 12:00', issue: 'l', post: { ...post('N1', '新闻'), kind: 'news' } },
      ],
      [{ id: 'l', title: '灯' }],
    )
    await handOver({ ...city, issueId: 'l', units: ['市住建局'], note: '', by: 'x', endpoints: ['city'] })
    const [row] = await city.records.outbox.due(city.clock.now().toISOString(), 9)
    expect(row!.body).not.toMatch(/RX1|楼道灯不亮/)
    const endpoint: Endpoint = { name: 'city', url: server.url, secret: newSecret(), allowPrivate: true }
    await deliverDue({ records: city.records, endpoints: [endpoint], clock: systemClock })
    const { data } = JSON.parse(server.received[0]!.body)
    expect([data.lettersTotal, data.letters]).toEqual([
      2,
      [
        {
          number: 'RX1',
          source: 'board',
          postedAt: '2026-01-18T01:00:00.000Z',
          postedPrecision: 'minute',
          address: '城关区 雁滩路',
          title: '灯',
          description: '三单元楼道灯不亮',
        },
        expect.objectContaining({ number: null, postedPrecision: 'day', description: `${long.slice(0, 200)}…` }),
      ],
    ])
  })

  it('signs with every secret while one is being replaced', async () => {
    const t = await setUp(ok)
    const [old, fresh] = [newSecret(), newSecret()]
    await deliverDue({
      records: t.city.records,
      endpoints: [{ ...t.endpoint, secret: `${old}\n${fresh}` }],
      clock: systemClock,
    })
    const [got] = t.received
    for (const secret of [old, fresh])
      expect(() => new Webhook(secret).verify(got?.body ?? '', got?.headers as Record<string, string>)).not.toThrow()
  })

  it('retries on schedule under the same id, then keeps a dead letter that can be sent by hand', async () => {
    let broken = true
    const t = await setUp((response) => void response.writeHead(broken ? 500 : 200).end('no'))
    const options = { records: t.city.records, endpoints: [t.endpoint], random: () => 0 }
    let ms = 0
    for (let attempt = 0; attempt < RETRY_DELAYS_MS.length; attempt++) {
      ms += RETRY_DELAYS_MS[attempt] as number
      if (ms > 0)
        expect(await deliverDue({ ...options, clock: later(t.city, ms - 1) }), `early ${attempt}`).toMatchObject({
          failed: 0,
          dead: 0,
        })
      const last = attempt === RETRY_DELAYS_MS.length - 1
      const result = await deliverDue({ ...options, clock: later(t.city, ms) })
      expect(result, `attempt ${attempt}`).toMatchObject(last ? { dead: 1 } : { failed: 1 })
    }
    expect(t.received).toHaveLength(10)
    expect(new Set(t.received.map((r) => r.headers['webhook-id'])).size).toBe(1)
    const [dead] = await t.outbox.list('dead', 10)
    expect(dead).toMatchObject({ attempts: 10, lastError: 'HTTP 500' })

    broken = false
    const now = later(t.city, ms + 1)
      .now()
      .toISOString()
    await t.outbox.retry(dead?.id ?? '', now)
    expect(await deliverDue({ ...options, clock: at(now) })).toMatchObject({ sent: 1 })
  })

  it('stops for good on 410', async () => {
    const t = await setUp((response) => void response.writeHead(410).end())
    const result = await deliverDue({ records: t.city.records, endpoints: [t.endpoint], clock: t.city.clock })
    expect(result).toMatchObject({ dead: 1, failed: 0 })
  })

  it('waits as long as a 429 asks', async () => {
    const t = await setUp((response) => void response.writeHead(429, { 'retry-after': '3600' }).end())
    const options = { records: t.city.records, endpoints: [t.endpoint], random: () => 0 }
    await deliverDue({ ...options, clock: t.city.clock })
    const [row] = await t.outbox.list('pending', 1)
    expect(row?.nextAt).toBe('2026-01-19T03:00:00.000Z')
  })

  it('follows no redirect', async () => {
    const target = await openEndpoint(ok)
    closers.push(target.close)
    const t = await setUp((response) => void response.writeHead(307, { location: target.url }).end())
    const result = await deliverDue({ records: t.city.records, endpoints: [t.endpoint], clock: t.city.clock })
    expect(result).toMatchObject({ failed: 1 })
    expect(target.received).toHaveLength(0)
    expect((await t.outbox.list('pending', 1))[0]?.lastError).toBe('HTTP 307')
    expect(say('zh')(pushReason, 'HTTP 307', undefined)).toContain('转址')
  })

  it('refuses a private address unless allowed, by number and by name, and connects to nothing', async () => {
    const t = await setUp(ok)
    const byName = t.url.replace('127.0.0.1', 'localhost')
    for (const url of [
      t.url,
      byName,
      t.url.replace('127.0.0.1', '[::ffff:7f00:1]'),
      t.url.replace('127.0.0.1', '0x7f.1'),
    ]) {
      const { body } = (await t.outbox.list('pending', 1))[0]!
      const row = {
        id: 'r',
        endpoint: 'city',
        eventSeq: 1,
        subject: 'c1',
        body,
        attempts: 0,
        nextAt: '',
        lastError: null,
      }
      const errors: string[] = []
      const outbox = {
        ...fake([{ ...row, state: 'pending' }]),
        failed: async (_: string, e: string) => void errors.push(e),
      }
      const records = { ...t.city.records, outbox }
      await deliverDue({ records, endpoints: [{ ...t.endpoint, url, allowPrivate: false }], clock: systemClock })
      expect([url, errors]).toEqual([url, ['address.private']])
    }
    expect(t.received).toHaveLength(0)
  })

  it('tells no words of what was closed since, and who knew of the case that it ended', async () => {
    let open = true
    const t = await setUp((response) => void response.writeHead(open ? 204 : 500).end())
    const { city } = t
    const deliver = async (ms = 0) => {
      await deliverDue({ records: city.records, endpoints: [t.endpoint], random: () => 0, clock: later(city, ms) })
      return t.received.map((got) => JSON.parse(got.body).data)
    }
    expect((await deliver())[0]).toMatchObject({ title: '标题 a' })
    open = false
    await handOver({ ...city, issueId: 'heat', units: ['市水务局'], note: '', by: 'x', endpoints: ['city'] })
    await deliver()
    const at = city.clock.now().toISOString()
    await city.records.review.decide({ postId: 'a', disposition: 'kept', route: 'protected' }, 'x', at)
    await takeCaseStep({ ...city, id: t.kase.id, state: '撤回', note: '标题 a 涉密', by: 'x', endpoints: ['city'] })
    open = true
    const told = await deliver(10_000)
    expect(told.at(-1)).toMatchObject({ caseId: t.kase.id, state: '撤回', note: '' })
    expect(told).toHaveLength(3)
    expect(await t.outbox.list('dead', 9)).toMatchObject([{ lastError: 'route.closed' }])
  })

  it('tells the present name of an issue in place of erased words', async () => {
    const t = await setUp(ok)
    const at = t.city.clock.now().toISOString()
    await t.city.records.posts.append([makePost('b', { title: '楼道灯不亮' })], [], at)
    const [b] = await t.city.records.posts.getMany(['b'])
    await t.city.records.posts.saveScreenings([{ post: b!, screening: makeScreening() }], at)
    await t.city.records.grouping.commit(
      makeCommit({ assignments: [{ postId: 'b', issueId: 'heat', duplicateOf: null }] }),
    )
    await t.city.records.erasure.erase('a', 'x', at)
    await t.city.records.grouping.commit(makeCommit({ issues: [makeIssue('heat', { title: '楼道灯不亮' })] }))
    await deliverDue({ records: t.city.records, endpoints: [t.endpoint], clock: systemClock })
    expect(JSON.parse(t.received[0]!.body).data).toMatchObject({ title: '楼道灯不亮', caseId: t.kase.id })
  })

  it('gives a hanging endpoint up after the time-out, and leaves its other rows for the next call', async () => {
    const t = await setUp(() => undefined)
    await handOver({ ...t.city, issueId: 'heat', units: ['市水务局'], note: '', by: 'x', endpoints: ['city'] })
    const result = await deliverDue({
      records: t.city.records,
      endpoints: [t.endpoint],
      clock: t.city.clock,
      timeoutMs: 50,
    })
    expect(result).toEqual({ sent: 0, failed: 1, faulty: 0, dead: 0, waiting: 1 })
    const errors = (await t.outbox.list('pending', 10)).map((row) => row.lastError)
    expect(errors.toSorted()).toEqual([null, 'webhook.timeout'])
  })

  it('is not stopped by an unreachable endpoint, a bad secret, or a name that left the config', async () => {
    const t = await setUp(ok, ['city', 'closed', 'spoilt', 'gone'])
    const closed = await openEndpoint(ok)
    await closed.close()
    const result = await deliverDue({
      records: t.city.records,
      endpoints: [
        t.endpoint,
        { name: 'closed', url: closed.url, secret: newSecret(), allowPrivate: true },
        { name: 'spoilt', url: t.url, secret: 'whsec_***secret***', allowPrivate: true },
      ],
      clock: t.city.clock,
    })
    expect(result).toEqual({ sent: 1, failed: 2, faulty: 1, dead: 1, waiting: 0 })
    const errors = [...(await t.outbox.list('pending', 9)), ...(await t.outbox.list('dead', 9))].map((r) => r.lastError)
    expect(errors.toSorted()).toEqual(['endpoint.unknown', 'webhook.connection ECONNREFUSED', 'webhook.secret'])
    expect(JSON.stringify(errors)).not.toContain('***')
  })

  it('tells of one matter in order: what follows a row that was not taken waits, other matters go on', async () => {
    let broken = true
    const t = await setUp((response) => response.writeHead(broken ? 500 : 204).end())
    const deliver = (ms: number) =>
      deliverDue({ records: t.city.records, endpoints: [t.endpoint], clock: later(t.city, ms), random: () => 0 })
    await takeCaseStep({ ...t.city, id: t.kase.id, state: '办理中', note: '', by: 'w', endpoints: ['city'] })
    expect(await deliver(3_600_000)).toMatchObject({ sent: 0, failed: 1, waiting: 1 })
    broken = false
    // Not yet time for the first again.
    expect(await deliver(3_600_000 + 1_000)).toMatchObject({ sent: 0, failed: 0 })
    expect(await deliver(3_600_000 + 6_000)).toMatchObject({ sent: 2 })
    expect(t.received.map(({ body }) => JSON.parse(body).data.state)).toEqual(['待签收', '待签收', '办理中'])
  })

  it('begins nothing new once its time is up, so that what came meanwhile waits for one slow answer and no more', async () => {
    const t = await setUp(ok)
    for (let i = 0; i < 2; i++)
      await handOver({ ...t.city, issueId: 'heat', units: [`市水务局${i}`], note: '', by: 'x', endpoints: ['city'] })
    let ms = 0
    const clock: Clock = { now: () => new Date(t.city.clock.now().getTime() + ms) }
    const post = async () => {
      ms += 8_000
      return { status: 204, retryAfter: undefined }
    }
    const deliver = (forMs?: number) =>
      deliverDue({ records: t.city.records, endpoints: [t.endpoint], clock, post, forMs })
    expect(await deliver(10_000)).toMatchObject({ sent: 2, waiting: 1 })
    expect(await deliver(10_000)).toMatchObject({ sent: 1, waiting: 0 })
  })

  it('begins nothing new once stopped', async () => {
    const t = await setUp(ok)
    const signal = AbortSignal.abort()
    const result = await deliverDue({ records: t.city.records, endpoints: [t.endpoint], clock: systemClock, signal })
    expect(result).toMatchObject({ sent: 0, waiting: 1 })
    expect(t.received).toHaveLength(0)
  })
})

const fake = (rows: OutboxRow[]) => ({
  due: async () => rows,
  sent: async () => undefined,
  failed: async () => undefined,
  counts: async () => ({ pending: 0, sent: 0, dead: 0 }),
  list: async () => [],
  retry: async () => false,
})

describe('judge', () => {
  const row = (attempts: number): OutboxRow => ({
    ...{ id: 'r', endpoint: 'city', eventSeq: 1, subject: 'c1', body: '{}', nextAt: '', lastError: null },
    attempts,
    state: 'pending',
  })
  const now = new Date('2026-01-19T02:00:00.000Z')

  it('takes 2xx alone for success, and never brings the next try forward by jitter', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 100, max: 599 }),
        fc.nat(9),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (status, n, x) => {
          const verdict = judge(row(n), { status, retryAfter: undefined }, now, () => x)
          expect(verdict.error === undefined).toBe(status >= 200 && status < 300)
          if (verdict.error === undefined || status === 410) return
          const delay = RETRY_DELAYS_MS[n + 1]
          if (delay === undefined) expect(verdict.nextAt).toBeNull()
          else {
            const wait = Date.parse(verdict.nextAt as string) - now.getTime()
            expect(wait).toBeGreaterThanOrEqual(delay)
            expect(wait).toBeLessThanOrEqual(delay * 1.1)
          }
        },
      ),
    )
  })

  it('reads Retry-After as seconds or a date, within bounds, and falls back to the schedule', () => {
    const next = (retryAfter: string, status = 429, attempts = 0) =>
      judge(row(attempts), { status, retryAfter }, now, () => 0).nextAt
    expect(next('120')).toBe('2026-01-19T02:02:00.000Z')
    expect(next('Mon, 19 Jan 2026 03:00:00 GMT', 503)).toBe('2026-01-19T03:00:00.000Z')
    expect(next('Mon, 19 Jan 2026 01:00:00 GMT')).toBe('2026-01-19T02:00:00.000Z')
    expect(next('999999999')).toBe('2026-01-26T02:00:00.000Z')
    expect(next('soon')).toBe('2026-01-19T02:00:05.000Z')
    // Put off at the last attempt: still alive; put off without end: given up.
    expect(next('60', 429, 9)).toBe('2026-01-19T02:01:00.000Z')
    expect(next('60', 429, 50)).toBeNull()
  })
})
