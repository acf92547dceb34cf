import { setTimeout as wait } from 'node:timers/promises'
import type { Held, MetaStore } from '../../model/ports.ts'

export interface Lease {
  /** Fencing token: larger than that of any holder before. */
  readonly token: number
  /** Aborted once somebody else has taken it. */
  readonly lost: AbortSignal
  release(): Promise<void>
}

export interface LeasesOptions {
  readonly meta: Pick<MetaStore, 'wall' | 'acquire' | 'renew' | 'release' | 'leases'>
  /** Who asks: one process. Parts of one exclude each other too. */
  readonly holder: string
  /** A holder that provably will not come back: its lease counts as run out. */
  readonly isGone: (holder: string) => boolean
  /** Ends the watch over a lease that no honest clock gave. */
  readonly signal?: AbortSignal | undefined
  readonly ttlMs?: number | undefined
}

export interface LeaseOptions extends LeasesOptions {
  readonly name: string
}

const TTL_MS = 30_000
/** Renewals in the life of a lease. */
const BEATS = 3
const LOOKS = 60

/** Takes a lease and renews it three times in its life until it is released or lost. */
export async function takeLease(options: LeaseOptions): Promise<Lease | Held> {
  const { meta, name, holder, ttlMs = TTL_MS } = options
  let taken = await meta.acquire(name, holder, ttlMs, await meta.wall())
  if ('heldBy' in taken && (await isDead({ name, ...taken }, options)))
    taken = await meta.acquire(name, holder, ttlMs, await meta.wall(), taken.until)
  if ('heldBy' in taken) return taken
  const { token } = taken
  const losing = new AbortController()
  const lost = losing.signal
  const renewal = setInterval(() => {
    meta
      .wall()
      .then((now) => meta.renew(name, token, ttlMs, now))
      .then((kept) => {
        if (!kept) losing.abort()
      })
      // A busy database is tried again at the next beat; the fencing token guards every commit meanwhile.
      .catch(() => undefined)
  }, ttlMs / BEATS)
  renewal.unref()
  return {
    token,
    lost,
    async release() {
      clearInterval(renewal)
      if (!lost.aborted) await meta.release(name, token)
    },
  }
}

/** Ends every lease whose holder will not come back for it, for whoever may not work beside anybody. */
export async function endDead(options: LeasesOptions): Promise<void> {
  const { meta, holder, ttlMs = TTL_MS } = options
  for (const held of await meta.leases(await meta.wall())) {
    if (!(await isDead(held, options))) continue
    const taken = await meta.acquire(held.name, holder, ttlMs, await meta.wall(), held.until)
    if ('token' in taken) await meta.release(held.name, taken.token)
  }
}

/**
 * Whether a lease runs for longer than any lives without a renewal: the clock was set back since it was taken, and the time it
 * names says nothing of its holder.
 */
export const isBeyond = (until: string, now: string, ttlMs = TTL_MS): boolean =>
  // A beat more: it may have been renewed since `now` was read.
  Date.parse(until) > Date.parse(now) + ttlMs + ttlMs / BEATS

/** A lease beyond its life is watched for as long as one lives, by no clock but our own: only the dead do not renew. */
async function isDead(
  { name, heldBy, until }: { name: string } & Held,
  { meta, isGone, signal, ttlMs = TTL_MS }: LeasesOptions,
): Promise<boolean> {
  if (isGone(heldBy)) return true
  const now = await meta.wall()
  if (!isBeyond(until, now, ttlMs)) return false
  const end = performance.now() + ttlMs
  while (performance.now() < end) {
    await wait(ttlMs / LOOKS, undefined, { signal }).catch(() => undefined)
    if (signal?.aborted) return false
    const there = (await meta.leases(now)).find((lease) => lease.name === name)
    if (there?.until !== until) return false
  }
  return true
}
