import { describe, expect, it } from 'vitest'
import { atOnce, inTurns, type Turns } from '../../pipeline/turns.ts'

function* sum(steps: number, busyMs: number): Turns<number> {
  let n = 0
  for (let i = 0; i < steps; i += 1) {
    const until = performance.now() + busyMs
    while (performance.now() < until) n += 0
    n += i
    yield
  }
  return n
}

describe('a sum in turns', () => {
  it('comes to the same as at once', async () => {
    expect(await inTurns(sum(100, 0))).toBe(4950)
    expect(atOnce(sum(100, 0))).toBe(4950)
  })

  it('lets others have theirs', async () => {
    let others = 0
    const timer = setInterval(() => {
      others += 1
    }, 1)
    await inTurns(sum(40, 3))
    clearInterval(timer)
    expect(others).toBeGreaterThan(1)
  })

  it('tells what went wrong in it', async () => {
    function* broken(): Turns<void> {
      yield
      throw new Error('broken')
    }
    await expect(inTurns(broken())).rejects.toThrow('broken')
  })
})
