import type { MetaStore } from '../../model/ports.ts'
import type { Clock } from '../../model/time.ts'

export interface Lease {
  /** Fencing token: larger than that of any holder before. */
  readonly token: number
  /** Aborted once somebody else has taken it. */
  readonly lost: AbortSignal
  release(): Promise<void>
}

export interface Held {
  readonly heldBy: string
  readonly until: string
}

export interface LeaseOptions {
  readonly meta: Pick<MetaStore, 'acquire' | 'renew' | 'release'>
  readonly name: string
  /** Who asks: one process. Parts of one exclude each other too. */
  readonly holder: string
  /** A holder that provably will not come back: its lease counts as run out. */
  readonly isGone: (holder: string) => boolean
  /** Wall time: the clock of a sample stands still. */
  readonly wall: Clock
  readonly ttlMs?: number | undefined
}

const TTL_MS = 30_000

/** Takes a lease and renews it three times in its life until it is released or lost. */
export async function takeLease(options: LeaseOptions): Promise<Lease | Held> {
  const { meta, name, holder, wall, ttlMs = TTL_MS } = options
  const now = (): string => wall.now().toISOString()
  let taken = await meta.acquire(name, holder, ttlMs, now())
  if ('heldBy' in taken && options.isGone(taken.heldBy))
    taken = await meta.acquire(name, holder, ttlMs, new Date(Date.parse(taken.until) + 1).toISOString())
  if ('heldBy' in taken) return taken
  const { token } = taken
  const losing = new AbortController()
  const lost = losing.signal
  const renewal = setInterval(() => {
    meta
      .renew(name, token, ttlMs, now())
      .then((kept) => {
        if (!kept) losing.abort()
      })
      // A busy database is tried again at the next beat; the fencing token guards every commit meanwhile.
      .catch(() => undefined)
  }, ttlMs / 3)
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
