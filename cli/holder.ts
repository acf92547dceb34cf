/** Who holds a lease, told across processes and hosts: `host:pid:start`. */
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { hostname } from 'node:os'

/** A container started again has the host name and the pid of the one that died. */
const START = randomUUID().slice(0, 8)

export const holder = (): string => `${hostname()}:${process.pid}:${START}`

/** A holder on this host whose process is gone will not come back for its lease. */
export function isGone(heldBy: string): boolean {
  const [host, pid, start] = heldBy.split(':')
  if (host !== hostname()) return false
  if (Number(pid) === process.pid) return start !== START
  try {
    process.kill(Number(pid), 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH'
  }
  return isDead(Number(pid))
}

/** A process that has ended is still in the list of Linux until its parent asks after it, which some never do. */
function isDead(pid: number): boolean {
  if (process.platform !== 'linux') return false
  try {
    // "PID (NAME) STATE …", and a name may hold brackets. Z: ended and not asked after; X: about to go.
    return /\) [ZX] [^)]*$/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch (error) {
    // Gone since; where there is no /proc nothing more is known.
    return (error as NodeJS.ErrnoException).code === 'ESRCH'
  }
}
