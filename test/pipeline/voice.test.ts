import { describe, expect, it } from 'vitest'
import { openVoices } from '../../pipeline/intake/voice.ts'

const memory = () => {
  let content: string | undefined
  return {
    read: () => content,
    write(c: string) {
      content = c
    },
    get content() {
      return content
    },
  }
}
const now = new Date('2026-01-19T02:00:00Z')

describe('voices', () => {
  it('is the same for one writer at one source and another at another source', () => {
    const voices = openVoices(memory(), now)
    const a = voices.voice('board', '黄河边的人', 'p1', now)
    expect(a).toMatch(/^[0-9a-f]{32}$/)
    expect(voices.voice('board', '黄河边的人', 'p2', now)).toBe(a)
    expect(voices.voice('forum', '黄河边的人', 'p2', now)).not.toBe(a)
  })

  it.each([undefined, '', 'W***', '匿名网友', '市民', '来电人', '用户88391', '李**', '热心市民', '接线员12'])(
    'gives each post of the unnamed writer %s its own voice',
    (author) => {
      const voices = openVoices(memory(), now)
      expect(voices.voice('board', author, 'p1', now)).not.toBe(voices.voice('board', author, 'p2', now))
      expect(voices.voice('board', author, 'p1', now)).toBe(voices.voice('board', author, 'p1', now))
    },
  )

  it('keeps the keys over a restart, and destroys those older than 13 months', () => {
    const file = memory()
    const first = openVoices(file, now).voice('board', '甲乙丙', 'p', now)
    expect(openVoices(file, now).voice('board', '甲乙丙', 'p', now)).toBe(first)
    openVoices(file, new Date('2027-04-02T00:00:00Z'))
    expect(file.content).toBe('{}')
  })

  it('knows a named writer of the quarter before, and nobody further back', () => {
    const file = memory()
    const autumn = openVoices(file, new Date('2025-12-30T00:00:00Z'))
    const old = autumn.voice('board', '黄河边的人', 'p1', new Date('2025-12-30T00:00:00Z'))
    const voices = openVoices(file, now)
    expect(voices.voice('board', '黄河边的人', 'p2', now)).not.toBe(old)
    expect(voices.before('board', '黄河边的人', now)).toBe(old)
    expect(voices.before('board', 'W***', now)).toBeUndefined()
    expect(voices.before('board', '黄河边的人', new Date('2026-04-03T00:00:00Z'))).not.toBe(old)
  })

  it('says what to do when the key file is damaged', () => {
    expect(() => openVoices({ read: () => '{', write: () => undefined }, now)).toThrow(/not valid JSON/)
  })
})
