import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { startAftermath } from '../../cli/aftermath.ts'
import type { App } from '../../cli/app.ts'
import type { Context } from '../../cli/context.ts'
import { createDeliver, sendDigestNow } from '../../cli/outbound.ts'
import { withLease } from '../../cli/stages.ts'
import { createCalendar } from '../../delivery/calendar.ts'
import { handOver } from '../../delivery/handover.ts'
import { say } from '../../model/catalogue.ts'
import { configSchema } from '../../model/config.ts'
import { systemClock } from '../../model/time.ts'
import { local, openCity } from '../delivery/city.ts'
import { openEndpoint } from '../delivery/endpoint.ts'
import { openMailServer } from '../delivery/mail-server.ts'
import { makePost } from '../store/fixtures.ts'

it('lets one part of a process work under a lease, and tells another who does', async () => {
  const { records } = await openCity([])
  const first = Promise.withResolvers<void>()
  const working = withLease(records, 'deliver', () => first.promise.then(() => 'done'))
  await sleep(10)
  expect(await withLease(records, 'deliver', async () => 'twice')).toHaveProperty('heldBy')
  first.resolve()
  expect(await working).toBe('done')
  expect(await withLease(records, 'deliver', async () => 'next')).toBe('next')
})

/** A city that has handed an issue over to one endpoint. */
async function setUp(answer: Parameters<typeof openEndpoint>[0], mail?: number) {
  const hook = await openEndpoint(answer)
  const city = await openCity([{ id: 'a', at: '2026-01-18 09:00', issue: 'heat' }], [{ id: 'heat', title: '暖气' }])
  await handOver({ ...city, issueId: 'heat', units: ['市住建局'], note: '', by: 'x', endpoints: ['oa'] })
  const stop = new AbortController()
  const secret = `whsec_${Buffer.from('a secret of sixteen').toString('base64')}`
  const to = ['li@lz.example', 'wang@lz.example']
  const config = configSchema.parse({
    dispatch: { endpoints: [{ name: 'oa', url: hook.url, secret, allowPrivate: true }] },
    ...(mail && { digest: { from: 'lanting@lz.example', to, smtp: { host: '127.0.0.1', port: mail, secure: false } } }),
  })
  const notes: string[] = []
  const swept: string[] = []
  const context = {
    config,
    clock: city.clock,
    signal: stop.signal,
    env: {},
    lang: 'en',
    loaded: { sample: false, config },
    say: say('en'),
    note: (text: string) => notes.push(text),
    progress: () => ({ update: () => undefined, done: () => undefined }),
  } as unknown as Context
  const app = {
    ...city,
    tryProcess: async () => true,
    sweepVault: async () => void swept.push('swept'),
  } as unknown as App
  return { hook, city, context, app, stop, notes, swept }
}

it('pushes once what is due, however often a console is woken meanwhile', async () => {
  const { hook, city, context, app, stop, swept } = await setUp((response) =>
    setTimeout(() => response.writeHead(204).end(), 100),
  )
  const errors: unknown[] = []
  const aftermath = await startAftermath(context, app, (_, error) => errors.push(error))
  aftermath.wake()
  await expect.poll(() => city.records.outbox.list('sent', 9), { timeout: 5000 }).toHaveLength(1)
  stop.abort()
  await aftermath.end()
  expect([hook.received.length, errors]).toEqual([1, []])
  // Where nothing is crawled too.
  expect(swept).toEqual(['swept'])
  await hook.close()
})

