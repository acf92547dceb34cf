import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { holder, isGone } from '../../cli/holder.ts'

describe('a holder of a lease', () => {
  it('is there while its process is, and on another host as far as anybody knows', () => {
    expect(isGone(holder())).toBe(false)
    expect(isGone(`${hostname()}-b:999999999`)).toBe(false)
  })

  it('is gone when its process has the pid of this one, but was started before', () => {
    expect(isGone(`${hostname()}:${process.pid}:0`)).toBe(true)
    expect(isGone(`${hostname()}:${process.pid}`)).toBe(true)
  })

  it('is gone when its process has ended and was asked after', async () => {
    const child = spawn('true')
    await once(child, 'exit')
    expect(isGone(`${hostname()}:${child.pid}`)).toBe(true)
  })

  it.runIf(existsSync('/proc/self/stat'))('is gone when its process has ended and nobody asks after it', async () => {
    // The second program takes the shell's place and knows of no child.
    const parent = spawn('sh', ['-c', 'sleep 0.2 & echo $!; exec sleep 60'], { stdio: ['ignore', 'pipe', 'inherit'] })
    try {
      const pid = Number((await once(parent.stdout, 'data'))[0])
      expect(isGone(`${hostname()}:${pid}`)).toBe(false)
      while (!/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))) await sleep(20)
      expect(() => process.kill(pid, 0)).not.toThrow()
      expect(isGone(`${hostname()}:${pid}`)).toBe(true)
    } finally {
      parent.kill()
    }
  })
})
