import fc from 'fast-check'
import stringWidth from 'string-width'
import { describe, expect, it } from 'vitest'
import { clip, table } from '../../cli/table.ts'

describe('table', () => {
  it('counts a Chinese character as two columns', () => {
    expect(clip('供暖不热怎么办', 9)).toBe('供暖不热…')
    expect(clip('ab', 9)).toBe('ab')
  })

  it('never exceeds the width while a shrinkable column can give way', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ maxLength: 60, unit: 'grapheme' }), { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 40, max: 120 }),
        (titles, width) => {
          const text = table(
            titles,
            [
              { head: '序', value: (_t: string) => '12', align: 'right' },
              { head: '事项', value: (t: string) => `供暖${t}`, shrink: true },
            ],
            width,
          )
          for (const line of text.split('\n')) expect(stringWidth(line)).toBeLessThanOrEqual(width)
        },
      ),
    )
  })

  it('takes from what may be cut to a number before it cuts the rest', () => {
    const [, line] = table(
      ['夜间施工噪声扰民无人制止'],
      [
        { head: '事项', value: (t) => t, shrink: true },
        { head: '类别', value: () => '市场监管与商贸旅游', shrink: 8 },
      ],
      34,
    ).split('\n')
    expect(line).toBe('夜间施工噪声扰民无人制止  市场监…')
  })

  it('aligns columns', () => {
    const lines = table(
      [
        { n: 1, t: '停水' },
        { n: 12, t: 'ab' },
      ],
      [
        { head: '#', value: (r) => String(r.n), align: 'right' },
        { head: '事', value: (r) => r.t },
      ],
      80,
    ).split('\n')
    expect(lines).toEqual([' #  事', ' 1  停水', '12  ab'])
  })
})
