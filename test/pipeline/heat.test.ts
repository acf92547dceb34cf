import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Member } from '../../model/issue.ts'
import { heatOf, likeScales } from '../../pipeline/board/heat.ts'
import { rank } from '../../pipeline/board/rank.ts'
import { DAY, issue, member, range, TO } from './members.ts'

const END = Date.parse(TO)
const window = { from: END - 7 * DAY, to: END }

const heat = (members: readonly Member[]) => heatOf(members, window, likeScales(members))

describe('heat', () => {
  it('ranks fifty letters above one post with two thousand likes', () => {
    const letters = heat(range(50).map((n) => member(n)))
    const viral = heat([member(0, { likes: 2097 })])
    expect(letters.heat).toBeGreaterThan(viral.heat)
    expect(viral.heat).toBeGreaterThan(heat([member(0)]).heat)
  })

  it('counts sixty owners who paste one text in full, and one who pastes sixty times once', () => {
    const owners = heat(range(60).map((n) => member(n, { duplicateOf: n === 0 ? null : 'p0' })))
    expect(owners.damping).toBe(1)
    expect(owners.voices).toBe(60)
    const one = heat(range(60).map((n) => member(n, { voice: 'same' })))
    expect(one.voices).toBe(1)
    expect(one.damping).toBeLessThan(0.3)
    expect(one.heat).toBeLessThan(owners.heat / 10)
  })

  it('halves a voice after a third of the window', () => {
    const fresh = heat([member(0, { at: new Date(END).toISOString() })]).terms[0]
    const old = heat([member(0, { at: new Date(END - (7 * DAY) / 3).toISOString() })]).terms[0]
    expect(old?.value).toBeCloseTo((fresh?.value ?? 0) / 2, 6)
  })

  it('lets severity and channels fade as the voices do', () => {
    const back = (days: number) => ({ at: new Date(END - days * DAY).toISOString() })
    const value = (members: readonly Member[], name: string) =>
      heat(members).terms.find((term) => term.name === name)?.value ?? 0
    const danger = (days: number) => value([member(0, { urgency: 3, ...back(days) })], 'severity')
    expect(danger(7 / 3)).toBeCloseTo(danger(0) / 2, 6)
    const boards = (days: number) =>
      value(
        ['a', 'b', 'c'].map((source, n) => member(n, { source, ...back(days) })),
        'channels',
      )
    expect(boards(1)).toBeLessThan(boards(0))
    expect(boards(6)).toBe(0)
  })

  it('ranks six neighbours of this week above two liked and urgent letters of last week', () => {
    const at = (days: number) => new Date(END - days * DAY).toISOString()
    const month = { from: END - 30 * DAY, to: END }
    const of = (members: readonly Member[]) => heatOf(members, month, new Map()).heat
    const neighbours = of(range(6).map((n) => member(n, { at: at(n + 1) })))
    const two = of(range(2).map((n) => member(n, { source: `s${n}`, urgency: 3, likes: 20, at: at(9) })))
    expect(neighbours).toBeGreaterThan(two)
  })

  it('takes news, praise and notes as channels, not as voices', () => {
    const result = heat([
      member(0),
      member(1, { kind: 'news', source: 'paper', appealType: '其他' }),
      member(2, { appealType: '表扬' }),
      member(3, { appealType: '其他' }),
    ])
    expect(result.voices).toBe(1)
    expect(result.sources).toEqual(['board', 'paper'])
  })

  it('scales likes by how freely a source likes', () => {
    const busy = range(40).map((n) => member(n, { source: 'forum', likes: n < 30 ? 100 : 400 }))
    const quiet = range(40).map((n) => member(n + 100, { source: 'board', likes: n < 30 ? 1 : 4 }))
    const scales = likeScales([...busy, ...quiet])
    const forum = heatOf([member(1, { source: 'forum', likes: 400 })], window, scales)
    const board = heatOf([member(1, { source: 'board', likes: 4 })], window, scales)
    expect(forum.heat).toBeCloseTo(board.heat, 6)
    expect(forum.terms.find((term) => term.name === 'likes')?.value).toBeGreaterThan(0.9)
  })

  it('takes likes that every post of a source has for nothing, so that a danger stands above them', () => {
    const forum = range(30).map((n) => member(n, { source: 'forum', likes: 3 }))
    const leak = member(50, { source: 'hotline', urgency: 3 })
    const scales = likeScales([...forum, leak])
    const one = heatOf(forum.slice(0, 1), window, scales)
    expect(one.terms.find((term) => term.name === 'likes')).toEqual({ name: 'likes', value: 0, raw: 3 })
    expect(heatOf([leak], window, scales).heat).toBeGreaterThan(one.heat)
    const liked = heatOf([member(60, { source: 'forum', likes: 9 })], window, scales)
    expect(liked.heat).toBeGreaterThan(one.heat)
  })

  it('adds up to what it shows, never goes down with another voice, and takes any order', () => {
    const arbitrary = fc.array(
      fc.record({
        voice: fc.integer({ min: 0, max: 8 }).map((n) => `v${n}`),
        likes: fc.integer({ min: -5, max: 5000 }),
        urgency: fc.integer({ min: 0, max: 3 }),
        back: fc.integer({ min: 0, max: 6 }),
      }),
      { minLength: 1, maxLength: 30 },
    )
    fc.assert(
      fc.property(arbitrary, (rows) => {
        const members = rows.map((row, n) => member(n, { ...row, at: new Date(END - row.back * DAY).toISOString() }))
        const result = heat(members)
        const sum = result.terms.reduce(
          (total, term) => total + term.value * (term.name === 'likes' || term.name === 'reposts' ? result.damping : 1),
          0,
        )
        expect(result.heat).toBeCloseTo(sum, 9)
        expect(heat([...members].reverse()).heat).toBeCloseTo(result.heat, 9)
        expect(heat([...members, member(999)]).heat).toBeGreaterThan(result.heat)
      }),
    )
  })
})

