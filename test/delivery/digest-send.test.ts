import type { AddressInfo } from 'node:net'
import { createServer, type Socket } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { digestMail } from '../../delivery/digest-mail.ts'
import { renderDigest } from '../../delivery/digest-render.ts'
import { isDigestDue, sendDigest } from '../../delivery/digest-send.ts'
import type { DigestStore } from '../../model/ports.ts'
import { fixedClock } from '../../model/time.ts'
import { openRecords } from '../../store/records/open.ts'
import { NOW } from './city.ts'
import { fullDigest } from './digest-sample.ts'
import { headersOf, openMailServer } from './mail-server.ts'

const DAY = '2026-01-19'
const to = ['a@lz.example', '王处 <b@lz.example>', 'c@lz.example']
const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

async function setUp(...args: Parameters<typeof openMailServer>) {
  const server = await openMailServer(...args)
  const records = await openRecords({ file: ':memory:', clock: fixedClock(NOW) })
  closers.push(server.close, records.close)
  const options = {
    digests: records.digests,
    digest: renderDigest(fullDigest),
    from: '兰听 <lanting@lz.example>',
    to,
    smtp: { host: '127.0.0.1', port: server.port, secure: false },
    clock: fixedClock(NOW),
    timeoutMs: 20_000,
  }
  return { ...server, records, options }
}
const minutes = (n: number) => fixedClock(new Date(Date.parse(NOW) + n * 60_000).toISOString())
const states = async (digests: DigestStore) =>
  Object.fromEntries((await digests.list(DAY)).map((row) => [row.recipient, row.state]))

