import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { holder, isGone } from '../../cli/holder.ts'

/** The name of this process but for these parts. */
function named(other: { host?: string; pid?: number | undefined; start?: string; realm?: string }): string {
  const [host, pid, start, realm] = holder().split(':')
  return [other.host ?? host, other.pid ?? pid, other.start ?? start, other.realm ?? realm].join(':')
}

describe('a holder of a lease', () => {
  it('is there while its process is, and on another host as far as anybody knows', () => {
    expect(isGone(holder())).toBe(false)
    expect(isGone(named({ host: `${hostname()}-b`, pid: 999_999_999 }))).toBe(false)
  })

  it('is gone when its process has the pid of this one, but was started before', () => {
    expect(isGone(named({ start: '0' }))).toBe(true)
  })

  it('of another container may be at work, whatever its host name and pid', () => {
    expect(holder().split(':')).toHaveLength(4)
    expect(isGone(named({ start: '0', realm: 'another' }))).toBe(false)
    expect(isGone(named({ pid: 999_999_999, realm: 'another' }))).toBe(false)
    // As a version before this one named it.
    expect(isGone(`${hostname()}:${process.pid}:0`)).toBe(false)
  })

  const separate = ['-fp', '--kill-child', '--mount-proc', '--uts', 'sh', '-c']
  const allowed = existsSync('/proc/self/ns/pid') && spawnSync('unshare', [...separate, 'hostname x']).status === 0
  if (!allowed) console.warn('skipped: two containers of one host name and pid (unshare is not allowed here)')
  it.runIf(allowed)('of one host name and pid are told apart where each has its own list of processes', async () => {
    const script = `import { holder, isGone } from ${JSON.stringify(new URL('../../cli/holder.ts', import.meta.url))}
      console.log(JSON.stringify([process.pid, holder(), isGone(process.argv[1] ?? '')]))
      if (process.argv[1] === undefined) setTimeout(() => {}, 60_000)`
    const inside = (...args: string[]) =>
      spawn('unshare', [
        ...separate,
        'hostname same; exec "$@"',
        'sh',
        process.execPath,
        '--input-type=module',
        '-e',
        script,
        ...args,
      ])
    const first = inside()
    try {
      const [pid, name] = JSON.parse(String((await once(first.stdout, 'data'))[0])) as [number, string]
      const second = inside(name)
      const [otherPid, otherName, gone] = JSON.parse(String((await once(second.stdout, 'data'))[0]))
      expect([pid, otherPid, gone]).toEqual([1, 1, false])
      expect(otherName).not.toBe(name)
    } finally {
      first.kill('SIGKILL')
    }
  })

  it('is gone when its process has ended and was asked after', async () => {
    const child = spawn('true')
    await once(child, 'exit')
    expect(isGone(named({ pid: child.pid }))).toBe(true)
  })

  it.runIf(existsSync('/proc/self/stat'))('is gone when its process has ended and nobody asks after it', async () => {
    // The second program takes the shell's place and knows of no child.
    const parent = spawn('sh', ['-c', 'sleep 0.2 & echo $!; exec sleep 60'], { stdio: ['ignore', 'pipe', 'inherit'] })
    try {
      const pid = Number((await once(parent.stdout, 'data'))[0])
      expect(isGone(named({ pid }))).toBe(false)
      while (!/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))) await sleep(20)
      expect(() => process.kill(pid, 0)).not.toThrow()
      expect(isGone(named({ pid }))).toBe(true)
    } finally {
      parent.kill()
    }
  })
})