describe('rank', () => {
  const options = { from: new Date(window.from).toISOString(), to: new Date(window.to).toISOString(), top: 10 }

  it('ranks by heat inside the half-open window, pinned first, merged and silent issues left out', () => {
    const rows = [
      ...range(5).map((n) => member(n)),
      ...range(3).map((n) => member(n + 10, { issueId: 'b' })),
      member(20, { issueId: 'c', at: options.to }),
      member(21, { issueId: 'd' }),
      member(22, { issueId: 'e', kind: 'news', appealType: '其他' }),
      member(23, { issueId: 'f' }),
    ]
    const issues = [
      issue('a'),
      issue('b'),
      issue('c'),
      issue('d', { mergedInto: 'a' }),
      issue('e'),
      issue('f', { pinned: true }),
    ]
    const hot = rank(rows, issues, options)
    expect(hot.map(({ id, rank: place }) => [id, place])).toEqual([
      ['f', 1],
      ['a', 2],
      ['b', 3],
    ])
    expect(hot[1]).toMatchObject({ windowPosts: 5, windowVoices: 5, trend: 'up' })
    expect(hot[1]?.series).toEqual([0, 0, 0, 0, 0, 0, 5])
    expect(rank(rows, issues, { ...options, top: 1 })).toHaveLength(1)
  })

  it('tells new from known, and answered yet rising from answered and quiet', () => {
    const answeredAt = new Date(END - 3 * DAY).toISOString()
    const before = member(0, { answeredAt, at: new Date(END - 5 * DAY).toISOString() })
    const after = range(3).map((n) => member(n + 1))
    const [rising] = rank([before, ...after], [issue('a')], options)
    expect(rising?.answeredYetRising).toBe(true)
    const [quiet] = rank([before], [issue('a')], options)
    expect(quiet?.answeredYetRising).toBe(false)
    const [fresh] = rank(after, [issue('a', { firstSeen: new Date(END - DAY).toISOString() })], options)
    expect(fresh?.trend).toBe('new')
  })

  it('calls not everything new in a window that begins before the first post', () => {
    const years = { ...options, from: new Date(END - 3000 * DAY).toISOString() }
    const known = range(4).map((n) => member(n, { at: new Date(END - (40 - n) * DAY).toISOString() }))
    const late = range(3).map((n) => member(10 + n, { issueId: 'b', at: new Date(END - (n + 1) * DAY).toISOString() }))
    const seen = (id: string, days: number) => issue(id, { firstSeen: new Date(END - days * DAY).toISOString() })
    const hot = rank([...known, ...late], [seen('a', 40), seen('b', 3)], years)
    expect(new Map(hot.map(({ id, trend }) => [id, trend]))).toEqual(
      new Map([
        ['a', 'flat'],
        ['b', 'new'],
      ]),
    )
  })

  it('shows the week behind a window of a day', () => {
    const rows = [7.5, 6.5, 3.5, 3.2, 0.5].map((back, n) => member(n, { at: new Date(END - back * DAY).toISOString() }))
    const [hot] = rank(rows, [issue('a')], { ...options, from: new Date(END - DAY).toISOString() })
    expect(hot?.series).toEqual([1])
    expect(hot?.week).toEqual([1, 0, 0, 2, 0, 0, 1])
  })

  it('finds the burst when history is given, and none without', () => {
    const calm = range(50).map((n) => member(n, { at: new Date(END - (n + 4) * DAY).toISOString() }))
    const loud = range(12).map((n) => member(n + 100))
    const [hot] = rank([...calm, ...loud], [issue('a')], options)
    expect(hot?.burst).toMatchObject({ observed: 12 })
    const [blind] = rank(loud, [issue('a')], options)
    expect(blind?.burst).toBeNull()
  })
})
