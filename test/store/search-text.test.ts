import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { askedPairs, BREAK, indexedUnits, pairsOf, unitsOf } from '../../store/search/text.ts'

const unit = fc.constantFrom('停', '水', '电', '费', 'wifi', 'a', 'b', '12345', 'カ', '가', '𠀀', BREAK)
const inRow = (row: readonly string[], all: readonly string[], same: (a: string, b: string) => boolean): boolean =>
  all.some((_, at) => row.every((one, i) => all[at + i] !== undefined && same(all[at + i] as string, one)))
const equal = (a: string, b: string): boolean => a === b

describe('units of a document', () => {
  it('are those of a query, breaks apart', () => {
    const letters = fc.string({
      unit: fc.oneof(
        fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }),
        unit,
        fc.constantFrom(' ', '，', '\ud800', '\u0301'),
      ),
      maxLength: 40,
    })
    fc.assert(
      fc.property(letters, (text) => {
        expect(indexedUnits(text).filter((one) => one !== BREAK)).toEqual(text.split(BREAK).flatMap(unitsOf))
      }),
      { numRuns: 2000, seed: 1 },
    )
  })

  it('keep one break for any number in a row', () => {
    expect(indexedUnits(`停水${BREAK}${BREAK}，${BREAK}电`)).toEqual(['停', '水', BREAK, '电'])
  })
})

describe('pairs', () => {
  it('overlap; runs stand for themselves too, and so does a character that nothing follows', () => {
    expect(pairsOf(['停', '水', '3', '天', BREAK, '电'])).toBe('停水 水3 3 3天 天 电')
    expect(askedPairs(['停', '水', '3'])).toEqual({ tokens: ['停水', '水3'], begins: false })
    expect(askedPairs(['停'])).toEqual({ tokens: ['停'], begins: true })
    expect(askedPairs(['3'])).toEqual({ tokens: ['3'], begins: false })
    expect(askedPairs([])).toEqual({ tokens: [], begins: false })
  })

  it('stand in a row exactly where the characters do', () => {
    fc.assert(
      fc.property(fc.array(unit, { maxLength: 12 }), fc.array(unit, { minLength: 1, maxLength: 4 }), (all, asked) => {
        const row = asked.filter((one) => one !== BREAK)
        if (row.length === 0) return
        const { tokens, begins } = askedPairs(row)
        const found = inRow(tokens, pairsOf(all).split(' '), begins ? (token, one) => token.startsWith(one) : equal)
        expect(found).toBe(inRow(row, all, equal))
      }),
      { numRuns: 5000, seed: 1 },
    )
  })
})
