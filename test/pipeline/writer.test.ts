import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { AppError } from '../../model/error.ts'
import type { Held, Records } from '../../model/ports.ts'
import { clearPressure, readStretch, reportPressure } from '../../pipeline/intake/pressure.ts'
import { endDead, type Lease, takeLease } from '../../pipeline/jobs/lease.ts'
import { createWriter, type WriterOptions } from '../../pipeline/jobs/writer.ts'
import { openRecords } from '../../store/records/open.ts'
import { NOW } from '../store/fixtures.ts'

const TTL_MS = 60_000

describe('the one writer of issues', () => {
  let records: Records
  let now: Date
  const wall = { now: () => now }
  const stops: (() => Promise<void>)[] = []
  beforeEach(async () => {
    now = new Date(NOW)
    records = await openRecords({ file: ':memory:', clock: wall })
  })
  afterEach(async () => {
    for (const stop of stops.splice(0)) await stop()
    await records.close()
  })

  const meta = () => ({ ...records.meta, wall: async () => now.toISOString() })
  const commit = (fence: number): Promise<void> =>
    records.grouping.commit({ fence, offset: 0, assignments: [], issues: [], state: [], at: NOW })

  /** A writer of its own process: its commits carry the token of its lease. */
  const start = (holder: string, change: Partial<WriterOptions> = {}) => {
    const told: string[] = []
    const errors: string[] = []
    let lease: Lease | undefined
    const frozen = { on: false }
    const signal = new AbortController()
    const writer = createWriter({
      async hold() {
        if (lease && !lease.lost.aborted) return undefined
        const taken: Lease | Held = await takeLease({
          meta: meta(),
          name: 'writer',
          holder,
          isGone: () => false,
          ttlMs: TTL_MS,
        })
        if ('heldBy' in taken) return taken
        lease = taken
        return undefined
      },
      async release() {
        await lease?.release()
        lease = undefined
      },
      async group() {
        if (!frozen.on) await commit(lease!.token)
        return 0
      },
      index: async () => 0,
      standby: true,
      onState: (state) => told.push(state === 'writing' ? 'writing' : `behind ${state.heldBy}`),
      onError: (error) => {
        errors.push(error instanceof AppError ? error.code : String(error))
        if (errors.at(-1) === 'lease.lost') lease = undefined
      },
      pollMs: 5,
      standbyMs: 5,
      ...change,
    })
    const run = writer.run(signal.signal)
    const stop = async (): Promise<void> => {
      signal.abort()
      await run.catch(() => undefined)
    }
    stops.push(stop)
    return { told, errors, frozen, stop, run, writer, token: () => lease?.token }
  }

  it('tells whoever works under a lease once another has taken it', async () => {
    const take = (holder: string) =>
      takeLease({ meta: meta(), name: 'deliver', holder, isGone: () => false, ttlMs: 30 }) as Promise<Lease>
    const lease = await take('a')
    expect(await take('a')).toMatchObject({ heldBy: 'a' })
    expect(lease.lost.aborted).toBe(false)
    now = new Date(now.getTime() + 60_000)
    await records.meta.acquire('deliver', 'b', TTL_MS, new Date(now.getTime() + 60_000).toISOString())
    await expect.poll(() => lease.lost.aborted).toBe(true)
    await lease.release()
    expect(await records.meta.leases(now.toISOString())).toMatchObject([{ name: 'deliver', heldBy: 'b' }])
  })

  it('lets one write while the other stands by, and the other take over at once when it stops', async () => {
    const a = start('a')
    await expect.poll(() => a.told).toContain('writing')
    const b = start('b')
    await expect.poll(() => b.told).toContain('behind a')
    expect(b.told).not.toContain('writing')
    await a.stop()
    await expect.poll(() => b.told).toContain('writing')
  })

  it('gives the lease of a dead writer to the standby once it has run out, and refuses the dead one’s late write', async () => {
    const a = start('a')
    await expect.poll(() => a.told).toContain('writing')
    const token = a.token()!
    // Frozen, as a process on a stopped machine: it neither commits nor knows that time went by.
    a.frozen.on = true
    const b = start('b')
    await expect.poll(() => b.told).toContain('behind a')
    now = new Date(now.getTime() + TTL_MS + 1)
    await expect.poll(() => b.told).toContain('writing')
    await expect(commit(token)).rejects.toMatchObject({ code: 'lease.lost' })
    // It wakes up, is refused, and stands by behind the new one.
    a.frozen.on = false
    await expect.poll(() => a.errors).toContain('lease.lost')
    await expect.poll(() => a.told).toContain('behind b')
  })

  it('ends with lease.lost where no other process may take part', async () => {
    const a = start('a', { standby: false })
    await expect.poll(() => a.told).toContain('writing')
    a.frozen.on = true
    await records.meta.acquire('writer', 'b', TTL_MS, new Date(now.getTime() + TTL_MS + 1).toISOString())
    a.frozen.on = false
    await expect(a.run).rejects.toMatchObject({ code: 'lease.lost' })
  })

  it('takes a lease of a clock that ran ahead once nobody has renewed it for its life, and ends it for who may not work beside anybody', async () => {
    const hour = 3_600_000
    const options = { meta: meta(), isGone: () => false, ttlMs: 90 }
    const take = (holder: string) => takeLease({ ...options, name: 'writer', holder })
    const ahead = new Date(now.getTime() + hour).toISOString()
    // The dead: nobody renews it.
    await records.meta.acquire('writer', 'dead', 90, ahead)
    const lease = (await take('b')) as Lease
    expect(lease).toHaveProperty('token')
    // By an honest clock from the first moment on.
    expect(Date.parse((await records.meta.leases(now.toISOString()))[0]!.until)).toBeLessThan(now.getTime() + hour / 2)
    await lease.release()
    // The living: its clock is ahead still, and it renews.
    const other = (await records.meta.acquire('writer', 'alive', 90, ahead)) as { token: number }
    let beats = 0
    const renewal = setInterval(() => {
      const at = new Date(now.getTime() + hour + ++beats).toISOString()
      void records.meta.renew('writer', other.token, 90, at)
    }, 20)
    expect(await take('b')).toMatchObject({ heldBy: 'alive' })
    await endDead({ ...options, holder: 'b' })
    expect(await records.meta.leases(now.toISOString())).toMatchObject([{ heldBy: 'alive' }])
    clearInterval(renewal)
    await endDead({ ...options, holder: 'b' })
    expect(await records.meta.leases(now.toISOString())).toEqual([])
  })

  it('goes on grouping while the index is away, and indexes when it is back', async () => {
    let away = true
    let grouped = 0
    let indexed = 0
    const a = start('a', {
      group: async () => {
        grouped++
        return 0
      },
      index: async () => {
        if (away) throw new AppError('search.unavailable', '', { retry: 'backoff' })
        indexed++
        return 0
      },
    })
    await expect.poll(() => a.errors.filter((code) => code === 'search.unavailable').length).toBeGreaterThan(1)
    await expect.poll(() => grouped).toBeGreaterThan(5)
    expect(indexed).toBe(0)
    away = false
    await expect.poll(() => indexed).toBeGreaterThan(0)
  })

  it('tells the crawl of a refusing index, for two minutes', async () => {
    const { meta } = records
    expect(await readStretch(meta, now)).toBe(1)
    await reportPressure(meta, 'search.busy', now)
    expect(await readStretch(meta, now)).toBe(4)
    expect(await readStretch(meta, new Date(now.getTime() + 120_000))).toBe(1)
    await reportPressure(meta, 'search.busy', now)
    await clearPressure(meta)
    expect(await readStretch(meta, now)).toBe(1)
  })
})
