import { describe, expect, it } from 'vitest'
import { createIssueHeats } from '../../pipeline/board/issue-heats.ts'

const NOW = '2026-01-19T04:00:00.000Z'

describe('heats for searches', () => {
  const site = () => {
    const asked: (string | undefined)[] = []
    let ms = 0
    let heat = 1
    const hot = {
      heats: async ({ asOf }: { asOf?: string | undefined }) => {
        asked.push(asOf)
        if (heat < 0) throw new Error('away')
        return new Map([['i1', heat]])
      },
    }
    const heats = createIssueHeats(hot, { now: () => new Date(NOW) }, { now: () => new Date(ms) })
    return {
      heats,
      asked,
      pass: (step: number, then: number) => {
        ms += step
        heat = then
      },
    }
  }

  it('ranks once a minute, also when the clock of the city stands still', async () => {
    const { heats, asked, pass } = site()
    expect(await heats()).toEqual({ asOf: NOW, heats: new Map([['i1', 1]]) })
    pass(59_000, 2)
    expect((await heats()).heats.get('i1')).toBe(1)
    pass(1_000, 3)
    expect((await heats()).heats.get('i1')).toBe(3)
    expect(asked).toEqual([NOW, NOW])
  })

  it('gives an earlier moment again as it was, and ranks it anew when it is forgotten', async () => {
    const { heats, asked, pass } = site()
    await heats('2026-01-01T00:00:00.000Z')
    pass(0, 9)
    expect((await heats('2026-01-01T00:00:00.000Z')).heats.get('i1')).toBe(1)
    for (let i = 2; i < 8; i++) await heats(`2026-01-0${i}T00:00:00.000Z`)
    expect((await heats('2026-01-01T00:00:00.000Z')).heats.get('i1')).toBe(9)
    expect(asked).toHaveLength(8)
  })

  it('asks again after a failure', async () => {
    const { heats, pass } = site()
    pass(0, -1)
    await expect(heats()).rejects.toThrow('away')
    pass(0, 5)
    expect((await heats()).heats.get('i1')).toBe(5)
  })
})