describe('sendDigest', () => {
  it('sends one mail a recipient, with the headers of a list, and never twice', async () => {
    const t = await setUp()
    const options = { ...t.options, unsubscribe: 'https://lz.example/leave?who={recipient}' }
    expect(await sendDigest(options)).toEqual({ day: DAY, sent: [...to].toSorted(), failed: [], waiting: [] })
    expect(t.accepted.map((mail) => mail.to).toSorted()).toEqual([['a@lz.example'], ['b@lz.example'], ['c@lz.example']])
    const mail = t.accepted.find((m) => m.to[0] === 'a@lz.example')
    const headers = headersOf(mail?.raw ?? '')
    expect(headers.get('list-id')).toBe('Lanting daily digest <digest.lanting.lz.example>')
    expect(headers.get('list-unsubscribe')).toBe(
      '<https://lz.example/leave?who=a%40lz.example>, <mailto:lanting@lz.example?subject=unsubscribe>',
    )
    expect(headers.get('list-unsubscribe-post')).toBe('List-Unsubscribe=One-Click')
    expect(headers.get('auto-submitted')).toBe('auto-generated')
    expect(headers.get('message-id')).toMatch(/^<digest\.2026-01-19\.[0-9a-f]{24}@lz\.example>$/)
    expect(headers.get('content-type')).toContain('multipart/alternative')
    expect(headers.get('date')).toBe('Mon, 19 Jan 2026 02:00:00 +0000')
    expect(mail?.raw).toMatch(/text\/plain[\s\S]*text\/html/)
    expect(new Set(t.accepted.map((m) => headersOf(m.raw).get('message-id'))).size).toBe(3)

    expect(await sendDigest(options)).toEqual({ day: DAY, sent: [], failed: [], waiting: [] })
    expect(t.accepted).toHaveLength(3)
  })

  it('goes on past a recipient that is refused, and asks for that one again only by hand', async () => {
    const t = await setUp((address) => (address.startsWith('a@') ? { code: 550, text: 'no a@lz.example' } : undefined))
    const first = await sendDigest(t.options)
    expect(first.sent).toHaveLength(2)
    expect(first.failed).toEqual([{ recipient: 'a@lz.example', detail: 'refused 550 EENVELOPE' }])
    expect(await states(t.options.digests)).toEqual({ [to[0]!]: 'failed', [to[1]!]: 'sent', [to[2]!]: 'sent' })
    const later = { ...t.options, clock: minutes(600) }
    expect(await sendDigest(later)).toMatchObject({ failed: [], waiting: ['a@lz.example'] })
    expect((await sendDigest({ ...later, force: true })).failed).toHaveLength(1)
  })

  it('tries a temporary failure again after a growing wait, to that recipient alone', async () => {
    let busy = true
    const t = await setUp((address) => (busy && address.startsWith('a@') ? { code: 451, text: 'later' } : undefined))
    const due = (n: number) => isDigestDue({ ...t.options, day: DAY, clock: minutes(n) })
    expect(await due(0)).toBe(true)
    expect((await sendDigest(t.options)).failed).toEqual([{ recipient: 'a@lz.example', detail: '451 EENVELOPE' }])
    expect([await due(0.9), await due(1)]).toEqual([false, true])
    expect((await sendDigest({ ...t.options, clock: minutes(1) })).failed).toHaveLength(1)
    expect([await due(4.9), await due(5)]).toEqual([false, true])
    busy = false
    expect(await sendDigest({ ...t.options, clock: minutes(4) })).toMatchObject({ sent: [], waiting: ['a@lz.example'] })
    expect(await sendDigest({ ...t.options, clock: minutes(5) })).toMatchObject({ sent: ['a@lz.example'], waiting: [] })
    expect(t.accepted).toHaveLength(3)
    expect(await due(9)).toBe(false)
  })

  it('after a crash sends only what is pending, and nothing that was closed since', async () => {
    const t = await setUp()
    let marks = 0
    const dying: DigestStore = {
      ...t.options.digests,
      mark: async (...args) => {
        if (++marks === 2) throw new Error('killed')
        return t.options.digests.mark(...args)
      },
    }
    await expect(sendDigest({ ...t.options, digests: dying })).rejects.toThrow('killed')
    expect(Object.values(await states(t.options.digests)).toSorted()).toEqual(['pending', 'pending', 'sent'])
    const changed = renderDigest({ ...fullDigest, hot: [] })
    const again = await sendDigest({ ...t.options, digest: changed })
    expect(again.sent).toHaveLength(2)
    // Whoever gets it later gets it as it is by then.
    const last = await sendDigest({ ...t.options, digest: changed })
    expect(last).toMatchObject({ sent: [], waiting: [] })
    const subjects = t.accepted.map((mail) => headersOf(mail.raw).get('subject'))
    expect(new Set(subjects.slice(2))).toEqual(new Set([headersOf(t.accepted[3]!.raw).get('subject')]))
    expect(subjects[0]).not.toBe(subjects[3])
    // The one that was accepted but not marked comes again under the same Message-ID.
    const ids = t.accepted.map((mail) => headersOf(mail.raw).get('message-id'))
    expect([ids.length, new Set(ids).size]).toEqual([4, 3])
  })

  it('does not mail somebody who was taken off the list after the day was opened', async () => {
    const t = await setUp(() => ({ code: 451, text: 'later' }))
    await sendDigest(t.options)
    const rest = { ...t.options, to: ['c@lz.example'], clock: minutes(5) }
    const result = await sendDigest(rest)
    expect([...result.failed.map((f) => f.recipient), ...result.waiting]).toEqual(['c@lz.example'])
  })

  it('gives a hanging server up after the time-out and keeps the rest for later', async () => {
    const sockets = new Set<Socket>()
    const silent = createServer((socket) => void sockets.add(socket))
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
    closers.push(async () => {
      for (const socket of sockets) socket.destroy()
      silent.close()
    })
    const t = await setUp()
    const { port } = silent.address() as AddressInfo
    const result = await sendDigest({ ...t.options, smtp: { ...t.options.smtp, port }, timeoutMs: 60 })
    expect(result.failed).toMatchObject([{ detail: 'ETIMEDOUT' }])
    expect(result.waiting).toHaveLength(2)
    // The server is back: all three get it.
    expect((await sendDigest({ ...t.options, clock: minutes(1) })).sent).toHaveLength(3)
  })

  it('gives up for now when nobody listens, or the login is refused, and tells no password', async () => {
    const t = await setUp()
    const gone = await openMailServer()
    await gone.close()
    const unreachable = await sendDigest({ ...t.options, smtp: { ...t.options.smtp, port: gone.port } })
    expect(unreachable).toMatchObject({ sent: [], failed: [{ detail: 'ESOCKET' }] })

    const locked = await setUp(undefined, {
      disabledCommands: ['STARTTLS'],
      allowInsecureAuth: true,
      onAuth: (auth, _session, done) => done(new Error(`bad password ${auth.password}`)),
    })
    const smtp = { ...locked.options.smtp, user: 'lanting', password: 'hunter2' }
    const refused = await sendDigest({ ...locked.options, smtp })
    expect(refused.failed).toMatchObject([{ detail: '535 EAUTH' }])
    expect(refused.waiting).toHaveLength(2)
    expect(JSON.stringify(await locked.options.digests.list(DAY))).not.toContain('hunter2')
  })

  it('refuses an unfinished window, an empty list and what is no address, before anything is written', async () => {
    const t = await setUp()
    const codes = [
      { digest: renderDigest({ ...fullDigest, complete: false }) },
      { to: [] },
      { to: ['nobody'] },
      { to: ['a@lz.example\r\nBcc: x@lz.example'] },
    ].map((change) => sendDigest({ ...t.options, ...change }).catch((error) => error.code))
    expect(await Promise.all(codes)).toEqual(['digest.early', 'digest.recipients', 'digest.address', 'digest.address'])
    expect(await t.options.digests.list(DAY)).toEqual([])
  })
})

describe('digestMail', () => {
  const mail = (recipient: string, day = DAY, unsubscribe?: string) =>
    digestMail({
      ...{ day, recipient, unsubscribe, subject: '', html: '', text: '', from: 'lanting@lz.example' },
      date: new Date(NOW),
    })

  it('has one Message-ID for a digest, day and recipient', () => {
    expect(mail('a@lz.example').messageId).toBe(mail('某人 <A@lz.example>').messageId)
    expect(mail('a@lz.example').messageId).not.toBe(mail('b@lz.example').messageId)
    expect(mail('a@lz.example').messageId).not.toBe(mail('a@lz.example', '2026-01-20').messageId)
  })

  it('offers to leave by mail where there is no page, and promises one click only for https', () => {
    expect(mail('a@lz.example').headers).toMatchObject({
      'List-Unsubscribe': '<mailto:lanting@lz.example?subject=unsubscribe>',
    })
    const own = mail('a@lz.example', DAY, 'mailto:leave@lz.example').headers
    expect(own['List-Unsubscribe']).toBe('<mailto:leave@lz.example>')
    expect(own['List-Unsubscribe-Post']).toBeUndefined()
  })
})