it('sends a digest once, by hand or by itself, and none while another process sends', async () => {
  const mails = await openMailServer()
  const { hook, city, context, app, notes } = await setUp((response) => response.writeHead(204).end(), mails.port)
  const { meta } = city.records
  const wall = systemClock.now().toISOString()
  const other = (await meta.acquire('deliver', 'elsewhere:1', 30_000, wall)) as { token: number }
  await expect(sendDigestNow(context, app, '2026-01-19')).rejects.toMatchObject({ code: 'digest.busy' })
  const deliver = createDeliver(context, app)
  expect(await deliver()).toMatchObject({ heldBy: 'elsewhere:1' })
  expect([hook.received.length, mails.accepted.length]).toEqual([0, 0])

  await meta.release('deliver', other.token)
  expect(await deliver()).toBeUndefined()
  expect([hook.received.length, mails.accepted.length]).toEqual([1, 2])
  notes.length = 0
  expect(await sendDigestNow(context, app, '2026-01-19')).toMatchObject({ sent: [], failed: [], waiting: [] })
  expect(notes).toEqual([expect.stringContaining('nothing is left to send')])
  context.config.digest.to.push('zhao@lz.example')
  await sendDigestNow(context, app, '2026-01-19')
  expect(notes.at(-1)).toMatch(/^z\*\*\*@lz\.example /)
  await Promise.all([hook.close(), mails.close()])
})

it('mails the digest though an endpoint takes its time, and called once pushes the rest behind it', async () => {
  const mails = await openMailServer()
  let ms = 0
  const mailed: number[] = []
  const { hook, city, context, app } = await setUp((response) => {
    ms += 8_000
    mailed.push(mails.accepted.length)
    response.writeHead(204).end()
  }, mails.port)
  for (const unit of ['市水务局', '市城管委', '市民政局'])
    await handOver({ ...city, issueId: 'heat', units: [unit], note: '', by: 'x', endpoints: ['oa'] })
  const clock = { now: () => new Date(city.clock.now().getTime() + ms) }
  const slow = { ...context, clock } as Context
  await createDeliver(slow, app)()
  expect([mailed, mails.accepted.length]).toEqual([[0, 0], 2])
  await createDeliver(slow, app, { hasty: true })()
  expect(mailed).toHaveLength(4)
  await Promise.all([hook.close(), mails.close()])
})

it('waits half an hour with the digest for letters of its window that are not screened, unless it is called once', async () => {
  const mails = await openMailServer()
  const { hook, city, context, app } = await setUp((response) => response.writeHead(204).end(), mails.port)
  const at = '2026-01-18T23:50:00.000Z'
  await city.records.posts.append([makePost('w', { postedAt: at, collectedAt: at })], [], at)
  const sentAt = async (now: string, hasty?: boolean) => {
    const then = { ...context, clock: { now: () => new Date(now) } } as Context
    await createDeliver(then, app, { hasty })()
    return mails.accepted.length
  }
  expect(await sentAt('2026-01-19T00:29:00.000Z')).toBe(0)
  expect(await sentAt('2026-01-19T00:29:00.000Z', true)).toBe(2)
  expect(await sentAt('2026-01-20T00:29:00.000Z')).toBe(2)
  expect(await sentAt('2026-01-20T00:30:00.000Z')).toBe(4)
  await Promise.all([hook.close(), mails.close()])
})

it('gives deadlines their dates first thing of each day, in whatever process delivers', async () => {
  const { hook, context, app, notes } = await setUp((response) => response.writeHead(204).end())
  const now = local('2026-12-28 10:00')
  const planted = { id: 'p', at: '2026-12-28 09:00', issue: 'i', screening: { appealType: '求助' as const } }
  const city = await openCity([planted], [{ id: 'i', title: '标题' }], now)
  await handOver({ ...city, issueId: 'i', units: ['市住建局'], note: '', by: 'x', endpoints: [] })
  const here: { calendar: typeof city.calendar } = { calendar: city.calendar }
  const deliver = createDeliver(
    { ...context, clock: { now: () => clock } } as Context,
    {
      ...app,
      records: city.records,
      get calendar() {
        return here.calendar
      },
    } as App,
  )
  const due = async () => (await city.records.cases.list({ limit: 9 })).map((kase) => kase.dueProvisional)
  let clock = new Date(now)
  await deliver()
  here.calendar = createCalendar({ complete: [2027], off: ['2027-01-01'] })
  await deliver()
  expect(await due()).toEqual([true])
  clock = new Date(local('2026-12-29 00:01'))
  await deliver()
  expect(await due()).toEqual([false])
  expect(notes.filter((note) => note.includes('deadline')).length).toBe(1)
  await hook.close()
})
