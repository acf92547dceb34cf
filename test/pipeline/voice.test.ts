import { describe, expect, it } from 'vitest'
import { openVoices } from '../../pipeline/intake/voice.ts'
import { memoryKeys } from './memory-keys.ts'

const now = new Date('2026-01-19T02:00:00Z')

describe('voices', () => {
  it('is the same for one writer at one source and another at another source', () => {
    const voices = openVoices(memoryKeys())
    const a = voices.voice('board', '黄河边的人', 'p1', now)
    expect(a).toMatch(/^[0-9a-f]{32}$/)
    expect(voices.voice('board', '黄河边的人', 'p2', now)).toBe(a)
    expect(voices.voice('forum', '黄河边的人', 'p2', now)).not.toBe(a)
  })

  it.each([undefined, '', 'W***', '匿名网友', '市民', '来电人', '用户88391', '李**', '热心市民', '接线员12'])(
    'gives each post of the unnamed writer %s its own voice',
    (author) => {
      const voices = openVoices(memoryKeys())
      expect(voices.voice('board', author, 'p1', now)).not.toBe(voices.voice('board', author, 'p2', now))
      expect(voices.voice('board', author, 'p1', now)).toBe(voices.voice('board', author, 'p1', now))
    },
  )

  it('keeps the keys over a restart', () => {
    const file = memoryKeys()
    const first = openVoices(file).voice('board', '甲乙丙', 'p', now)
    expect(openVoices(file).voice('board', '甲乙丙', 'p', now)).toBe(first)
  })

  it('takes the key that another process has made of a new quarter, and keeps it', () => {
    const file = memoryKeys()
    const long = openVoices(file)
    const old = long.voice('board', '甲乙丙', 'p', now)
    const spring = new Date('2026-04-01T01:00:00Z')
    const other = openVoices(file).voice('board', '甲乙丙', 'p', spring)
    expect(long.voice('board', '甲乙丙', 'p', spring)).toBe(other)
    expect(long.before('board', '甲乙丙', spring)).toBe(old)
    expect(openVoices(file).voice('board', '甲乙丙', 'p', spring)).toBe(other)
  })

  it('writes no key over one that another process wrote between its look and its lock', () => {
    const file = memoryKeys()
    let other: string | undefined
    const late = openVoices({
      read: () => undefined,
      update(change) {
        other ??= openVoices(file).voice('board', '甲乙丙', 'p', now)
        return file.update(change)
      },
    })
    expect(late.voice('board', '甲乙丙', 'p', now)).toBe(other)
  })

  it('destroys keys older than 13 months at the turn of a quarter, in a process at work too', async () => {
    const file = memoryKeys()
    const voices = openVoices(file)
    const lately = async () => '2027-03-31'
    for (const day of ['2026-01-19', '2027-01-04']) voices.voice('board', '甲乙丙', 'p', new Date(`${day}T02:00:00Z`))
    await voices.turn(new Date('2027-03-31T02:00:00Z'), lately)
    expect(Object.keys(JSON.parse(file.content!))).toEqual(['2026Q1', '2027Q1'])
    await voices.turn(new Date('2027-04-01T02:00:00Z'), lately)
    expect(Object.keys(JSON.parse(file.content!))).toEqual(['2027Q1'])
    // Another process forgets too what this one has destroyed.
    const other = openVoices(file)
    await voices.turn(new Date('2030-01-01T02:00:00Z'), async () => undefined)
    await other.turn(new Date('2030-01-01T02:00:00Z'), async () => undefined)
    expect(other.before('board', '甲乙丙', new Date('2027-04-01T02:00:00Z'))).toBeUndefined()
    expect(file.content).toBe('{}')
  })

  it('does not believe a clock by which the keys in use would go', async () => {
    const file = memoryKeys()
    const before = openVoices(file).voice('board', '甲乙丙', 'p', now)
    const jumped = openVoices(file).turn(new Date('2028-03-01T02:00:00Z'), async () => '2026-01-19')
    await expect(jumped).rejects.toMatchObject({ code: 'keys.clock', details: { last: '2026-01-19' } })
    const back = openVoices(file)
    await back.turn(now, async () => '2026-01-19')
    expect(back.voice('board', '甲乙丙', 'p', now)).toBe(before)
  })

  it('knows a named writer of the quarter before, and nobody further back', () => {
    const file = memoryKeys()
    const autumn = openVoices(file)
    const old = autumn.voice('board', '黄河边的人', 'p1', new Date('2025-12-30T00:00:00Z'))
    const voices = openVoices(file)
    expect(voices.voice('board', '黄河边的人', 'p2', now)).not.toBe(old)
    expect(voices.before('board', '黄河边的人', now)).toBe(old)
    expect(voices.before('board', 'W***', now)).toBeUndefined()
    expect(voices.before('board', '黄河边的人', new Date('2026-04-03T00:00:00Z'))).not.toBe(old)
  })

  it('says what to do when the key file is damaged', () => {
    expect(() => openVoices(memoryKeys('{'))).toThrow(/not valid JSON/)
  })
})
