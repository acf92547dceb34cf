import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createScan, firstCharacters } from '../../analyzers/cue-scan.ts'
import { LURES, MATTERS, PULLS } from '../../analyzers/dict/spam-cues.ts'

const groups = [...LURES, PULLS, ...MATTERS]

describe('cue-scan', () => {
  it.each([
    ['无抵押|当[天日]放款', '无当'],
    ['(?:分钟|小时)下款', '分小'],
    ['\\d{1,2}肖|[a-c]x', '0123456789abc'],
    ['[加+]?微信', '加+微'],
    ['(?<=x)信|回(?!复)', '信回'],
    ['(?:短|长)?信', '短长信'],
  ])('%s begins with %s', (pattern, first) => expect([...firstCharacters(pattern)].sort()).toEqual([...first].sort()))

  it.each(['.x', '[^a]b', 'a?'])('refuses %s', (pattern) => expect(() => firstCharacters(pattern)).toThrow(RangeError))

  it('finds what each expression alone finds', () => {
    const scan = createScan(groups.map((g) => g.words))
    const words = groups
      .flatMap((g) => g.words.replace(/\(\?<?[:!=]|[^\u4e00-\u9fff|a-z0-9]/g, '|').split('|'))
      .filter((w) => w.length > 1)
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...words, '〔手机〕', '〔网址〕', '7', '的'), { maxLength: 25 }),
        (parts) => {
          const text = parts.join('')
          const got = groups.map(() => [] as string[])
          scan(text, (g, at, matched) => got[g]!.push(`${at}:${matched}`))
          const want = groups.map((g) => [...text.matchAll(new RegExp(g.words, 'g'))].map((m) => `${m.index}:${m[0]}`))
          expect(got).toEqual(want)
        },
      ),
      { numRuns: 300 },
    )
  })
})
