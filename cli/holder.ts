/** Who holds a lease, told across processes, hosts and containers: `host:pid:start:realm`. */
import { createHash, randomUUID } from 'node:crypto'
import { readFileSync, readlinkSync } from 'node:fs'
import { hostname } from 'node:os'

/** A process may have the pid of one that died. */
const START = randomUUID().slice(0, 8)

/**
 * Among whom a pid is one process: of two containers each has a pid 1, and both may be given one host name, as two hosts may. Linux
 * numbers its boots and, within one, the lists of processes it keeps; a number is used again only when all of that list are dead.
 */
function realm(): string {
  try {
    const parts = [readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim(), readlinkSync('/proc/self/ns/pid')]
    return createHash('sha256').update(parts.join()).digest('hex').slice(0, 8)
  } catch {
    // Containers are Linux; elsewhere the host name tells enough.
    return ''
  }
}

export const holder = (): string => [hostname(), process.pid, START, realm()].join(':')

/** Where to look for it. */
export function placeOf(heldBy: string): { host: string; pid: string } {
  const [host = '', pid = ''] = heldBy.split(':')
  return { host, pid }
}

/** A holder of this realm whose process is gone will not come back for its lease; of any other nothing is known. */
export function isGone(heldBy: string): boolean {
  const [host, pid, start, among] = heldBy.split(':')
  if (host !== hostname() || among !== realm()) return false
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
