import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { normalize, normalText, sourceSpan } from '../../analyzers/text/normalize.ts'

const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme' }),
  fc
    .array(
      fc.constantFrom(
        '微',
        '❤️',
        '信',
        '１',
        '①',
        '㎡',
        '\u200b',
        '\ud83d',
        '後',
        '乾',
        '，',
        '\r',
        '\n',
        'é',
        '½',
        '가',
        '👨‍👩‍👧',
      ),
    )
    .map((a) => a.join('')),
)

describe('normalize', () => {
  it.each([
    ['全角１３９ＡＢ', '全角139AB'],
    ['微❤️信', '微信'],
    ['①③⑨', '139'],
    ['❶❸❾', '139'],
    ['1️⃣3️⃣', '13'],
    ['微\u200b信\u0336', '微信'],
    ['這個小區業主', '这个小区业主'],
    ['乾隆年间著名瞭望台', '乾隆年间著名瞭望台'],
    ['面积１２０㎡', '面积120m2'],
    ['你好，（谢谢）！', '你好，（谢谢）！'],
    ['В Х', 'B X'],
    ['a\r\nb\rc', 'a\nb\nc'],
    ['★☆●通知', '通知'],
    ['二○二五', '二〇二五'],
    ['', ''],
  ])('%j → %j', (from, to) => expect(normalize(from).text).toBe(to))

  it('maps spans back to the source', () => {
    const source = '电话１👍３㎡末'
    const n = normalize(source)
    expect(n.text).toBe('电话13m2末')
    expect(sourceSpan(n, 2, 4)).toEqual({ start: 2, end: source.indexOf('㎡') })
    expect(sourceSpan(n, 4, 5)).toEqual({ start: 6, end: 7 })
  })

  it('is idempotent and its map stays inside the source and never falls', () => {
    fc.assert(
      fc.property(anyText, (source) => {
        const n = normalize(source)
        expect(normalText(source)).toBe(n.text)
        expect(normalize(n.text).text).toBe(n.text)
        expect(n.map.length).toBe(n.text.length + 1)
        expect(n.map[n.text.length]).toBe(source.length)
        for (let i = 1; i < n.map.length; i++) expect(n.map[i]! >= n.map[i - 1]!).toBe(true)
        for (let i = 0; i < n.text.length; i++) {
          const span = sourceSpan(n, i, i + 1)
          expect(span.start < span.end && span.end <= source.length).toBe(true)
        }
      }),
      { numRuns: 600 },
    )
  })

  it('leaves plain text as the same string', () => {
    const plain = '兰州市城关区雁滩路的暖气不热，2026年1月3日起只有14度。'
    expect(normalize(plain).text).toBe(plain)
  })
})
