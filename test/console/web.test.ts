import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { PostView } from '../../console/api/post-view.ts'
import { everyDay } from '../../console/web/days.ts'
import { foldEqual } from '../../console/web/equal-posts.ts'
import { piecesOf, type Span } from '../../console/web/pieces.ts'
import { hasTerm, toggleTerm } from '../../console/web/query-terms.ts'
import { appealSaid, moment } from '../../console/web/words.ts'
import { parseQuery } from '../../store/search/query.ts'

describe('posts of one text', () => {
  it('stand under the first of them, the order of the others kept', () => {
    const post = (id: string, text: string, title = '') => ({ id, title, text }) as PostView
    const folded = foldEqual([
      post('a', '停水'),
      post('b', '停电'),
      post('c', ' 停水\n'),
      post('d', '停水', '催'),
      post('e', '停水'),
    ])
    expect(folded.map(({ post, alike }) => [post.id, ...alike.map((other) => other.id)])).toEqual([
      ['a', 'c', 'e'],
      ['b'],
      ['d'],
    ])
  })
})

describe('a moment', () => {
  it('is told no finer than it is known', () => {
    const at = '2025-12-26T04:00:00.000Z'
    expect(['minute', 'day', 'month'].map((precision) => moment(at, precision))).toEqual([
      '2025-12-26 12:00',
      '2025-12-26',
      '2025-12',
    ])
  })
})

describe('the kind of appeal', () => {
  it('stands with what the source said, where that was another', () => {
    const said = (...reasons: { rule: string; text: string }[]) =>
      appealSaid({ appealType: '投诉', reasons } as unknown as PostView)
    expect(said({ rule: 'appeal.投诉', text: '扰民' })).toBe('投诉')
    expect(said({ rule: 'appeal.overruled', text: '来源标为求助' })).toBe('投诉（来源标为求助）')
  })
})

describe('facets in the query text', () => {
  it('go in and out', () => {
    const one = toggleTerm('暖气', '区县', '城关区')
    expect(one).toBe('暖气 区县:城关区')
    expect(hasTerm(one, '区县', '城关区')).toBe(true)
    expect(toggleTerm(one, '区县', '城关区')).toBe('暖气')
  })
  it('replace an earlier day and quote what needs it', () => {
    expect(toggleTerm('起始:2026-01-01 水', '起始', '2026-01-05')).toBe('水 起始:2026-01-05')
    expect(toggleTerm('', '来源', 'a b')).toBe('来源:"a b"')
  })
  it('bind an OR before they join it', () => {
    const one = toggleTerm('停水 OR 停电', '区县', '安宁区')
    expect(one).toBe('(停水 OR 停电) 区县:安宁区')
    expect(toggleTerm(one, '类别', '政法')).toBe('(停水 OR 停电) 区县:安宁区 类别:政法')
  })
  it('always leave a query that can be read', () => {
    const word = fc.constantFrom('水', '“停 水”', 'OR', '-电', '标题:暖气', '区县:城关区')
    fc.assert(
      fc.property(fc.array(word, { maxLength: 6 }), fc.string({ minLength: 1, maxLength: 12 }), (words, value) => {
        const q = words.join(' ')
        const readable = (text: string): boolean => {
          try {
            parseQuery(text)
            return true
          } catch {
            return false
          }
        }
        fc.pre(readable(q) && value.trim() !== '' && !/["“”„‟＂«»「」『』]/.test(value))
        expect(readable(toggleTerm(q, '来源', value)), toggleTerm(q, '来源', value)).toBe(true)
      }),
    )
  })
})

describe('everyDay', () => {
  const zero = (day: string) => ({ day, n: 0 })
  it('fills quiet days and reaches back at least so far', () => {
    const rows = [
      { day: '2026-01-30', n: 2 },
      { day: '2026-02-02', n: 1 },
    ]
    expect(everyDay(rows, zero).map((d) => d.n)).toEqual([2, 0, 0, 1])
    expect(everyDay(rows.slice(1), zero, 3).map((d) => d.day)).toEqual(['2026-01-31', '2026-02-01', '2026-02-02'])
    expect(everyDay([], zero)).toEqual([])
  })
})

describe('piecesOf', () => {
  it('lets the stronger mark win where spans meet', () => {
    const spans: Span[] = [
      { start: 0, end: 4, as: 'reason' },
      { start: 2, end: 6, as: 'hit' },
    ]
    expect(piecesOf('abcdefg', spans)).toEqual([
      { text: 'ab', as: 'reason' },
      { text: 'cd', as: 'hit' },
      { text: 'ef', as: 'hit' },
      { text: 'g', as: undefined },
    ])
  })
  it('never loses or doubles a character, whatever the spans', () => {
    const span = fc.record({
      start: fc.integer({ min: -2, max: 12 }),
      end: fc.integer({ min: -2, max: 12 }),
      as: fc.constantFrom('mask' as const, 'hit' as const, 'reason' as const, 'reason-on' as const),
    })
    fc.assert(
      fc.property(fc.string({ maxLength: 10, unit: 'grapheme' }), fc.array(span), (text, spans) => {
        expect(
          piecesOf(text, spans)
            .map((p) => p.text)
            .join(''),
        ).toBe(text)
      }),
    )
  })
})
