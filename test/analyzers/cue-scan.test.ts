import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LURES, MATTERS, PULLS } from '../../analyzers/dict/spam-cues.ts'
import { createScan, takeApart } from '../../analyzers/patterns/cue-scan.ts'
import { ANY, startsOf } from '../../analyzers/patterns/pattern-start.ts'

const groups = [...LURES, PULLS, ...MATTERS]

describe('cue-scan', () => {
  it.each([
    ['无抵押|当[天日]放款', ['无抵', '当天', '当日']],
    ['(?:分|小时)下款', ['分下', '小时']],
    ['[a-c]x', ['ax', 'bx', 'cx']],
    ['[加+]?微信', ['加微', '+微', '微信']],
    ['(?<=x)信|回(?!复)', ['信', '回']],
    ['(短|长){2}', ['短短', '短长', '长短', '长长']],
    ['停.{0,4}水', ['停水', `停${ANY}`]],
    ['急[^，]', [`急${ANY}`]],
    ['(?:停[)|]水|断(?:电|网)(?=了|)[^|]+|漏)水', ['停)', '停|', '断电', '断网', '漏水']],
    ['a?', ['', 'a']],
  ])('%s begins with %s', (pattern, first) => expect([...startsOf(pattern)].sort()).toEqual([...first].sort()))

  it.each(['.x', '[^a]b', 'a?', '(?:)', '(.)\\1'])(
    'refuses %s, which may begin with anything or refers back',
    (pattern) => expect(() => takeApart(pattern)).toThrow(RangeError),
  )

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
